// SPDX-License-Identifier: MIT
#include "layout.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plain.h"

/* A line that ends before the last column was broken between two words. */
#define COLUMNS 80
#define LAST_WORD_END (COLUMNS - 1)

/** A line that is being printed. */
struct printed_line {
	int column, indent;
};

static int width_of_word(const char *text)
{
	char c[PLAIN_MAX];
	int width = 0;

	for (; *text && *text != ' '; width++)
		plain_take(&text, c);
	return width;
}

static void break_line(struct printed_line *line)
{
	printf("\n%*s", line->indent, "");
	line->column = line->indent;
}

static const char *put_word(struct printed_line *line, const char *text)
{
	while (*text && *text != ' ') {
		char c[PLAIN_MAX];
		size_t len = plain_take(&text, c);

		if (line->column == COLUMNS)
			break_line(line);
		fwrite(c, 1, len, stdout);
		line->column++;
	}
	return text;
}

/* The space before a word, or the end of the line. */
static void separate(struct printed_line *line, int width, bool first)
{
	bool fits = line->column + !first + width <= LAST_WORD_END;
	bool would_fit = line->indent + width <= LAST_WORD_END;

	if (line->column <= line->indent && first)
		return;
	if (!fits && (would_fit || line->column + 1 >= LAST_WORD_END)) {
		break_line(line);
	} else if (!first) {
		putchar(' ');
		line->column++;
	}
}

void layout_words(int column, int indent, const char *text)
{
	struct printed_line line = { column, indent };
	bool first = true;

	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		separate(&line, width_of_word(text), first);
		text = put_word(&line, text);
		first = false;
	}
	putchar('\n');
}

/* Where values stand: the longest one, 64 digits, then ends at column 80. */
#define VALUE_COLUMN 16

void layout_field(const char *key, int indent, const char *text)
{
	int width = printf("%*s%s: ", indent, "", key);

	for (; width < VALUE_COLUMN; width++)
		putchar(' ');
	layout_words(width, VALUE_COLUMN, text);
}

static bool has_colours(void)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return !(no_color && *no_color) && term && strcmp(term, "dumb") != 0 &&
	       isatty(STDOUT_FILENO);
}

void layout_tone(enum tone tone)
{
	static const char *const codes[] = {
		[TONE_GOOD] = "\033[32m",
		[TONE_BAD] = "\033[31m",
		[TONE_CARE] = "\033[33m",
	};

	if (has_colours())
		fputs(codes[tone], stdout);
}

void layout_tone_end(void)
{
	if (has_colours())
		fputs("\033[0m", stdout);
}

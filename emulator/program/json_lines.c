// SPDX-License-Identifier: MIT
#include "json_lines.h"

#include <stdbool.h>
#include <string.h>

#define DIGITS_MAX	15	/* a double holds them exactly */

static void put_string(FILE *to, const char *text, size_t size)
{
	size_t i;

	fputc('"', to);
	for (i = 0; i < size; i++) {
		if (text[i] == '"' || text[i] == '\\')
			fputc('\\', to);
		if ((unsigned char)text[i] < ' ')
			fprintf(to, "\\u%04x", (unsigned char)text[i]);
		else
			fputc(text[i], to);
	}
	fputc('"', to);
}

static bool is_number(const char *text, size_t size)
{
	return size && size <= DIGITS_MAX &&
	       strspn(text, "0123456789") >= size &&
	       (size == 1 || *text != '0');
}

static bool is_word(const char *text, size_t size, const char *word)
{
	return strlen(word) == size && !strncmp(text, word, size);
}

static void put_value(FILE *to, const char *text, size_t size)
{
	if (is_number(text, size))
		fprintf(to, "%.*s", (int)size, text);
	else if (is_word(text, size, "on"))
		fputs("true", to);
	else if (is_word(text, size, "off"))
		fputs("false", to);
	else
		put_string(to, text, size);
}

void json_lines(FILE *to, const char *text)
{
	const char *before = "{";
	size_t name, gap, value;

	for (; *text; text += value + (text[value] == '\n')) {
		name = strcspn(text, " \n");
		fputs(before, to);
		before = ", ";
		put_string(to, text, name);
		fputs(": ", to);
		gap = strspn(text + name, " ");
		text += name + gap;
		value = strcspn(text, "\n");
		put_value(to, text, value);
	}
	fputs(*before == '{' ? "{}\n" : "}\n", to);
}

void json_error(FILE *to, const char *text)
{
	fputs("{\"error\": ", to);
	put_string(to, text, strcspn(text, "\n"));
	fputs("}\n", to);
}

// SPDX-License-Identifier: MIT
#include "complete.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "table.h"

/** What the words before the last one were. */
struct typed_line {
	const char *first;		/* of a command; NULL: none yet */
	const struct command *command;
	const struct option *waiting;	/* its argument comes next */
	int n_operands;
};

static bool is_file(const char *form, size_t len)
{
	static const char *const files[] = { "FILE", "DIR", "PATH", "REPORT",
					     "REQUEST", "KEY", "AUTHOR-KEY" };

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (strlen(files[i]) == len && !strncmp(form, files[i], len))
			return true;
	return false;
}

static void print_choice(const char *form, size_t len)
{
	if (is_file(form, len))
		puts(":file");
	else if (len == strlen("MODEL") && !strncmp(form, "MODEL", len))
		puts("milan\ngenoa\nbergamo\nsiena\nturin");
	else if (islower((unsigned char)form[0]))
		printf("%.*s\n", (int)len, form);
}

/* "auto|tsm|PATH": what is in small letters is meant literally. */
static void print_choices(const char *form)
{
	while (*form) {
		size_t len = strcspn(form, "|");

		print_choice(form, len);
		form += len + (form[len] == '|');
	}
}

static void print_options(const struct command *command)
{
	for (const struct option *const *g = command->options; *g; g++) {
		for (const struct option *o = *g; o->id; o++) {
			printf("--%s\t%s\n", o->name, o->help);
			if (o->letter)
				printf("-%c\t%s\n", o->letter, o->help);
		}
	}
}

/* The word of the form that stands in this place; the last goes on and on. */
static void print_operand(const struct command *command, int place)
{
	const char *form = command->operands;
	char word[64];

	while (place > 0 && strchr(form, ' ')) {
		form = strchr(form, ' ') + 1;
		place--;
	}
	if (place > 0 && command->max_operands >= 0)
		return;
	form += *form == '[';
	snprintf(word, sizeof(word), "%.*s", (int)strcspn(form, " ]."), form);
	print_choices(word);
}

/* Each first word once; those of groups have no explanation of their own. */
static void print_first_words(void)
{
	for (int i = 0; commands[i]; i++) {
		size_t len = command_first_len(commands[i]);
		bool alone = !commands[i]->name[len];

		if (i && command_first_len(commands[i - 1]) == len &&
		    !strncmp(commands[i - 1]->name, commands[i]->name, len))
			continue;
		printf("%.*s%s%s\n", (int)len, commands[i]->name,
		       alone ? "\t" : "", alone ? commands[i]->summary : "");
	}
	puts("help\tPrint help\n--help\n--version");
}

static void print_second_words(const char *first)
{
	for (int i = 0; commands[i]; i++)
		if (command_is_in(commands[i], first))
			printf("%s\t%s\n", commands[i]->name + strlen(first) + 1,
			       commands[i]->summary);
}

static const struct option *find_option(const struct command *command,
					const char *word)
{
	if (word[1] == '-')
		return option_find_long(command->options, word + 2,
					strlen(word + 2));
	return word[2] ? NULL : option_find_letter(command->options, word[1]);
}

static void take_word(struct typed_line *line, const char *word)
{
	const struct option *option;
	int n_words;

	if (line->waiting) {
		line->waiting = NULL;
	} else if (word[0] == '-' && word[1]) {
		option = line->command ? find_option(line->command, word) : NULL;
		line->waiting = option && option->argument ? option : NULL;
	} else if (!line->first && strcmp(word, "help") != 0) {
		line->first = word;
		line->command = command_find(word, NULL, &n_words);
	} else if (line->first && !line->command) {
		line->command = command_find(line->first, word, &n_words);
	} else if (line->first) {
		line->n_operands++;
	}
}

void complete_print(int n, char *const words[])
{
	struct typed_line line = { .first = NULL };

	for (int i = 0; i < n - 1; i++)
		take_word(&line, words[i]);
	if (line.waiting)
		print_choices(line.waiting->argument);
	else if (!line.first)
		print_first_words();
	else if (!line.command)
		print_second_words(line.first);
	else if (n && words[n - 1][0] == '-')
		print_options(line.command);
	else
		print_operand(line.command, line.n_operands);
}

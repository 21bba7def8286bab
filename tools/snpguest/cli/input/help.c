// SPDX-License-Identifier: MIT
/* Help is printed from the tables, so it cannot say anything else than they. */
#include <stdio.h>
#include <string.h>

#include "table.h"
#include "../base/layout.h"

/* Where the words of a command and of an option begin. */
#define SUMMARY_COLUMN 24
#define HELP_COLUMN 32

/* In columns; what is too wide for its column has a line of its own. */
static void print_entry(int width, int column, const char *words)
{
	if (width >= column) {
		putchar('\n');
		width = 0;
	}
	width += printf("%*s", column - width, "");
	layout_words(width, column, words);
}

void help_list(const char *word)
{
	for (int i = 0; commands[i]; i++) {
		if (word && !command_is_in(commands[i], word))
			continue;
		print_entry(printf("  %s", commands[i]->name), SUMMARY_COLUMN,
			    commands[i]->summary);
	}
}

static void print_option(const struct option *option)
{
	int width = option->letter ? printf("  -%c, ", option->letter) :
				     printf("      ");

	width += printf("--%s%s%s", option->name, option->argument ? " " : "",
			option->argument ? option->argument : "");
	print_entry(width, HELP_COLUMN, option->help);
}

/* Each line on its own. */
static void print_lines(const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		char line[256];

		snprintf(line, sizeof(line), "%.*s", (int)len, text);
		layout_words(0, 0, line);
		text += len + (text[len] == '\n');
	}
}

/* As they are typed: a line that is too long is broken where they have it. */
static void print_examples(const struct command *command)
{
	const char *text = command->examples;

	puts("\nExamples:");
	while (*text) {
		size_t len = strcspn(text, "\n");

		printf("  %.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

static void print_command(const struct command *command)
{
	printf("usage: snpguest %s [OPTION...]%s%s\n\n%s.\n\n", command->name,
	       command->operands[0] ? " " : "", command->operands,
	       command->summary);
	if (command->notes) {
		print_lines(command->notes);
		putchar('\n');
	}
	for (const struct option *const *g = command->options; *g; g++) {
		for (const struct option *o = *g; o->id; o++)
			print_option(o);
	}
	if (command->examples)
		print_examples(command);
}

void help_print(const struct command *command)
{
	if (command) {
		print_command(command);
		return;
	}
	printf("usage: snpguest COMMAND [OPTION...] [OPERAND...]\n\n"
	       "Fetch and verify AMD SEV-SNP attestation reports.\n\n");
	help_list(NULL);
	printf("\n'snpguest COMMAND --help' has options and examples;"
	       " snpguest(1) has all.\n"
	       "Exit status: 0 accepted or done, 1 refused,"
	       " 2 wrong command line,\n3 could not find out.\n\n"
	       "Examples:\n"
	       "  snpguest ok\n"
	       "  snpguest attest --policy policy.json --out evidence/\n"
	       "  snpguest verify evidence --policy policy.json evidence/\n");
}

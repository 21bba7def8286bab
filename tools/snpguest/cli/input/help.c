// SPDX-License-Identifier: MIT
/* Help is printed from the tables, so it cannot say anything else than they. */
#include <stdio.h>
#include <string.h>

#include "options.h"

static bool begins_with_word(const char *name, const char *word)
{
	size_t len = strlen(word);

	return strncmp(name, word, len) == 0 && name[len] == ' ';
}

void help_list(const char *word)
{
	for (int i = 0; commands[i]; i++) {
		if (!word || begins_with_word(commands[i]->name, word))
			printf("  %-22s %s\n", commands[i]->name,
			       commands[i]->summary);
	}
}

static void print_option(const struct option *option)
{
	char form[64];

	snprintf(form, sizeof(form), "--%s%s%s", option->name,
		 option->argument ? " " : "",
		 option->argument ? option->argument : "");
	if (option->letter)
		printf("  -%c, %-26s %s\n", option->letter, form, option->help);
	else
		printf("      %-26s %s\n", form, option->help);
}

static void print_command(const struct command *command)
{
	printf("usage: snpguest %s [OPTION...]%s%s\n\n%s.\n\n", command->name,
	       command->operands[0] ? " " : "", command->operands,
	       command->summary);
	if (command->notes)
		printf("%s\n\n", command->notes);
	for (const struct option *const *g = command->options; *g; g++) {
		for (const struct option *o = *g; o->id; o++)
			print_option(o);
	}
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
	printf("\n'snpguest COMMAND --help' has the options of a command;"
	       " snpguest(1) has all.\n"
	       "Exit status: 0 accepted or done, 1 refused,"
	       " 2 wrong command line, 3 could not find out.\n");
}

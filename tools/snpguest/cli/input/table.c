// SPDX-License-Identifier: MIT
#include "table.h"

#include <string.h>

bool command_is_in(const struct command *command, const char *first)
{
	size_t len = strlen(first);

	return strncmp(command->name, first, len) == 0 &&
	       command->name[len] == ' ';
}

bool command_is_group(const char *first)
{
	for (int i = 0; commands[i]; i++) {
		if (command_is_in(commands[i], first))
			return true;
	}
	return false;
}

size_t command_first_len(const struct command *command)
{
	return strcspn(command->name, " ");
}

const struct command *command_find(const char *first, const char *second,
				   int *n_words)
{
	size_t len = strlen(first);

	for (int i = 0; commands[i]; i++) {
		*n_words = 1;
		if (strcmp(commands[i]->name, first) == 0)
			return commands[i];
		*n_words = 2;
		if (second && command_is_in(commands[i], first) &&
		    strcmp(commands[i]->name + len + 1, second) == 0)
			return commands[i];
	}
	return NULL;
}

static bool same_name(const char *name, const char *word, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (name[i] != (word[i] == '_' ? '-' : word[i]))
			return false;
	}
	return name[len] == '\0';
}

const struct option *option_find_long(const struct option *const *groups,
				      const char *name, size_t len)
{
	for (; *groups; groups++) {
		for (const struct option *o = *groups; o->id; o++) {
			if (same_name(o->name, name, len))
				return o;
		}
	}
	return NULL;
}

const struct option *option_find_letter(const struct option *const *groups,
					char letter)
{
	for (; *groups; groups++) {
		for (const struct option *o = *groups; o->id; o++) {
			if (o->letter && o->letter == letter)
				return o;
		}
	}
	return NULL;
}

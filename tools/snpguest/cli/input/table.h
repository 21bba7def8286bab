/* SPDX-License-Identifier: MIT */
/* What stands in the tables of commands and options; one reading for the command
 * line, help and completion. */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "options.h"

/** True when @command is two words, of which @first is the one. */
bool command_is_in(const struct command *command, const char *first);

/** True when some command is two words that begin with @first. */
bool command_is_group(const char *first);

/** How many bytes of its name are the first word. */
size_t command_first_len(const struct command *command);

/**
 * command_find() - the command of one word, else that of two
 * @second: may be NULL
 * @n_words: out: how many words it took
 *
 * Return: NULL where there is none, and then @n_words is 2.
 */
const struct command *command_find(const char *first, const char *second,
				   int *n_words);

/** An option by the @len bytes of its name, '_' as '-'; NULL: there is none. */
const struct option *option_find_long(const struct option *const *groups,
				      const char *name, size_t len);

/** The same by its letter. */
const struct option *option_find_letter(const struct option *const *groups,
					char letter);

#endif /* TABLE_H */

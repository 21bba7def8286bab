/* SPDX-License-Identifier: MIT */
/* What was meant by a word that is none of ours; each is one line, a usage(). */
#ifndef SUGGEST_H
#define SUGGEST_H

#include "options.h"

/** An option, with its dashes, that @command does not have. */
void suggest_option(const struct command *command, const char *word);

/**
 * suggest_early_option() - the same where no command follows
 * @groups: the options that may stand before a command
 */
void suggest_early_option(const struct option *const *groups, const char *word);

/** A first word that is no command; @word may be half of one. */
void suggest_command(const char *word);

/** A second word that does not go with the first. */
void suggest_second_word(const char *word, const char *second);

/** Too few or too many operands of @command. */
void suggest_operands(const struct command *command);

#endif /* SUGGEST_H */

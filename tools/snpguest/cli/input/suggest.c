// SPDX-License-Identifier: MIT
#include "suggest.h"

#include <stdio.h>
#include <string.h>

#include "table.h"
#include "../base/similar.h"
#include "../base/talk.h"

/* Fewer letters begin too many names. */
#define BEGINNING_MIN 3

/* What others call it; only where the command has it. */
static const struct {
	const char *theirs, *ours;
} other_names[] = {
	{ "ca", "trust-anchor" },
	{ "ca-file", "trust-anchor" },
	{ "certificates", "certs" },
	{ "date", "at" },
	{ "nonce", "report-data" },
	{ "o", "out" },
	{ "output", "out" },
	{ "output", "measurement-file" },
	{ "output-dir", "out" },
	{ "output-file", "measurement-file" },
	{ "request-data", "report-data" },
	{ "root", "trust-anchor" },
	{ "silent", "quiet" },
	{ "time", "at" },
	{ "url", "kds-url" },
};

static const char *without_dashes(const char *word)
{
	return word + (word[1] == '-' ? 2 : 1);
}

static const char *find_renamed(const struct option *const *groups,
				const char *name)
{
	for (size_t i = 0; i < sizeof(other_names) / sizeof(*other_names); i++) {
		const char *ours = other_names[i].ours;

		if (strcmp(name, other_names[i].theirs) == 0 &&
		    option_find_long(groups, ours, strlen(ours)))
			return ours;
	}
	return NULL;
}

static const char *find_similar(const struct option *const *groups,
				const char *name)
{
	struct similar similar = { .word = name };

	if (!name[0] || !name[1])
		return NULL;
	for (; *groups; groups++)
		for (const struct option *o = *groups; o->id; o++)
			similar_try(&similar, o->name);
	return similar.best;
}

/* "verb" begins "verbose", "debug" is a part of "allow-debug". */
static bool begins_part(const char *option, const char *name)
{
	size_t len = strlen(name);

	while (option && strncmp(option, name, len) != 0) {
		option = strchr(option, '-');
		option += option ? 1 : 0;
	}
	return option;
}

/* Only where there is no choice. */
static const char *find_part(const struct option *const *groups,
			     const char *name)
{
	const char *found = NULL;

	if (strlen(name) < BEGINNING_MIN)
		return NULL;
	for (; *groups; groups++) {
		for (const struct option *o = *groups; o->id; o++) {
			if (!begins_part(o->name, name))
				continue;
			if (found && strcmp(found, o->name) != 0)
				return NULL;
			found = o->name;
		}
	}
	return found;
}

static const char *find_option(const struct option *const *groups,
			       const char *name)
{
	const char *found = find_renamed(groups, name);

	if (!found)
		found = find_similar(groups, name);
	return found ? found : find_part(groups, name);
}

void suggest_option(const struct command *command, const char *word)
{
	const char *found = find_option(command->options, without_dashes(word));

	if (found)
		usage("%s: there is no option %s; did you mean --%s?",
		      command->name, word, found);
	else
		usage("%s: there is no option %s; see 'snpguest %s --help'",
		      command->name, word, command->name);
}

/* Of any command. */
static bool is_option_of_some(const char *word)
{
	const char *name = without_dashes(word);

	for (int i = 0; commands[i]; i++) {
		if (word[1] == '-' &&
		    option_find_long(commands[i]->options, name,
				     strcspn(name, "=")))
			return true;
		if (word[1] != '-' && !word[2] &&
		    option_find_letter(commands[i]->options, word[1]))
			return true;
	}
	return false;
}

void suggest_early_option(const struct option *const *groups, const char *word)
{
	static const struct option version[] = { { .id = OPT_HELP,
						   .name = "version" },
						 { .id = OPT_NONE } };
	static const struct option *const more[] = { version, NULL };
	const char *name = without_dashes(word);
	const char *found = find_option(groups, name);

	if (!found)
		found = find_option(more, name);
	if (is_option_of_some(word))
		usage("%s belongs behind its command; see 'snpguest --help'",
		      word);
	else if (found)
		usage("there is no option %s; did you mean --%s?", word, found);
	else
		usage("there is no option %s; see 'snpguest --help'", word);
}

/* Whole commands, their first words, and both with a dash between. */
static void try_commands(struct similar *similar)
{
	for (int i = 0; commands[i]; i++) {
		static char first[32];
		size_t len = command_first_len(commands[i]);

		similar_try(similar, commands[i]->name);
		if (similar->distance == 0 && similar->best)
			break;
		snprintf(first, sizeof(first), "%.*s", (int)len,
			 commands[i]->name);
		if (similar->best != first)
			similar_try(similar, first);
		if (similar->best == first)
			break;
	}
}

/* "attestation": the command whose second word is most like it. */
static const char *find_by_second_word(const char *word)
{
	struct similar similar = { .word = word };
	const char *found = NULL;

	for (int i = 0; commands[i]; i++) {
		const char *space = strchr(commands[i]->name, ' ');
		const char *before = similar.best;

		if (space)
			similar_try(&similar, space + 1);
		if (similar.best != before)
			found = commands[i]->name;
	}
	return found;
}

void suggest_command(const char *word)
{
	struct similar similar = { .word = word };

	similar_try(&similar, "help");
	similar_try(&similar, "--version");
	try_commands(&similar);
	if (!similar.best)
		similar.best = find_by_second_word(word);
	if (similar.best)
		usage("there is no command '%s'; did you mean '%s'?", word,
		      similar.best);
	else
		usage("there is no command '%s'; see 'snpguest --help'", word);
}

void suggest_second_word(const char *word, const char *second)
{
	struct similar similar = { .word = second };
	size_t len = strlen(word);

	for (int i = 0; commands[i]; i++)
		if (command_is_in(commands[i], word))
			similar_try(&similar, commands[i]->name + len + 1);
	if (similar.best)
		usage("%s: there is no '%s'; did you mean '%s %s'?", word,
		      second, word, similar.best);
	else
		usage("%s: there is no '%s'; see 'snpguest %s --help'", word,
		      second, word);
}

void suggest_operands(const struct command *command)
{
	const char *instead = command->instead;
	char help[64];

	if (!instead) {
		snprintf(help, sizeof(help), "see 'snpguest %s --help'",
			 command->name);
		instead = help;
	}
	if (command->max_operands)
		usage("%s needs %s; %s", command->name, command->operands,
		      instead);
	else
		usage("%s takes no operand; %s", command->name, instead);
}

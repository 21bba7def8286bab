// SPDX-License-Identifier: MIT
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <snpguest.h>

#include "suggest.h"
#include "table.h"
#include "../base/talk.h"

const struct option common_options[] = {
	{ OPT_JSON, 0, "json", NULL, "print the result as JSON" },
	{ OPT_FIELD, 0, "field", "NAME",
	  "print one member of the JSON, for scripts" },
	{ OPT_QUIET, 'q', "quiet", NULL,
	  "print no result and no notes; errors and refusals are still said" },
	{ OPT_HELP, 'h', "help", NULL, "print this help" },
	{ .id = OPT_NONE },
};

const struct option device_options[] = {
	{ OPT_DEVICE, 0, "device", "auto|tsm|PATH",
	  "where requests go; auto takes configfs-tsm, else /dev/sev-guest" },
	{ OPT_VMPL, 'v', "vmpl", "auto|N",
	  "privilege level 0 to 3; auto takes the lowest the device allows" },
	{ .id = OPT_NONE },
};

const struct option verdict_options[] = {
	{ OPT_POLICY, 0, "policy", "FILE",
	  "demand what this JSON file says; see snpguest-policy(5)" },
	{ OPT_CRL, 0, "crl", "FILE", "revocation list, DER or PEM" },
	{ OPT_AT, 0, "at", "TIME",
	  "judge as of this time: 2026-11-20T23:00:00Z, or a date" },
	{ OPT_TRUST_ANCHOR, 0, "trust-anchor", "FILE",
	  "trust this root, too; the verdict names it" },
	{ OPT_ANCHORS, 0, "anchors", "FILE",
	  "trust the products of this JSON file; see snpguest-anchors(5)" },
	{ OPT_ALLOW_DEBUG, 0, "allow-debug", NULL,
	  "accept a guest whose memory the host may read" },
	{ OPT_VERBOSE, 'v', "verbose", NULL,
	  "also print what passed and what was not demanded" },
	{ .id = OPT_NONE },
};

/* What may stand before the command. */
static const struct option *const early_options[] = { common_options,
						      device_options,
						      verdict_options, NULL };

/** What is read of the words: one option or one operand at a time. */
struct words {
	char **argv;
	int argc;
	int next;
};

/* -v has an argument in some commands and none in others. */
static bool is_first_word(const char *word)
{
	int n_words;

	return command_is_group(word) || command_find(word, NULL, &n_words);
}

static bool is_option(const char *word)
{
	return word[0] == '-' && word[1] != '\0';
}

static bool set_value(struct call *call, const struct option *option,
		      const char *value)
{
	if (call->values[option->id] &&
	    call->command->repeats == (int)option->id) {
		call->repeated[call->n_repeated++] =
			(struct repeated){ option->id, value };
		return true;
	}
	if (call->values[option->id] && option->argument) {
		usage("--%s is given twice", option->name);
		return false;
	}
	call->values[option->id] = value;
	return true;
}

/* An option where an argument is expected: the argument was forgotten. */
static bool is_known_option(const struct call *call, const char *word)
{
	if (!is_option(word))
		return false;
	if (word[1] == '-')
		return option_find_long(call->command->options, word + 2,
				 strcspn(word + 2, "="));
	return !word[2] && option_find_letter(call->command->options, word[1]);
}

static bool take_argument(struct call *call, const struct option *option,
			  struct words *words)
{
	if (words->next == words->argc) {
		usage("--%s needs its argument %s", option->name,
		      option->argument);
		return false;
	}
	if (is_known_option(call, words->argv[words->next])) {
		usage("--%s needs its argument %s before %s; if that is meant,"
		      " write --%s=%s",
		      option->name, option->argument,
		      words->argv[words->next], option->name,
		      words->argv[words->next]);
		return false;
	}
	return set_value(call, option, words->argv[words->next++]);
}

/* "-allow-none": one dash before a long name is understood. */
static bool is_long(const struct call *call, const char *word)
{
	const char *name = word + 1;

	return *name == '-' ||
	       (strpbrk(name, "-_") &&
		option_find_long(call->command->options, name, strcspn(name, "=")));
}

static bool parse_long(struct call *call, const char *word, struct words *words)
{
	const char *name = word + (word[1] == '-' ? 2 : 1);
	size_t len = strcspn(name, "=");
	const struct option *o = option_find_long(call->command->options, name, len);

	if (!o) {
		suggest_option(call->command, word);
		return false;
	}
	if (name[len] == '=' && !o->argument) {
		usage("--%s takes no argument", o->name);
		return false;
	}
	if (name[len] == '=')
		return set_value(call, o, name + len + 1);
	return o->argument ? take_argument(call, o, words) :
			     set_value(call, o, "");
}

/* -q, -ts, -mVALUE, -m VALUE */
static bool parse_letters(struct call *call, const char *word,
			  struct words *words)
{
	for (const char *at = word + 1; *at; at++) {
		const struct option *o;

		o = option_find_letter(call->command->options, *at);
		if (!o) {
			suggest_option(call->command, word);
			return false;
		}
		if (!o->argument) {
			if (!set_value(call, o, ""))
				return false;
			continue;
		}
		return at[1] ? set_value(call, o, at + 1) :
			       take_argument(call, o, words);
	}
	return true;
}

static bool parse_words(struct call *call, struct words *words)
{
	bool options_ended = false;

	while (words->next < words->argc) {
		const char *word = words->argv[words->next++];
		bool good = true;

		if (options_ended || !is_option(word))
			call->operands[call->n_operands++] = word;
		else if (strcmp(word, "--") == 0)
			options_ended = true;
		else if (is_long(call, word))
			good = parse_long(call, word, words);
		else
			good = parse_letters(call, word, words);
		if (!good)
			return false;
	}
	return true;
}

/* "--device", "-v"; NULL for all that is not one option by itself. */
static const struct option *early_option(const char *word)
{
	if (word[1] == '-')
		return option_find_long(early_options, word + 2,
					strcspn(word + 2, "="));
	return word[2] ? NULL : option_find_letter(early_options, word[1]);
}

static bool takes_next(const struct option *option, const char *word,
		       const char *next)
{
	return option && option->argument && !strchr(word, '=') && next &&
	       (word[1] == '-' || !is_first_word(next));
}

/* The index of the first word that is no option, or argc. */
static int find_command_word(int argc, char *argv[])
{
	int i;

	for (i = 1; i < argc && is_option(argv[i]); i++) {
		if (takes_next(early_option(argv[i]), argv[i], argv[i + 1]))
			i++;
	}
	return i < argc ? i : argc;
}

/* "-qv" */
static bool are_early_letters(const char *word)
{
	while (*++word && option_find_letter(early_options, *word))
		;
	return !*word;
}

/* The first of the words before the command that is no option there, or NULL. */
static const char *find_unknown_early(int at, char *argv[])
{
	for (int i = 1; i < at; i++) {
		const struct option *o = early_option(argv[i]);

		if (!o && is_option(argv[i]) && strcmp(argv[i], "--") != 0 &&
		    (argv[i][1] == '-' || !are_early_letters(argv[i])))
			return argv[i];
		if (takes_next(o, argv[i], argv[i + 1]))
			i++;
	}
	return NULL;
}

static bool is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* "snpguest verify", "snpguest verify --help", "snpguest verify nothing" */
static enum parsed without_command(int argc, char *argv[], int at)
{
	const char *word = at < argc ? argv[at] : NULL;
	const char *second = at + 1 < argc ? argv[at + 1] : NULL;
	const char *unknown = find_unknown_early(at, argv);

	if (word && command_is_group(word) && second && is_help(second)) {
		help_list(word);
		return PARSED_DONE;
	}
	if (unknown)
		suggest_early_option(early_options, unknown);
	else if (!word)
		usage("a command is needed; see 'snpguest --help'");
	else if (!command_is_group(word))
		suggest_command(word);
	else if (second)
		suggest_second_word(word, second);
	else
		usage("%s: a second word is needed; see 'snpguest %s --help'",
		      word, word);
	return PARSED_WRONG;
}

static enum parsed help_command(int argc, char *argv[], int at)
{
	const char *second = at + 2 < argc ? argv[at + 2] : NULL;
	const struct command *command = NULL;
	int n_words;

	if (at + 1 < argc) {
		command = command_find(argv[at + 1], second, &n_words);
		if (!command && !second && command_is_group(argv[at + 1])) {
			help_list(argv[at + 1]);
			return PARSED_DONE;
		}
		if (!command)
			return without_command(argc, argv, at + 1);
	}
	help_print(command);
	return PARSED_DONE;
}

/* --help and --version before a command, and the command "help". */
static bool wants_help(int argc, char *argv[], int at, enum parsed *parsed)
{
	for (int i = 1; i < at; i++) {
		if (is_help(argv[i])) {
			help_print(NULL);
			*parsed = PARSED_DONE;
			return true;
		}
		if (strcmp(argv[i], "--version") == 0 ||
		    strcmp(argv[i], "-V") == 0) {
			printf("snpguest %s (%s)\n", SNPGUEST_VERSION,
			       snpguest_crypto_version());
			*parsed = PARSED_DONE;
			return true;
		}
	}
	if (at == argc || strcmp(argv[at], "help") != 0)
		return false;
	*parsed = help_command(argc, argv, at);
	return true;
}

static bool count_is_right(const struct call *call)
{
	const struct command *c = call->command;

	if (call->n_operands >= c->min_operands &&
	    (c->max_operands < 0 || call->n_operands <= c->max_operands))
		return true;
	suggest_operands(c);
	return false;
}

/* The words without the command's own; options before it count, too. */
static char **words_without_command(int argc, char *argv[], int at, int n_words)
{
	char **rest = calloc((size_t)argc + 1, sizeof(*rest));
	int n = 0;

	for (int i = 1; rest && i < argc; i++) {
		if (i < at || i >= at + n_words)
			rest[n++] = argv[i];
	}
	return rest;
}

static enum parsed parse_for_command(struct call *call, char **rest, int n)
{
	struct words words = { .argv = rest, .argc = n };

	call->operands = calloc((size_t)n + 1, sizeof(*call->operands));
	call->repeated = calloc((size_t)n + 1, sizeof(*call->repeated));
	if (!call->operands || !call->repeated) {
		trouble("out of memory");
		return PARSED_TROUBLE;
	}
	if (!parse_words(call, &words))
		return PARSED_WRONG;
	if (given(call, OPT_HELP)) {
		help_print(call->command);
		return PARSED_DONE;
	}
	return count_is_right(call) ? PARSED_RUN : PARSED_WRONG;
}

enum parsed options_parse(int argc, char *argv[], struct call *call)
{
	int at = find_command_word(argc, argv);
	enum parsed parsed;
	int n_words = 0;
	char **rest;

	memset(call, 0, sizeof(*call));
	if (wants_help(argc, argv, at, &parsed))
		return parsed;
	if (at < argc)
		call->command =
			command_find(argv[at],
				     at + 1 < argc ? argv[at + 1] : NULL,
				     &n_words);
	if (!call->command)
		return without_command(argc, argv, at);
	rest = words_without_command(argc, argv, at, n_words);
	if (!rest) {
		trouble("out of memory");
		return PARSED_TROUBLE;
	}
	parsed = parse_for_command(call, rest, argc - 1 - n_words);
	free(rest);
	return parsed;
}

void call_free(struct call *call)
{
	free(call->operands);
	free(call->repeated);
	call->operands = NULL;
	call->repeated = NULL;
}

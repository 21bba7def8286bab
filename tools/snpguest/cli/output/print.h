/* SPDX-License-Identifier: MIT */
/*
 * What there is to say is the library's verdict. print_json.c prints it for
 * programs, as the library writes it, and print_text.c for people.
 */
#ifndef PRINT_H
#define PRINT_H

#include <jansson.h>
#include <snpguest.h>

#include "../base/command.h"
#include "../input/bundle.h"

/**
 * struct outcome - everything there is to say about one piece of evidence
 * @input: its name among several; NULL for a single one
 * @verifier: who judged; lives longer
 * @verdict, @chain: the library's, on a report or on certificates alone; its
 *		     checks come first
 * @as_virtee: the command is one of virtee's, whose lines are looked for
 * @nonce: the check that outcome_name_nonce() gave other words to, and those;
 *	   NULL: none
 */
struct outcome {
	const char *input;
	const struct bundle *bundle;
	const struct snpguest_verifier *verifier;
	struct snpguest_verdict *verdict;
	struct snpguest_chain_verdict *chain;
	bool as_virtee;
	struct snpguest_check nonce;
	char *nonce_detail;
};

/** Frees the verdict. */
void outcome_free(struct outcome *outcome);

/**
 * outcome_name_nonce() - say what the report data were compared with
 *
 * The nonce that lay beside the report: whoever put both there chose it, so that
 * it tells nothing of when. Return: 0; -ENOMEM.
 */
int outcome_name_nonce(struct outcome *outcome);

/**
 * The library's answer, and nothing else stands against it: 0 accepted,
 * SNPGUEST_REFUSED, -ENODATA: could not find out.
 */
int outcome_status(const struct outcome *outcome);

/** "accepted", "refused", "unknown", of what snpguest_verify() returned; static. */
const char *status_name(int status);

/** The same of an outcome. */
const char *outcome_name(const struct outcome *outcome);

/** Is the check of this name among those that failed? */
bool outcome_has_failed(const struct outcome *outcome, const char *name);

/** A line of either kind of verdict; NULL behind the last. */
const struct snpguest_check *outcome_check(const struct outcome *outcome,
					   size_t index);

/** The root that the chain ends in; NULL. Lives as long as the verdict. */
const char *outcome_root(const struct outcome *outcome);

/** The time that everything was judged for, seconds since 1970. */
int64_t outcome_at(const struct outcome *outcome);

/** True for a check that speaks against it: failed, or not to be judged. */
bool outcome_decides(const struct outcome *outcome,
		     const struct snpguest_check *check);

/* "verdict: refused (...)" fits in a line. */
#define OUTCOME_REASONS_SIZE 60

/** Names of the checks that decide, as many as fit: "a, b and 3 more". */
void outcome_reasons(const struct outcome *outcome,
		     char text[OUTCOME_REASONS_SIZE]);

/** The words of the first of them; lives as long as @outcome. */
const char *outcome_first_reason(const struct outcome *outcome);

/** @verbose: also what passed and what nobody demanded */
void print_text_outcome(const struct outcome *outcome, bool verbose);

/** The report, where there is one, in a dozen lines. */
void print_brief(const struct outcome *outcome);

/**
 * print_as_virtee() - the lines of virtee's tool that programs look for
 *
 * Each where it is true of an accepted outcome; nothing otherwise.
 */
void print_as_virtee(const struct outcome *outcome);

/** The fields of a report under the headings of virtee's tool. */
void print_virtee_report(const struct snpguest_report *report);

/** A string; JSON is UTF-8, and what is not becomes '?'. NULL. */
json_t *json_of_string(const char *text);

/** In new memory; NULL when there is none. */
json_t *json_of_outcome(const struct outcome *outcome);
json_t *json_of_report(const struct snpguest_report *report);
json_t *json_of_certificate(const struct snpguest_cert_info *info);

/**
 * print_object() - "key: value" lines, objects in it indented
 * @object: borrowed; NULL prints nothing
 */
void print_object(const json_t *object, int depth);

/** Text of @json with a newline, from malloc(), and frees @json; NULL. */
char *json_text(json_t *json, bool one_line);

/** Appends @item, which may be NULL; NULL and no @list when that failed. */
json_t *json_list_add(json_t *list, json_t *item);

/**
 * print_select() - print_json() prints one member from now on
 * @name: "verdict", "report.tcb.reported.snp"; of a report also without
 *	  "report."; NULL for all again. Kept.
 */
void print_select(const char *name);

/**
 * print_json() - print and free @json
 *
 * Return: EXIT_DONE; EXIT_TROUBLE when it is NULL; EXIT_USAGE when what
 * print_select() named is not in it.
 */
enum exit_code print_json(json_t *json, bool one_line);

/**
 * print_ended() - how a run ends whose answer is @status
 * @printed: what printing it ended with: a member that --field does not find makes
 *	nothing of a refusal; all else that fails decides
 */
enum exit_code print_ended(enum exit_code printed, enum exit_code status);

/** Prints "could not find out", for programs. @input may be NULL. */
void print_json_trouble(bool verdict, const char *input, const char *what);

/** Prints text with what would steer a terminal replaced. */
void print_plain(const char *text);

#endif /* PRINT_H */

/* SPDX-License-Identifier: MIT */
/*
 * What there is to say comes from the library as JSON; print_json.c prints that
 * as it is, print_text.c for people.
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
 * @verdict, @chain: the library's, on a report or on certificates alone; its
 *		     checks come first
 */
struct outcome {
	const char *input;
	const struct bundle *bundle;
	struct snpguest_verdict *verdict;
	struct snpguest_chain_verdict *chain;
};

/** Frees the verdict. */
void outcome_free(struct outcome *outcome);

/**
 * The library's answer, and nothing else stands against it: 0 accepted,
 * SNPGUEST_REFUSED, -ENODATA: could not find out.
 */
int outcome_status(const struct outcome *outcome);

/** "accepted", "refused", "unknown"; static. */
const char *outcome_name(const struct outcome *outcome);

/** A line of either kind of verdict; NULL behind the last. */
const struct snpguest_check *outcome_check(const struct outcome *outcome,
					   size_t index);

void print_text_outcome(const struct outcome *outcome);

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

/** Prints and frees @json; EXIT_TROUBLE when it is NULL. */
enum exit_code print_json(json_t *json, bool one_line);

/** Prints "could not find out", for programs. @input may be NULL. */
void print_json_trouble(bool verdict, const char *input, const char *what);

/** Prints text with control characters replaced. */
void print_plain(const char *text);

#endif /* PRINT_H */

/* SPDX-License-Identifier: MIT */
/*
 * One description of what there is to say, two renderings.
 *
 * describe.c walks over a report or a certificate and tells a renderer what
 * it sees; print_text.c and print_json.c are renderers.
 */
#ifndef PRINT_H
#define PRINT_H

#include <jansson.h>
#include <snpguest.h>

#include "../base/command.h"
#include "../input/bundle.h"

/**
 * struct renderer - where a description goes
 * @begin, @end: a group of fields
 * Keys are static; values live only during the call.
 */
struct renderer {
	void (*begin)(struct renderer *self, const char *key);
	void (*end)(struct renderer *self);
	void (*number)(struct renderer *self, const char *key, uint64_t value);
	void (*bits)(struct renderer *self, const char *key, uint64_t value);
	void (*flag)(struct renderer *self, const char *key, bool value);
	void (*text)(struct renderer *self, const char *key, const char *value);
	void (*bytes)(struct renderer *self, const char *key,
		      const uint8_t *data, size_t len);
};

/**
 * describe_report() - all fields of a report
 * @product: for the parts of the TCBs; what a verdict found out, else the
 *	     report's own
 */
void describe_report(struct renderer *out, const struct snpguest_report *report,
		     enum snpguest_product product);

/** The fields people look at first. */
void describe_report_briefly(struct renderer *out,
			     const struct snpguest_report *report,
			     enum snpguest_product product);

/** A certificate, with the AMD extensions of a leaf. */
void describe_certificate(struct renderer *out,
			  const struct snpguest_cert_info *info);

/** struct text_renderer - "key: value" lines on standard output */
struct text_renderer {
	struct renderer renderer;
	int depth;
};

void text_renderer_init(struct text_renderer *text, int depth);

#define JSON_DEPTH_MAX 8

/**
 * struct json_renderer - builds a JSON object
 * @levels: levels[0] is the object; json_renderer_take() hands it over
 * @failed: memory ran out on the way
 */
struct json_renderer {
	struct renderer renderer;
	json_t *levels[JSON_DEPTH_MAX];
	int depth;
	bool failed;
};

void json_renderer_init(struct json_renderer *json);

/** The finished object, which the caller owns; NULL when memory ran out. */
json_t *json_renderer_take(struct json_renderer *json);

/**
 * struct outcome - everything there is to say about one piece of evidence
 * @input: its name among several; NULL for a single one
 * @verdict, @chain: the library's, one of them; its checks come first
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

/* What either kind of verdict says; as the functions of the library. */
const struct snpguest_check *outcome_check(const struct outcome *outcome,
					   size_t index);
const char *outcome_root(const struct outcome *outcome);
enum snpguest_product outcome_product(const struct outcome *outcome);
int64_t outcome_at(const struct outcome *outcome);
const uint8_t *outcome_policy_sha256(const struct outcome *outcome);
const struct snpguest_cert_info *outcome_leaf(const struct outcome *outcome);

void print_text_outcome(const struct outcome *outcome);

/** In new memory; NULL when there is none. */
json_t *json_of_outcome(const struct outcome *outcome);

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

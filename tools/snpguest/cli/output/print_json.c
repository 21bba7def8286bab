// SPDX-License-Identifier: MIT
/* The library's JSON, and what only the tool knows: names of files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "print.h"
#include "../base/plain.h"
#include "../base/talk.h"

json_t *json_of_string(const char *text)
{
	json_t *string = json_string(text);
	char *copy;

	if (string)
		return string;
	copy = strdup(text);
	if (copy)
		plain_text(copy);
	string = copy ? json_string(copy) : NULL;
	free(copy);
	return string;
}

/*
 * Parses and frees @text, which the library wrote; NULL when memory ran out.
 * jansson 2.14 then goes on with shorter strings, so what was read has to give
 * the very text again.
 */
static json_t *parse(char *text)
{
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	char *again = json ? json_dumps(json, JSON_COMPACT | JSON_ENSURE_ASCII) :
			     NULL;
	bool same = again && strcmp(text, again) == 0;

	free(again);
	free(text);
	if (same)
		return json;
	json_decref(json);
	return NULL;
}

json_t *json_of_report(const struct snpguest_report *report)
{
	char *text = NULL;

	if (snpguest_report_to_json(report, sizeof(*report), &text, NULL))
		return NULL;
	return parse(text);
}

json_t *json_of_certificate(const struct snpguest_cert_info *info)
{
	char *text = NULL;

	if (snpguest_cert_info_to_json(info, sizeof(*info), &text, NULL))
		return NULL;
	return parse(text);
}

static json_t *json_of_verdict(const struct outcome *outcome)
{
	char *text = NULL;
	int ret;

	if (outcome->verdict)
		ret = snpguest_verdict_to_json(outcome->verdict,
					       outcome->bundle->container,
					       &text, NULL);
	else
		ret = snpguest_chain_verdict_to_json(outcome->chain, &text,
						     NULL);
	return ret ? NULL : parse(text);
}

/* What failed, once each. */
static int add_failed(json_t *object)
{
	json_t *failed = json_object_get(object, "failed");
	json_t *name;
	size_t i;

	json_array_foreach(failed, i, name)
		if (strcmp(json_string_value(name), "input") == 0)
			return 0;
	return json_array_append_new(failed, json_string("input"));
}

/* One line for each file that is not what it should be. */
static int add_flaws(json_t *object, const struct bundle *bundle)
{
	json_t *checks = json_object_get(object, "checks");

	for (size_t i = 0; i < bundle->n_flaws; i++) {
		json_t *flaw = json_pack("{s:s, s:s, s:o}", "check", "input",
					 "result", "fail", "detail",
					 json_of_string(bundle->flaws[i]));

		if (json_array_append_new(checks, flaw))
			return -1;
	}
	if (add_failed(object))
		return -1;
	return json_object_set_new(object, "verdict", json_string("refused"));
}

/* The words that the tool has for a check. */
static int put_nonce(json_t *object, const struct snpguest_check *nonce)
{
	json_t *check;
	size_t i;

	json_array_foreach(json_object_get(object, "checks"), i, check) {
		const char *name =
			json_string_value(json_object_get(check, "check"));

		if (name && strcmp(name, nonce->name) == 0)
			return json_object_set_new(check, "detail",
						   json_of_string(nonce->detail));
	}
	return 0;
}

/* What was judged stands first. */
static json_t *named(const char *input, json_t *object)
{
	json_t *whole = json_pack("{s:o}", "input", json_of_string(input));

	if (whole && object && json_object_update(whole, object) == 0) {
		json_decref(object);
		return whole;
	}
	json_decref(whole);
	json_decref(object);
	return NULL;
}

json_t *json_of_outcome(const struct outcome *outcome)
{
	json_t *object = json_of_verdict(outcome);

	if (object &&
	    ((outcome->bundle->n_flaws && add_flaws(object, outcome->bundle)) ||
	     (outcome->nonce_detail && put_nonce(object, &outcome->nonce)))) {
		json_decref(object);
		return NULL;
	}
	return outcome->input ? named(outcome->input, object) : object;
}

/*
 * Into memory of the right size: while it grows its own, jansson 2.14 goes on
 * after memory ran out and leaves a part of a key away.
 */
char *json_text(json_t *json, bool one_line)
{
	size_t layout = (one_line ? JSON_COMPACT : JSON_INDENT(2)) |
			JSON_ENSURE_ASCII;
	size_t len = json ? json_dumpb(json, NULL, 0, layout) : 0;
	char *text = len ? malloc(len + 2) : NULL;

	bool whole = text && json_dumpb(json, text, len, layout) == len;

	json_decref(json);
	if (!whole) {
		free(text);
		return NULL;
	}
	memcpy(text + len, "\n", 2);
	return text;
}

json_t *json_list_add(json_t *list, json_t *item)
{
	if (json_array_append_new(list, item) == 0)
		return list;
	json_decref(list);
	return NULL;
}

/* --field: of everything that this run prints. */
static const char *selected;

void print_select(const char *name)
{
	selected = name;
}

static enum exit_code print_selected(json_t *json)
{
	enum exit_code status;

	if (!json)
		return trouble("out of memory");
	status = field_print(json, selected);
	json_decref(json);
	return status;
}

static enum exit_code print_whole(json_t *json, bool one_line)
{
	char *text = json_text(json, one_line);

	if (!text)
		return trouble("out of memory");
	fputs(text, stdout);
	free(text);
	return EXIT_DONE;
}

enum exit_code print_ended(enum exit_code printed, enum exit_code status)
{
	if (printed == EXIT_USAGE && status == EXIT_REFUSED)
		return EXIT_REFUSED;
	return printed ? printed : status;
}

enum exit_code print_json(json_t *json, bool one_line)
{
	return selected ? print_selected(json) : print_whole(json, one_line);
}

void print_json_trouble(bool verdict, const char *input, const char *what)
{
	json_t *object = json_object();

	if (input)
		json_object_set_new(object, "input", json_of_string(input));
	if (verdict)
		json_object_set_new(object, "verdict", json_string("unknown"));
	json_object_set_new(object, "error",
			    json_of_string(what ? what : "unknown"));
	print_json(object, input);
}

// SPDX-License-Identifier: MIT
/* Keys are stable; snpguest-json(5) and schema/ describe them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "print.h"
#include "../base/rfc3339.h"
#include "../base/talk.h"
#include "../base/values.h"

static struct json_renderer *json_of(struct renderer *self)
{
	return (struct json_renderer *)self;
}

static json_t *level(struct json_renderer *json)
{
	return json->levels[json->depth];
}

static void put(struct renderer *self, const char *key, json_t *value)
{
	struct json_renderer *json = json_of(self);

	if (json_object_set_new(level(json), key, value))
		json->failed = true;
}

static void json_begin(struct renderer *self, const char *key)
{
	struct json_renderer *json = json_of(self);
	json_t *object = json_object();

	if (json_object_set_new(level(json), key, object)) {
		json->failed = true;
		object = NULL;
	}
	json->levels[++json->depth] = object;
}

static void json_end(struct renderer *self)
{
	json_of(self)->depth--;
}

static void json_number(struct renderer *self, const char *key, uint64_t value)
{
	put(self, key, json_integer((json_int_t)value));
}

static void json_bits(struct renderer *self, const char *key, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%" PRIx64, value);
	put(self, key, json_string(text));
}

static void json_flag(struct renderer *self, const char *key, bool value)
{
	put(self, key, json_boolean(value));
}

/* JSON is UTF-8; what is not becomes '?'. */
static json_t *string_of(const char *text)
{
	json_t *string = json_string(text);
	char *copy;

	if (string)
		return string;
	copy = strdup(text);
	for (char *at = copy; at && *at; at++) {
		if ((unsigned char)*at >= 0x80)
			*at = '?';
	}
	string = copy ? json_string(copy) : NULL;
	free(copy);
	return string;
}

static void json_text_field(struct renderer *self, const char *key,
			    const char *value)
{
	put(self, key, string_of(value));
}

static json_t *hex_of(const uint8_t *data, size_t len)
{
	char text[2 * 128 + 1];

	if (len > 128)
		return NULL;
	value_hex(data, len, text);
	return json_string(text);
}

static void json_bytes(struct renderer *self, const char *key,
		       const uint8_t *data, size_t len)
{
	put(self, key, hex_of(data, len));
}

void json_renderer_init(struct json_renderer *json)
{
	*json = (struct json_renderer){
		.renderer =
			{
				.begin = json_begin,
				.end = json_end,
				.number = json_number,
				.bits = json_bits,
				.flag = json_flag,
				.text = json_text_field,
				.bytes = json_bytes,
			},
		.levels = {json_object()},
	};
}

json_t *json_renderer_take(struct json_renderer *json)
{
	json_t *object = json->levels[0];

	json->levels[0] = NULL;
	if (!json->failed)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *json_of_check(const char *name, const char *result,
			     const char *detail)
{
	return json_pack("{s:s, s:s, s:o}", "check", name, "result", result,
			 "detail", string_of(detail));
}

static json_t *json_of_line(const struct snpguest_check *check)
{
	return json_pack("{s:s, s:s, s:I, s:s, s:o}", "check", check->name,
			 "result", snpguest_result_name(check->result), "id",
			 (json_int_t)check->id, "class",
			 snpguest_class_name(check->what), "detail",
			 string_of(check->detail));
}

static int append_library_checks(json_t *checks,
				 const struct outcome *outcome)
{
	const struct snpguest_check *check;

	for (size_t i = 0; (check = outcome_check(outcome, i)); i++)
		if (json_array_append_new(checks, json_of_line(check)))
			return -1;
	return 0;
}

static int append_input_checks(json_t *checks, const struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->n_flaws; i++) {
		if (json_array_append_new(checks,
					  json_of_check("input", "fail",
							bundle->flaws[i])))
			return -1;
	}
	return 0;
}

static json_t *json_of_checks(const struct outcome *outcome)
{
	json_t *checks = json_array();

	if (append_library_checks(checks, outcome) ||
	    append_input_checks(checks, outcome->bundle)) {
		json_decref(checks);
		return NULL;
	}
	return checks;
}

/* The report, null where its bytes are none. */
static json_t *json_of_report(const struct outcome *outcome)
{
	const struct snpguest_blob *bytes = &outcome->bundle->report;
	struct snpguest_unverified_report report;
	struct json_renderer json;

	if (!bytes->data ||
	    snpguest_unverified_report_parse(bytes->data, bytes->len, &report,
					     sizeof(report), NULL))
		return json_null();
	json_renderer_init(&json);
	describe_report(&json.renderer, &report.says,
			outcome_product(outcome));
	return json_renderer_take(&json);
}

static json_t *json_of_leaf(const struct outcome *outcome)
{
	const struct snpguest_cert_info *leaf = outcome_leaf(outcome);
	struct json_renderer json;

	if (!leaf)
		return json_null();
	json_renderer_init(&json);
	describe_certificate(&json.renderer, leaf);
	return json_renderer_take(&json);
}

static json_t *json_of_root(const struct outcome *outcome)
{
	const char *root = outcome_root(outcome);

	return root ? string_of(root) : json_null();
}

static int set_claims(json_t *object, struct snpguest_blob claims)
{
	json_t *json;

	if (!claims.len)
		return 0;
	json = json_loadb((const char *)claims.data, claims.len,
			  JSON_REJECT_DUPLICATES, NULL);
	return json_object_set_new(object, "runtime_claims",
				   json ? json : json_null());
}

static int set_shape(json_t *object, const struct bundle *bundle)
{
	const struct snpguest_container *container = bundle->container;

	if (!container)
		return 0;
	return json_object_set_new(
		       object, "shape",
		       json_string(snpguest_shape_name(
			       snpguest_container_shape(container)))) ||
	       json_object_set_new(
		       object, "shape_text",
		       json_string(snpguest_container_text(container)));
}

/* What has to be known to judge the same again. */
static int set_circumstances(json_t *object, const struct outcome *outcome)
{
	const uint8_t *policy = outcome_policy_sha256(outcome);
	char at[TIME_TEXT_SIZE];

	time_format(outcome_at(outcome), at);
	return json_object_set_new(object, "at", json_string(at)) ||
	       json_object_set_new(object, "version",
				   json_string(snpguest_version())) ||
	       json_object_set_new(object, "policy_sha256",
				   policy ? hex_of(policy, 32) : json_null());
}

json_t *json_of_outcome(const struct outcome *outcome)
{
	json_t *object = json_object();
	bool failed = false;

	if (outcome->input)
		failed |= json_object_set_new(object, "input",
					      string_of(outcome->input));
	failed |= set_shape(object, outcome->bundle);
	failed |= json_object_set_new(object, "verdict",
				      json_string(outcome_name(outcome)));
	failed |= json_object_set_new(object, "root", json_of_root(outcome));
	failed |= set_circumstances(object, outcome);
	failed |= json_object_set_new(object, "checks",
				      json_of_checks(outcome));
	failed |= json_object_set_new(object, "report",
				      json_of_report(outcome));
	failed |= json_object_set_new(object, "certificate",
				      json_of_leaf(outcome));
	failed |= set_claims(object, outcome->bundle->claims);
	if (!failed)
		return object;
	json_decref(object);
	return NULL;
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

enum exit_code print_json(json_t *json, bool one_line)
{
	char *text = json_text(json, one_line);

	if (!text)
		return trouble("out of memory");
	fputs(text, stdout);
	free(text);
	return EXIT_DONE;
}

void print_json_trouble(bool verdict, const char *input, const char *what)
{
	json_t *object = json_object();

	if (input)
		json_object_set_new(object, "input", string_of(input));
	if (verdict)
		json_object_set_new(object, "verdict", json_string("unknown"));
	json_object_set_new(object, "error",
			    string_of(what ? what : "unknown"));
	print_json(object, input);
}

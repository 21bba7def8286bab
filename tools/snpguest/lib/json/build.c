// SPDX-License-Identifier: MIT
#include "build.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../formats/certificate.h"

#define BYTES_MAX 128

void build_start(struct json_build *build)
{
	*build = (struct json_build){ .levels = { json_object() } };
}

json_t *build_take(struct json_build *build)
{
	json_t *object = build->levels[0];

	build->levels[0] = NULL;
	if (!build->failed)
		return object;
	json_decref(object);
	return NULL;
}

void build_value(struct json_build *build, const char *key, json_t *value)
{
	if (json_object_set_new(build->levels[build->depth], key, value))
		build->failed = true;
}

void build_begin(struct json_build *build, const char *key)
{
	json_t *object = json_object();

	if (json_object_set_new(build->levels[build->depth], key, object)) {
		build->failed = true;
		object = NULL;
	}
	build->levels[++build->depth] = object;
}

void build_end(struct json_build *build)
{
	build->depth--;
}

void build_number(struct json_build *build, const char *key, uint64_t value)
{
	build_value(build, key, json_integer((json_int_t)value));
}

void build_bits(struct json_build *build, const char *key, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%" PRIx64, value);
	build_value(build, key, json_string(text));
}

void build_flag(struct json_build *build, const char *key, bool value)
{
	build_value(build, key, json_boolean(value));
}

static json_t *ascii_of(const char *text)
{
	char *copy = strdup(text);
	json_t *string;

	for (char *at = copy; at && *at; at++) {
		if ((unsigned char)*at >= 0x80)
			*at = '?';
	}
	string = copy ? json_string(copy) : NULL;
	free(copy);
	return string;
}

void build_text(struct json_build *build, const char *key, const char *value)
{
	json_t *string = value ? json_string(value) : json_null();

	build_value(build, key, string ? string : ascii_of(value));
}

void build_bytes(struct json_build *build, const char *key,
		 const uint8_t *data, size_t len)
{
	char text[2 * BYTES_MAX + 1];

	if (len > BYTES_MAX) {
		build->failed = true;
		return;
	}
	hex_text(data, len, text, sizeof(text));
	build_value(build, key, json_string(text));
}

/* What a verdict takes; more is written a second time, which costs as much. */
#define TYPICAL_LEN 16384

/*
 * Into memory of the right size: while it grows its own, jansson 2.14 goes on
 * after memory ran out and leaves a part of a key away. Return: the length; 0.
 */
static size_t print_into(const json_t *json, char **text, size_t room)
{
	size_t len;

	*text = malloc(room + 1);
	len = *text ? json_dumpb(json, *text, room,
				 JSON_COMPACT | JSON_ENSURE_ASCII) : 0;
	if (len && len <= room)
		return len;
	free(*text);
	*text = NULL;
	return len;
}

int build_print(json_t *json, char **text)
{
	char *all = NULL, *shorter;
	size_t len = json ? print_into(json, &all, TYPICAL_LEN) : 0;

	if (len && !all)
		len = print_into(json, &all, len);
	json_decref(json);
	if (!all)
		return -ENOMEM;
	all[len] = '\0';
	shorter = realloc(all, len + 1);
	*text = shorter ? shorter : all;
	return 0;
}

static json_t *load(struct snpguest_blob text, json_error_t *error)
{
	return json_loadb((const char *)text.data, text.len,
			  JSON_REJECT_DUPLICATES, error);
}

/*
 * jansson 2.14 takes a lack of memory for bad syntax, or goes on with a shorter
 * string, and does not tell: errno is lost at the next number. What comes out
 * otherwise when it is read again was not all of it.
 */
int build_load(struct snpguest_blob text, json_t **json, json_error_t *error)
{
	json_error_t second;
	json_t *again;
	bool same;

	*json = load(text, error);
	again = load(text, &second);
	same = *json ? again && json_equal(*json, again) :
		       !again && strcmp(error->text, second.text) == 0;
	json_decref(again);
	if (same)
		return *json ? 0 : -EBADMSG;
	json_decref(*json);
	*json = NULL;
	return -ENOMEM;
}

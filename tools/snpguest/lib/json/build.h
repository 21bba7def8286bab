/* SPDX-License-Identifier: MIT */
/*
 * Building JSON objects, member by member. That memory ran out is remembered and
 * asked once, at the end.
 */
#ifndef SNPGUEST_BUILD_H
#define SNPGUEST_BUILD_H

#include <jansson.h>

#include "snpguest.h"

#define BUILD_DEPTH_MAX 8

/** struct json_build - levels[0] is the object that is built */
struct json_build {
	json_t *levels[BUILD_DEPTH_MAX];
	int depth;
	bool failed;
};

void build_start(struct json_build *build);

/** The object, which the caller owns; NULL when memory ran out. */
json_t *build_take(struct json_build *build);

/** A member that is an object, until build_end(). */
void build_begin(struct json_build *build, const char *key);
void build_end(struct json_build *build);

void build_number(struct json_build *build, const char *key, uint64_t value);

/** "0x3f": 64 bits do not fit in every JSON number. */
void build_bits(struct json_build *build, const char *key, uint64_t value);
void build_flag(struct json_build *build, const char *key, bool value);

/** What is not UTF-8 becomes '?'. NULL: null. */
void build_text(struct json_build *build, const char *key, const char *value);

/** Lower-case hexadecimal of at most 128 bytes. */
void build_bytes(struct json_build *build, const char *key,
		 const uint8_t *data, size_t len);

/** Takes @value over; NULL: memory ran out. */
void build_value(struct json_build *build, const char *key, json_t *value);

/**
 * build_print() - the text, without a line end, from malloc()
 * @json: freed; NULL: memory ran out
 *
 * ASCII, on one line. Return: 0, -ENOMEM.
 */
int build_print(json_t *json, char **text);

/**
 * build_load() - text of any origin
 *
 * Return: 0; -EBADMSG with @error filled in; -ENOMEM.
 */
int build_load(struct snpguest_blob text, json_t **json, json_error_t *error);

#endif

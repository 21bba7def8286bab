/* SPDX-License-Identifier: MIT */
/*
 * JSON (RFC 8259) read from a cursor, piece by piece, without memory of its
 * own. For evidence, which is untrusted and may be long; each byte is looked at
 * a bounded number of times. What is malformed runs the cursor out, for good.
 */
#ifndef SNPGUEST_JSON_TEXT_H
#define SNPGUEST_JSON_TEXT_H

#include "bytes.h"

#define JSON_TEXT_LEVELS 24 /* objects and arrays in one another */

/** struct json_string - what stands between the quotes; @escaped has '\' */
struct json_string {
	struct snpguest_blob raw;
	bool escaped;
};

/** The first byte of the next value, or another one; 0 when nothing is left. */
char json_peek(struct bytes *b);

/** Moves past @c if it comes next. */
bool json_take(struct bytes *b, char c);

/** Moves past a string. Return: false when none comes, and nothing moved. */
bool json_take_string(struct bytes *b, struct json_string *string);

/**
 * Moves past a whole number that is not negative and fits.
 *
 * Return: false when none comes, and nothing moved.
 */
bool json_take_number(struct bytes *b, uint64_t *number);

/** Moves past null. Return: false when it does not come, and nothing moved. */
bool json_take_null(struct bytes *b);

/**
 * json_member() - the next key of an object whose '{' was taken
 * @first: true before the first call; the caller's to keep
 *
 * Return: true with the cursor at the value; false at the end, moved past '}',
 * or where the text is malformed.
 */
bool json_member(struct bytes *b, bool *first, struct json_string *key);

/** The same for an array, whose '[' was taken; an element may be missing. */
bool json_element(struct bytes *b, bool *first);

/** Moves past a value of any kind; at most JSON_TEXT_LEVELS deep. */
void json_skip(struct bytes *b);

/**
 * json_unescape() - the text of a string, UTF-8
 * @text: room for @string.raw.len bytes; not terminated
 *
 * A lone surrogate becomes '?'. Return: its length, at most @string.raw.len.
 */
size_t json_unescape(struct json_string string, uint8_t *text);

#endif

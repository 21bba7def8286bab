// SPDX-License-Identifier: MIT
#include "der.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool make_room(struct der *der, size_t more)
{
	size_t room = der->room ? der->room : 512;
	uint8_t *bytes;

	while (room < der->size + more)
		room *= 2;
	if (der->failed || room == der->room)
		return !der->failed;
	bytes = realloc(der->bytes, room);
	if (!bytes) {
		der->failed = true;
		return false;
	}
	der->bytes = bytes;
	der->room = room;
	return true;
}

void der_raw(struct der *der, const void *bytes, size_t size)
{
	if (!size || !make_room(der, size))
		return;
	memcpy(der->bytes + der->size, bytes, size);
	der->size += size;
}

static void put_byte(struct der *der, unsigned int byte)
{
	uint8_t b = (uint8_t)byte;

	der_raw(der, &b, 1);
}

/* The length octets for @size; returns how many. */
static size_t length_octets(size_t size, uint8_t out[4])
{
	if (size < 0x80) {
		out[0] = (uint8_t)size;
		return 1;
	}
	if (size < 0x100) {
		out[0] = 0x81;
		out[1] = (uint8_t)size;
		return 2;
	}
	if (size < 0x10000) {
		out[0] = 0x82;
		out[1] = (uint8_t)(size >> 8);
		out[2] = (uint8_t)size;
		return 3;
	}
	out[0] = 0x83;
	out[1] = (uint8_t)(size >> 16);
	out[2] = (uint8_t)(size >> 8);
	out[3] = (uint8_t)size;
	return 4;
}

void der_begin(struct der *der, unsigned int tag)
{
	put_byte(der, tag);
	if (der->depth == DER_DEPTH_MAX) {
		der->failed = true;
		return;
	}
	der->open[der->depth++] = der->size;
}

void der_end(struct der *der)
{
	size_t start, n, size;
	uint8_t length[4];

	if (der->failed || !der->depth) {
		der->failed = true;
		return;
	}
	start = der->open[--der->depth];
	size = der->size - start;
	n = length_octets(size, length);
	if (!make_room(der, n))
		return;
	memmove(der->bytes + start + n, der->bytes + start, size);
	memcpy(der->bytes + start, length, n);
	der->size += n;
}

void der_put(struct der *der, unsigned int tag, const void *content,
	     size_t size)
{
	der_begin(der, tag);
	der_raw(der, content, size);
	der_end(der);
}

void der_null(struct der *der)
{
	der_put(der, DER_NULL, NULL, 0);
}

void der_integer(struct der *der, uint64_t value)
{
	uint8_t b[9] = { 0 };
	size_t i, first = 1;

	for (i = 0; i < 8; i++)
		b[8 - i] = (uint8_t)(value >> 8 * i);
	while (first < 8 && b[first] == 0)
		first++;
	if (b[first] & 0x80)
		first--;
	der_put(der, DER_INTEGER, b + first, sizeof(b) - first);
}

void der_string(struct der *der, unsigned int tag, const char *text)
{
	der_put(der, tag, text, strlen(text));
}

/* Seven bits a byte, the highest first. */
static void put_arc(struct der *der, unsigned long arc)
{
	int shift = 28;

	while (shift && !(arc >> shift))
		shift -= 7;
	for (; shift; shift -= 7)
		put_byte(der, 0x80 | (arc >> shift & 0x7f));
	put_byte(der, arc & 0x7f);
}

void der_oid(struct der *der, const char *dotted)
{
	char *rest;
	unsigned long first = strtoul(dotted, &rest, 10);

	der_begin(der, DER_OID);
	if (*rest == '.')
		put_arc(der, first * 40 + strtoul(rest + 1, &rest, 10));
	while (*rest == '.')
		put_arc(der, strtoul(rest + 1, &rest, 10));
	der_end(der);
}

void der_time(struct der *der, int64_t seconds_since_1970)
{
	time_t t = (time_t)seconds_since_1970;
	char text[32];
	struct tm tm;

	if (!gmtime_r(&t, &tm)) {
		der->failed = true;
		return;
	}
	if (tm.tm_year >= 50 && tm.tm_year < 150) {
		strftime(text, sizeof(text), "%y%m%d%H%M%SZ", &tm);
		der_string(der, DER_UTC_TIME, text);
	} else {
		strftime(text, sizeof(text), "%Y%m%d%H%M%SZ", &tm);
		der_string(der, DER_GENERALIZED_TIME, text);
	}
}

void der_bit_string(struct der *der, const uint8_t *bytes, size_t size)
{
	der_begin(der, DER_BIT_STRING);
	put_byte(der, 0);
	der_raw(der, bytes, size);
	der_end(der);
}

int der_finish(struct der *der, uint8_t **bytes, size_t *size)
{
	if (der->failed || der->depth) {
		free(der->bytes);
		*der = (struct der){ 0 };
		return -ENOMEM;
	}
	*bytes = der->bytes;
	*size = der->size;
	*der = (struct der){ 0 };
	return 0;
}

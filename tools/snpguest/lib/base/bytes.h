/* SPDX-License-Identifier: MIT */
/* A cursor over untrusted bytes. Running out is sticky and checked once. */
#ifndef SNPGUEST_BYTES_H
#define SNPGUEST_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "snpguest.h"

/** struct bytes - what is left to read; @ran_out once a read went too far */
struct bytes {
	const uint8_t *at;
	size_t left;
	bool ran_out;
};

/** A cursor at the start of @blob. */
struct bytes bytes_of(struct snpguest_blob blob);

/** The next @n bytes, which the cursor moves past; NULL when there are fewer. */
const uint8_t *bytes_take(struct bytes *b, size_t n);

/** Copies the next @n bytes; @to is zeroed when there are fewer. */
void bytes_copy(struct bytes *b, void *to, size_t n);

/** Little-endian numbers; 0 when the bytes have run out. */
uint8_t bytes_u8(struct bytes *b);
uint16_t bytes_le16(struct bytes *b);
uint32_t bytes_le32(struct bytes *b);
uint64_t bytes_le64(struct bytes *b);

/** True when all @len bytes are zero. */
bool bytes_are_zero(const uint8_t *data, size_t len);

/**
 * bytes_dup() - a copy that nobody else can change
 * @copy: out: free(); of an empty @blob there is none
 *
 * Return: 0, -ENOMEM.
 */
int bytes_dup(struct snpguest_blob blob, struct snpguest_blob *copy);

/** True when both have the same bytes. Not for secrets: stops early. */
bool blob_equal(struct snpguest_blob a, struct snpguest_blob b);

/** Is one of @n equal to @blob? */
bool blob_among(const struct snpguest_blob *blobs, size_t n,
		struct snpguest_blob blob);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Reading DER (X.690): definite lengths in their shortest form, tags of one
 * byte. Anything else runs the cursor out.
 */
#ifndef SNPGUEST_DER_H
#define SNPGUEST_DER_H

#include "bytes.h"

enum der_tag {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_OID = 0x06,
	DER_UTF8_STRING = 0x0c,
	DER_PRINTABLE_STRING = 0x13,
	DER_IA5_STRING = 0x16,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
};

/** Tag of the explicit, constructed context element [@n]. */
#define DER_CONTEXT(n) (0xa0 | (n))

/** Reads any element; @tag out. An empty blob with NULL when it runs out. */
struct snpguest_blob der_any(struct bytes *b, uint8_t *tag);

/** Reads an element that has to have @tag; gives its content. */
struct snpguest_blob der_read(struct bytes *b, uint8_t tag);

/** The same, and @whole gets tag, length and content. */
struct snpguest_blob der_read_whole(struct bytes *b, uint8_t tag,
				    struct snpguest_blob *whole);

/** A cursor inside the next element, which has to have @tag. */
struct bytes der_enter(struct bytes *b, uint8_t tag);

/** True when the next element has @tag. */
bool der_next_is(const struct bytes *b, uint8_t tag);

/** True when everything was read and nothing ran out. */
bool der_done(const struct bytes *b);

/** A non-negative INTEGER in its shortest form, at most @max. */
bool der_uint(struct bytes *b, uint32_t max, uint32_t *value);

/** UTCTime or GeneralizedTime as X.509 writes them, in seconds since 1970. */
bool der_read_time(struct bytes *b, int64_t *seconds);

#endif

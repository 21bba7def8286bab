/* SPDX-License-Identifier: MIT */
/*
 * Writing DER. Certificates are put together by hand so that they have AMD's
 * shape to the byte, and so that a test can order any other shape.
 *
 * Failure (no memory, nesting too deep) is remembered; one check at the end.
 */
#ifndef EMULATOR_DER_H
#define EMULATOR_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DER_DEPTH_MAX	12

enum der_tag {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_UTF8_STRING = 0x0c,
	DER_PRINTABLE_STRING = 0x13,
	DER_IA5_STRING = 0x16,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONTEXT_0 = 0xa0,
	DER_CONTEXT_3 = 0xa3,
};

struct der {
	uint8_t *bytes;
	size_t size, room;
	size_t open[DER_DEPTH_MAX];	/* where each open element's content begins */
	unsigned int depth;
	bool failed;
};

/* Opens a constructed (or wrapping) element; closed by der_end(). */
void der_begin(struct der *der, unsigned int tag);
void der_end(struct der *der);

/* A whole primitive element, and bytes that are DER already. */
void der_put(struct der *der, unsigned int tag, const void *content,
	     size_t size);
void der_raw(struct der *der, const void *bytes, size_t size);

void der_null(struct der *der);
void der_integer(struct der *der, uint64_t value);
void der_string(struct der *der, unsigned int tag, const char *text);
/* Dotted decimal. */
void der_oid(struct der *der, const char *dotted);
/* UTCTime until 2049, then GeneralizedTime. */
void der_time(struct der *der, int64_t seconds_since_1970);
/* No unused bits. */
void der_bit_string(struct der *der, const uint8_t *bytes, size_t size);

/*
 * der_finish() - hand the bytes over
 * @bytes: allocated; free()
 *
 * Returns 0, or -ENOMEM, with everything freed.
 */
int der_finish(struct der *der, uint8_t **bytes, size_t *size);

#endif /* EMULATOR_DER_H */

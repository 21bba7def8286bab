// SPDX-License-Identifier: MIT
/* The parameters of RSASSA-PSS (RFC 4055 3.1), compared byte by byte. */
#include <string.h>

#include "der.h"

#define ID_PSS 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a
#define ID_MGF1 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08
#define ID_SHA384 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02
#define NULL_PARAMETERS 0x05, 0x00

static const uint8_t pss[] = { ID_PSS };
static const uint8_t hash[] = { 0xa0, 0x0d, 0x30, 0x0b, ID_SHA384 };
static const uint8_t hash_null[] = {
	0xa0, 0x0f, 0x30, 0x0d, ID_SHA384, NULL_PARAMETERS,
};
static const uint8_t mgf1[] = {
	0xa1, 0x1a, 0x30, 0x18, ID_MGF1, 0x30, 0x0b, ID_SHA384,
};
static const uint8_t mgf1_null[] = {
	0xa1, 0x1c, 0x30, 0x1a, ID_MGF1, 0x30, 0x0d, ID_SHA384, NULL_PARAMETERS,
};
static const uint8_t salt_48[] = { 0xa2, 0x03, 0x02, 0x01, 48 };
static const uint8_t trailer_1[] = { 0xa3, 0x03, 0x02, 0x01, 1 };

/* Moves past @expected if that comes next. */
static bool take(struct bytes *b, const uint8_t *expected, size_t n)
{
	return b->left >= n && !memcmp(b->at, expected, n) && bytes_take(b, n);
}

#define TAKE(b, expected) take(b, expected, sizeof(expected))

bool der_is_amd_pss(struct snpguest_blob algorithm)
{
	struct snpguest_blob content;
	struct bytes rest, in;

	if (!der_only(algorithm, DER_SEQUENCE, &content))
		return false;
	rest = bytes_of(content);
	if (!TAKE(&rest, pss) ||
	    !der_only((struct snpguest_blob){ rest.at, rest.left },
		      DER_SEQUENCE, &content))
		return false;
	in = bytes_of(content);
	if (!TAKE(&in, hash_null) && !TAKE(&in, hash))
		return false;
	if (!TAKE(&in, mgf1_null) && !TAKE(&in, mgf1))
		return false;
	return TAKE(&in, salt_48) && (TAKE(&in, trailer_1) || !in.left) &&
	       !in.left;
}

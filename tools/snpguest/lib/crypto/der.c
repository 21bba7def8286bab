// SPDX-License-Identifier: MIT
#include "der.h"

#include <errno.h>

#include "crypto_x509.h"

#define LONG_LENGTH 0x80
#define HIGH_TAG 0x1f

/* In the shortest form; false for any other. */
static bool read_length(struct bytes *der, size_t *length)
{
	uint8_t first = bytes_u8(der);
	unsigned int n = first & ~LONG_LENGTH;

	*length = first;
	if (first < LONG_LENGTH)
		return !der->ran_out;
	if (!n || n > sizeof(uint32_t) || n > der->left || !der->at[0])
		return false;
	for (*length = 0; n; n--)
		*length = *length << 8 | bytes_u8(der);
	/* Shortest: one byte of length at least, if that does, no more. */
	return *length >= LONG_LENGTH;
}

bool der_next(struct bytes *der, struct der_element *element)
{
	const uint8_t *start = der->at;
	size_t length;

	element->tag = bytes_u8(der);
	if (der->ran_out || (element->tag & HIGH_TAG) == HIGH_TAG ||
	    !read_length(der, &length) || length > der->left)
		return false;
	element->content.data = bytes_take(der, length);
	element->content.len = length;
	element->whole.data = start;
	element->whole.len = der->at - start;
	return true;
}

bool der_take(struct bytes *der, uint8_t tag, struct der_element *element)
{
	return der_next(der, element) && element->tag == tag;
}

bool der_only(struct snpguest_blob der, uint8_t tag,
	      struct snpguest_blob *content)
{
	struct bytes rest = bytes_of(der);
	struct der_element element;

	if (!der_take(&rest, tag, &element) || rest.left)
		return false;
	*content = element.content;
	return true;
}

/* -------------------------------------------------------------- elements */

/* In the shortest form, and not negative. */
static bool is_natural(struct snpguest_blob integer)
{
	if (!integer.len || integer.data[0] & 0x80)
		return false;
	return integer.len == 1 || integer.data[0] || integer.data[1] & 0x80;
}

bool der_natural(struct snpguest_blob integer, struct snpguest_blob *magnitude)
{
	if (!is_natural(integer))
		return false;
	*magnitude = integer;
	if (!integer.data[0] && integer.len > 1) {
		magnitude->data++;
		magnitude->len--;
	}
	return true;
}

int crypto_read_number(struct snpguest_blob der, uint32_t max, uint32_t *value)
{
	struct snpguest_blob integer;
	uint64_t number = 0;

	if (!der_only(der, DER_INTEGER, &integer) || !is_natural(integer) ||
	    integer.len > 1 + sizeof(max))
		return -EBADMSG;
	for (size_t i = 0; i < integer.len; i++)
		number = number << 8 | integer.data[i];
	if (number > max)
		return -EBADMSG;
	*value = number;
	return 0;
}

int crypto_read_ia5(struct snpguest_blob der, struct snpguest_blob *text)
{
	return der_only(der, DER_IA5_STRING, text) ? 0 : -EBADMSG;
}

int crypto_read_octets(struct snpguest_blob der, struct snpguest_blob *octets)
{
	return der_only(der, DER_OCTET_STRING, octets) ? 0 : -EBADMSG;
}

/* The next number of an OBJECT IDENTIFIER (X.690 8.19), in the shortest form. */
static bool next_arc(struct bytes *oid, uint64_t *arc)
{
	uint8_t byte = bytes_u8(oid);

	if (oid->ran_out || byte == 0x80)
		return false;
	for (*arc = byte & 0x7f; byte & 0x80; *arc = *arc << 7 | (byte & 0x7f)) {
		if (*arc >> 57)
			return false;
		byte = bytes_u8(oid);
	}
	return !oid->ran_out;
}

/* Appends @arc in decimal; false where that and an end do not fit. */
static bool put_arc(char *text, size_t size, size_t *at, uint64_t arc)
{
	char digits[20]; /* of 2^64 - 1 */
	size_t n = 0;

	do
		digits[n++] = '0' + arc % 10;
	while (arc /= 10);
	if (n >= size - *at)
		return false;
	while (n)
		text[(*at)++] = digits[--n];
	return true;
}

static bool put_next_arc(char *text, size_t size, size_t *at, uint64_t arc)
{
	if (*at + 1 >= size)
		return false;
	text[(*at)++] = '.';
	return put_arc(text, size, at, arc);
}

bool der_oid_text(struct snpguest_blob content, char *text, size_t size)
{
	struct bytes oid = bytes_of(content);
	uint64_t arc, first;
	size_t at = 0;
	bool fits;

	/* The first number is two: 40 X + Y, X at most 2. */
	if (!next_arc(&oid, &arc))
		return false;
	first = arc < 80 ? arc / 40 : 2;
	fits = put_arc(text, size, &at, first) &&
	       put_next_arc(text, size, &at, arc - 40 * first);
	while (fits && oid.left)
		fits = next_arc(&oid, &arc) &&
		       put_next_arc(text, size, &at, arc);
	if (fits)
		text[at] = '\0';
	return fits;
}

/* ---------------------------------------------------------- what is signed */

bool der_signed(struct snpguest_blob der, struct signed_der *parts)
{
	struct der_element tbs, algorithm, bits;
	struct snpguest_blob content;
	struct bytes rest;

	if (!der_only(der, DER_SEQUENCE, &content))
		return false;
	rest = bytes_of(content);
	if (!der_take(&rest, DER_SEQUENCE, &tbs) ||
	    !der_take(&rest, DER_SEQUENCE, &algorithm) ||
	    !der_take(&rest, DER_BIT_STRING, &bits) || rest.left)
		return false;
	/* First stands how many bits of the last byte do not count. */
	if (!bits.content.len || bits.content.data[0])
		return false;
	parts->tbs = tbs.whole;
	parts->algorithm = algorithm.whole;
	parts->signature = (struct snpguest_blob){ bits.content.data + 1,
						   bits.content.len - 1 };
	return true;
}

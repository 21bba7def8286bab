// SPDX-License-Identifier: MIT
/*
 * Is it DER all the way down? Libraries differ in how much of BER they take for
 * DER, and in what they look at when: what is not DER is refused here, before
 * any of them sees it, so that all of them see the same.
 */
#include "der.h"

#define DER_NULL 0x05
#define DER_ENUMERATED 0x0a
#define AUTHORITY_KEY_IDENTIFIER 35 /* last number of its OID */
#define CLASS 0xc0
#define CONTEXT 0x80
#define CONSTRUCTED 0x20

/* A certificate has nine, one in an extension some more. */
#define LEVELS 24

/* TRUE: wherever X.509 has one, FALSE is what is left out (X.690 11.5). */
static bool is_boolean(struct snpguest_blob content)
{
	return content.len == 1 && content.data[0] == 0xff;
}

/* In the shortest form, of whatever sign (X.690 8.3.2). */
static bool is_integer(struct snpguest_blob content)
{
	const uint8_t *data = content.data;

	if (content.len < 2)
		return content.len == 1;
	return !(data[0] == 0x00 && !(data[1] & 0x80)) &&
	       !(data[0] == 0xff && data[1] & 0x80);
}

/* Bits that do not count are zero (X.690 11.2.1). */
static bool is_bit_string(struct snpguest_blob content)
{
	uint8_t unused;

	if (!content.len)
		return false;
	unused = content.data[0];
	if (content.len == 1)
		return !unused;
	return unused < 8 &&
	       !(content.data[content.len - 1] & ((1U << unused) - 1));
}

/* Numbers in the shortest form, the last of them whole (X.690 8.19.2). */
static bool is_oid(struct snpguest_blob content)
{
	bool starts = true;

	for (size_t i = 0; i < content.len; i++) {
		if (starts && content.data[i] == 0x80)
			return false;
		starts = !(content.data[i] & 0x80);
	}
	return content.len && starts;
}

static bool is_primitive(const struct der_element *element)
{
	int64_t seconds;

	switch (element->tag) {
	case DER_BOOLEAN:
		return is_boolean(element->content);
	case DER_INTEGER:
	case DER_ENUMERATED:
		return is_integer(element->content);
	case DER_BIT_STRING:
		return is_bit_string(element->content);
	case DER_NULL:
		return !element->content.len;
	case DER_OID:
		return is_oid(element->content);
	case DER_UTC_TIME:
	case DER_GENERALIZED_TIME:
		return der_read_time(element, &seconds);
	case DER_UNIVERSAL_STRING: /* characters of four bytes, and of two */
		return element->content.len % 4 == 0;
	case DER_BMP_STRING:
		return element->content.len % 2 == 0;
	case DER_SEQUENCE & ~CONSTRUCTED:
	case DER_SET & ~CONSTRUCTED:
		return false;
	default: /* text, whose readers know what it may be */
		return element->tag;
	}
}

static bool are_strict(struct snpguest_blob der, unsigned int levels);

/* X.509 has universal tags and those of a context. */
static bool is_strict(const struct der_element *element, unsigned int levels)
{
	uint8_t class = element->tag & CLASS;

	if (class == CONTEXT)
		return !(element->tag & CONSTRUCTED) ||
		       are_strict(element->content, levels);
	if (class)
		return false;
	if (element->tag & CONSTRUCTED)
		return (element->tag == DER_SEQUENCE ||
			element->tag == DER_SET) &&
		       are_strict(element->content, levels);
	return is_primitive(element);
}

/* What the extensions of RFC 5280 hold, by the last number of their OID. */
static uint8_t tag_of_extension(uint8_t number)
{
	switch (number) {
	case 14: /* subject key identifier */
		return DER_OCTET_STRING;
	case 15: /* key usage */
		return DER_BIT_STRING;
	case 20: /* CRL number */
	case 27: /* delta CRL indicator */
		return DER_INTEGER;
	case 21: /* reason */
		return DER_ENUMERATED;
	case 24: /* invalidity date */
		return DER_GENERALIZED_TIME;
	default:
		return DER_SEQUENCE;
	}
}

static bool is_rfc5280(const struct der_element *oid)
{
	return oid->tag == DER_OID && oid->content.len == 3 &&
	       oid->content.data[0] == 0x55 && oid->content.data[1] == 0x1d;
}

/* A key's identifier, its issuer and serial number: each may be missing. */
static bool is_key_identifier(struct snpguest_blob content)
{
	static const uint8_t tags[] = { CONTEXT | 0, CONTEXT | CONSTRUCTED | 1,
					CONTEXT | 2 };
	struct bytes rest = bytes_of(content);
	struct der_element element;
	size_t at = 0;

	while (der_next(&rest, &element)) {
		while (at < sizeof(tags) && tags[at] != element.tag)
			at++;
		if (at++ == sizeof(tags))
			return false;
	}
	return !rest.left;
}

/* An OCTET STRING behind the OID of an extension whose form is known. */
static bool is_extension(const struct der_element *oid,
			 const struct der_element *value, unsigned int levels)
{
	uint8_t number = oid->content.data[2];
	struct bytes rest = bytes_of(value->content);
	struct der_element inner;

	if (!der_take(&rest, tag_of_extension(number), &inner) || rest.left)
		return false;
	if (number == AUTHORITY_KEY_IDENTIFIER &&
	    !is_key_identifier(inner.content))
		return false;
	return is_strict(&inner, levels);
}

static bool are_strict(struct snpguest_blob der, unsigned int levels)
{
	struct bytes rest = bytes_of(der);
	struct der_element element, oid = { 0 };

	if (!levels)
		return false;
	while (rest.left) {
		if (!der_next(&rest, &element) ||
		    !is_strict(&element, levels - 1))
			return false;
		if (element.tag == DER_OID)
			oid = element;
		else if (element.tag == DER_OCTET_STRING && is_rfc5280(&oid) &&
			 !is_extension(&oid, &element, levels - 1))
			return false;
	}
	return true;
}

bool der_is_strict(struct snpguest_blob der)
{
	struct bytes rest = bytes_of(der);
	struct der_element element;

	return der_next(&rest, &element) && !rest.left &&
	       is_strict(&element, LEVELS);
}

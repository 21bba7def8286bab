/* SPDX-License-Identifier: MIT */
/* Taking DER (X.690) apart, without OpenSSL: strict, nothing allocated. */
#ifndef SNPGUEST_DER_H
#define SNPGUEST_DER_H

#include "../base/bytes.h"

#define DER_BOOLEAN 0x01
#define DER_INTEGER 0x02
#define DER_BIT_STRING 0x03
#define DER_OCTET_STRING 0x04
#define DER_OID 0x06
#define DER_UTF8_STRING 0x0c
#define DER_NUMERIC_STRING 0x12
#define DER_PRINTABLE_STRING 0x13
#define DER_TELETEX_STRING 0x14
#define DER_IA5_STRING 0x16
#define DER_UTC_TIME 0x17
#define DER_GENERALIZED_TIME 0x18
#define DER_UNIVERSAL_STRING 0x1c
#define DER_BMP_STRING 0x1e
#define DER_SEQUENCE 0x30
#define DER_SET 0x31

/**
 * struct der_element - one element; points into what it was read from
 * @whole: with tag and length; @content: without
 */
struct der_element {
	uint8_t tag;
	struct snpguest_blob whole, content;
};

/**
 * der_next() - read an element and move @der past it
 *
 * Return: false where there is none that is whole, has a tag of one byte and
 * its length in the shortest form.
 */
bool der_next(struct bytes *der, struct der_element *element);

/**
 * der_is_strict() - is @der one element, and DER to the bottom?
 *
 * Looks into what is constructed and at the form of BOOLEAN, INTEGER, BIT STRING,
 * NULL, OBJECT IDENTIFIER and times. Into an OCTET STRING only where it is the value of
 * an extension of RFC 5280, which has to be of that extension's type.
 */
bool der_is_strict(struct snpguest_blob der);

/** The only element in @der, which has to have @tag. */
bool der_only(struct snpguest_blob der, uint8_t tag,
	      struct snpguest_blob *content);

/**
 * der_ecdsa() - the two numbers of an ECDSA signature (RFC 3279 2.2.3)
 * @size: bytes of @r and of @s: big endian, with leading zeros
 *
 * Return: false where @der is of another form, or a number does not fit.
 */
bool der_ecdsa(struct snpguest_blob der, size_t size, uint8_t *r, uint8_t *s);

/**
 * der_natural() - the magnitude of an INTEGER's content, at least one byte
 *
 * Return: false where that is negative, or not in the shortest form.
 */
bool der_natural(struct snpguest_blob integer, struct snpguest_blob *magnitude);

/** The next element, if it has @tag. */
bool der_take(struct bytes *der, uint8_t tag, struct der_element *element);

/**
 * der_oid_text() - dotted text of an OBJECT IDENTIFIER's @content
 *
 * Return: false where it is none, a number of it has over 64 bits, or the text
 * does not fit into @size bytes.
 */
bool der_oid_text(struct snpguest_blob content, char *text, size_t size);

/** Is @tag a string type of characters, which der_next_character() takes apart? */
bool der_is_text(uint8_t tag);

/**
 * der_next_character() - the next one of a text whose type is @tag
 * @c: out: code point
 *
 * Return: false at the end, and where what follows is none.
 */
bool der_next_character(struct bytes *text, uint8_t tag, uint32_t *c);

/**
 * der_read_time() - seconds since 1970 of a UTCTime or GeneralizedTime
 *
 * Return: false for anything but a day that there is, to the second, with a 'Z'.
 */
bool der_read_time(const struct der_element *element, int64_t *seconds);

/**
 * struct signed_der - the three parts of a certificate or CRL (RFC 5280 4.1)
 * @tbs, @algorithm: SEQUENCE, whole
 */
struct signed_der {
	struct snpguest_blob tbs, algorithm, signature;
};

/** False where @der is not of these parts, or the signature not of whole bytes. */
bool der_signed(struct snpguest_blob der, struct signed_der *parts);

/**
 * Is this AlgorithmIdentifier RSASSA-PSS as AMD uses it: SHA-384, MGF1 with
 * SHA-384, salt of 48 bytes, trailer 1? The parameters of SHA-384 may be NULL or
 * left out, the trailer may stand there or not.
 */
bool der_is_amd_pss(struct snpguest_blob algorithm);

#endif

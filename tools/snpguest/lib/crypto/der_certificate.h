/* SPDX-License-Identifier: MIT */
/*
 * Taking certificates apart (RFC 5280 4.1), without OpenSSL: strict, in one pass,
 * nothing allocated.
 */
#ifndef SNPGUEST_DER_CERTIFICATE_H
#define SNPGUEST_DER_CERTIFICATE_H

#include "der.h"

/**
 * struct der_certificate - what stands in it; points into what it was read from
 * @serial: magnitude, big endian, at least one byte
 * @issuer, @subject: SEQUENCE, whole; what is in a name is for name_read()
 * @not_before, @not_after: seconds since 1970
 * @key_algorithm: content of the AlgorithmIdentifier
 * @key: content of the BIT STRING, with the number of bits that do not count
 * @extensions: for der_next_extension()
 */
struct der_certificate {
	struct signed_der parts;
	struct snpguest_blob serial, issuer, subject;
	int64_t not_before, not_after;
	struct snpguest_blob key_algorithm, key;
	struct snpguest_blob extensions;
};

/**
 * der_certificate() - read a certificate that is DER to the bottom
 *
 * Return: false for anything but version 3, a serial that is not negative, the same
 * algorithm inside and outside, no unique identifiers, each part of its form.
 */
bool der_certificate(struct snpguest_blob der, struct der_certificate *cert);

/** struct der_extension - @oid, @value: contents */
struct der_extension {
	struct snpguest_blob oid, value;
	bool critical;
};

/** The next of a certificate's; false behind the last. */
bool der_next_extension(struct bytes *rest, struct der_extension *extension);

/* Last numbers of OIDs below 2.5.29. */
#define RFC5280_KEY_USAGE 15
#define RFC5280_BASIC_CONSTRAINTS 19
#define RFC5280_CRL_NUMBER 20
#define RFC5280_AUTHORITY_KEY_IDENTIFIER 35

/** Is @oid, content, 2.5.29.@number? */
bool der_is_rfc5280(struct snpguest_blob oid, uint8_t number);

/** Are @extensions at most @most, and none of them there twice? */
bool der_are_different(struct snpguest_blob extensions, unsigned int most);

/**
 * der_is_ca() - do the extensions make an authority of their owner?
 *
 * Return: true where basic constraints say CA, the key usage allows signing
 * certificates, no extension stands there twice (RFC 5280 4.2), of at most 17, and
 * no other one is critical.
 */
bool der_is_ca(struct snpguest_blob extensions);

#endif

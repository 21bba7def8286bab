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
 * @issuer, @subject: SEQUENCE, whole; what is in a name is not looked at
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

/**
 * der_is_ca() - do the extensions make an authority of their owner?
 *
 * Return: true where basic constraints say CA, the key usage allows signing
 * certificates, no extension stands there twice (RFC 5280 4.2), of at most 17, and
 * no other one is critical.
 */
bool der_is_ca(struct snpguest_blob extensions);

/** struct der_attribute - of a name; @type: content of its OID; @value: text */
struct der_attribute {
	struct snpguest_blob type, value;
};

/** What stands in @name, for der_next_attribute(); nothing where it is none. */
struct bytes der_attributes(struct snpguest_blob name);

/** The next one; false behind the last, and where it is not of a plain name. */
bool der_next_attribute(struct bytes *rest, struct der_attribute *attribute);

/**
 * der_plain_name() - is @name of the kind that everybody reads alike?
 * @name: SEQUENCE, whole; DER to the bottom
 * @common_name: out: text of the only common name; else empty
 *
 * Return: true where there is something in it, and everything in it is single
 * attributes that are PrintableString or UTF8String of printable ASCII.
 */
bool der_plain_name(struct snpguest_blob name,
		    struct snpguest_blob *common_name);

#endif

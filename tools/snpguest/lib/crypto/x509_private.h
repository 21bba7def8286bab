/* SPDX-License-Identifier: MIT */
/* What certificates and revocation lists have in common, in OpenSSL's terms. */
#ifndef SNPGUEST_X509_PRIVATE_H
#define SNPGUEST_X509_PRIVATE_H

#include "crypto_x509.h"
#include "openssl_private.h"

/** Points into @string. */
struct snpguest_blob x509_string(const ASN1_STRING *string);

/** The magnitude of @serial, big endian; of zero, too, a byte. */
struct snpguest_blob x509_serial(const ASN1_INTEGER *serial);

/** DER of @name, which keeps it; empty where there is none. */
struct snpguest_blob x509_name(const X509_NAME *name);

/** The text of the only common name in @name; else empty. */
struct snpguest_blob x509_common_name(const X509_NAME *name);

/** Whom @cert is for; it keeps it. NULL: no memory, never of an authority. */
const X509_NAME *x509_subject(struct crypto_cert *cert);

/** As crypto_cert_subject_text(). */
int x509_name_text(const X509_NAME *name, char *text, size_t len);

/**
 * Seconds since 1970; false where @time is not in the one form that RFC 5280
 * 4.1.2.5 allows for its type.
 */
bool x509_time(const ASN1_TIME *time, int64_t *seconds);

/**
 * Did @der become the same again?
 * @encoded: from OpenSSL, freed here; @len: below 0 where that failed
 *
 * Return: 0, -EBADMSG, -ENOMEM.
 */
int x509_same(uint8_t *encoded, int len, struct snpguest_blob der);

#endif

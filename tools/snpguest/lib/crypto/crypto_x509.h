/* SPDX-License-Identifier: MIT */
/*
 * What the library needs of X.509 (RFC 5280), read without the cryptographic
 * library, which verifies signatures. Returns follow the rule in crypto.h.
 *
 * Everything is strict: what is read is DER to its last byte. Nothing here looks at dates or decides on trust.
 * Parsed certificates and lists may be used by several threads at once.
 */
#ifndef SNPGUEST_CRYPTO_X509_H
#define SNPGUEST_CRYPTO_X509_H

#include "../base/bytes.h"
#include "crypto.h"

/* What is larger is refused unread. AMD's have some 1,700 and 800 bytes. */
#define CRYPTO_CERT_MAX (16 * 1024)
#define CRYPTO_CRL_MAX (256 * 1024)

/* ---------------------------------------------------------- certificates */

struct crypto_cert;

/**
 * struct crypto_cert_fields - what a certificate says; blobs live as long as it
 * @subject, @issuer: names, DER
 * @subject_cn, @issuer_cn: text of the only common name; else empty
 * @serial: big endian, at least one byte
 * @not_before, @not_after: seconds since 1970
 * @pss: signed with RSASSA-PSS, SHA-384, MGF1-SHA-384, salt 48, trailer 1,
 *	 in either encoding
 * @ca: basic constraints say CA, the key usage allows signing certificates, no
 *	other extension is critical, and none stands there twice
 */
struct crypto_cert_fields {
	struct snpguest_blob subject, issuer, subject_cn, issuer_cn, serial;
	int64_t not_before, not_after;
	bool pss, ca;
};

/**
 * crypto_cert_new() - parse a DER certificate of version 3
 * @crypto: has to outlive @cert and its keys
 * @der: at most CRYPTO_CERT_MAX bytes; copied before anything is looked at
 *
 * Return: 0, -EBADMSG, -ENOMEM. Free with crypto_cert_free().
 */
int crypto_cert_new(struct crypto *crypto, struct snpguest_blob der,
		    struct crypto_cert **cert,
		    struct crypto_cert_fields *fields);

/** NULL is allowed. */
void crypto_cert_free(struct crypto_cert *cert);

/**
 * The key if it is P-384, by name, with an uncompressed point on the curve; or
 * RSA-4096 with exponent 65537.
 *
 * Return: 0; -EBADMSG: another key; -ENOMEM; -EIO. Release the key.
 */
int crypto_cert_p384_key(const struct crypto_cert *cert,
			 struct crypto_key **key);
int crypto_cert_rsa_key(const struct crypto_cert *cert,
			struct crypto_key **key);

/** Is its key RSA-4096 with exponent 65537? Nothing is made of it. */
bool crypto_cert_has_rsa(const struct crypto_cert *cert);

/**
 * Did @key, RSA, sign @cert? With fixed parameters, not those @cert names.
 *
 * Return: 0, -EBADMSG, -ENOMEM, -EIO.
 */
int crypto_cert_verify(const struct crypto_cert *cert,
		       const struct crypto_key *key);

/**
 * struct crypto_extension - one of a certificate
 * @oid: dotted, for people; "an OID of N bytes" where that is too long
 * @oid_content: as DER has it
 * @value: content of the OCTET STRING
 */
struct crypto_extension {
	char oid[64];
	bool critical;
	struct snpguest_blob oid_content, value;
};

/** The extensions of @cert, for crypto_next_extension(); they live as long. */
struct bytes crypto_cert_extensions(const struct crypto_cert *cert);

/** The next one; false behind the last. */
bool crypto_next_extension(struct bytes *rest,
			   struct crypto_extension *extension);

/*
 * The only element in @der: an INTEGER of 0 to @max; the content of an
 * IA5String; of an OCTET STRING. Content points into @der.
 *
 * Return: 0, -EBADMSG.
 */
int crypto_read_number(struct snpguest_blob der, uint32_t max, uint32_t *value);
int crypto_read_ia5(struct snpguest_blob der, struct snpguest_blob *text);
int crypto_read_octets(struct snpguest_blob der, struct snpguest_blob *octets);

/* ------------------------------------------------------ revocation lists */

struct crypto_crl;

/**
 * struct crypto_crl_fields - what a list says; blobs live as long as it
 * @issuer: name, DER
 * @pss: as for certificates
 * @unknown: an extension, of the list or of an entry, is critical and not
 *	     known, or is given twice, or there are more than RFC 5280 knows
 */
struct crypto_crl_fields {
	struct snpguest_blob issuer;
	int64_t this_update, next_update;
	bool has_next_update, pss, unknown;
};

/**
 * Parse a DER CRL of version 2 and at most CRYPTO_CRL_MAX bytes; otherwise as
 * crypto_cert_new().
 */
int crypto_crl_new(struct snpguest_blob der, struct crypto_crl **crl,
		   struct crypto_crl_fields *fields);

/** NULL is allowed. */
void crypto_crl_free(struct crypto_crl *crl);

/** As crypto_cert_verify(). */
int crypto_crl_verify(const struct crypto_crl *crl,
		      const struct crypto_key *key);

/** Does @crl list @serial? */
bool crypto_crl_lists(const struct crypto_crl *crl, struct snpguest_blob serial);

#endif

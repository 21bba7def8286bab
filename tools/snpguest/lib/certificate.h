/* SPDX-License-Identifier: MIT */
/* One X.509 certificate or CRL as AMD's hierarchy has them ([KDS]). */
#ifndef SNPGUEST_CERTIFICATE_H
#define SNPGUEST_CERTIFICATE_H

#include "bytes.h"
#include "crypto.h"

/**
 * struct certificate - the parts of a certificate; all blobs point into @der
 * @tbs: what is signed, tag and length included
 * @algorithm: AlgorithmIdentifier, the same inside and outside
 * @issuer, @subject: names with tag and length
 * @serial: content of the INTEGER
 * @extensions: content of the SEQUENCE; empty where there is none
 * @role, @product: by the subject's common name
 * @issuer_role, @issuer_product: by the issuer's common name
 */
struct certificate {
	struct snpguest_blob der, tbs, algorithm, signature;
	struct snpguest_blob serial, issuer, subject, spki, extensions;
	int64_t not_before, not_after;
	enum snpguest_cert_role role, issuer_role;
	enum snpguest_product product, issuer_product;
	uint8_t sha256[CRYPTO_SHA256_SIZE];
};

/** struct extension - one X.509 extension; @value inside the OCTET STRING */
struct extension {
	struct snpguest_blob oid, value;
	bool critical;
};

/**
 * certificate_parse() - take a DER certificate apart
 * @der: has to outlive @cert
 *
 * Strict DER, version 3, nothing after the end. Return: 0, -EBADMSG, -ENOMEM,
 * -EIO.
 */
int certificate_parse(struct snpguest_blob der, struct certificate *cert);

/** The next extension in @b; false at the end or when malformed (@b->ran_out). */
bool extension_next(struct bytes *b, struct extension *ext);

/** True when @oid is the dotted OID whose DER content is @text. */
#define OID_IS(oid, text) \
	((oid).len == sizeof(text) - 1 && \
	 !memcmp((oid).data, text, sizeof(text) - 1))

/** RSASSA-PSS, SHA-384, MGF1-SHA-384, salt 48, trailer 1, in either encoding. */
bool algorithm_is_pss_sha384(struct snpguest_blob algorithm);

/** The uncompressed point of a P-384 key; NULL when it is another key. */
const uint8_t *certificate_p384_point(const struct certificate *cert);

/** The 512 bytes of an RSA-4096 modulus, e 65537; NULL for another key. */
const uint8_t *certificate_rsa_modulus(const struct certificate *cert);

/** Basic constraints say CA and the key usage allows signing certificates. */
bool certificate_is_ca(const struct certificate *cert);

/** Text of a name, RFC 2253, control characters escaped; always terminated. */
void name_text(struct snpguest_blob name, char *text, size_t len);

/** Dotted text of an OID's DER content; always terminated. */
void oid_text(struct snpguest_blob oid, char *text, size_t len);

/** Role and product of a name's common name. */
enum snpguest_cert_role name_role(struct snpguest_blob name,
				  enum snpguest_product *product);

/** Fills @info but for a leaf's extensions. */
void certificate_info(const struct certificate *cert,
		      struct snpguest_cert_info *info);

/** Lower-case hexadecimal of at most as many bytes as fit; terminated. */
void hex_text(const uint8_t *data, size_t n, char *text, size_t len);

#endif

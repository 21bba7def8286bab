// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto_x509.h"
#include "der_certificate.h"
#include "name.h"

/**
 * struct crypto_cert
 * @der: a copy, which everything else points into
 */
struct crypto_cert {
	struct crypto *crypto;
	struct der_certificate parts;
	size_t len;
	uint8_t der[];
};

void crypto_cert_free(struct crypto_cert *cert)
{
	free(cert);
}

/* ------------------------------------------------------------------ parsing */

static bool read_fields(struct crypto_cert *cert,
			struct crypto_cert_fields *fields)
{
	const struct der_certificate *parts = &cert->parts;

	if (!der_certificate((struct snpguest_blob){ cert->der, cert->len },
			     &cert->parts) ||
	    !name_read(parts->subject, &fields->subject_cn) ||
	    !name_read(parts->issuer, &fields->issuer_cn))
		return false;
	fields->subject = parts->subject;
	fields->issuer = parts->issuer;
	fields->serial = parts->serial;
	fields->not_before = parts->not_before;
	fields->not_after = parts->not_after;
	fields->pss = der_is_amd_pss(parts->parts.algorithm);
	fields->ca = der_is_ca(parts->extensions);
	return true;
}

int crypto_cert_new(struct crypto *crypto, struct snpguest_blob der,
		    struct crypto_cert **cert,
		    struct crypto_cert_fields *fields)
{
	struct crypto_cert *c;

	if (!der.len || der.len > CRYPTO_CERT_MAX)
		return -EBADMSG;
	c = calloc(1, sizeof(*c) + der.len);
	if (!c)
		return -ENOMEM;
	c->crypto = crypto;
	c->len = der.len;
	memcpy(c->der, der.data, der.len);
	if (!read_fields(c, fields)) {
		crypto_cert_free(c);
		return -EBADMSG;
	}
	*cert = c;
	return 0;
}

/* --------------------------------------------------------------------- keys */

int crypto_cert_verify(const struct crypto_cert *cert,
		       const struct crypto_key *key)
{
	return crypto_rsa_pss_verify(key, cert->parts.parts.tbs,
				     cert->parts.parts.signature);
}

/* The key of @cert, which has to be of whole bytes and for this algorithm. */
static bool public_key(const struct crypto_cert *cert,
		       struct snpguest_blob algorithm, struct snpguest_blob *key)
{
	*key = cert->parts.key;
	if (!blob_equal(cert->parts.key_algorithm, algorithm) || key->data[0])
		return false;
	key->data++;
	key->len--;
	return true;
}

int crypto_cert_p384_key(const struct crypto_cert *cert,
			 struct crypto_key **key)
{
	/* id-ecPublicKey, secp384r1 (RFC 5480 2.1.1) */
	static const uint8_t p384[] = {
		0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
		0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22,
	};
	struct snpguest_blob point;

	if (!public_key(cert, (struct snpguest_blob){ p384, sizeof(p384) },
			&point))
		return -EBADMSG;
	if (point.len != CRYPTO_P384_POINT_SIZE || point.data[0] != 0x04)
		return -EBADMSG;
	return crypto_p384_key(cert->crypto, point.data, key);
}

/* SEQUENCE of the modulus, for which a byte 0 keeps the sign, and 65537. */
static bool read_rsa(struct snpguest_blob der, struct snpguest_blob *modulus)
{
	static const uint8_t exponent[] = { 0x01, 0x00, 0x01 };
	struct der_element n, e;
	struct snpguest_blob content;
	struct bytes rest;

	if (!der_only(der, DER_SEQUENCE, &content))
		return false;
	rest = bytes_of(content);
	if (!der_take(&rest, DER_INTEGER, &n) ||
	    !der_take(&rest, DER_INTEGER, &e) || rest.left)
		return false;
	if (n.content.len != 1 + CRYPTO_RSA_SIZE || n.content.data[0])
		return false;
	*modulus = (struct snpguest_blob){ n.content.data + 1, CRYPTO_RSA_SIZE };
	return blob_equal(e.content, (struct snpguest_blob){
			  exponent, sizeof(exponent) });
}

static bool rsa_modulus(const struct crypto_cert *cert,
			struct snpguest_blob *n)
{
	/* rsaEncryption, NULL (RFC 3279 2.3.1) */
	static const uint8_t rsa[] = {
		0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01,
		0x01, 0x05, 0x00,
	};
	struct snpguest_blob der;

	if (!public_key(cert, (struct snpguest_blob){ rsa, sizeof(rsa) },
			&der) ||
	    !read_rsa(der, n))
		return false;
	/* 4096 bits; an even one is no product of two large primes. */
	return (n->data[0] & 0x80) && (n->data[CRYPTO_RSA_SIZE - 1] & 1);
}

bool crypto_cert_has_rsa(const struct crypto_cert *cert)
{
	struct snpguest_blob n;

	return rsa_modulus(cert, &n);
}

int crypto_cert_rsa_key(const struct crypto_cert *cert,
			struct crypto_key **key)
{
	struct snpguest_blob n;

	if (!rsa_modulus(cert, &n))
		return -EBADMSG;
	return crypto_rsa_key(cert->crypto, n.data, key);
}

/* --------------------------------------------------------------- extensions */

/* What is too long to be shown is none that is known, but there it is. */
static void oid_text(struct snpguest_blob oid, char *text, int size)
{
	if (!der_oid_text(oid, text, size))
		snprintf(text, size, "an OID of %zu bytes", oid.len);
}

struct bytes crypto_cert_extensions(const struct crypto_cert *cert)
{
	return bytes_of(cert->parts.extensions);
}

bool crypto_next_extension(struct bytes *rest,
			   struct crypto_extension *extension)
{
	struct der_extension e;

	if (!der_next_extension(rest, &e))
		return false;
	oid_text(e.oid, extension->oid, sizeof(extension->oid));
	extension->oid_content = e.oid;
	extension->critical = e.critical;
	extension->value = e.value;
	return true;
}

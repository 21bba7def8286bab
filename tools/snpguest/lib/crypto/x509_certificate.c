// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "der.h"
#include "x509_private.h"

#define KEY_CERT_SIGN 5 /* bit of the key usage, RFC 5280 4.2.1.3 */
#define TBS_ALGORITHM 2 /* behind version and serial number */

/**
 * struct crypto_cert
 * @der: a copy, which @parts point into
 */
struct crypto_cert {
	struct crypto *crypto;
	X509 *x509;
	struct signed_der parts;
	size_t len;
	uint8_t der[];
};

void crypto_cert_free(struct crypto_cert *cert)
{
	if (!cert)
		return;
	X509_free(cert->x509);
	free(cert);
}

/* ------------------------------------------------------------------ parsing */

/* Asking for the inner part makes OpenSSL forget the bytes it came from. */
static int encodes_to_itself(X509 *x509, struct snpguest_blob der)
{
	uint8_t *encoded = NULL;
	int len = i2d_re_X509_tbs(x509, NULL);

	if (len > 0)
		len = i2d_X509(x509, &encoded);
	return x509_same(encoded, len, der);
}

static int parse(struct crypto_cert *cert)
{
	struct snpguest_blob der = { cert->der, cert->len };
	const uint8_t *at = cert->der;

	if (!der_is_strict(der))
		return -EBADMSG;
	openssl_begin();
	cert->x509 = engine_x509(cert->crypto->engine);
	if (!cert->x509)
		return openssl_trouble();
	/* Frees it when it fails. */
	if (!d2i_X509(&cert->x509, &at, cert->len))
		return openssl_refused();
	return encodes_to_itself(cert->x509, der);
}

/* Version 3, no unique identifiers, a serial that is not negative. */
static bool is_profiled(const X509 *x509)
{
	const ASN1_BIT_STRING *issuer_id, *subject_id;
	const ASN1_INTEGER *serial = X509_get0_serialNumber(x509);

	X509_get0_uids(x509, &issuer_id, &subject_id);
	return X509_get_version(x509) == X509_VERSION_3 && !issuer_id &&
	       !subject_id && ASN1_STRING_type(serial) == V_ASN1_INTEGER;
}

static bool split(struct crypto_cert *cert)
{
	struct snpguest_blob der = { cert->der, cert->len };

	return der_signed(der, &cert->parts) &&
	       der_repeats_algorithm(&cert->parts, TBS_ALGORITHM);
}

static bool read_dates(const X509 *x509, struct crypto_cert_fields *fields)
{
	return x509_time(X509_get0_notBefore(x509), &fields->not_before) &&
	       x509_time(X509_get0_notAfter(x509), &fields->not_after);
}

static void read_names(const X509 *x509, struct crypto_cert_fields *fields)
{
	const X509_NAME *subject = X509_get_subject_name(x509);
	const X509_NAME *issuer = X509_get_issuer_name(x509);

	fields->subject = x509_name(subject);
	fields->issuer = x509_name(issuer);
	fields->subject_cn = x509_common_name(subject);
	fields->issuer_cn = x509_common_name(issuer);
}

/* Is no extension critical but those that make a CA? */
static bool knows_all_critical(const X509 *x509)
{
	for (int i = 0; i < X509_get_ext_count(x509); i++) {
		X509_EXTENSION *ext = X509_get_ext(x509, i);
		int nid = OBJ_obj2nid(X509_EXTENSION_get_object(ext));

		if (X509_EXTENSION_get_critical(ext) &&
		    nid != NID_basic_constraints && nid != NID_key_usage)
			return false;
	}
	return true;
}

/* Return: 0 and @is_ca, -ENOMEM. */
static int read_ca(const X509 *x509, bool *is_ca)
{
	BASIC_CONSTRAINTS *constraints;
	ASN1_BIT_STRING *usage;

	openssl_begin();
	constraints = X509_get_ext_d2i(x509, NID_basic_constraints, NULL, NULL);
	usage = X509_get_ext_d2i(x509, NID_key_usage, NULL, NULL);
	*is_ca = constraints && constraints->ca && usage &&
		 ASN1_BIT_STRING_get_bit(usage, KEY_CERT_SIGN) &&
		 knows_all_critical(x509);
	BASIC_CONSTRAINTS_free(constraints);
	ASN1_BIT_STRING_free(usage);
	return !*is_ca && openssl_lacked_memory() ? -ENOMEM : 0;
}

static int read_fields(struct crypto_cert *cert,
		       struct crypto_cert_fields *fields)
{
	const X509 *x509 = cert->x509;

	if (!is_profiled(x509) || !split(cert) || !read_dates(x509, fields))
		return openssl_refused();
	read_names(x509, fields);
	fields->serial = x509_serial(X509_get0_serialNumber(x509));
	fields->pss = der_is_amd_pss(cert->parts.algorithm);
	return read_ca(x509, &fields->ca);
}

int crypto_cert_new(struct crypto *crypto, struct snpguest_blob der,
		    struct crypto_cert **cert,
		    struct crypto_cert_fields *fields)
{
	struct crypto_cert *c;
	int err;

	if (!der.len || der.len > CRYPTO_CERT_MAX)
		return -EBADMSG;
	c = calloc(1, sizeof(*c) + der.len);
	if (!c)
		return -ENOMEM;
	c->crypto = crypto;
	c->len = der.len;
	memcpy(c->der, der.data, der.len);
	memset(fields, 0, sizeof(*fields));
	err = parse(c);
	if (!err)
		err = read_fields(c, fields);
	openssl_begin(); /* also what succeeds may leave errors */
	if (err)
		crypto_cert_free(c);
	else
		*cert = c;
	return err;
}

/* -------------------------------------------------------------------- names */

bool crypto_cert_names(const struct crypto_cert *issued,
		       const struct crypto_cert *issuer)
{
	return !X509_NAME_cmp(X509_get_issuer_name(issued->x509),
			      X509_get_subject_name(issuer->x509));
}

int crypto_cert_subject_text(const struct crypto_cert *cert, char *text,
			     size_t len)
{
	return x509_name_text(X509_get_subject_name(cert->x509), text, len);
}

int crypto_cert_issuer_text(const struct crypto_cert *cert, char *text,
			    size_t len)
{
	return x509_name_text(X509_get_issuer_name(cert->x509), text, len);
}

const X509_NAME *x509_subject(const struct crypto_cert *cert)
{
	return X509_get_subject_name(cert->x509);
}

/* --------------------------------------------------------------------- keys */

int crypto_cert_verify(const struct crypto_cert *cert,
		       const struct crypto_key *key)
{
	return crypto_rsa_pss_verify(key, cert->parts.tbs,
				     cert->parts.signature);
}

/* Algorithm, type of its parameters and key of @cert; the last may be NULL. */
static int public_key(const struct crypto_cert *cert, int *nid, int *type,
		      const void **parameters, struct snpguest_blob *key)
{
	X509_ALGOR *algorithm;
	ASN1_OBJECT *oid;
	int len;

	openssl_begin();
	if (X509_PUBKEY_get0_param(&oid, &key->data, &len, &algorithm,
				   X509_get_X509_PUBKEY(cert->x509)) != 1)
		return openssl_refused();
	key->len = len;
	X509_ALGOR_get0(NULL, type, parameters, algorithm);
	*nid = OBJ_obj2nid(oid);
	return 0;
}

int crypto_cert_p384_key(const struct crypto_cert *cert,
			 struct crypto_key **key)
{
	struct snpguest_blob point;
	const void *curve;
	int nid, type;
	int err = public_key(cert, &nid, &type, &curve, &point);

	if (err)
		return err;
	if (nid != NID_X9_62_id_ecPublicKey || type != V_ASN1_OBJECT ||
	    OBJ_obj2nid(curve) != NID_secp384r1)
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

int crypto_cert_rsa_key(const struct crypto_cert *cert,
			struct crypto_key **key)
{
	struct snpguest_blob der, n;
	int nid, type;
	int err = public_key(cert, &nid, &type, NULL, &der);

	if (err)
		return err;
	if (nid != NID_rsaEncryption || type != V_ASN1_NULL ||
	    !read_rsa(der, &n))
		return -EBADMSG;
	/* 4096 bits; an even one is no product of two large primes. */
	if (!(n.data[0] & 0x80) || !(n.data[CRYPTO_RSA_SIZE - 1] & 1))
		return -EBADMSG;
	return crypto_rsa_key(cert->crypto, n.data, key);
}

/* --------------------------------------------------------------- extensions */

/* What is too long to be shown is none that is known, but there it is. */
static void oid_text(const ASN1_OBJECT *oid, char *text, int size)
{
	struct snpguest_blob content = { OBJ_get0_data(oid), OBJ_length(oid) };

	if (!der_oid_text(content, text, size))
		snprintf(text, size, "an OID of %zu bytes", OBJ_length(oid));
}

bool crypto_cert_extension(const struct crypto_cert *cert, size_t index,
			   struct crypto_extension *extension)
{
	X509_EXTENSION *ext;

	if (index >= (size_t)X509_get_ext_count(cert->x509))
		return false;
	ext = X509_get_ext(cert->x509, index);
	oid_text(X509_EXTENSION_get_object(ext), extension->oid,
		 sizeof(extension->oid));
	extension->critical = X509_EXTENSION_get_critical(ext);
	extension->value = x509_string(X509_EXTENSION_get_data(ext));
	return true;
}

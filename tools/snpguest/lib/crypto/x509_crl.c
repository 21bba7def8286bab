// SPDX-License-Identifier: MIT
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "der.h"
#include "x509_private.h"

#define TBS_ALGORITHM 1 /* behind the version */

/* RFC 5280 knows eight of a list and three of an entry. */
#define EXTENSIONS_MAX 12

/** struct crypto_crl - as struct crypto_cert */
struct crypto_crl {
	X509_CRL *crl;
	struct signed_der parts;
	size_t len;
	uint8_t der[];
};

void crypto_crl_free(struct crypto_crl *crl)
{
	if (!crl)
		return;
	X509_CRL_free(crl->crl);
	free(crl);
}

static int encodes_to_itself(X509_CRL *crl, struct snpguest_blob der)
{
	uint8_t *encoded = NULL;
	int len = i2d_re_X509_CRL_tbs(crl, NULL);

	if (len > 0)
		len = i2d_X509_CRL(crl, &encoded);
	return x509_same(encoded, len, der);
}

static int parse(struct crypto *crypto, struct crypto_crl *crl)
{
	struct snpguest_blob der = { crl->der, crl->len };
	const uint8_t *at = crl->der;

	if (!der_is_strict(der))
		return -EBADMSG;
	openssl_begin();
	crl->crl = engine_crl(crypto->engine);
	if (!crl->crl)
		return openssl_trouble();
	/* Frees it when it fails. */
	if (!d2i_X509_CRL(&crl->crl, &at, crl->len))
		return openssl_refused();
	return encodes_to_itself(crl->crl, der);
}

static bool is_known(X509_EXTENSION *ext)
{
	int nid = OBJ_obj2nid(X509_EXTENSION_get_object(ext));

	return nid == NID_authority_key_identifier || nid == NID_crl_number;
}

/*
 * Is an extension critical and not known, or given twice? More than there are
 * cannot all be known.
 */
static bool has_unknown(const STACK_OF(X509_EXTENSION) *extensions)
{
	int count = X509v3_get_ext_count(extensions);

	if (count > EXTENSIONS_MAX)
		return true;
	for (int i = 0; i < count; i++) {
		X509_EXTENSION *ext = X509v3_get_ext(extensions, i);

		if (X509_EXTENSION_get_critical(ext) && !is_known(ext))
			return true;
		if (X509v3_get_ext_by_OBJ(extensions,
					  X509_EXTENSION_get_object(ext),
					  i) >= 0)
			return true;
	}
	return false;
}

/* An entry may have a reason and a date, but nothing that is critical. */
static bool entries_have_unknown(X509_CRL *crl)
{
	STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED(crl);

	for (int i = 0; i < (int)sk_X509_REVOKED_num(entries); i++)
		if (has_unknown(X509_REVOKED_get0_extensions(
				sk_X509_REVOKED_value(entries, i))))
			return true;
	return false;
}

static bool split(struct crypto_crl *crl)
{
	struct snpguest_blob der = { crl->der, crl->len };

	return der_signed(der, &crl->parts) &&
	       der_repeats_algorithm(&crl->parts, TBS_ALGORITHM);
}

static bool read_dates(const X509_CRL *crl, struct crypto_crl_fields *fields)
{
	const ASN1_TIME *next = X509_CRL_get0_nextUpdate(crl);

	fields->has_next_update = next;
	return x509_time(X509_CRL_get0_lastUpdate(crl),
			 &fields->this_update) &&
	       (!next || x509_time(next, &fields->next_update));
}

static int read_fields(struct crypto_crl *crl, struct crypto_crl_fields *fields)
{
	if (X509_CRL_get_version(crl->crl) != X509_CRL_VERSION_2 ||
	    !split(crl) || !read_dates(crl->crl, fields))
		return openssl_refused();
	fields->issuer = x509_name(X509_CRL_get_issuer(crl->crl));
	fields->pss = der_is_amd_pss(crl->parts.algorithm);
	fields->unknown = has_unknown(X509_CRL_get0_extensions(crl->crl)) ||
			  entries_have_unknown(crl->crl);
	return 0;
}

int crypto_crl_new(struct crypto *crypto, struct snpguest_blob der,
		   struct crypto_crl **crl, struct crypto_crl_fields *fields)
{
	struct crypto_crl *c;
	int err;

	if (!der.len || der.len > CRYPTO_CRL_MAX)
		return -EBADMSG;
	c = calloc(1, sizeof(*c) + der.len);
	if (!c)
		return -ENOMEM;
	c->len = der.len;
	memcpy(c->der, der.data, der.len);
	memset(fields, 0, sizeof(*fields));
	err = parse(crypto, c);
	if (!err)
		err = read_fields(c, fields);
	openssl_begin(); /* also what succeeds may leave errors */
	if (err)
		crypto_crl_free(c);
	else
		*crl = c;
	return err;
}

bool crypto_crl_names(const struct crypto_crl *crl, struct crypto_cert *issuer)
{
	const X509_NAME *name = x509_subject(issuer);

	return name && !X509_NAME_cmp(X509_CRL_get_issuer(crl->crl), name);
}

int crypto_crl_verify(const struct crypto_crl *crl,
		      const struct crypto_key *key)
{
	return crypto_rsa_pss_verify(key, crl->parts.tbs, crl->parts.signature);
}

/* By hand: whether OpenSSL's search finds anything rests on its sorting. */
bool crypto_crl_lists(const struct crypto_crl *crl, struct snpguest_blob serial)
{
	STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED(crl->crl);

	/* Also an entry that would lift a revocation: only a delta has those. */
	for (int i = 0; i < (int)sk_X509_REVOKED_num(entries); i++)
		if (blob_equal(x509_serial(X509_REVOKED_get0_serialNumber(
				sk_X509_REVOKED_value(entries, i))), serial))
			return true;
	return false;
}

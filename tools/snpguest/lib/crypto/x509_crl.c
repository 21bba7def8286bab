// SPDX-License-Identifier: MIT
/* Revocation lists (RFC 5280 5.1). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crypto_x509.h"
#include "der_certificate.h"
#include "name.h"

#define EXTENSIONS 0xa0 /* [0], constructed */

/* RFC 5280 knows eight of a list and three of an entry. */
#define EXTENSIONS_MAX 12

/**
 * struct crypto_crl - as struct crypto_cert
 * @entries, @extensions: what stands in them; empty where there are none
 */
struct crypto_crl {
	struct signed_der parts;
	struct snpguest_blob entries, extensions;
	size_t len;
	uint8_t der[];
};

void crypto_crl_free(struct crypto_crl *crl)
{
	free(crl);
}

/* ------------------------------------------------------------------ parsing */

static bool comes_next(const struct bytes *rest, uint8_t tag)
{
	return rest->left && *rest->at == tag;
}

static bool are_extensions(struct snpguest_blob extensions)
{
	struct bytes rest = bytes_of(extensions);
	struct der_extension extension;

	while (rest.left)
		if (!der_next_extension(&rest, &extension))
			return false;
	return true;
}

/* Of version 2, with the algorithm that stands outside. */
static bool take_head(struct bytes *tbs, const struct crypto_crl *crl,
		      struct crypto_crl_fields *fields)
{
	struct snpguest_blob common_name;
	struct der_element version, algorithm, issuer;

	if (!der_take(tbs, DER_INTEGER, &version) || version.content.len != 1 ||
	    version.content.data[0] != 1 ||
	    !der_take(tbs, DER_SEQUENCE, &algorithm) ||
	    !blob_equal(algorithm.whole, crl->parts.algorithm) ||
	    !der_take(tbs, DER_SEQUENCE, &issuer))
		return false;
	fields->issuer = issuer.whole;
	return name_read(issuer.whole, &common_name);
}

static bool take_dates(struct bytes *tbs, struct crypto_crl_fields *fields)
{
	struct der_element time;

	if (!der_next(tbs, &time) ||
	    !der_read_time(&time, &fields->this_update))
		return false;
	fields->has_next_update = comes_next(tbs, DER_UTC_TIME) ||
				  comes_next(tbs, DER_GENERALIZED_TIME);
	return !fields->has_next_update ||
	       (der_next(tbs, &time) &&
		der_read_time(&time, &fields->next_update));
}

/* struct entry - @serial: content of the INTEGER */
struct entry {
	struct snpguest_blob serial, extensions;
};

static bool next_entry(struct bytes *rest, struct entry *entry)
{
	struct der_element whole, serial, time, extensions = { 0 };
	struct bytes parts;
	int64_t seconds;

	if (!der_take(rest, DER_SEQUENCE, &whole))
		return false;
	parts = bytes_of(whole.content);
	if (!der_take(&parts, DER_INTEGER, &serial) ||
	    !der_next(&parts, &time) || !der_read_time(&time, &seconds))
		return false;
	if (parts.left && !der_take(&parts, DER_SEQUENCE, &extensions))
		return false;
	*entry = (struct entry){ serial.content, extensions.content };
	return !parts.left && are_extensions(entry->extensions);
}

static bool take_entries(struct bytes *tbs, struct crypto_crl *crl)
{
	struct der_element entries;
	struct entry entry;
	struct bytes rest;

	if (!comes_next(tbs, DER_SEQUENCE))
		return true;
	if (!der_next(tbs, &entries))
		return false;
	crl->entries = entries.content;
	rest = bytes_of(entries.content);
	while (rest.left)
		if (!next_entry(&rest, &entry))
			return false;
	return true;
}

static bool take_extensions(struct bytes *tbs, struct crypto_crl *crl)
{
	struct der_element e;

	if (!tbs->left)
		return true;
	return der_take(tbs, EXTENSIONS, &e) &&
	       der_only(e.content, DER_SEQUENCE, &crl->extensions) &&
	       are_extensions(crl->extensions);
}

/* ---------------------------------------------------------------- extensions */

static bool is_known(struct snpguest_blob oid)
{
	return der_is_rfc5280(oid, RFC5280_AUTHORITY_KEY_IDENTIFIER) ||
	       der_is_rfc5280(oid, RFC5280_CRL_NUMBER);
}

/*
 * Is an extension critical and not known, or given twice? More than there are
 * cannot all be known.
 */
static bool have_unknown(struct snpguest_blob extensions)
{
	struct bytes rest = bytes_of(extensions);
	struct der_extension extension;

	while (der_next_extension(&rest, &extension))
		if (extension.critical && !is_known(extension.oid))
			return true;
	return !der_are_different(extensions, EXTENSIONS_MAX);
}

/* An entry may have a reason and a date, but nothing that is critical. */
static bool has_unknown(const struct crypto_crl *crl)
{
	struct bytes rest = bytes_of(crl->entries);
	struct entry entry;

	while (next_entry(&rest, &entry))
		if (have_unknown(entry.extensions))
			return true;
	return have_unknown(crl->extensions);
}

static bool read_fields(struct crypto_crl *crl, struct crypto_crl_fields *fields)
{
	struct snpguest_blob der = { crl->der, crl->len }, content;
	struct bytes tbs;

	if (!der_is_strict(der) || !der_signed(der, &crl->parts) ||
	    !der_only(crl->parts.tbs, DER_SEQUENCE, &content))
		return false;
	tbs = bytes_of(content);
	if (!take_head(&tbs, crl, fields) || !take_dates(&tbs, fields) ||
	    !take_entries(&tbs, crl) || !take_extensions(&tbs, crl) || tbs.left)
		return false;
	fields->pss = der_is_amd_pss(crl->parts.algorithm);
	fields->unknown = has_unknown(crl);
	return true;
}

int crypto_crl_new(struct snpguest_blob der, struct crypto_crl **crl,
		   struct crypto_crl_fields *fields)
{
	struct crypto_crl *c;

	if (!der.len || der.len > CRYPTO_CRL_MAX)
		return -EBADMSG;
	c = calloc(1, sizeof(*c) + der.len);
	if (!c)
		return -ENOMEM;
	c->len = der.len;
	memcpy(c->der, der.data, der.len);
	memset(fields, 0, sizeof(*fields));
	if (!read_fields(c, fields)) {
		crypto_crl_free(c);
		return -EBADMSG;
	}
	*crl = c;
	return 0;
}

int crypto_crl_verify(const struct crypto_crl *crl,
		      const struct crypto_key *key)
{
	return crypto_rsa_pss_verify(key, crl->parts.tbs, crl->parts.signature);
}

/* Also an entry that would lift a revocation: only a delta has those. */
bool crypto_crl_lists(const struct crypto_crl *crl, struct snpguest_blob serial)
{
	struct bytes rest = bytes_of(crl->entries);
	struct snpguest_blob natural;
	struct entry entry;

	while (next_entry(&rest, &entry))
		if (der_natural(entry.serial, &natural) &&
		    blob_equal(natural, serial))
			return true;
	return false;
}

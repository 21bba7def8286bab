// SPDX-License-Identifier: MIT
/* What AMD's hierarchy makes of an X.509 certificate. */
#include "certificate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../crypto/name.h"

static bool starts_with(struct snpguest_blob text, const char *prefix,
			struct snpguest_blob *rest)
{
	size_t n = strlen(prefix);

	if (text.len < n || memcmp(text.data, prefix, n))
		return false;
	*rest = (struct snpguest_blob){ text.data + n, text.len - n };
	return true;
}

enum snpguest_cert_role role_of_name(const struct products *products,
				     struct snpguest_blob common_name,
				     enum snpguest_product *product)
{
	/* "SEV-" comes last: the longer names begin with it as well. */
	static const struct {
		const char *prefix;
		enum snpguest_cert_role role;
		bool whole;
	} patterns[] = {
		{ "SEV-VCEK", SNPGUEST_CERT_VCEK, true },
		{ "SEV-VLEK", SNPGUEST_CERT_VLEK, true },
		{ "SEV-VLEK-", SNPGUEST_CERT_ASVK, false },
		{ "SEV-", SNPGUEST_CERT_ASK, false },
		{ "ARK-", SNPGUEST_CERT_ARK, false },
	};
	struct snpguest_blob rest;

	*product = SNPGUEST_PRODUCT_UNKNOWN;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
		if (!starts_with(common_name, patterns[i].prefix, &rest) ||
		    patterns[i].whole == (rest.len > 0))
			continue;
		*product = products_named(products, rest, false);
		return patterns[i].role;
	}
	return SNPGUEST_CERT_UNKNOWN;
}

bool certificate_is_leaf(const struct certificate *cert)
{
	return cert->info.role == SNPGUEST_CERT_VCEK ||
	       cert->info.role == SNPGUEST_CERT_VLEK;
}

static void copy_fields(struct certificate *cert,
			const struct products *products,
			const struct crypto_cert_fields *fields)
{
	struct snpguest_cert_info *info = &cert->info;

	cert->subject = fields->subject;
	cert->issuer = fields->issuer;
	cert->serial = fields->serial;
	cert->pss = fields->pss;
	info->role = role_of_name(products, fields->subject_cn, &info->product);
	cert->issuer_role = role_of_name(products, fields->issuer_cn,
					 &cert->issuer_product);
	name_text(fields->subject, info->subject, sizeof(info->subject));
	name_text(fields->issuer, info->issuer, sizeof(info->issuer));
	info->not_before = fields->not_before;
	info->not_after = fields->not_after;
	hex_text(cert->serial.data, cert->serial.len, info->serial,
		 sizeof(info->serial));
}

/* Return: 0, -ENOMEM, -EIO. */
static int read_leaf(struct certificate *cert, const struct products *products)
{
	int err = vek_extensions_parse(cert->x509, products,
				       cert->info.role, &cert->vek,
				       cert->vek_problem,
				       sizeof(cert->vek_problem));

	if (err && err != -EBADMSG)
		return err;
	cert->has_vek = !err;
	if (cert->has_vek)
		vek_extensions_info(&cert->vek, &cert->info);
	return 0;
}

/* Looks at the profile ([KDS] 1), not at the signature. */
static void read_authority(struct certificate *cert, bool is_ca)
{
	if (!crypto_cert_has_rsa(cert->x509))
		cert->ca_problem = "its key is not RSA-4096 with exponent 65537";
	else if (!cert->pss)
		cert->ca_problem = "it is not signed with RSASSA-PSS, SHA-384, salt 48";
	else if (!is_ca)
		cert->ca_problem = "it is no CA certificate: basic constraints, key usage or an unknown critical extension";
}

static int read_all(struct certificate *cert, const struct products *products,
		    const struct crypto_cert_fields *fields)
{
	copy_fields(cert, products, fields);
	if (certificate_is_leaf(cert))
		return read_leaf(cert, products);
	if (cert->info.role != SNPGUEST_CERT_UNKNOWN)
		read_authority(cert, fields->ca);
	return 0;
}

int certificate_new(struct crypto *crypto, const struct products *products,
		    struct snpguest_blob der,
		    const uint8_t sha256[CRYPTO_SHA256_SIZE],
		    struct certificate **cert)
{
	struct certificate *c = calloc(1, sizeof(*c));
	struct crypto_cert_fields fields;
	int err;

	if (!c)
		return -ENOMEM;
	atomic_init(&c->references, 1);
	c->der_len = der.len;
	memcpy(c->info.sha256, sha256, sizeof(c->info.sha256));
	err = crypto_cert_new(crypto, der, &c->x509, &fields);
	if (!err)
		err = read_all(c, products, &fields);
	if (err)
		certificate_put(c);
	else
		*cert = c;
	return err;
}

struct certificate *certificate_of_anchor(struct crypto *crypto,
					  const struct anchor *anchor)
{
	struct certificate *cert = calloc(1, sizeof(*cert));

	if (!cert)
		return NULL;
	atomic_init(&cert->references, 1);
	cert->crypto = crypto;
	cert->amd = anchor;
	cert->pss = true;
	cert->info.role = anchor->role;
	cert->info.product = anchor->product;
	cert->info.not_before = anchor->not_before;
	cert->info.not_after = anchor->not_after;
	memcpy(cert->info.sha256, anchor->sha256, sizeof(anchor->sha256));
	cert->subject = (struct snpguest_blob){ anchor->name,
						anchor->name_len };
	cert->serial = (struct snpguest_blob){ anchor->serial,
					       sizeof(anchor->serial) };
	return cert;
}

struct certificate *certificate_hold(struct certificate *cert)
{
	atomic_fetch_add_explicit(&cert->references, 1, memory_order_relaxed);
	return cert;
}

void certificate_put(struct certificate *cert)
{
	if (!cert || atomic_fetch_sub(&cert->references, 1) != 1)
		return;
	crypto_key_free(cert->key);
	crypto_cert_free(cert->x509);
	free(cert);
}

bool certificate_names(const struct certificate *issued,
		       const struct certificate *issuer)
{
	/* AMD's own have one spelling, the one they are compiled in with. */
	if (!issued->x509 || !issuer->x509)
		return blob_equal(issued->issuer, issuer->subject);
	return name_equal(issued->issuer, issuer->subject);
}

/* Return: 0, -EBADMSG, -ENOMEM, -EIO. */
static int load_key(const struct certificate *cert, struct crypto_key **key)
{
	if (cert->amd)
		return crypto_rsa_key(cert->crypto, cert->amd->modulus, key);
	if (certificate_is_leaf(cert))
		return crypto_cert_p384_key(cert->x509, key);
	return crypto_cert_rsa_key(cert->x509, key);
}

int certificate_key(struct certificate *cert, struct crypto_key **key)
{
	struct crypto_key *made, *first = NULL;
	int err;

	*key = cert->key;
	if (*key || cert->no_key)
		return 0;
	err = load_key(cert, &made);
	if (err == -EBADMSG)
		cert->no_key = true;
	if (err)
		return err == -EBADMSG ? 0 : err;
	*key = made;
	if (!atomic_compare_exchange_strong(&cert->key, &first, made)) {
		crypto_key_free(made); /* another thread was faster */
		*key = first;
	}
	return 0;
}

void hex_text(const uint8_t *data, size_t n, char *text, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n && 2 * i + 2 < len; i++) {
		text[2 * i] = digits[data[i] >> 4];
		text[2 * i + 1] = digits[data[i] & 15];
	}
	text[2 * i] = '\0';
}

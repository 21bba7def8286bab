// SPDX-License-Identifier: MIT
#include "certificate_issuer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include "der.h"
#include "rsa_signature.h"

#define OID_SHA256	"2.16.840.1.101.3.4.2.1"
#define OID_SHA384	"2.16.840.1.101.3.4.2.2"
#define OID_RSA_PSS	"1.2.840.113549.1.1.10"
#define OID_MGF1	"1.2.840.113549.1.1.8"
#define OID_SHA384_RSA	"1.2.840.113549.1.1.12"

struct certificate_extension *
certificate_extension_find(struct certificate_spec *spec, const char *oid)
{
	unsigned int i;

	for (i = 0; i < spec->extension_count; i++)
		if (strcmp(spec->extensions[i].oid, oid) == 0)
			return &spec->extensions[i];
	return NULL;
}

int certificate_extension_add(struct certificate_spec *spec, const char *oid,
			      const void *value, size_t size)
{
	struct certificate_extension *e;

	if (spec->extension_count == CERTIFICATE_EXTENSIONS_MAX ||
	    size > sizeof(e->value))
		return -ENOSPC;
	e = &spec->extensions[spec->extension_count++];
	*e = (struct certificate_extension){ .size = size };
	snprintf(e->oid, sizeof(e->oid), "%s", oid);
	memcpy(e->value, value, size);
	return 0;
}

int certificate_extension_add_der(struct certificate_spec *spec,
				  const char *oid, struct der *der)
{
	uint8_t *bytes;
	size_t size;
	int err = der_finish(der, &bytes, &size);

	if (err)
		return err;
	err = certificate_extension_add(spec, oid, bytes, size);
	free(bytes);
	return err;
}

int certificate_extension_add_integer(struct certificate_spec *spec,
				      const char *oid, uint64_t value)
{
	struct der der = { 0 };

	der_integer(&der, value);
	return certificate_extension_add_der(spec, oid, &der);
}

int certificate_extension_add_text(struct certificate_spec *spec,
				   const char *oid, const char *text)
{
	struct der der = { 0 };

	der_string(&der, DER_IA5_STRING, text);
	return certificate_extension_add_der(spec, oid, &der);
}

int certificate_extension_remove(struct certificate_spec *spec, const char *oid)
{
	struct certificate_extension *e = certificate_extension_find(spec, oid);
	struct certificate_extension *end =
		spec->extensions + spec->extension_count;

	if (!e)
		return -ENOENT;
	memmove(e, e + 1, (size_t)((char *)end - (char *)(e + 1)));
	spec->extension_count--;
	return 0;
}

static void put_hash(struct der *der, const char *hash)
{
	der_begin(der, DER_SEQUENCE);
	der_oid(der, hash);
	der_null(der);
	der_end(der);
}

static void put_pss_parameters(struct der *der, enum signature_form form)
{
	const char *hash =
		form == SIGNATURE_PSS_SHA256 ? OID_SHA256 : OID_SHA384;

	der_begin(der, DER_SEQUENCE);
	der_begin(der, DER_CONTEXT_0);
	put_hash(der, hash);
	der_end(der);
	der_begin(der, DER_CONTEXT_0 + 1);
	der_begin(der, DER_SEQUENCE);
	der_oid(der, OID_MGF1);
	put_hash(der, hash);
	der_end(der);
	der_end(der);
	der_begin(der, DER_CONTEXT_0 + 2);
	der_integer(der, form == SIGNATURE_PSS_SHA256 ? 32 : 48);
	der_end(der);
	if (form == SIGNATURE_PSS_TRAILER) {
		der_begin(der, DER_CONTEXT_3);
		der_integer(der, 1);
		der_end(der);
	}
	der_end(der);
}

static void put_algorithm(struct der *der, enum signature_form form)
{
	der_begin(der, DER_SEQUENCE);
	if (form == SIGNATURE_PKCS1) {
		der_oid(der, OID_SHA384_RSA);
		der_null(der);
	} else {
		der_oid(der, OID_RSA_PSS);
		put_pss_parameters(der, form);
	}
	der_end(der);
}

/* The form inside what is signed, which has to be that of the signature. */
static enum signature_form inner_form(enum signature_form form, bool other)
{
	if (!other)
		return form;
	return form == SIGNATURE_PSS ? SIGNATURE_PSS_TRAILER : SIGNATURE_PSS;
}

static void put_name_part(struct der *der, const char *oid, unsigned int tag,
			  const char *text)
{
	der_begin(der, DER_SET);
	der_begin(der, DER_SEQUENCE);
	der_oid(der, oid);
	der_string(der, tag, text);
	der_end(der);
	der_end(der);
}

static void put_name(struct der *der, const char *common, bool amd_only)
{
	der_begin(der, DER_SEQUENCE);
	put_name_part(der, "2.5.4.11", DER_UTF8_STRING, "Engineering");
	put_name_part(der, "2.5.4.6", DER_PRINTABLE_STRING, "US");
	put_name_part(der, "2.5.4.7", DER_UTF8_STRING, "Santa Clara");
	put_name_part(der, "2.5.4.8", DER_UTF8_STRING, "CA");
	put_name_part(der, "2.5.4.10", DER_UTF8_STRING,
		      "Advanced Micro Devices");
	put_name_part(der, "2.5.4.3", DER_UTF8_STRING, common);
	if (!amd_only)
		put_name_part(der, "2.5.4.5", DER_PRINTABLE_STRING, "EMULATED");
	der_end(der);
}

static void put_extension(struct der *der,
			  const struct certificate_extension *e)
{
	static const uint8_t yes = 0xff;

	der_begin(der, DER_SEQUENCE);
	der_oid(der, e->oid);
	if (e->critical)
		der_put(der, DER_BOOLEAN, &yes, 1);
	der_put(der, DER_OCTET_STRING, e->value, e->size);
	der_end(der);
}

static void put_public_key(struct der *der, EVP_PKEY *key)
{
	uint8_t *spki = NULL;
	int size = i2d_PUBKEY(key, &spki);

	if (size > 0)
		der_raw(der, spki, (size_t)size);
	else
		der->failed = true;
	OPENSSL_free(spki);
}

/* Version 1 is told by saying nothing. */
static void put_version(struct der *der, const struct certificate_spec *spec)
{
	if (spec->version_below > 1)
		return;
	der_begin(der, DER_CONTEXT_0);
	der_integer(der, 2 - spec->version_below);
	der_end(der);
}

static void put_unique_ids(struct der *der, const struct certificate_spec *spec)
{
	static const uint8_t id[] = { 0, 0x5a };

	if (!spec->unique_ids)
		return;
	der_put(der, 0x81, id, sizeof(id));
	der_put(der, 0x82, id, sizeof(id));
}

static void put_extensions(struct der *der, const struct certificate_spec *spec)
{
	unsigned int i;

	if (spec->version_below)
		return;
	der_begin(der, DER_CONTEXT_3);
	der_begin(der, DER_SEQUENCE);
	for (i = 0; i < spec->extension_count; i++)
		put_extension(der, &spec->extensions[i]);
	der_end(der);
	der_end(der);
}

static void put_certificate_body(struct der *der,
				 const struct certificate_spec *spec)
{
	der_begin(der, DER_SEQUENCE);
	put_version(der, spec);
	der_integer(der, spec->serial);
	put_algorithm(der, inner_form(spec->form, spec->other_inner_form));
	put_name(der, spec->issuer, spec->amd_names_only);
	der_begin(der, DER_SEQUENCE);
	der_time(der, spec->not_before);
	der_time(der, spec->not_after);
	der_end(der);
	put_name(der, spec->subject, spec->amd_names_only);
	put_public_key(der, spec->subject_key);
	put_unique_ids(der, spec);
	put_extensions(der, spec);
	der_end(der);
}

static const EVP_MD *digest_of(enum signature_form form)
{
	return form == SIGNATURE_PSS_SHA256 ? EVP_sha256() : EVP_sha384();
}

static int sign_pkcs1(EVP_PKEY *key, const uint8_t *body, size_t body_size,
		      uint8_t *signature, size_t *size)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int ok;

	ok = ctx &&
	     EVP_DigestSignInit(ctx, NULL, EVP_sha384(), NULL, key) > 0 &&
	     EVP_DigestSign(ctx, signature, size, body, body_size) > 0;
	EVP_MD_CTX_free(ctx);
	return ok ? 0 : -ENOMEM;
}

/* @signature has room for a 4096-bit key's. */
static int sign(EVP_PKEY *key, enum signature_form form, const uint8_t *body,
		size_t body_size, uint8_t *signature, size_t *size)
{
	if (form == SIGNATURE_PKCS1)
		return sign_pkcs1(key, body, body_size, signature, size);
	return rsa_sign_pss(key, digest_of(form), body, body_size, signature,
			    size);
}

/* Takes the body over, and makes body, algorithm and signature of it. */
static int finish_signed(struct der *body, EVP_PKEY *key,
			 enum signature_form form, uint8_t **der, size_t *size)
{
	uint8_t *bytes, signature[RSA_SIGNATURE_MAX];
	size_t n, signature_size = sizeof(signature);
	struct der whole = { 0 };
	int err = der_finish(body, &bytes, &n);

	if (err)
		return err;
	err = sign(key, form, bytes, n, signature, &signature_size);
	der_begin(&whole, DER_SEQUENCE);
	der_raw(&whole, bytes, n);
	put_algorithm(&whole, form);
	der_bit_string(&whole, signature, err ? 0 : signature_size);
	der_end(&whole);
	free(bytes);
	whole.failed |= err != 0;
	return der_finish(&whole, der, size);
}

int certificate_issue(const struct certificate_spec *spec, uint8_t **der,
		      size_t *size)
{
	struct der body = { 0 };

	put_certificate_body(&body, spec);
	return finish_signed(&body, spec->issuer_key, spec->form, der, size);
}

int certificate_key_id(EVP_PKEY *key, uint8_t id[20])
{
	X509_PUBKEY *spki = NULL;
	const unsigned char *bits;
	int n, ok;

	ok = X509_PUBKEY_set(&spki, key) &&
	     X509_PUBKEY_get0_param(NULL, &bits, &n, NULL, spki) &&
	     EVP_Digest(bits, (size_t)n, id, NULL, EVP_sha1(), NULL);
	X509_PUBKEY_free(spki);
	return ok ? 0 : -ENOMEM;
}

static void put_revoked(struct der *der, const struct crl_spec *spec)
{
	unsigned int i;

	if (!spec->revoked_count)
		return;
	der_begin(der, DER_SEQUENCE);
	for (i = 0; i < spec->revoked_count; i++) {
		der_begin(der, DER_SEQUENCE);
		der_integer(der, spec->revoked[i]);
		der_time(der, spec->revocation_date);
		if (spec->entry_extension.oid[0]) {
			der_begin(der, DER_SEQUENCE);
			put_extension(der, &spec->entry_extension);
			der_end(der);
		}
		der_end(der);
	}
	der_end(der);
}

static void put_crl_extensions(struct der *der, const struct crl_spec *spec)
{
	uint8_t id[20];

	der->failed |= certificate_key_id(spec->issuer_key, id) != 0;
	der_begin(der, DER_CONTEXT_0);
	der_begin(der, DER_SEQUENCE);

	der_begin(der, DER_SEQUENCE);
	der_oid(der, OID_AUTHORITY_KEY_ID);
	der_begin(der, DER_OCTET_STRING);
	der_begin(der, DER_SEQUENCE);
	der_put(der, 0x80, id, sizeof(id));
	der_end(der);
	der_end(der);
	der_end(der);

	der_begin(der, DER_SEQUENCE);
	der_oid(der, OID_CRL_NUMBER);
	der_begin(der, DER_OCTET_STRING);
	der_integer(der, spec->number);
	der_end(der);
	der_end(der);

	if (spec->extension.oid[0])
		put_extension(der, &spec->extension);
	der_end(der);
	der_end(der);
}

int crl_issue(const struct crl_spec *spec, uint8_t **der, size_t *size)
{
	struct der body = { 0 };

	der_begin(&body, DER_SEQUENCE);
	der_integer(&body, 1);
	put_algorithm(&body, inner_form(spec->form, spec->other_inner_form));
	put_name(&body, spec->issuer, spec->amd_names_only);
	der_time(&body, spec->this_update);
	if (!spec->no_next_update)
		der_time(&body, spec->next_update);
	put_revoked(&body, spec);
	put_crl_extensions(&body, spec);
	der_end(&body);
	return finish_signed(&body, spec->issuer_key, spec->form, der, size);
}

// SPDX-License-Identifier: MIT
#include "identity_private.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>

#include "der.h"
#include "seeded_keys.h"
#include "../base/bytes.h"
#include "../firmware/tcb.h"

#define CA_KEY_BITS	4096
#define DAY		86400
#define DEFAULT_CSP_ID	"CN=cc-emulated.example.com"

/* A signing key and its certificate, made once for each TCB and kept. */
struct leaf {
	enum report_signer signer;
	uint64_t tcb;
	EVP_PKEY *key;
	uint8_t *der;		/* NULL until it is asked for */
	size_t size;
	struct leaf *next;
};

struct identity {
	enum platform_product product;
	uint64_t seed;
	int64_t date;
	uint8_t chip_id[64];
	char csp_id[CSP_ID_MAX];
	bool revoked;
	EVP_PKEY *ca[CA_COUNT];
	struct {
		uint8_t *der;
		size_t size;
	} issued[CA_COUNT];
	pthread_mutex_t mutex;	/* leaves and issued */
	struct leaf *leaves;
};

const char *const identity_ca_names[CA_COUNT] = { "ark", "ask", "asvk" };

const char *product_name(enum platform_product product)
{
	switch (product) {
	case PRODUCT_MILAN:
		return "Milan";
	case PRODUCT_GENOA:
		return "Genoa";
	case PRODUCT_TURIN:
		return "Turin";
	}
	return "unknown";
}

/* Keys of different products and purposes never coincide. */
static void label_of(const struct identity *identity, const char *what,
		     char label[64])
{
	snprintf(label, 64, "%s %s", product_name(identity->product), what);
}

struct identity *identity_new(enum platform_product product, uint64_t seed,
			      int64_t date)
{
	struct identity *identity = calloc(1, sizeof(*identity));
	size_t size = product == PRODUCT_TURIN ? 8 : 64;
	char label[64];

	if (!identity)
		return NULL;
	identity->product = product;
	identity->seed = seed;
	identity->date = date;
	strcpy(identity->csp_id, DEFAULT_CSP_ID);
	pthread_mutex_init(&identity->mutex, NULL);
	label_of(identity, "chip id", label);
	if (seeded_bytes(seed, label, identity->chip_id, size) == 0)
		return identity;
	identity_free(identity);
	return NULL;
}

void identity_customize(struct identity *identity,
			const struct identity_options *options)
{
	if (!all_zero(options->chip_id, sizeof(options->chip_id)))
		memcpy(identity->chip_id, options->chip_id,
		       sizeof(identity->chip_id));
	if (options->csp_id[0])
		memcpy(identity->csp_id, options->csp_id,
		       sizeof(identity->csp_id));
	identity->revoked = options->revoked;
}

struct identity *identity_create(enum platform_product product, uint64_t seed,
				 int64_t date)
{
	struct identity *identity = identity_new(product, seed, date);
	char label[64];
	int i;

	for (i = 0; identity && i < CA_COUNT; i++) {
		label_of(identity, identity_ca_names[i], label);
		identity->ca[i] = seeded_rsa(seed, label, CA_KEY_BITS);
		if (identity->ca[i])
			continue;
		identity_free(identity);
		identity = NULL;
	}
	return identity;
}

void identity_free(struct identity *identity)
{
	struct leaf *leaf, *next;
	int i;

	if (!identity)
		return;
	for (i = 0; i < CA_COUNT; i++) {
		EVP_PKEY_free(identity->ca[i]);
		free(identity->issued[i].der);
	}
	for (leaf = identity->leaves; leaf; leaf = next) {
		next = leaf->next;
		EVP_PKEY_free(leaf->key);
		free(leaf->der);
		free(leaf);
	}
	pthread_mutex_destroy(&identity->mutex);
	free(identity);
}

EVP_PKEY *identity_ca_key(struct identity *identity, enum identity_ca ca)
{
	return identity->ca[ca];
}

EVP_PKEY **identity_ca_slot(struct identity *identity, enum identity_ca ca)
{
	return &identity->ca[ca];
}

static EVP_PKEY *make_key(const struct identity *identity,
			  enum report_signer signer, uint64_t tcb)
{
	char what[40], label[64], digits[17];

	tcb_print(tcb, digits);
	snprintf(what, sizeof(what), "%s %s",
		 signer == SIGNER_VLEK ? "vlek" : "vcek", digits);
	label_of(identity, what, label);
	return seeded_ec(identity->seed, label, "P-384");
}

/* Under the mutex. NULL when memory is short. */
static struct leaf *leaf_of(struct identity *identity,
			    enum report_signer signer, uint64_t tcb)
{
	struct leaf *leaf;

	for (leaf = identity->leaves; leaf; leaf = leaf->next)
		if (leaf->signer == signer && leaf->tcb == tcb)
			return leaf;
	leaf = calloc(1, sizeof(*leaf));
	if (!leaf)
		return NULL;
	*leaf = (struct leaf){ .signer = signer,
			       .tcb = tcb,
			       .key = make_key(identity, signer, tcb),
			       .next = identity->leaves };
	if (!leaf->key) {
		free(leaf);
		return NULL;
	}
	identity->leaves = leaf;
	return leaf;
}

EVP_PKEY *identity_signing_key(struct identity *identity,
			       enum report_signer signer, uint64_t tcb)
{
	struct leaf *leaf;

	pthread_mutex_lock(&identity->mutex);
	leaf = leaf_of(identity, signer, tcb);
	pthread_mutex_unlock(&identity->mutex);
	return leaf ? leaf->key : NULL;
}

void identity_chip_id(const struct identity *identity, uint8_t chip_id[64])
{
	memcpy(chip_id, identity->chip_id, 64);
}

int identity_root_key(const struct identity *identity,
		      enum report_signer signer, uint8_t root[ROOT_KEY_SIZE])
{
	char label[64];

	label_of(identity,
		 signer == SIGNER_VLEK ? "provider root" : "chip root", label);
	return seeded_bytes(identity->seed, label, root, ROOT_KEY_SIZE);
}

static int64_t add_years(int64_t seconds, int years)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (!gmtime_r(&t, &tm))
		return seconds;
	tm.tm_year += years;
	return timegm(&tm);
}

/* The serials AMD gave: product in the highest byte, kind below. */
static uint64_t ca_serial(enum platform_product product, enum identity_ca ca)
{
	uint64_t base = (uint64_t)(product + 1) << 16;

	switch (ca) {
	case CA_ARK:
		return base;
	case CA_ASK:
		return base | (product == PRODUCT_GENOA ? 0x0002 : 0x0001);
	case CA_ASVK:
		return base | 0x0101;
	case CA_COUNT:
		break;
	}
	return 0;
}

static void ca_name(enum platform_product product, enum identity_ca ca,
		    char name[CERTIFICATE_NAME_MAX])
{
	static const char *const prefix[CA_COUNT] = { "ARK-", "SEV-",
						      "SEV-VLEK-" };

	snprintf(name, CERTIFICATE_NAME_MAX, "%s%s", prefix[ca],
		 product_name(product));
}

static int add_extension_der(struct certificate_spec *spec, const char *oid,
			     bool critical, struct der *der)
{
	int err = certificate_extension_add_der(spec, oid, der);

	if (!err)
		spec->extensions[spec->extension_count - 1].critical = critical;
	return err;
}

static int add_subject_key_id(struct certificate_spec *spec)
{
	struct der der = { 0 };
	uint8_t id[20];

	if (certificate_key_id(spec->subject_key, id))
		return -ENOMEM;
	der_put(&der, DER_OCTET_STRING, id, sizeof(id));
	return add_extension_der(spec, OID_SUBJECT_KEY_ID, false, &der);
}

static int add_authority_key_id(struct certificate_spec *spec)
{
	struct der der = { 0 };
	uint8_t id[20];

	if (certificate_key_id(spec->issuer_key, id))
		return -ENOMEM;
	der_begin(&der, DER_SEQUENCE);
	der_put(&der, 0x80, id, sizeof(id));
	der_end(&der);
	return add_extension_der(spec, OID_AUTHORITY_KEY_ID, false, &der);
}

static int add_basic_constraints(struct certificate_spec *spec, bool pathlen_0)
{
	static const uint8_t yes = 0xff;
	struct der der = { 0 };

	der_begin(&der, DER_SEQUENCE);
	der_put(&der, DER_BOOLEAN, &yes, 1);
	if (pathlen_0)
		der_integer(&der, 0);
	der_end(&der);
	return add_extension_der(spec, OID_BASIC_CONSTRAINTS, true, &der);
}

/* @bits: as they stand in the BIT STRING, with how many are unused. */
static int add_key_usage(struct certificate_spec *spec, uint8_t unused,
			 uint8_t bits)
{
	const uint8_t content[2] = { unused, bits };
	struct der der = { 0 };

	der_put(&der, DER_BIT_STRING, content, sizeof(content));
	return add_extension_der(spec, OID_KEY_USAGE, true, &der);
}

static int add_crl_point(struct certificate_spec *spec, const char *kind,
			 const char *product)
{
	struct der der = { 0 };
	char url[80];

	snprintf(url, sizeof(url), "https://kdsintf.amd.com/%s/v1/%s/crl",
		 kind, product);
	der_begin(&der, DER_SEQUENCE);
	der_begin(&der, DER_SEQUENCE);
	der_begin(&der, DER_CONTEXT_0);
	der_begin(&der, DER_CONTEXT_0);
	der_string(&der, 0x86, url);
	der_end(&der);
	der_end(&der);
	der_end(&der);
	der_end(&der);
	return add_extension_der(spec, OID_CRL_POINTS, false, &der);
}

/* In the order AMD's certificates have them. */
static int add_ark_extensions(struct certificate_spec *spec,
			      const char *product)
{
	int err = add_key_usage(spec, 1, 0x06);	/* keyCertSign, cRLSign */

	if (!err)
		err = add_subject_key_id(spec);
	if (!err)
		err = add_basic_constraints(spec, false);
	if (!err)
		err = add_crl_point(spec, "vcek", product);
	return err;
}

static int add_ask_extensions(struct certificate_spec *spec, const char *kind,
			      const char *product)
{
	int err = add_subject_key_id(spec);

	if (!err)
		err = add_authority_key_id(spec);
	if (!err)
		err = add_basic_constraints(spec, true);
	if (!err)
		/* keyCertSign; with AMD's count of unused bits, not DER's. */
		err = add_key_usage(spec, 1, 0x04);
	if (!err)
		err = add_crl_point(spec, kind, product);
	return err;
}

int identity_ca_spec(struct identity *identity, enum identity_ca ca,
		     struct certificate_spec *spec)
{
	const char *product = product_name(identity->product);

	*spec = (struct certificate_spec){
		.serial = ca_serial(identity->product, ca),
		.not_before = add_years(identity->date, -2),
		.subject_key = identity->ca[ca],
		.issuer_key = identity->ca[CA_ARK],
		.form = SIGNATURE_PSS_TRAILER,
	};
	spec->not_after = add_years(spec->not_before, 25);
	ca_name(identity->product, CA_ARK, spec->issuer);
	ca_name(identity->product, ca, spec->subject);
	if (ca == CA_ARK)
		return add_ark_extensions(spec, product);
	return add_ask_extensions(spec, ca == CA_ASVK ? "vlek" : "vcek",
				  product);
}

struct spl {
	const char *oid;
	uint8_t value;
};

static int add_spls(struct certificate_spec *spec, const struct spl *spls,
		    size_t count)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < count; i++)
		err = certificate_extension_add_integer(spec, spls[i].oid,
							spls[i].value);
	return err;
}

/* The orders in which genuine certificates have their SPLs. */
static int add_tcb(struct certificate_spec *spec, enum platform_product product,
		   uint64_t tcb)
{
	struct tcb_parts p = tcb_split(product, tcb);
	const struct spl classic[] = {
		{ OID_BL_SPL, p.bl }, { OID_TEE_SPL, p.tee }, { OID_SPL_4, 0 },
		{ OID_SPL_5, 0 },     { OID_SPL_6, 0 },	      { OID_SPL_7, 0 },
		{ OID_SNP_SPL, p.snp }, { OID_UCODE_SPL, p.ucode },
	};
	const struct spl turin[] = {
		{ OID_FMC_SPL, p.fmc }, { OID_BL_SPL, p.bl },
		{ OID_TEE_SPL, p.tee }, { OID_SNP_SPL, p.snp },
		{ OID_SPL_5, 0 },	{ OID_SPL_6, 0 },
		{ OID_SPL_7, 0 },	{ OID_UCODE_SPL, p.ucode },
	};

	if (product == PRODUCT_TURIN)
		return add_spls(spec, turin, sizeof(turin) / sizeof(turin[0]));
	return add_spls(spec, classic, sizeof(classic) / sizeof(classic[0]));
}

static const char *leaf_product_name(enum platform_product product, bool vlek)
{
	if (product == PRODUCT_MILAN && !vlek)
		return "Milan-B0";
	return product_name(product);
}

static int add_leaf_extensions(const struct identity *identity, bool vlek,
			       uint64_t tcb, struct certificate_spec *spec)
{
	enum platform_product product = identity->product;
	int err;

	err = certificate_extension_add_integer(spec, OID_STRUCT_VERSION,
						product == PRODUCT_TURIN);
	if (!err)
		err = certificate_extension_add_text(
			spec, OID_PRODUCT_NAME,
			leaf_product_name(product, vlek));
	if (!err)
		err = add_tcb(spec, product, tcb);
	if (!err && vlek)
		return certificate_extension_add_text(spec, OID_CSP_ID,
						      identity->csp_id);
	if (!err)
		err = certificate_extension_add(
			spec, OID_HWID, identity->chip_id,
			product == PRODUCT_TURIN ? 8 : 64);
	return err;
}

int identity_leaf_spec(struct identity *identity, enum report_signer signer,
		       uint64_t tcb, struct certificate_spec *spec)
{
	bool vlek = signer == SIGNER_VLEK;
	enum identity_ca issuer = vlek ? CA_ASVK : CA_ASK;

	*spec = (struct certificate_spec){
		.serial = 0,
		.not_before = identity->date - DAY,
		.subject_key = identity_signing_key(identity, signer, tcb),
		.issuer_key = identity->ca[issuer],
		.form = identity->product == PRODUCT_MILAN
				? SIGNATURE_PSS_TRAILER
				: SIGNATURE_PSS,
	};
	if (!spec->subject_key)
		return -ENOMEM;
	spec->not_after = add_years(spec->not_before, vlek ? 1 : 7);
	ca_name(identity->product, issuer, spec->issuer);
	snprintf(spec->subject, sizeof(spec->subject), "SEV-%s",
		 vlek ? "VLEK" : "VCEK");
	return add_leaf_extensions(identity, vlek, tcb, spec);
}

void identity_crl_spec(struct identity *identity, struct crl_spec *spec)
{
	*spec = (struct crl_spec){
		.this_update = identity->date - DAY,
		.next_update = identity->date + 370 * DAY,
		.number = 6,
		.issuer_key = identity->ca[CA_ARK],
		.form = SIGNATURE_PSS,
	};
	ca_name(identity->product, CA_ARK, spec->issuer);
	/* AMD's Genoa list has the ASK that came before today's. */
	if (identity->product == PRODUCT_GENOA) {
		spec->revoked[spec->revoked_count++] = 0x020001;
		spec->revocation_date = add_years(identity->date, -2);
	}
	if (!identity->revoked)
		return;
	spec->revoked[spec->revoked_count++] =
		ca_serial(identity->product, CA_ASK);
	spec->revoked[spec->revoked_count++] =
		ca_serial(identity->product, CA_ASVK);
	spec->revocation_date = identity->date - DAY;
}

static int copy_out(const uint8_t *from, size_t from_size, uint8_t **der,
		    size_t *size)
{
	*der = malloc(from_size);
	if (!*der)
		return -ENOMEM;
	memcpy(*der, from, from_size);
	*size = from_size;
	return 0;
}

int identity_ca_certificate(struct identity *identity, enum identity_ca ca,
			    uint8_t **der, size_t *size)
{
	struct certificate_spec spec;
	int err = 0;

	pthread_mutex_lock(&identity->mutex);
	if (!identity->issued[ca].der) {
		err = identity_ca_spec(identity, ca, &spec);
		if (!err)
			err = certificate_issue(&spec,
						&identity->issued[ca].der,
						&identity->issued[ca].size);
	}
	if (!err)
		err = copy_out(identity->issued[ca].der,
			       identity->issued[ca].size, der, size);
	pthread_mutex_unlock(&identity->mutex);
	return err;
}

void identity_keep_ca(struct identity *identity, enum identity_ca ca,
		      uint8_t *der, size_t size)
{
	free(identity->issued[ca].der);
	identity->issued[ca].der = der;
	identity->issued[ca].size = size;
}

int identity_leaf_certificate(struct identity *identity,
			      enum report_signer signer, uint64_t tcb,
			      uint8_t **der, size_t *size)
{
	struct certificate_spec spec;
	struct leaf *leaf;
	int err = identity_leaf_spec(identity, signer, tcb, &spec);

	if (err)
		return err;
	pthread_mutex_lock(&identity->mutex);
	leaf = leaf_of(identity, signer, tcb);
	if (!leaf->der)
		err = certificate_issue(&spec, &leaf->der, &leaf->size);
	if (!err)
		err = copy_out(leaf->der, leaf->size, der, size);
	pthread_mutex_unlock(&identity->mutex);
	return err;
}

int identity_crl(struct identity *identity, uint8_t **der, size_t *size)
{
	struct crl_spec spec;

	identity_crl_spec(identity, &spec);
	return crl_issue(&spec, der, size);
}

int identity_sign_report(struct identity *identity, enum report_signer signer,
			 uint64_t tcb, uint8_t report[REPORT_SIZE])
{
	EVP_PKEY *key = identity_signing_key(identity, signer, tcb);

	return key && report_sign(key, report) == 0 ? 0 : -ENOMEM;
}

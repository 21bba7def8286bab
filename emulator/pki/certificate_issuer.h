/* SPDX-License-Identifier: MIT */
/*
 * X.509 certificates and CRLs of AMD's shape, or of any other shape a test
 * orders: a specification is a plain structure, what stands in it is what gets
 * signed, right or wrong.
 */
#ifndef EMULATOR_CERTIFICATE_ISSUER_H
#define EMULATOR_CERTIFICATE_ISSUER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "der.h"

struct evp_pkey_st;

#define CERTIFICATE_EXTENSIONS_MAX	24
#define CERTIFICATE_NAME_MAX		40

/* The AMD extensions in VCEKs and VLEKs. */
#define OID_STRUCT_VERSION	"1.3.6.1.4.1.3704.1.1"
#define OID_PRODUCT_NAME	"1.3.6.1.4.1.3704.1.2"
#define OID_BL_SPL		"1.3.6.1.4.1.3704.1.3.1"
#define OID_TEE_SPL		"1.3.6.1.4.1.3704.1.3.2"
#define OID_SNP_SPL		"1.3.6.1.4.1.3704.1.3.3"
#define OID_SPL_4		"1.3.6.1.4.1.3704.1.3.4"
#define OID_SPL_5		"1.3.6.1.4.1.3704.1.3.5"
#define OID_SPL_6		"1.3.6.1.4.1.3704.1.3.6"
#define OID_SPL_7		"1.3.6.1.4.1.3704.1.3.7"
#define OID_UCODE_SPL		"1.3.6.1.4.1.3704.1.3.8"
#define OID_FMC_SPL		"1.3.6.1.4.1.3704.1.3.9"
#define OID_HWID		"1.3.6.1.4.1.3704.1.4"
#define OID_CSP_ID		"1.3.6.1.4.1.3704.1.5"

/* Standard ones, in CA certificates. */
#define OID_SUBJECT_KEY_ID	"2.5.29.14"
#define OID_KEY_USAGE		"2.5.29.15"
#define OID_BASIC_CONSTRAINTS	"2.5.29.19"
#define OID_CRL_NUMBER		"2.5.29.20"
#define OID_CRL_POINTS		"2.5.29.31"
#define OID_AUTHORITY_KEY_ID	"2.5.29.35"

enum signature_form {
	SIGNATURE_PSS_TRAILER,	/* trailer field spelled out: CAs, older leaves */
	SIGNATURE_PSS,		/* trailer field left out: newer leaves, CRLs */
	SIGNATURE_PSS_SHA256,	/* not AMD's */
	SIGNATURE_PKCS1,	/* not AMD's */
};

/* One extension: what goes into its OCTET STRING. */
struct certificate_extension {
	char oid[32];
	bool critical;
	uint8_t value[96];
	size_t size;
};

struct certificate_spec {
	uint64_t serial;
	char issuer[CERTIFICATE_NAME_MAX];	/* common names */
	char subject[CERTIFICATE_NAME_MAX];
	bool amd_names_only;	/* leave out serialNumber=EMULATED */
	int64_t not_before, not_after;		/* seconds since 1970 */
	struct evp_pkey_st *subject_key;	/* borrowed */
	struct evp_pkey_st *issuer_key;		/* borrowed; RSA */
	enum signature_form form;
	struct certificate_extension extensions[CERTIFICATE_EXTENSIONS_MAX];
	unsigned int extension_count;

	/* Not AMD's. */
	unsigned int version_below;	/* 3 less this; 2 has no extensions */
	bool unique_ids;		/* of issuer and subject */
	bool other_inner_form;		/* the signed algorithm is another */
};

/* The first extension with @oid, or NULL. */
struct certificate_extension *
certificate_extension_find(struct certificate_spec *spec, const char *oid);

/*
 * certificate_extension_add() - at the end, whether there is one or not
 * @size: at most 96 bytes
 *
 * Returns 0, or -ENOSPC.
 */
int certificate_extension_add(struct certificate_spec *spec, const char *oid,
			      const void *value, size_t size);

/* The same with what @der holds, which is freed. 0 or a negative errno. */
int certificate_extension_add_der(struct certificate_spec *spec,
				  const char *oid, struct der *der);

/* An extension whose value is a DER INTEGER, or a DER IA5String. */
int certificate_extension_add_integer(struct certificate_spec *spec,
				      const char *oid, uint64_t value);
int certificate_extension_add_text(struct certificate_spec *spec,
				   const char *oid, const char *text);

/* Takes the first extension with @oid out; -ENOENT when there is none. */
int certificate_extension_remove(struct certificate_spec *spec,
				 const char *oid);

/*
 * certificate_issue() - make and sign it
 * @der: allocated; free()
 *
 * Returns 0 or -ENOMEM, also when the key cannot sign.
 */
int certificate_issue(const struct certificate_spec *spec, uint8_t **der,
		      size_t *size);

struct crl_spec {
	char issuer[CERTIFICATE_NAME_MAX];
	bool amd_names_only;
	int64_t this_update, next_update;
	uint64_t number;
	struct evp_pkey_st *issuer_key;		/* borrowed; RSA */
	enum signature_form form;
	uint64_t revoked[8];			/* serials */
	unsigned int revoked_count;
	int64_t revocation_date;

	/* Not AMD's. */
	bool no_next_update;
	bool other_inner_form;		/* the signed algorithm is another */
	struct certificate_extension extension;		/* one more, if any */
	struct certificate_extension entry_extension;	/* of each entry */
};

/* As certificate_issue(). */
int crl_issue(const struct crl_spec *spec, uint8_t **der, size_t *size);

/* SHA-1 of the key's bits: the subject key identifier. 0 or -ENOMEM. */
int certificate_key_id(struct evp_pkey_st *key, uint8_t id[20]);

#endif /* EMULATOR_CERTIFICATE_ISSUER_H */

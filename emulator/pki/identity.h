/* SPDX-License-Identifier: MIT */
/*
 * AMD's and a provider's PKI for an emulated chip: ARK, ASK, ASVK, VCEK, VLEK
 * and CRL. Keys follow from the seed alone, certificates (but for their random
 * signatures) from seed and date. Names are AMD's plus serialNumber=EMULATED.
 *
 * Tests get any falsified certificate by asking for the specification of the
 * right one, changing it, and issuing that (certificate_issuer.h).
 *
 * Every function is thread safe.
 */
#ifndef EMULATOR_IDENTITY_H
#define EMULATOR_IDENTITY_H

#include "certificate_issuer.h"
#include "../firmware/key_derivation.h"
#include "../base/platform_types.h"
#include "../firmware/report_writer.h"
#include "../base/why.h"

struct identity;

enum identity_ca { CA_ARK, CA_ASK, CA_ASVK, CA_COUNT };

#define CSP_ID_MAX	64

/* What can be ordered of a chip and a provider; zero: what follows from the seed. */
struct identity_options {
	uint8_t chip_id[64];	/* Turin: the first 8 bytes */
	char csp_id[CSP_ID_MAX];
	bool revoked;		/* the revocation list has ASK and ASVK */
};

/* Before threads are there, and before anything was issued. */
void identity_customize(struct identity *identity,
			const struct identity_options *options);

/*
 * identity_create() - make the keys; takes some seconds
 * @date: seconds since 1970 at which certificates are issued
 *
 * Returns the identity or NULL. Free with identity_free().
 */
struct identity *identity_create(enum platform_product product, uint64_t seed,
				 int64_t date);

/*
 * identity_load() - read the CA keys back from @dir, see identity_save()
 *
 * Returns 0 or a negative errno with a line in @why.
 */
int identity_load(int dir, enum platform_product product, uint64_t seed,
		  int64_t date, struct identity **identity, struct why why);

/*
 * identity_save() - keys as .pem (0600), certificates as .der, crl.der
 * @dir: open folder
 * @tcb: what VCEK and VLEK are issued for
 *
 * Returns 0 or a negative errno with a line in @why.
 */
int identity_save(struct identity *identity, int dir, uint64_t tcb,
		  struct why why);

/*
 * identity_stage_leaves() - VCEK and VLEK for @tcb, in the folder but not in use
 *
 * Whatever needs room is done by this. Returns 0 or a negative errno with a line
 * in @why and nothing left behind.
 */
int identity_stage_leaves(struct identity *identity, int dir, uint64_t tcb,
			  struct why why);

/* They take their places, or are dropped. */
int identity_commit_leaves(int dir, struct why why);
void identity_drop_leaves(int dir);

void identity_free(struct identity *identity);

/* Borrowed keys: of a CA, and of the chip or the provider at @tcb, or NULL. */
struct evp_pkey_st *identity_ca_key(struct identity *identity,
				    enum identity_ca ca);
struct evp_pkey_st *identity_signing_key(struct identity *identity,
					 enum report_signer signer,
					 uint64_t tcb);

/* What the chip and the provider are otherwise made of. */
void identity_chip_id(const struct identity *identity, uint8_t chip_id[64]);
int identity_root_key(const struct identity *identity,
		      enum report_signer signer, uint8_t root[ROOT_KEY_SIZE]);

/*
 * Specifications of the right certificates. 0, or -ENOMEM. The keys in them are
 * borrowed from @identity.
 */
int identity_ca_spec(struct identity *identity, enum identity_ca ca,
		     struct certificate_spec *spec);
int identity_leaf_spec(struct identity *identity, enum report_signer signer,
		       uint64_t tcb, struct certificate_spec *spec);
void identity_crl_spec(struct identity *identity, struct crl_spec *spec);

/*
 * The certificates as they should be, issued once and then the same bytes.
 * @der is allocated; free(). 0 or -ENOMEM.
 */
int identity_ca_certificate(struct identity *identity, enum identity_ca ca,
			    uint8_t **der, size_t *size);
int identity_leaf_certificate(struct identity *identity,
			      enum report_signer signer, uint64_t tcb,
			      uint8_t **der, size_t *size);
int identity_crl(struct identity *identity, uint8_t **der, size_t *size);

/*
 * identity_sign_report() - sign whatever stands in @report
 *
 * Signs with the key of @signer at @tcb; the report's own fields are not looked
 * at. Returns 0 or -ENOMEM.
 */
int identity_sign_report(struct identity *identity, enum report_signer signer,
			 uint64_t tcb, uint8_t report[REPORT_SIZE]);

/* "Milan", "Genoa", "Turin". */
const char *product_name(enum platform_product product);

#endif /* EMULATOR_IDENTITY_H */

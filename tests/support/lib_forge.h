/* SPDX-License-Identifier: MIT */
/*
 * Evidence made to order by the emulator's identities: everything right, unless
 * a test changes a part before forge_judge() issues and signs it all.
 */
#ifndef LIB_FORGE_H
#define LIB_FORGE_H

#include "pki/identity.h"
#include "lib_files.h"

#define FORGE_DATE INT64_C(1767225600) /* 2026-01-01 */
#define FORGE_EXTRA_MAX 8

/**
 * struct forge - one emulated chip and what is to be issued for it
 * @content, @leaf, @ca, @crl: specifications; the right ones after a reset
 * @report: what is handed in, @report_len bytes of it
 * @edit: changes the report before it is signed; may be NULL
 * @edit_signed: changes it after
 * @report_key: signs the report
 * @with_leaf, @with_ca, @with_ark, @with_crl: hand it in
 * @alone: judge the certificates alone
 * @extra: further certificates, freed by forge_judge()
 */
struct forge {
	enum platform_product product;
	struct identity *identity;
	struct snpguest_verifier *verifier;
	struct report_content content;
	uint8_t report[1200];
	size_t report_len;
	void (*edit)(uint8_t *report);
	void (*edit_signed)(uint8_t *report);
	struct evp_pkey_st *report_key;
	struct certificate_spec leaf, ca;
	struct crl_spec crl;
	bool with_report, with_leaf, with_ca, with_ark, with_crl, alone;
	struct snpguest_blob extra[FORGE_EXTRA_MAX];
	size_t n_extra;
	struct snpguest_blob table, extra_crl;
	struct snpguest_policy policy;
	int64_t at;
};

/** An identity for @product and a verifier that trusts its root. */
struct forge *forge_new(enum platform_product product);
void forge_free(struct forge *forge);

/** Everything right, for a report of @version signed by @signer. */
void forge_reset(struct forge *forge, enum report_signer signer,
		 unsigned int version);

/** Writes and signs the report, and issues the certificates, into blobs. */
struct snpguest_blob forge_issue(const struct certificate_spec *spec);
struct snpguest_blob forge_issue_crl(const struct crl_spec *spec);
void forge_write_report(struct forge *forge);

/** Issues all and judges it at @forge->at; free the verdict. */
struct snpguest_verdict *forge_judge(struct forge *forge);

/**
 * Judges the report as it stands, under certificates and a list of the caller's;
 * @crl.data may be NULL. Free the verdict.
 */
struct snpguest_verdict *forge_judge_these(struct forge *forge,
					   const struct snpguest_blob *certs,
					   size_t n_certs,
					   struct snpguest_blob crl);

/** The same for the certificates alone. */
struct snpguest_verdict *forge_judge_chain(struct forge *forge,
					   const struct snpguest_blob *certs,
					   size_t n_certs,
					   struct snpguest_blob crl);

/** Hands in another certificate; freed by forge_judge(). */
void forge_add(struct forge *forge, struct snpguest_blob cert);

/**
 * Signs a certificate or list once more, as AMD does, whatever algorithm it names:
 * for what a test changed in it.
 */
void forge_sign_again(struct snpguest_blob der, struct evp_pkey_st *key);

/** Makes @der name a salt of 32 bytes, inside and outside. */
void forge_name_other_salt(struct snpguest_blob der);

/** The specification of a CA of this identity. */
struct certificate_spec forge_ca(struct forge *forge, enum identity_ca ca);

#endif

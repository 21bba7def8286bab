// SPDX-License-Identifier: MIT
/*
 * The order of the checks, and the only place that says "accepted".
 *
 * Everything is looked at, also after a failure, so that a verdict names every
 * fault. It accepts when no check failed and none stayed unjudged for lack of
 * something it needs.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../base/error.h"
#include "judgement.h"
#include "policy.h"
#include "../formats/report.h"

/* What a check looks at: certificates alone can be judged without a report. */
enum scope { REPORT, CHAIN };

static const struct {
	const char *name;
	int (*run)(struct judgement *j);
	enum scope scope;
} checks[] = {
	/* Layout. */
	{ "report-layout", check_report_layout, REPORT },
	{ "report-version", check_report_version, REPORT },
	{ "signature-algorithm", check_signature_algorithm, REPORT },
	{ "signature-format", check_signature_format, REPORT },
	{ "report-signed", check_report_signed, REPORT },
	{ "signing-key", check_signing_key, REPORT },
	{ "guest-requested", check_guest_requested, REPORT },
	{ "vmpl", check_vmpl, REPORT },
	{ "chip-key-masked", check_chip_key_masked, REPORT },
	{ "chip-id-masked", check_chip_id_masked, REPORT },

	/* Certificates, up to a root that is trusted. */
	{ "certificate-table", check_certificate_table, CHAIN },
	{ "certificates", check_certificates, CHAIN },
	{ "leaf-found", check_leaf_found, CHAIN },
	{ "leaf-algorithm", check_leaf_algorithm, CHAIN },
	{ "leaf-key", check_leaf_key, CHAIN },
	{ "leaf-extensions", check_leaf_extensions, CHAIN },
	{ "leaf-extensions-known", check_leaf_extensions_known, CHAIN },
	{ "leaf-issuer", check_leaf_issuer, CHAIN },
	{ "intermediate-found", check_intermediate_found, CHAIN },
	{ "intermediate-profile", check_intermediate_profile, CHAIN },
	{ "root-trusted", check_root_trusted, CHAIN },
	{ "intermediate-signature", check_intermediate_signature, CHAIN },
	{ "leaf-signature", check_leaf_signature, CHAIN },
	{ "chain-product", check_chain_product, CHAIN },
	{ "leaf-dates", check_leaf_dates, CHAIN },
	{ "intermediate-dates", check_intermediate_dates, CHAIN },
	{ "root-dates", check_root_dates, CHAIN },
	{ "input-roots", check_input_roots, CHAIN },
	{ "input-authorities", check_input_authorities, CHAIN },

	/* The leaf's key signed the report. */
	{ "report-signature", check_report_signature, REPORT },

	/* The leaf against the report. */
	{ "signer-kind", check_signer_kind, REPORT },
	{ "product", check_product, REPORT },
	{ "chip-id", check_chip_id, REPORT },
	{ "tcb-fmc", check_tcb_fmc, REPORT },
	{ "tcb-bl", check_tcb_bl, REPORT },
	{ "tcb-tee", check_tcb_tee, REPORT },
	{ "tcb-snp", check_tcb_snp, REPORT },
	{ "tcb-ucode", check_tcb_ucode, REPORT },
	{ "tcb-reserved", check_tcb_reserved, REPORT },
	{ "tcb-order", check_tcb_order, REPORT },

	/* Revocation. */
	{ "crl-present", check_crl_present, CHAIN },
	{ "crl-signature", check_crl_signature, CHAIN },
	{ "crl-dates", check_crl_dates, CHAIN },
	{ "not-revoked", check_not_revoked, CHAIN },

	/* The caller's policy. */
	{ "policy-debug", check_policy_debug, REPORT },
	{ "policy-migration-agent", check_policy_migration_agent, REPORT },
	{ "policy-smt", check_policy_smt, REPORT },
	{ "policy-single-socket", check_policy_single_socket, REPORT },
	{ "policy-vmpl", check_policy_vmpl, REPORT },
	{ "policy-signer", check_policy_signer, REPORT },
	{ "policy-product", check_policy_product, REPORT },
	{ "policy-report-data", check_policy_report_data, REPORT },
	{ "policy-host-data", check_policy_host_data, REPORT },
	{ "policy-measurement", check_policy_measurement, REPORT },
	{ "policy-chip-id", check_policy_chip_id, REPORT },
	{ "policy-csp-id", check_policy_csp_id, REPORT },
	{ "policy-family-id", check_policy_family_id, REPORT },
	{ "policy-image-id", check_policy_image_id, REPORT },
	{ "policy-id-key-digest", check_policy_id_key_digest, REPORT },
	{ "policy-author-key-digest", check_policy_author_key_digest, REPORT },
	{ "policy-report-id", check_policy_report_id, REPORT },
	{ "policy-guest-svn", check_policy_guest_svn, REPORT },
	{ "policy-abi", check_policy_abi, REPORT },
	{ "policy-firmware", check_policy_firmware, REPORT },
	{ "policy-tcb-reported", check_policy_tcb_reported, REPORT },
	{ "policy-tcb-committed", check_policy_tcb_committed, REPORT },
	{ "policy-tcb-current", check_policy_tcb_current, REPORT },
	{ "policy-tcb-launch", check_policy_tcb_launch, REPORT },
	{ "policy-provisional", check_policy_provisional, REPORT },
	{ "policy-platform-require", check_policy_platform_require, REPORT },
	{ "policy-platform-forbid", check_policy_platform_forbid, REPORT },
	{ "policy-mitigations-launch", check_policy_mitigations_launch,
	  REPORT },
	{ "policy-mitigations-current", check_policy_mitigations_current,
	  REPORT },
};

#define N_CHECKS (sizeof(checks) / sizeof(*checks))

_Static_assert(N_CHECKS <= VERDICT_CHECKS_MAX, "a verdict holds every check");

static int run_checks(struct judgement *j, enum scope scope)
{
	struct snpguest_verdict *v = j->verdict;

	for (size_t i = 0; i < N_CHECKS; i++) {
		size_t before = v->count;
		int err;

		if (scope == CHAIN && checks[i].scope != CHAIN)
			continue;
		j->check = checks[i].name;
		err = checks[i].run(j);
		if (err)
			return err;
		if (v->count != before + 1)
			return -EIO;
	}
	v->accepted = !v->failures && !v->open && v->count;
	return 0;
}

static void name_root(struct judgement *j)
{
	const struct certificate *root = j->chain.root;
	char print[2 * CRYPTO_SHA256_SIZE + 1];
	struct snpguest_verdict *v = j->verdict;

	if (!chain_complete(&j->chain))
		return;
	if (root->amd) {
		snprintf(v->root, sizeof(v->root), "AMD %s",
			 snpguest_product_name(root->info.product));
		return;
	}
	hex_text(root->info.sha256, sizeof(root->info.sha256), print,
		 sizeof(print));
	snprintf(v->root, sizeof(v->root), "not AMD: %s sha256:%s",
		 root->info.subject, print);
}

static void show_leaf(struct judgement *j)
{
	struct snpguest_verdict *v = j->verdict;

	if (!j->chain.leaf)
		return;
	v->leaf = j->chain.leaf->info;
	v->has_leaf = true;
}

/* The product that every part which names one agrees on. */
static enum snpguest_product agreed_product(const struct judgement *j)
{
	const struct chain *chain = &j->chain;

	if (!chain->vek || chain->leaf->issuer_product != chain->vek->product)
		return SNPGUEST_PRODUCT_UNKNOWN;
	if (j->has_report && j->report.has_cpuid &&
	    j->report.product != chain->vek->product)
		return SNPGUEST_PRODUCT_UNKNOWN;
	return chain->vek->product;
}

static void read_report(struct judgement *j)
{
	if (!j->bytes.data)
		return;
	j->has_report = !snpguest_report_parse(j->bytes.data, j->bytes.len,
					       &j->report, &j->report_problem);
}

static int judge(struct judgement *j, const struct snpguest_evidence *evidence,
		 enum scope scope)
{
	int err;

	read_report(j);
	err = evidence_read(j->verifier, evidence, &j->evidence);
	if (err)
		return err;
	err = chain_find(j->verifier, &j->evidence,
			 j->has_report ? &j->report : NULL, j->at, &j->chain,
			 &j->leaves);
	if (err)
		return err;
	j->product = j->chain.vek ? j->chain.vek->product :
				    SNPGUEST_PRODUCT_UNKNOWN;
	if (j->has_report)
		report_set_product(&j->report, j->product);
	show_leaf(j);
	name_root(j);
	j->verdict->product = agreed_product(j);
	return run_checks(j, scope);
}

static bool blob_fits(struct snpguest_blob blob)
{
	return blob.data || !blob.len;
}

static int validate(const struct snpguest_evidence *e,
		    struct snpguest_error *error)
{
	bool fits = blob_fits(e->report) && blob_fits(e->table) &&
		    (e->certs || !e->n_certs) && (e->crls || !e->n_crls);

	if (e->size != sizeof(*e))
		return fail(error, -EINVAL, "evidence: size is %zu, must be %zu",
			    e->size, sizeof(*e));
	if (!bytes_are_zero((const uint8_t *)e->reserved, sizeof(e->reserved)))
		return fail(error, -EINVAL, "evidence: reserved is not zero");
	for (size_t i = 0; fits && i < e->n_certs; i++)
		fits = blob_fits(e->certs[i]);
	for (size_t i = 0; fits && i < e->n_crls; i++)
		fits = blob_fits(e->crls[i]);
	if (!fits)
		return fail(error, -EINVAL, "evidence: a length without bytes");
	return 0;
}

/* A judgement on the heap: it is too large for a thread's stack. */
static int judge_new(struct snpguest_verifier *verifier,
		     const struct snpguest_evidence *evidence,
		     const struct snpguest_policy *policy, int64_t at,
		     enum scope scope, struct snpguest_verdict **verdict)
{
	struct judgement *j = calloc(1, sizeof(*j));
	int err = -ENOMEM;

	if (!j)
		return err;
	j->verifier = verifier;
	j->policy = policy;
	j->at = at == SNPGUEST_NOW ? (int64_t)time(NULL) : at;
	if (scope == REPORT)
		j->bytes = evidence->report;
	if (scope == REPORT && !j->bytes.data)
		fail(&j->report_problem, -EBADMSG, "there is no report");
	j->verdict = calloc(1, sizeof(*j->verdict));
	if (j->verdict)
		err = judge(j, evidence, scope);
	evidence_clear(&j->evidence);
	if (err)
		snpguest_verdict_free(j->verdict);
	else
		*verdict = j->verdict;
	free(j);
	return err;
}

static int verify(struct snpguest_verifier *verifier,
		  const struct snpguest_evidence *evidence,
		  const struct snpguest_policy *policy, int64_t at,
		  enum scope scope, struct snpguest_verdict **verdict,
		  struct snpguest_error *error)
{
	static const struct snpguest_policy init = SNPGUEST_POLICY_INIT;
	int err;

	*verdict = NULL;
	if (!policy)
		policy = &init;
	err = policy_validate(policy, error);
	if (!err)
		err = validate(evidence, error);
	if (err)
		return err;
	err = judge_new(verifier, evidence, policy, at, scope, verdict);
	if (err == -ENOMEM)
		return fail_memory(error);
	if (err)
		return fail(error, err, "the cryptographic library failed");
	return 0;
}

int snpguest_verify(struct snpguest_verifier *verifier,
		    const struct snpguest_evidence *evidence,
		    const struct snpguest_policy *policy, int64_t at,
		    struct snpguest_verdict **verdict,
		    struct snpguest_error *error)
{
	return verify(verifier, evidence, policy, at, REPORT, verdict, error);
}

int snpguest_verify_chain(struct snpguest_verifier *verifier,
			  const struct snpguest_evidence *evidence, int64_t at,
			  struct snpguest_verdict **verdict,
			  struct snpguest_error *error)
{
	return verify(verifier, evidence, NULL, at, CHAIN, verdict, error);
}

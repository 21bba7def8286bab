// SPDX-License-Identifier: MIT
/*
 * The order of the checks, and the only place that says "accepted".
 *
 * Everything is looked at, also after a failure, so that a verdict names every
 * fault. It refuses when a check failed; it accepts when none did and none stayed
 * unjudged for lack of something it needs.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../base/error.h"
#include "../base/input.h"
#include "judgement.h"
#include "policy.h"
#include "../formats/report.h"
#include "../formats/tcb.h"

#define CHECK(ID, text, class_of, scope_of, needed, function, ...)	\
	{								\
		.id = SNPGUEST_CHECK_##ID, .name = text,		\
		.what = SNPGUEST_CLASS_##class_of, .scope = scope_of,	\
		.needs = needed, .run = function, __VA_ARGS__		\
	}

/* Where a member is; one of another type does not compile. */
#define OFFSET(of, member, type)					\
	(offsetof(of, member) + 0 * _Generic(((of *)0)->member, type: 1))

/* What a rule of the policy compares: a member of the policy, and a field. */
#define WANTED(member, type)						\
	.wanted = OFFSET(struct snpguest_policy, member, type)
#define FOUND(field, type) .found = OFFSET(struct snpguest_report, field, type)
#define VALUES(field)							\
	WANTED(field, struct snpguest_values), .demanded = demands_values, \
	.found = offsetof(struct snpguest_report, field),		\
	.size = sizeof(((struct snpguest_report *)0)->field)
#define BITS(member, field)						\
	WANTED(member, uint64_t), .demanded = demands_bits, FOUND(field, uint64_t)
#define NUMBER(member) WANTED(member, uint32_t), .demanded = demands_number
#define TEXT(member) WANTED(member, const char *), .demanded = demands_text
#define FLOOR(tcb, field)						\
	FOUND(field, struct snpguest_tcb),				\
	.size = SNPGUEST_TCB_##tcb, .demanded = demands_floor

static const struct check checks[] = {
	CHECK(INPUT, "input", MALFORMED, CHAIN,
	      NOTHING, check_input),

	/* Layout. */
	CHECK(REPORT_LAYOUT, "report-layout", MALFORMED, REPORT,
	      NOTHING, check_report_layout),
	CHECK(REPORT_VERSION, "report-version", MALFORMED, REPORT,
	      FIELDS, check_report_version),
	CHECK(SIGNATURE_ALGORITHM, "signature-algorithm", MALFORMED, REPORT,
	      FIELDS, check_signature_algorithm),
	CHECK(SIGNATURE_FORMAT, "signature-format", MALFORMED, REPORT,
	      FIELDS, check_signature_format),
	CHECK(REPORT_SIGNED, "report-signed", MISSING, REPORT,
	      FIELDS, check_report_signed),
	CHECK(SIGNING_KEY, "signing-key", MALFORMED, REPORT,
	      FIELDS, check_signing_key),
	CHECK(GUEST_REQUESTED, "guest-requested", MISMATCH, REPORT,
	      FIELDS, check_guest_requested),
	CHECK(VMPL, "vmpl", MALFORMED, REPORT,
	      FIELDS, check_vmpl),
	CHECK(CHIP_KEY_MASKED, "chip-key-masked", MISMATCH, REPORT,
	      FIELDS, check_chip_key_masked),
	CHECK(CHIP_ID_MASKED, "chip-id-masked", POLICY, REPORT,
	      FIELDS, check_chip_id_masked),
	CHECK(KEY_INFO, "key-info", POLICY, REPORT,
	      FIELDS, check_key_info),
	CHECK(GUEST_POLICY, "guest-policy", POLICY, REPORT,
	      FIELDS, check_guest_policy),

	/* Certificates, up to a root that is trusted. */
	CHECK(CERTIFICATE_TABLE, "certificate-table", MALFORMED, CHAIN,
	      NOTHING, check_certificate_table),
	CHECK(CERTIFICATES, "certificates", MALFORMED, CHAIN,
	      NOTHING, check_certificates),
	CHECK(LEAF_FOUND, "leaf-found", MISSING, CHAIN,
	      NOTHING, check_leaf_found),
	CHECK(LEAF_ALGORITHM, "leaf-algorithm", MALFORMED, CHAIN,
	      LEAF, check_leaf_algorithm),
	CHECK(LEAF_KEY, "leaf-key", MALFORMED, CHAIN,
	      LEAF, check_leaf_key),
	CHECK(LEAF_EXTENSIONS, "leaf-extensions", MALFORMED, CHAIN,
	      LEAF, check_leaf_extensions),
	CHECK(LEAF_EXTENSIONS_KNOWN, "leaf-extensions-known", MALFORMED, CHAIN,
	      LEAF, check_leaf_extensions_known),
	CHECK(LEAF_ISSUER, "leaf-issuer", MISMATCH, CHAIN,
	      LEAF, check_leaf_issuer),
	CHECK(INTERMEDIATE_FOUND, "intermediate-found", MISSING, CHAIN,
	      LEAF, check_intermediate_found),
	CHECK(INTERMEDIATE_PROFILE, "intermediate-profile", MALFORMED, CHAIN,
	      INTERMEDIATE, check_intermediate_profile),
	CHECK(ROOT_TRUSTED, "root-trusted", FORGED, CHAIN,
	      INTERMEDIATE, check_root_trusted),
	CHECK(INTERMEDIATE_SIGNATURE, "intermediate-signature", FORGED, CHAIN,
	      INTERMEDIATE, check_intermediate_signature),
	CHECK(LEAF_SIGNATURE, "leaf-signature", FORGED, CHAIN,
	      LEAF, check_leaf_signature),
	CHECK(CHAIN_PRODUCT, "chain-product", MISMATCH, CHAIN,
	      EXTENSIONS, check_chain_product),
	CHECK(LEAF_DATES, "leaf-dates", STALE, CHAIN,
	      LEAF, check_leaf_dates),
	CHECK(INTERMEDIATE_DATES, "intermediate-dates", STALE, CHAIN,
	      INTERMEDIATE, check_intermediate_dates),
	CHECK(ROOT_DATES, "root-dates", STALE, CHAIN,
	      ROOT, check_root_dates),
	CHECK(INPUT_ROOTS, "input-roots", FORGED, CHAIN,
	      NOTHING, check_input_roots),
	CHECK(INPUT_AUTHORITIES, "input-authorities", MISMATCH, CHAIN,
	      NOTHING, check_input_authorities),

	/* The leaf's key signed the report. */
	CHECK(REPORT_SIGNATURE, "report-signature", FORGED, REPORT,
	      FIELDS | LEAF, check_report_signature),

	/* The leaf against the report. */
	CHECK(SIGNER_KIND, "signer-kind", MISMATCH, REPORT,
	      FIELDS | LEAF, check_signer_kind),
	CHECK(PRODUCT, "product", MISMATCH, REPORT,
	      FIELDS | PRODUCT, check_product),
	CHECK(CHIP_ID, "chip-id", MISMATCH, REPORT,
	      FIELDS | EXTENSIONS, check_chip_id),
	CHECK(TCB_FMC, "tcb-fmc", MISMATCH, REPORT,
	      FIELDS | PRODUCT, check_tcb_part, .found = TCB_FMC),
	CHECK(TCB_BL, "tcb-bl", MISMATCH, REPORT,
	      FIELDS | PRODUCT, check_tcb_part, .found = TCB_BL),
	CHECK(TCB_TEE, "tcb-tee", MISMATCH, REPORT,
	      FIELDS | PRODUCT, check_tcb_part, .found = TCB_TEE),
	CHECK(TCB_SNP, "tcb-snp", MISMATCH, REPORT,
	      FIELDS | PRODUCT, check_tcb_part, .found = TCB_SNP),
	CHECK(TCB_UCODE, "tcb-ucode", MISMATCH, REPORT,
	      FIELDS | PRODUCT, check_tcb_part, .found = TCB_UCODE),
	CHECK(TCB_RESERVED, "tcb-reserved", MISMATCH, REPORT,
	      FIELDS | PRODUCT, check_tcb_reserved),
	CHECK(TCB_ORDER, "tcb-order", MISMATCH, REPORT,
	      FIELDS | PRODUCT, check_tcb_order),
	CHECK(RUNTIME_CLAIMS, "runtime-claims", MISMATCH, REPORT,
	      FIELDS, check_runtime_claims),

	/* Revocation. */
	CHECK(CRLS, "crls", MALFORMED, CHAIN,
	      NOTHING, check_crls),
	CHECK(CRL_PRESENT, "crl-present", MISSING, CHAIN,
	      NOTHING, check_crl_present),
	CHECK(CRL_SIGNATURE, "crl-signature", FORGED, CHAIN,
	      NOTHING, check_crl_signature),
	CHECK(CRL_DATES, "crl-dates", STALE, CHAIN,
	      NOTHING, check_crl_dates),
	CHECK(NOT_REVOKED, "not-revoked", STALE, CHAIN,
	      NOTHING, check_not_revoked),

	/* The caller's policy. */
	CHECK(POLICY_ROOT, "policy-root", POLICY, CHAIN,
	      ROOT, check_policy_root),
	CHECK(POLICY_DEBUG, "policy-debug", POLICY, REPORT,
	      FIELDS, check_policy_debug),
	CHECK(POLICY_GUEST_REQUIRE, "policy-guest-require", POLICY, REPORT,
	      FIELDS, check_policy_bits_set, BITS(guest_require, policy)),
	CHECK(POLICY_GUEST_FORBID, "policy-guest-forbid", POLICY, REPORT,
	      FIELDS, check_policy_bits_clear, BITS(guest_forbid, policy)),
	CHECK(POLICY_VMPL, "policy-vmpl", POLICY, REPORT,
	      FIELDS, check_policy_vmpl, NUMBER(vmpl_mask)),
	CHECK(POLICY_SIGNER, "policy-signer", POLICY, REPORT,
	      LEAF, check_policy_signer, NUMBER(signer_mask)),
	CHECK(POLICY_PRODUCT, "policy-product", POLICY, REPORT,
	      PRODUCT, check_policy_product, NUMBER(product_mask)),
	CHECK(POLICY_REPORT_DATA, "policy-report-data", POLICY, REPORT,
	      FIELDS, check_policy_report_data),
	CHECK(POLICY_HOST_DATA, "policy-host-data", POLICY, REPORT,
	      FIELDS, check_policy_values, VALUES(host_data)),
	CHECK(POLICY_MEASUREMENT, "policy-measurement", POLICY, REPORT,
	      FIELDS, check_policy_measurement),
	CHECK(POLICY_CHIP_ID, "policy-chip-id", POLICY, REPORT,
	      FIELDS, check_policy_chip_id, VALUES(chip_id)),
	CHECK(POLICY_CSP_ID, "policy-csp-id", POLICY, REPORT,
	      EXTENSIONS, check_policy_csp_id, TEXT(csp_id)),
	CHECK(POLICY_FAMILY_ID, "policy-family-id", POLICY, REPORT,
	      FIELDS, check_policy_values, VALUES(family_id)),
	CHECK(POLICY_IMAGE_ID, "policy-image-id", POLICY, REPORT,
	      FIELDS, check_policy_values, VALUES(image_id)),
	CHECK(POLICY_AUTHOR_KEY, "policy-author-key", POLICY, REPORT,
	      FIELDS, check_policy_author_key, NUMBER(author_key)),
	CHECK(POLICY_ID_KEY_DIGEST, "policy-id-key-digest", POLICY, REPORT,
	      FIELDS, check_policy_values, VALUES(id_key_digest)),
	CHECK(POLICY_AUTHOR_KEY_DIGEST, "policy-author-key-digest", POLICY, REPORT,
	      FIELDS, check_policy_author_key_digest,
	      VALUES(author_key_digest)),
	CHECK(POLICY_REPORT_ID, "policy-report-id", POLICY, REPORT,
	      FIELDS, check_policy_values, VALUES(report_id)),
	CHECK(POLICY_GUEST_SVN, "policy-guest-svn", POLICY, REPORT,
	      FIELDS, check_policy_guest_svn, NUMBER(guest_svn_min)),
	CHECK(POLICY_ABI, "policy-abi", POLICY, REPORT,
	      FIELDS, check_policy_abi, NUMBER(abi_min)),
	CHECK(POLICY_FIRMWARE, "policy-firmware", POLICY, REPORT,
	      FIELDS, check_policy_firmware, NUMBER(firmware_min)),
	CHECK(POLICY_TCB_REPORTED, "policy-tcb-reported", POLICY, REPORT,
	      FIELDS | PRODUCT, check_policy_floor,
	      FLOOR(REPORTED, reported_tcb)),
	CHECK(POLICY_TCB_COMMITTED, "policy-tcb-committed", POLICY, REPORT,
	      FIELDS | PRODUCT, check_policy_floor,
	      FLOOR(COMMITTED, committed_tcb)),
	CHECK(POLICY_TCB_CURRENT, "policy-tcb-current", POLICY, REPORT,
	      FIELDS | PRODUCT, check_policy_floor,
	      FLOOR(CURRENT, current_tcb)),
	CHECK(POLICY_TCB_LAUNCH, "policy-tcb-launch", POLICY, REPORT,
	      FIELDS | PRODUCT, check_policy_floor, FLOOR(LAUNCH, launch_tcb)),
	CHECK(POLICY_PROVISIONAL, "policy-provisional", POLICY, REPORT,
	      FIELDS, check_policy_provisional, NUMBER(provisional)),
	CHECK(POLICY_PLATFORM_REQUIRE, "policy-platform-require", POLICY, REPORT,
	      FIELDS, check_policy_bits_set,
	      BITS(platform_require, platform_info)),
	CHECK(POLICY_PLATFORM_FORBID, "policy-platform-forbid", POLICY, REPORT,
	      FIELDS, check_policy_bits_clear,
	      BITS(platform_forbid, platform_info)),
	CHECK(POLICY_MITIGATIONS_LAUNCH, "policy-mitigations-launch", POLICY, REPORT,
	      FIELDS, check_policy_mitigations,
	      BITS(mitigations_launch, launch_mit_vector)),
	CHECK(POLICY_MITIGATIONS_CURRENT, "policy-mitigations-current", POLICY, REPORT,
	      FIELDS, check_policy_mitigations,
	      BITS(mitigations_current, current_mit_vector)),
	CHECK(POLICY_USER_DATA, "policy-user-data", POLICY, REPORT,
	      NOTHING, check_policy_user_data, .demanded = demands_user_data),
	CHECK(POLICY_CLAIMS, "policy-claims", POLICY, REPORT,
	      NOTHING, check_policy_claims, .demanded = demands_claims),
};

#define N_CHECKS (sizeof(checks) / sizeof(*checks))

_Static_assert(N_CHECKS <= VERDICT_CHECKS_MAX, "a verdict holds every check");

/* Why the running check cannot be judged; NULL when it can. */
static const char *missing(const struct judgement *j)
{
	unsigned int needs = j->check->needs;

	if (needs & FIELDS && !j->has_report)
		return "there is no readable report";
	if (needs & (LEAF | EXTENSIONS | PRODUCT) && !j->chain.leaf)
		return "there is no leaf certificate";
	if (needs & (EXTENSIONS | PRODUCT) && !j->chain.vek)
		return "the leaf's extensions are not readable";
	if (needs & PRODUCT && !j->product)
		return "the leaf names no known product";
	if (needs & INTERMEDIATE && !j->chain.intermediate)
		return "there is no certificate of the leaf's issuer";
	if (needs & ROOT && !j->chain.root)
		return "there is no trusted root";
	return NULL;
}

static int run_check(struct judgement *j)
{
	const char *lack = missing(j);

	if (j->check->demanded && !j->check->demanded(j))
		return skipped(j, "not demanded");
	if (lack)
		return unjudged(j, "%s", lack);
	return j->check->run(j);
}

static size_t count(const struct snpguest_verdict *v,
		    enum snpguest_result result)
{
	size_t n = 0;

	for (size_t i = 0; i < v->count; i++)
		n += v->checks[i].result == (uint32_t)result;
	return n;
}

/* The only place. */
static int status_of(const struct snpguest_verdict *v)
{
	if (count(v, SNPGUEST_FAIL) || !v->count)
		return SNPGUEST_REFUSED;
	return count(v, SNPGUEST_UNJUDGED) ? -ENODATA : 0;
}

static int run_checks(struct judgement *j)
{
	struct snpguest_verdict *v = j->verdict;

	for (size_t i = 0; i < N_CHECKS; i++) {
		size_t before = v->count;
		int err;

		if (j->scope == CHAIN && checks[i].scope != CHAIN)
			continue;
		j->check = &checks[i];
		err = run_check(j);
		if (err)
			return err;
		if (v->count != before + 1)
			return -EIO;
	}
	v->status = status_of(v);
	return 0;
}

static void name_root(struct judgement *j)
{
	const struct certificate *root = j->chain.root;
	char print[2 * CRYPTO_SHA256_SIZE + 1];
	struct snpguest_verdict *v = j->verdict;

	if (!chain_complete(&j->chain))
		return;
	v->root_is_amd = root->amd;
	if (root->amd) {
		snprintf(v->root, sizeof(v->root), "AMD %s",
			 product_text(j, root->info.product));
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

/* From here on only the copy is looked at. */
static void read_report(struct judgement *j, struct snpguest_blob report)
{
	struct snpguest_blob copy = { j->bytes, report.len };

	if (j->scope == CHAIN)
		return;
	if (report.len == sizeof(j->bytes))
		memcpy(j->bytes, report.data, sizeof(j->bytes));
	j->has_report = !report_parse(copy, &j->report, &j->report_problem);
	if (j->has_report && j->report.has_cpuid)
		j->report.product = products_of_cpuid(
			&j->verifier->products, j->report.cpuid_family,
			j->report.cpuid_model);
}

const char *product_text(const struct judgement *j,
			 enum snpguest_product product)
{
	return products_name(&j->verifier->products, product);
}

struct question judgement_question(const struct judgement *j)
{
	return (struct question){
		.bytes = j->bytes,
		.report = j->has_report ? &j->report : NULL,
		.at = j->at,
	};
}

/* What the verdict tells apart from its lines. */
static void show(struct judgement *j)
{
	struct snpguest_verdict *v = j->verdict;

	show_leaf(j);
	name_root(j);
	v->report = j->report;
	v->has_report = j->has_report;
	v->product = agreed_product(j);
	snprintf(v->product_name, sizeof(v->product_name), "%s",
		 product_text(j, v->product ? v->product :
					      j->report.product));
	v->at = j->at;
	v->has_policy_sha256 = !bytes_are_zero(j->policy->sha256,
					       sizeof(j->policy->sha256));
	memcpy(v->policy_sha256, j->policy->sha256, sizeof(v->policy_sha256));
}

static struct snpguest_blob report_of(const struct snpguest_evidence *evidence)
{
	if (evidence->report.len || !evidence->container)
		return evidence->report;
	return snpguest_container_report(evidence->container);
}

static int judge(struct judgement *j, const struct snpguest_evidence *evidence)
{
	struct question question;
	int err;

	j->container = evidence->container;
	read_report(j, report_of(evidence));
	err = evidence_read(j->verifier, evidence, &j->evidence);
	if (err)
		return err;
	question = judgement_question(j);
	err = chain_find(j->verifier, &j->evidence, &question, &j->chain,
			 &j->leaves);
	if (err)
		return err;
	if (j->chain.vek)
		j->product = j->chain.vek->product;
	if (j->has_report)
		report_set_product(&j->report, j->product);
	show(j);
	err = run_checks(j);
	chain_remember(j->verifier, &j->chain);
	return err;
}

static int read_evidence(const struct snpguest_evidence *from,
			 struct snpguest_evidence *e,
			 struct snpguest_error *error)
{
	int err = input_copy(e, sizeof(*e), from, "evidence", error);
	bool fits;

	if (err)
		return err;
	if (e->container && e->report.len &&
	    snpguest_container_report(e->container).len)
		return fail(error, -EINVAL,
			    "evidence: a report, and a container with one; give one of them");
	fits = input_blob_fits(e->report) && input_blob_fits(e->table) &&
	       !e->certs == !e->n_certs && !e->crls == !e->n_crls;
	for (size_t i = 0; fits && i < e->n_certs; i++)
		fits = input_blob_fits(e->certs[i]);
	for (size_t i = 0; fits && i < e->n_crls; i++)
		fits = input_blob_fits(e->crls[i]);
	if (!fits)
		return fail(error, -EINVAL,
			    "evidence: a length without bytes, or a list without a length");
	return 0;
}

/* A judgement on the heap: it is too large for a thread's stack. */
static int judge_new(struct snpguest_verifier *verifier,
		     const struct snpguest_evidence *evidence,
		     const struct snpguest_policy *policy, int64_t at,
		     enum scope scope, struct snpguest_verdict *verdict)
{
	struct judgement *j = calloc(1, sizeof(*j));
	int err;

	if (!j)
		return -ENOMEM;
	j->verifier = verifier;
	j->policy = policy;
	j->scope = scope;
	j->at = at == SNPGUEST_NOW ? (int64_t)time(NULL) : at;
	j->verdict = verdict;
	err = judge(j, evidence);
	evidence_clear(&j->evidence);
	free(j);
	return err;
}

static int told(int err, struct snpguest_error *error)
{
	if (err == -ENOMEM)
		return fail_memory(error);
	return fail(error, err, "the cryptographic library failed");
}

/* For those who only look at the return value. */
static int answer(const struct snpguest_verdict *v, struct snpguest_error *error)
{
	for (size_t i = 0; i < v->count && v->status == -ENODATA; i++)
		if (v->checks[i].result == SNPGUEST_UNJUDGED)
			return fail(error, -ENODATA, "%s: %s",
				    v->checks[i].name, v->checks[i].detail);
	return v->status;
}

/* *@verdict stays as it is, NULL, where there is none. */
static int verify(struct snpguest_verifier *verifier,
		  const struct snpguest_evidence *from,
		  const struct snpguest_policy *policy, int64_t at,
		  enum scope scope, struct snpguest_verdict **verdict,
		  struct snpguest_error *error)
{
	struct snpguest_evidence evidence;
	int err = read_evidence(from, &evidence, error);

	if (err)
		return err;
	*verdict = verdict_new();
	if (!*verdict)
		return fail_memory(error);
	err = judge_new(verifier, &evidence, policy, at, scope, *verdict);
	if (!err)
		return answer(*verdict, error);
	free(*verdict);
	*verdict = NULL;
	return told(err, error);
}

int snpguest_verify(struct snpguest_verifier *verifier,
		    const struct snpguest_evidence *evidence,
		    const struct snpguest_policy *policy, int64_t at,
		    struct snpguest_verdict **verdict,
		    struct snpguest_error *error)
{
	struct snpguest_verdict *made = NULL;
	struct snpguest_policy own;
	int ret;

	ret = policy_read(policy, &own, error);
	if (!ret)
		ret = verify(verifier, evidence, &own, at, REPORT, &made,
			     error);
	if (verdict)
		*verdict = made;
	else
		snpguest_verdict_free(made);
	return ret;
}

int snpguest_verify_chain(struct snpguest_verifier *verifier,
			  const struct snpguest_evidence *evidence,
			  const struct snpguest_chain_policy *policy, int64_t at,
			  struct snpguest_chain_verdict **verdict,
			  struct snpguest_error *error)
{
	struct snpguest_verdict *made = NULL;
	struct snpguest_policy own;
	int ret;

	ret = chain_policy_read(policy, &own, error);
	if (!ret)
		ret = verify(verifier, evidence, &own, at, CHAIN, &made, error);
	if (verdict)
		*verdict = (struct snpguest_chain_verdict *)made;
	else
		snpguest_verdict_free(made);
	return ret;
}

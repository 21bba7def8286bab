/* SPDX-License-Identifier: MIT */
/*
 * One call of snpguest_verify(): the evidence, what was found in it, and the
 * verdict being written. verify.c has the list of checks; each check is a
 * function that looks at a judgement and writes exactly one line.
 */
#ifndef SNPGUEST_JUDGEMENT_H
#define SNPGUEST_JUDGEMENT_H

#include "certificate_chain.h"
#include "verdict.h"

/**
 * struct judgement
 * @bytes: the report as it was received
 * @has_report: @report holds its fields; otherwise @report_problem says why not
 * @product: what the certificates say; UNKNOWN without a usable leaf
 * @leaves: how many leaf certificates were handed in
 * @check: name of the check that is running
 */
struct judgement {
	struct snpguest_verifier *verifier;
	const struct snpguest_policy *policy;
	struct snpguest_verdict *verdict;
	int64_t at;
	struct snpguest_blob bytes;
	bool has_report;
	struct snpguest_report report;
	struct snpguest_error report_problem;
	struct evidence evidence;
	struct chain chain;
	size_t leaves;
	enum snpguest_product product;
	const char *check;
};

/* Write the line of the running check; always 0. */
__attribute__((format(printf, 2, 3))) int
passed(struct judgement *j, const char *fmt, ...);
__attribute__((format(printf, 2, 3))) int
failed(struct judgement *j, const char *fmt, ...);

/** It does not apply, or nobody asked for it: no obstacle to acceptance. */
__attribute__((format(printf, 2, 3))) int
skipped(struct judgement *j, const char *fmt, ...);

/** It would apply but @missing is missing: an obstacle to acceptance. */
int not_judged(struct judgement *j, const char *missing);

#define NO_REPORT "there is no readable report"
#define NO_LEAF "there is no leaf certificate"
#define NO_EXTENSIONS "the leaf's extensions are not readable"

/** Text of a point in time, "2025-01-02T03:04:05Z"; at least 24 bytes. */
void time_text(int64_t seconds, char *text, size_t len);

/*
 * The checks. Each returns 0 with one line written, or -ENOMEM or -EIO when it
 * could not find out.
 */

/* report_checks.c */
int check_report_layout(struct judgement *j);
int check_report_version(struct judgement *j);
int check_signature_algorithm(struct judgement *j);
int check_signature_format(struct judgement *j);
int check_report_signed(struct judgement *j);
int check_signing_key(struct judgement *j);
int check_guest_requested(struct judgement *j);
int check_vmpl(struct judgement *j);
int check_chip_key_masked(struct judgement *j);
int check_chip_id_masked(struct judgement *j);
int check_tcb_order(struct judgement *j);
int check_report_signature(struct judgement *j);

/* chain_checks.c */
int check_certificate_table(struct judgement *j);
int check_certificates(struct judgement *j);
int check_leaf_found(struct judgement *j);
int check_leaf_algorithm(struct judgement *j);
int check_leaf_key(struct judgement *j);
int check_leaf_extensions(struct judgement *j);
int check_leaf_extensions_known(struct judgement *j);
int check_leaf_issuer(struct judgement *j);
int check_intermediate_found(struct judgement *j);
int check_intermediate_profile(struct judgement *j);
int check_intermediate_signature(struct judgement *j);
int check_root_trusted(struct judgement *j);
int check_leaf_signature(struct judgement *j);
int check_chain_product(struct judgement *j);
int check_leaf_dates(struct judgement *j);
int check_intermediate_dates(struct judgement *j);
int check_root_dates(struct judgement *j);
int check_input_roots(struct judgement *j);
int check_input_authorities(struct judgement *j);

/* endorsement_checks.c */
int check_signer_kind(struct judgement *j);
int check_product(struct judgement *j);
int check_chip_id(struct judgement *j);
int check_tcb_fmc(struct judgement *j);
int check_tcb_bl(struct judgement *j);
int check_tcb_tee(struct judgement *j);
int check_tcb_snp(struct judgement *j);
int check_tcb_ucode(struct judgement *j);
int check_tcb_reserved(struct judgement *j);

/* revocation.c */
int check_crl_present(struct judgement *j);
int check_crl_signature(struct judgement *j);
int check_crl_dates(struct judgement *j);
int check_not_revoked(struct judgement *j);

/* policy.c */
int check_policy_debug(struct judgement *j);
int check_policy_migration_agent(struct judgement *j);
int check_policy_smt(struct judgement *j);
int check_policy_single_socket(struct judgement *j);
int check_policy_vmpl(struct judgement *j);
int check_policy_signer(struct judgement *j);
int check_policy_product(struct judgement *j);
int check_policy_report_data(struct judgement *j);
int check_policy_host_data(struct judgement *j);
int check_policy_measurement(struct judgement *j);
int check_policy_chip_id(struct judgement *j);
int check_policy_csp_id(struct judgement *j);
int check_policy_family_id(struct judgement *j);
int check_policy_image_id(struct judgement *j);
int check_policy_id_key_digest(struct judgement *j);
int check_policy_author_key_digest(struct judgement *j);
int check_policy_report_id(struct judgement *j);
int check_policy_guest_svn(struct judgement *j);
int check_policy_abi(struct judgement *j);
int check_policy_firmware(struct judgement *j);
int check_policy_tcb_reported(struct judgement *j);
int check_policy_tcb_committed(struct judgement *j);
int check_policy_tcb_current(struct judgement *j);
int check_policy_tcb_launch(struct judgement *j);
int check_policy_provisional(struct judgement *j);
int check_policy_platform_require(struct judgement *j);
int check_policy_platform_forbid(struct judgement *j);
int check_policy_mitigations_launch(struct judgement *j);
int check_policy_mitigations_current(struct judgement *j);

#endif

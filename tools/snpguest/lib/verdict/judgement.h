/* SPDX-License-Identifier: MIT */
/*
 * One call of snpguest_verify(): the evidence, what was found in it, and the
 * verdict being written. verify.c has the table of checks; each check is a
 * function that looks at a judgement and writes exactly one line.
 */
#ifndef SNPGUEST_JUDGEMENT_H
#define SNPGUEST_JUDGEMENT_H

#include "certificate_chain.h"
#include "verdict.h"

/** What is judged: a report, or certificates alone. */
enum scope { REPORT, CHAIN };

/** Parts without which a check says nothing; bits. */
enum needs {
	NOTHING = 0,
	FIELDS = 1,	  /* of the report */
	LEAF = 2,
	EXTENSIONS = 4,	  /* of the leaf */
	PRODUCT = 8,	  /* that the leaf names, and that is known */
	INTERMEDIATE = 16,
	ROOT = 32,
};

struct judgement;

/**
 * struct check - one row of the table in verify.c
 * @id, @name, @what: as in struct snpguest_check
 * @scope: CHAIN: for certificates alone, too
 * @needs: enum needs: where one is missing, the line says "unjudged"
 * @demanded: NULL: always; otherwise where it is false the line says "skipped"
 * @run: writes the line. Return: 0, -ENOMEM, -EIO
 * @wanted: for rules of the policy: offset in struct snpguest_policy
 * @found: offset in struct snpguest_report; @size bytes
 */
struct check {
	enum snpguest_check_id id;
	const char *name;
	enum snpguest_class what;
	enum scope scope;
	unsigned int needs;
	int (*run)(struct judgement *j);
	bool (*demanded)(const struct judgement *j);
	size_t wanted, found, size;
};

/**
 * struct judgement
 * @bytes: the report as it was received, copied: @len bytes of it
 * @has_report: @report holds its fields; otherwise @report_problem says why not
 * @product: what the certificates say; UNKNOWN without a usable leaf
 * @container: what the evidence came in, or NULL
 * @leaves: how many leaf certificates were handed in
 * @check: row of the check that is running
 */
struct judgement {
	struct snpguest_verifier *verifier;
	const struct snpguest_policy *policy;
	struct snpguest_verdict *verdict;
	enum scope scope;
	int64_t at;
	uint8_t bytes[SNPGUEST_REPORT_SIZE];
	bool has_report;
	struct snpguest_report report;
	struct snpguest_error report_problem;
	const struct snpguest_container *container;
	struct evidence evidence;
	struct chain chain;
	size_t leaves;
	enum snpguest_product product;
	const struct check *check;
};

/* Write the line of the running check; always 0. */
__attribute__((format(printf, 2, 3))) int
passed(struct judgement *j, const char *fmt, ...);
__attribute__((format(printf, 2, 3))) int
failed(struct judgement *j, const char *fmt, ...);

/** It does not apply, or nobody asked for it: no obstacle to acceptance. */
__attribute__((format(printf, 2, 3))) int
skipped(struct judgement *j, const char *fmt, ...);

/** Something is missing that it needs: an obstacle to acceptance. */
__attribute__((format(printf, 2, 3))) int
unjudged(struct judgement *j, const char *fmt, ...);

/** Worth knowing, and no obstacle. */
__attribute__((format(printf, 2, 3))) int
noted(struct judgement *j, const char *fmt, ...);

/**
 * Evidence of a report that is not needed: worth a note beside a good chain.
 * Where certificates alone are judged, or nothing better is there: a failure.
 */
bool judgement_may_do_without(const struct judgement *j);

/** The name of a product that the verifier knows. */
const char *product_text(const struct judgement *j,
			 enum snpguest_product product);

/** What of the evidence has this question's answer. */
struct question judgement_question(const struct judgement *j);

/*
 * The checks. Each returns 0 with one line written, or -ENOMEM or -EIO when it
 * could not find out.
 */

/* container_checks.c */
int check_input(struct judgement *j);
int check_runtime_claims(struct judgement *j);
int check_policy_user_data(struct judgement *j);
bool demands_user_data(const struct judgement *j);
int check_policy_claims(struct judgement *j);
bool demands_claims(const struct judgement *j);

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
int check_key_info(struct judgement *j);
int check_guest_policy(struct judgement *j);
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
int check_tcb_part(struct judgement *j); /* @found: enum tcb_part */
int check_tcb_reserved(struct judgement *j);

/* revocation.c */
int check_crls(struct judgement *j);
int check_crl_present(struct judgement *j);
int check_crl_signature(struct judgement *j);
int check_crl_dates(struct judgement *j);
int check_not_revoked(struct judgement *j);

/* policy_checks.c: rules, and whether they are demanded */
int check_policy_root(struct judgement *j);
int check_policy_debug(struct judgement *j);
int check_policy_report_data(struct judgement *j);
int check_policy_values(struct judgement *j);
int check_policy_measurement(struct judgement *j);
int check_policy_chip_id(struct judgement *j);
int check_policy_author_key(struct judgement *j);
int check_policy_author_key_digest(struct judgement *j);
int check_policy_csp_id(struct judgement *j);
int check_policy_vmpl(struct judgement *j);
int check_policy_signer(struct judgement *j);
int check_policy_product(struct judgement *j);
int check_policy_guest_svn(struct judgement *j);
int check_policy_abi(struct judgement *j);
int check_policy_firmware(struct judgement *j);
int check_policy_floor(struct judgement *j); /* @size: SNPGUEST_TCB_... */
int check_policy_provisional(struct judgement *j);
int check_policy_bits_set(struct judgement *j);
int check_policy_bits_clear(struct judgement *j);
int check_policy_mitigations(struct judgement *j);

bool demands_values(const struct judgement *j);
bool demands_text(const struct judgement *j);
bool demands_number(const struct judgement *j); /* uint32_t */
bool demands_bits(const struct judgement *j);	/* uint64_t */
bool demands_floor(const struct judgement *j);

#endif

// SPDX-License-Identifier: MIT
/* Revocation lists: AMD's own, and lists made to order. */
#include "lib_forges.h"

#include <stdlib.h>
#include <string.h>

static enum snpguest_result result_of(const struct snpguest_verdict *verdict,
				      const char *name)
{
	return line_of(verdict, name)->result;
}

static struct snpguest_verdict *judge(const char *report, const char *leaf,
				      const char *crl, const char *at,
				      bool required)
{
	struct snpguest_policy policy = waived;
	struct snpguest_blob certs = vector_read(leaf), crls = vector_read(crl);
	struct snpguest_evidence evidence = {
		.size = sizeof(evidence), .report = vector_read(report),
		.certs = &certs, .n_certs = 1, .crls = &crls, .n_crls = 1,
	};
	struct snpguest_verifier *verifier;
	struct snpguest_verdict *verdict;

	policy.crl_required = required;
	assert_int_equal(snpguest_verifier_new(&verifier, NULL, NULL), 0);
	assert_true(snpguest_verify(verifier, &evidence, &policy, time_of(at),
				    &verdict, NULL) >= 0);
	snpguest_verifier_free(verifier);
	blob_free(evidence.report);
	blob_free(certs);
	blob_free(crls);
	return verdict;
}

#define MILAN_REPORT "sets/milan-vcek-66a5a7b4/report-v3-05b7438a.bin"
#define MILAN_LEAF "sets/milan-vcek-66a5a7b4/vcek-b67b09bf.der"
#define MILAN_CRL "crl/milan-2025-05-06.crl.der"
#define GENOA_REPORT "sets/genoa-vcek-7b1584c9/report-v3-8d8bfb3e.bin"
#define GENOA_LEAF "sets/genoa-vcek-7b1584c9/vcek-ab5a6bc8.der"
#define GENOA_CRL "crl/genoa-2024-10-23.crl.der"
#define TURIN_REPORT "sets/turin-vcek-59790fb1/report-v5-85da705e.bin"
#define TURIN_LEAF "sets/turin-vcek-59790fb1/vcek-49d521f0.der"
#define TURIN_CRL "crl/turin-2025-05-06.crl.der"

static void amds_lists_are_accepted_while_they_are_current(void **state)
{
	static const char *const rows[][4] = {
		{ MILAN_REPORT, MILAN_LEAF, MILAN_CRL, "2026-01-01T00:00:00Z" },
		{ GENOA_REPORT, GENOA_LEAF, GENOA_CRL, "2025-10-01T00:00:00Z" },
		{ TURIN_REPORT, TURIN_LEAF, TURIN_CRL, "2026-03-01T00:00:00Z" },
	};

	(void)state;
	NEED_VECTORS();
	for (int i = 0; i < 3; i++) {
		struct snpguest_verdict *verdict = judge(rows[i][0],
			rows[i][1], rows[i][2], rows[i][3], true);

		assert_string_equal(failures(verdict), "");
		assert_true(snpguest_verdict_accepted(verdict));
		assert_int_equal(result_of(verdict, "crl-signature"),
				 SNPGUEST_PASS);
		assert_int_equal(result_of(verdict, "not-revoked"),
				 SNPGUEST_PASS);
		snpguest_verdict_free(verdict);
	}
}

static void a_stale_list_is_its_own_result(void **state)
{
	struct snpguest_verdict *verdict;

	(void)state;
	NEED_VECTORS();
	verdict = judge(MILAN_REPORT, MILAN_LEAF, MILAN_CRL,
			"2026-06-01T00:00:00Z", false);
	assert_string_equal(failures(verdict), "crl-dates");
	assert_non_null(strstr(line_of(verdict, "crl-dates")->detail,
			       "stale since 2026-05-12"));
	snpguest_verdict_free(verdict);
	verdict = judge(MILAN_REPORT, MILAN_LEAF, MILAN_CRL,
			"2025-05-01T00:00:00Z", false);
	assert_string_equal(failures(verdict), "crl-dates");
	snpguest_verdict_free(verdict);
}

/* Of two lists the second is stale: is it called that, with these names? */
static void assert_called(const char *const *names, const char *called)
{
	struct snpguest_blob certs = vector_read(MILAN_LEAF);
	struct snpguest_blob crls[] = { vector_read(GENOA_CRL),
					vector_read(MILAN_CRL) };
	struct snpguest_evidence evidence = {
		.size = sizeof(evidence), .report = vector_read(MILAN_REPORT),
		.certs = &certs, .n_certs = 1, .crls = crls, .n_crls = 2,
		.crl_names = names,
	};
	struct snpguest_verifier *verifier;
	struct snpguest_verdict *verdict;
	char detail[448];

	assert_int_equal(snpguest_verifier_new(&verifier, NULL, NULL), 0);
	assert_int_equal(snpguest_verify(verifier, &evidence, &waived,
		time_of("2026-06-01T00:00:00Z"), &verdict, NULL),
		SNPGUEST_REFUSED);
	strcpy(detail, line_of(verdict, "crl-dates")->detail);
	*strstr(detail, " is stale since 2026-05-12") = '\0';
	assert_string_equal(detail, called);
	snpguest_verdict_free(verdict);
	snpguest_verifier_free(verifier);
	blob_free(evidence.report);
	blob_free(certs);
	blob_free(crls[0]);
	blob_free(crls[1]);
}

static void a_list_is_called_what_its_caller_calls_it(void **state)
{
	const char *names[] = { "other.crl", "dir/milan.crl" };
	char longer[129] = "", cut[128] = "...";

	(void)state;
	NEED_VECTORS();
	assert_called(names, "dir/milan.crl");
	assert_called(NULL, "CRL 2");
	names[1] = memset(longer, 'y', 128);
	longer[0] = 'x';
	memset(cut + 3, 'y', 124);
	assert_called(names, cut);
	longer[127] = '\0';
	assert_called(names, longer);
	names[1] = NULL;
	assert_called(names, "CRL 2");
}

static void a_list_of_another_root_does_not_count(void **state)
{
	struct snpguest_verdict *verdict;

	(void)state;
	NEED_VECTORS();
	verdict = judge(MILAN_REPORT, MILAN_LEAF, GENOA_CRL,
			"2025-10-01T00:00:00Z", false);
	assert_true(snpguest_verdict_accepted(verdict));
	assert_int_equal(result_of(verdict, "crls"), SNPGUEST_NOTE);
	assert_int_equal(result_of(verdict, "crl-present"), SNPGUEST_SKIPPED);
	assert_int_equal(result_of(verdict, "not-revoked"), SNPGUEST_SKIPPED);
	snpguest_verdict_free(verdict);
	verdict = judge(MILAN_REPORT, MILAN_LEAF, GENOA_CRL,
			"2025-10-01T00:00:00Z", true);
	assert_string_equal(failures(verdict), "crl-present");
	snpguest_verdict_free(verdict);
}

/* Each bit, in a copy that ends at unmapped memory. */
static void each_bit_of_a_list_matters(void **state)
{
	struct snpguest_blob certs, crl, file, report;
	struct snpguest_policy policy = waived;
	struct snpguest_verifier *verifier;
	struct snpguest_verdict *unchanged;
	uint8_t *bytes;

	(void)state;
	NEED_VECTORS();
	unchanged = judge(GENOA_REPORT, GENOA_LEAF, GENOA_CRL,
			  "2025-10-01T00:00:00Z", true);
	assert_true(snpguest_verdict_accepted(unchanged));
	snpguest_verdict_free(unchanged);
	certs = vector_read(GENOA_LEAF);
	report = vector_read(GENOA_REPORT);
	file = vector_read(GENOA_CRL);
	crl = guarded(file);
	blob_free(file);
	bytes = (uint8_t *)crl.data;
	policy.crl_required = true;
	assert_int_equal(snpguest_verifier_new(&verifier, NULL, NULL), 0);
	for (size_t bit = 0; bit < 8 * crl.len; bit++) {
		struct snpguest_evidence evidence = {
			.size = sizeof(evidence), .report = report,
			.certs = &certs, .n_certs = 1, .crls = &crl,
			.n_crls = 1,
		};
		struct snpguest_verdict *verdict;

		bytes[bit / 8] ^= 1 << bit % 8;
		assert_int_equal(snpguest_verify(verifier, &evidence, &policy,
			time_of("2025-10-01T00:00:00Z"), &verdict, NULL),
			SNPGUEST_REFUSED);
		if (snpguest_verdict_accepted(verdict))
			fail_msg("bit %zu of byte %zu does not matter",
				 bit % 8, bit / 8);
		snpguest_verdict_free(verdict);
		bytes[bit / 8] ^= 1 << bit % 8;
	}
	snpguest_verifier_free(verifier);
	guarded_free(crl);
	blob_free(certs);
	blob_free(report);
}

static void the_dates_of_a_list_include_their_ends(void **state)
{
	static const struct {
		int from, to;
		const char *failed;
	} rows[] = {
		{ 0, 0, "" }, { -5, 0, "" }, { 0, 5, "" },
		{ 1, 5, "crl-dates" }, { -5, -1, "crl-dates" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct snpguest_verdict *verdict;

		forge_reset(milan, SIGNER_VCEK, 3);
		milan->with_crl = true;
		milan->crl.this_update = milan->at + rows[i].from;
		milan->crl.next_update = milan->at + rows[i].to;
		verdict = forge_judge(milan);
		assert_string_equal(failures(verdict), rows[i].failed);
		snpguest_verdict_free(verdict);
	}
}

/* An old list beside a fresh one, whoever put it there, is not passed over. */
static void one_bad_list_among_good_ones_is_enough(void **state)
{
	struct snpguest_verdict *verdict;
	struct crl_spec old;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	old = milan->crl;
	old.next_update = milan->at - 1;
	milan->with_crl = true;
	milan->extra_crl = forge_issue_crl(&old);
	verdict = forge_judge(milan);
	assert_string_equal(failures(verdict), "crl-dates");
	snpguest_verdict_free(verdict);
	blob_free(milan->extra_crl);

	old = milan->crl;
	old.revoked[old.revoked_count++] = milan->ca.serial;
	old.revocation_date = milan->at;
	milan->extra_crl = forge_issue_crl(&old);
	verdict = forge_judge(milan);
	assert_string_equal(failures(verdict), "not-revoked");
	snpguest_verdict_free(verdict);
	blob_free(milan->extra_crl);
}

/* What is not looked at might revoke: no list can be crowded out. */
static void more_lists_than_are_read_are_refused(void **state)
{
	struct snpguest_blob crls[40], certs[2];
	struct snpguest_evidence evidence = SNPGUEST_EVIDENCE_INIT;
	struct snpguest_policy policy = waived;
	struct crl_spec spec;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	forge_write_report(milan);
	spec = milan->crl;
	for (size_t i = 0; i < 40; i++) {
		spec.next_update = milan->at + 1 + (time_t)i;
		crls[i] = forge_issue_crl(&spec);
	}
	certs[0] = forge_issue(&milan->leaf);
	certs[1] = forge_issue(&milan->ca);
	policy.any_root = 1;
	evidence.report = (struct snpguest_blob){ milan->report, 1184 };
	evidence.certs = certs;
	evidence.n_certs = 2;
	evidence.crls = crls;
	for (evidence.n_crls = 14; evidence.n_crls <= 40; evidence.n_crls++) {
		struct snpguest_verdict *verdict;
		bool fit = evidence.n_crls <= 16;

		assert_int_equal(snpguest_verify(milan->verifier, &evidence,
						 &policy, milan->at, &verdict,
						 NULL),
				 fit ? 0 : SNPGUEST_REFUSED);
		assert_string_equal(failures(verdict), fit ? "" : "crls");
		snpguest_verdict_free(verdict);
	}
	/* One that is there often is one. */
	for (size_t i = 16; i < 40; i++) {
		blob_free(crls[i]);
		crls[i] = blob_copy(crls[i % 16]);
	}
	evidence.n_crls = 40;
	assert_int_equal(snpguest_verify(milan->verifier, &evidence, &policy,
					 milan->at, NULL, NULL), 0);
	for (size_t i = 0; i < 40; i++)
		blob_free(crls[i]);
	blob_free(certs[0]);
	blob_free(certs[1]);
}

static void another_authoritys_serial_does_no_harm(void **state)
{
	struct snpguest_verdict *verdict;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->with_crl = true;
	milan->crl.revoked[0] = milan->ca.serial ^ 2;
	milan->crl.revoked[1] = milan->ca.serial << 8;
	milan->crl.revoked[2] = 0; /* every leaf's */
	milan->crl.revoked_count = 3;
	milan->crl.revocation_date = milan->at;
	verdict = forge_judge(milan);
	assert_string_equal(failures(verdict), "");
	assert_true(snpguest_verdict_accepted(verdict));
	snpguest_verdict_free(verdict);
}

/* Signed as AMD does, and the algorithm that it names is another. */
static void a_list_that_names_another_algorithm_is_refused(void **state)
{
	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->extra_crl = forge_issue_crl(&milan->crl);
	forge_sign_again(milan->extra_crl, milan->crl.issuer_key);
	verdict_expect(forge_judge(milan), "");
	forge_name_other_salt(milan->extra_crl);
	forge_sign_again(milan->extra_crl, milan->crl.issuer_key);
	verdict_expect(forge_judge(milan), "crl-signature");
	blob_free(milan->extra_crl);
}

/* RFC 5280 7.1: case makes no other name, so it is the root's and counts. */
static void a_list_may_spell_its_issuer_otherwise(void **state)
{
	struct snpguest_verdict *verdict;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->with_crl = true;
	strcpy(milan->crl.issuer, "ark-milan");
	verdict = forge_judge(milan);
	assert_int_equal(result_of(verdict, "crl-present"), SNPGUEST_PASS);
	verdict_expect(verdict, "");
	milan->crl.revoked[milan->crl.revoked_count++] = milan->ca.serial;
	milan->crl.revocation_date = milan->at;
	verdict_expect(forge_judge(milan), "not-revoked");
}

/* Whatever else is wrong, what was demanded is not there. */
static void a_demanded_list_is_missed_in_a_broken_chain(void **state)
{
	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->policy.crl_required = 1;
	milan->leaf.issuer_key = identity_ca_key(milan->identity, CA_ASVK);
	verdict_expect(forge_judge(milan), "leaf-signature crl-present");
}

static void without_a_list_it_is_said_that_nothing_was_checked(void **state)
{
	struct snpguest_verdict *verdict;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	verdict = forge_judge(milan);
	assert_true(snpguest_verdict_accepted(verdict));
	assert_int_equal(result_of(verdict, "crl-present"), SNPGUEST_SKIPPED);
	assert_non_null(strstr(line_of(verdict, "crl-present")->detail,
			       "not checked"));
	snpguest_verdict_free(verdict);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(amds_lists_are_accepted_while_they_are_current),
		cmocka_unit_test(a_stale_list_is_its_own_result),
		cmocka_unit_test(a_list_is_called_what_its_caller_calls_it),
		cmocka_unit_test(a_list_of_another_root_does_not_count),
		cmocka_unit_test(each_bit_of_a_list_matters),
		cmocka_unit_test(the_dates_of_a_list_include_their_ends),
		cmocka_unit_test(one_bad_list_among_good_ones_is_enough),
		cmocka_unit_test(more_lists_than_are_read_are_refused),
		cmocka_unit_test(another_authoritys_serial_does_no_harm),
		cmocka_unit_test(a_list_that_names_another_algorithm_is_refused),
		cmocka_unit_test(a_list_may_spell_its_issuer_otherwise),
		cmocka_unit_test(a_demanded_list_is_missed_in_a_broken_chain),
		cmocka_unit_test(without_a_list_it_is_said_that_nothing_was_checked),
	};

	return cmocka_run_group_tests_name("revocation", tests, make_milan,
					   free_forges);
}

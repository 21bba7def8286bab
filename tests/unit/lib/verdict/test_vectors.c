// SPDX-License-Identifier: MIT
/* Genuine evidence, judged as its index says. */
#include "lib_verifier.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct snpguest_verdict *judge(struct snpguest_blob report,
				      const struct snpguest_blob *certs,
				      size_t n_certs, int64_t at,
				      const struct snpguest_policy *policy)
{
	struct snpguest_evidence evidence = {
		.size = sizeof(evidence), .report = report,
		.certs = certs, .n_certs = n_certs,
	};
	struct snpguest_verdict *verdict;
	struct snpguest_error error;
	int ret = snpguest_verify(verifier, &evidence, policy, at, &verdict,
				  &error);

	if (!verdict)
		fail_msg("%s", error.what);
	assert_int_equal(ret, snpguest_verdict_status(verdict));
	return verdict;
}

static int64_t middle(const struct manifest_row *row)
{
	return row->not_before + (row->not_after - row->not_before) / 2;
}

/* The verdict must be what the row says, but for DEBUG refused by default. */
static void expect(const struct manifest_row *row,
		   const struct snpguest_verdict *verdict, bool debug_allowed)
{
	bool debug = row->policy & SNPGUEST_POLICY_DEBUG;
	const char *failed = failures(verdict);

	if (row->accept && debug && !debug_allowed) {
		assert_false(snpguest_verdict_accepted(verdict));
		assert_string_equal(failed, "policy-debug");
	} else if (snpguest_verdict_accepted(verdict) != row->accept) {
		verdict_print(verdict);
		fail_msg("%s with %s: failed: %s", row->report, row->leaf,
			 failed);
	}
}

static void judge_row(const struct manifest_row *row,
		      const struct snpguest_blob *certs, size_t n_certs)
{
	struct snpguest_blob report = vector_read(row->report);
	struct snpguest_verdict *verdict;
	char root[32];

	verdict = judge(report, certs, n_certs, middle(row), &waived);
	expect(row, verdict, false);
	snprintf(root, sizeof(root), "AMD %c%s", row->product[0] - 32,
		 row->product + 1);
	assert_string_equal(snpguest_verdict_root(verdict), root);
	snpguest_verdict_free(verdict);

	verdict = judge(report, certs, n_certs, middle(row), &waived_debug);
	expect(row, verdict, true);
	snpguest_verdict_free(verdict);
	blob_free(report);
}

static void every_row_is_judged_as_it_says_with_only_the_leaf(void **state)
{
	struct manifest_row *rows;
	size_t n;

	(void)state;
	NEED_VECTORS();
	rows = manifest_read(&n);
	assert_true(n > 0);
	for (size_t i = 0; i < n; i++) {
		struct snpguest_blob leaf = vector_read(rows[i].leaf);

		judge_row(&rows[i], &leaf, 1);
		blob_free(leaf);
	}
	free(rows);
}

static void every_row_is_judged_as_it_says_with_all_ca_files(void **state)
{
	struct snpguest_blob certs[64];
	struct manifest_row *rows;
	size_t n, n_ca;
	char **names;

	(void)state;
	NEED_VECTORS();
	rows = manifest_read(&n);
	names = vector_glob("ca/*", &n_ca);
	assert_true(n_ca > 0 && n_ca < 47); /* what is read of one chain */
	for (size_t i = 0; i < n_ca; i++)
		certs[i + 1] = vector_read(names[i]);
	for (size_t i = 0; i < n; i++) {
		certs[0] = vector_read(rows[i].leaf);
		judge_row(&rows[i], certs, n_ca + 1);
		blob_free(certs[0]);
	}
	for (size_t i = 0; i < n_ca; i++) {
		blob_free(certs[i + 1]);
	}
	vector_glob_free(names);
	free(rows);
}

static void the_right_leaf_is_chosen_among_all_of_a_chip(void **state)
{
	struct manifest_row *rows;
	size_t n;

	(void)state;
	NEED_VECTORS();
	rows = manifest_read(&n);
	for (size_t i = 0; i < n; i++) {
		struct snpguest_blob certs[2];

		if (rows[i].accept)
			continue;
		/* The refused leaf is of the same chip: add the right one. */
		for (size_t k = 0; k < n; k++) {
			if (!rows[k].accept ||
			    strcmp(rows[k].report, rows[i].report))
				continue;
			certs[0] = vector_read(rows[i].leaf);
			certs[1] = vector_read(rows[k].leaf);
			judge_row(&rows[k], certs, 2);
			blob_free(certs[0]);
			blob_free(certs[1]);
		}
	}
	free(rows);
}

static void a_leaf_is_refused_outside_its_dates(void **state)
{
	struct manifest_row *rows;
	size_t n;

	(void)state;
	NEED_VECTORS();
	rows = manifest_read(&n);
	for (size_t i = 0; i < n; i++) {
		const int64_t times[] = {
			rows[i].not_before - 1, rows[i].not_before,
			rows[i].not_after, rows[i].not_after + 1,
		};
		struct snpguest_blob report, leaf;

		if (!rows[i].accept || rows[i].policy & SNPGUEST_POLICY_DEBUG)
			continue;
		report = vector_read(rows[i].report);
		leaf = vector_read(rows[i].leaf);
		for (int k = 0; k < 4; k++) {
			struct snpguest_verdict *verdict =
				judge(report, &leaf, 1, times[k], &waived);
			bool inside = k == 1 || k == 2;

			assert_int_equal(snpguest_verdict_accepted(verdict),
					 inside);
			assert_string_equal(failures(verdict),
					    inside ? "" : "leaf-dates");
			snpguest_verdict_free(verdict);
		}
		blob_free(report);
		blob_free(leaf);
	}
	free(rows);
}

/* Judges with a genuine leaf and one more certificate. */
static void expect_with(const char *extra, const char *check,
			enum snpguest_result result)
{
	const char *set = "sets/milan-vcek-d559eaa1/";
	struct snpguest_blob report, certs[2];
	struct snpguest_verdict *verdict;
	char name[128];

	snprintf(name, sizeof(name), "%sreport-v2-bdb449fd.bin", set);
	report = vector_read(name);
	snprintf(name, sizeof(name), "%svcek-2246133e.der", set);
	certs[0] = vector_read(name);
	certs[1] = vector_read(extra);
	verdict = judge(report, certs, 2, time_of("2025-01-01T00:00:00Z"),
			&waived);
	assert_int_equal(line_of(verdict, check)->result, result);
	assert_int_equal(snpguest_verdict_accepted(verdict),
			 result == SNPGUEST_NOTE);
	assert_string_equal(failures(verdict),
			    result == SNPGUEST_NOTE ? "" : check);
	snpguest_verdict_free(verdict);
	blob_free(report);
	blob_free(certs[0]);
	blob_free(certs[1]);
}

/* A false root is refused; an authority of it that nothing hangs on is a note. */
static void a_look_alike_beside_a_genuine_leaf_is_named(void **state)
{
	(void)state;
	NEED_VECTORS();
	expect_with("negative/lookalike-ark-milan.der", "input-roots",
		    SNPGUEST_FAIL);
	expect_with("negative/lookalike-ask-milan.der", "input-authorities",
		    SNPGUEST_NOTE);
}

static void a_look_alike_is_no_anchor_and_no_chain(void **state)
{
	struct snpguest_blob certs[3];
	struct snpguest_error error;

	(void)state;
	NEED_VECTORS();
	certs[0] = vector_read("negative/lookalike-ark-milan.der");
	assert_int_not_equal(snpguest_verifier_add_anchor(verifier, certs[0],
							  &error), 0);
	assert_non_null(strstr(error.what, "RSASSA-PSS"));
	blob_free(certs[0]);
}

static void made_up_leaves_are_refused(void **state)
{
	static const char *const names[] = {
		"negative/vcek-coco-invalid-legacy.der",
		"negative/vcek-coco-invalid-new.der",
	};
	struct manifest_row *rows;
	size_t n;

	(void)state;
	NEED_VECTORS();
	rows = manifest_read(&n);
	for (size_t k = 0; k < 2; k++) {
		struct snpguest_blob leaf = vector_read(names[k]);

		for (size_t i = 0; i < n; i++) {
			struct snpguest_blob report =
				vector_read(rows[i].report);
			struct snpguest_verdict *verdict = judge(report,
				&leaf, 1, time_of("2025-01-01T00:00:00Z"),
				&waived);

			assert_false(snpguest_verdict_accepted(verdict));
			assert_int_equal(line_of(verdict,
				"leaf-signature")->result, SNPGUEST_FAIL);
			assert_null(snpguest_verdict_root(verdict));
			snpguest_verdict_free(verdict);
			blob_free(report);
		}
		blob_free(leaf);
	}
	free(rows);
}

static void tampered_reports_fail_the_signature_alone(void **state)
{
	struct snpguest_blob leaf;
	char **names;
	size_t n;

	(void)state;
	NEED_VECTORS();
	leaf = vector_read("sets/milan-vcek-d559eaa1/vcek-2246133e.der");
	names = vector_glob("negative/*tampered*.bin", &n);
	assert_true(n > 0);
	for (size_t i = 0; i < n; i++) {
		struct snpguest_blob report = vector_read(names[i]);
		struct snpguest_verdict *verdict = judge(report, &leaf, 1,
			time_of("2025-01-01T00:00:00Z"), &waived);

		assert_false(snpguest_verdict_accepted(verdict));
		assert_string_equal(failures(verdict), "report-signature");
		snpguest_verdict_free(verdict);
		blob_free(report);
	}
	vector_glob_free(names);
	blob_free(leaf);
}

/* Every report with every leaf that does not belong to it. */
static void foreign_pairs_are_refused(void **state)
{
	struct manifest_row *rows;
	size_t n, tried = 0;

	(void)state;
	NEED_VECTORS();
	rows = manifest_read(&n);
	for (size_t i = 0; i < n; i++) {
		struct snpguest_blob report = vector_read(rows[i].report);

		for (size_t k = 0; k < n; k++) {
			struct snpguest_verdict *verdict;
			struct snpguest_blob leaf;

			if (!strcmp(rows[i].chip_id, rows[k].chip_id))
				continue;
			leaf = vector_read(rows[k].leaf);
			verdict = judge(report, &leaf, 1, middle(&rows[k]),
					&waived);
			assert_false(snpguest_verdict_accepted(verdict));
			assert_int_equal(line_of(verdict,
				"report-signature")->result, SNPGUEST_FAIL);
			snpguest_verdict_free(verdict);
			blob_free(leaf);
			tried++;
		}
		blob_free(report);
	}
	free(rows);
	assert_true(tried > n);
}

static void fields_are_those_of_the_index(void **state)
{
	struct manifest_row *rows;
	size_t n;

	(void)state;
	NEED_VECTORS();
	rows = manifest_read(&n);
	for (size_t i = 0; i < n; i++) {
		struct snpguest_blob file = vector_read(rows[i].report);
		struct snpguest_report r;
		uint8_t tcb[8];

		assert_int_equal(report_read(file.data, file.len, &r,
						       NULL), 0);
		assert_int_equal(r.version, rows[i].version);
		assert_int_equal(r.vmpl, rows[i].vmpl);
		assert_int_equal(r.policy, rows[i].policy);
		for (int b = 0; b < 8; b++)
			tcb[b] = r.reported_tcb.raw >> (8 * b);
		assert_string_equal(hex_of(tcb, 8), rows[i].tcb);
		assert_string_equal(hex_of(r.chip_id, 64), rows[i].chip_id);
		assert_string_equal(hex_of(r.measurement, 48),
				    rows[i].measurement);
		assert_string_equal(hex_of(r.report_data, 64),
				    rows[i].report_data);
		assert_int_equal(r.signing_key,
				 !strcmp(rows[i].signer, "vlek"));
		assert_true(r.known_version);
		blob_free(file);
	}
	free(rows);
}

/* Nothing speaks against them, and nothing can be found out. */
static void reports_without_a_leaf_are_parsed_and_open(void **state)
{
	char **names;
	size_t n;

	(void)state;
	NEED_VECTORS();
	names = vector_glob("parse-only/report-*.bin", &n);
	assert_true(n > 0);
	for (size_t i = 0; i < n; i++) {
		struct snpguest_blob file = vector_read(names[i]);
		struct snpguest_verdict *verdict;
		struct snpguest_report r;

		assert_int_equal(report_read(file.data, file.len, &r,
						       NULL), 0);
		assert_true(r.known_version);
		verdict = judge(file, NULL, 0, SNPGUEST_NOW, &waived);
		assert_int_equal(snpguest_verdict_status(verdict), -ENODATA);
		assert_string_equal(failures(verdict), "");
		assert_int_equal(line_of(verdict, "leaf-found")->result,
				 SNPGUEST_UNJUDGED);
		assert_null(snpguest_verdict_leaf(verdict));
		assert_null(snpguest_verdict_report(verdict));
		snpguest_verdict_free(verdict);
		blob_free(file);
	}
	vector_glob_free(names);
}

static void leaves_alone_have_a_good_chain(void **state)
{
	char **names;
	size_t n;

	(void)state;
	NEED_VECTORS();
	names = vector_glob("certs-only/*.der", &n);
	assert_true(n > 0);
	for (size_t i = 0; i < n; i++) {
		struct snpguest_blob leaf = vector_read(names[i]);
		struct snpguest_evidence evidence = {
			.size = sizeof(evidence), .certs = &leaf,
			.n_certs = 1,
		};
		struct snpguest_chain_verdict *verdict;

		assert_int_equal(snpguest_verify_chain(verifier, &evidence,
			NULL, time_of("2026-01-01T00:00:00Z"), &verdict, NULL),
			0);
		assert_true(snpguest_chain_verdict_root_is_amd(verdict));
		snpguest_chain_verdict_free(verdict);
		blob_free(leaf);
	}
	vector_glob_free(names);
}

/* A host's table that holds PEM, beside the report it came with. */
static void a_table_of_pem_is_taken(void **state)
{
	struct snpguest_evidence evidence = { .size = sizeof(evidence) };
	struct snpguest_verdict *verdict;

	(void)state;
	NEED_VECTORS();
	evidence.report =
		vector_read("sets/genoa-vcek-7b1584c9/report-v3-8d8bfb3e.bin");
	evidence.table = vector_read("sets/genoa-vcek-7b1584c9/auxblob.bin");
	assert_int_equal(snpguest_verify(verifier, &evidence, &waived,
		time_of("2026-01-01T00:00:00Z"), &verdict, NULL), 0);
	if (!snpguest_verdict_accepted(verdict)) {
		verdict_print(verdict);
		fail_msg("refused");
	}
	snpguest_verdict_free(verdict);
	blob_free(evidence.report);
	blob_free(evidence.table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_judged_as_it_says_with_only_the_leaf),
		cmocka_unit_test(every_row_is_judged_as_it_says_with_all_ca_files),
		cmocka_unit_test(the_right_leaf_is_chosen_among_all_of_a_chip),
		cmocka_unit_test(a_leaf_is_refused_outside_its_dates),
		cmocka_unit_test(a_look_alike_beside_a_genuine_leaf_is_named),
		cmocka_unit_test(a_look_alike_is_no_anchor_and_no_chain),
		cmocka_unit_test(made_up_leaves_are_refused),
		cmocka_unit_test(tampered_reports_fail_the_signature_alone),
		cmocka_unit_test(foreign_pairs_are_refused),
		cmocka_unit_test(fields_are_those_of_the_index),
		cmocka_unit_test(reports_without_a_leaf_are_parsed_and_open),
		cmocka_unit_test(leaves_alone_have_a_good_chain),
		cmocka_unit_test(a_table_of_pem_is_taken),
	};

	return cmocka_run_group_tests_name("genuine evidence", tests,
					   make_verifier, free_verifier);
}

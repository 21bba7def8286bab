// SPDX-License-Identifier: MIT
/*
 * Every single bit of genuine evidence matters. Of a report, bytes 0 to 0x29f
 * are signed, 0x2a0 to 0x32f are the signature, and the rest is outside it and
 * has to be zero; of a certificate there is no bit outside: names, lengths and
 * the signature itself have one encoding.
 */
#include "lib_verifier.h"

#include <stdlib.h>
#include <string.h>

#define AT "2026-03-01T00:00:00Z"

static bool report_accepted(struct snpguest_blob report,
			    struct snpguest_blob leaf)
{
	struct snpguest_evidence evidence = {
		.size = sizeof(evidence), .report = report, .certs = &leaf,
		.n_certs = 1,
	};
	int ret = snpguest_verify(verifier, &evidence, &waived, time_of(AT),
				  NULL, NULL);

	assert_true(ret == 0 || ret == SNPGUEST_REFUSED);
	return !ret;
}

static bool chain_accepted(const struct snpguest_blob *certs, size_t n,
			   const char *at)
{
	struct snpguest_evidence evidence = {
		.size = sizeof(evidence), .certs = certs, .n_certs = n,
	};
	int ret = snpguest_verify_chain(verifier, &evidence, NULL, time_of(at),
					NULL, NULL);

	assert_true(ret == 0 || ret == SNPGUEST_REFUSED);
	return !ret;
}

static void flip_report(const char *report_name, const char *leaf_name,
			size_t from, size_t to)
{
	struct snpguest_blob report = vector_read(report_name);
	struct snpguest_blob leaf = vector_read(leaf_name);
	uint8_t *bytes = (uint8_t *)report.data;

	assert_true(report_accepted(report, leaf));
	for (size_t bit = 8 * from; bit < 8 * to; bit++) {
		bytes[bit / 8] ^= 1 << bit % 8;
		if (report_accepted(report, leaf))
			fail_msg("%s: bit %zu of byte 0x%zx does not matter",
				 report_name, bit % 8, bit / 8);
		bytes[bit / 8] ^= 1 << bit % 8;
	}
	assert_true(report_accepted(report, leaf));
	blob_free(report);
	blob_free(leaf);
}

static void each_bit_of_a_report_matters(void **state)
{
	(void)state;
	NEED_VECTORS();
	flip_report("sets/milan-vcek-4ffb5cb4/report-v3-e75e8d4e.bin",
		    "sets/milan-vcek-4ffb5cb4/vcek-27c3ccfc.der", 0,
		    SNPGUEST_REPORT_SIZE);
}

/* The parts that differ between products, on another product. */
static void each_bit_of_a_turin_report_matters(void **state)
{
	(void)state;
	NEED_VECTORS();
	flip_report("sets/turin-vcek-59790fb1/report-v5-85da705e.bin",
		    "sets/turin-vcek-59790fb1/vcek-49d521f0.der", 0x180, 0x210);
}

static void flip_cert(const char *name, const char *at)
{
	struct snpguest_blob leaf = vector_read(name);
	uint8_t *bytes = (uint8_t *)leaf.data;

	assert_true(chain_accepted(&leaf, 1, at));
	for (size_t bit = 0; bit < 8 * leaf.len; bit++) {
		bytes[bit / 8] ^= 1 << bit % 8;
		if (chain_accepted(&leaf, 1, at))
			fail_msg("%s: bit %zu of byte %zu does not matter",
				 name, bit % 8, bit / 8);
		bytes[bit / 8] ^= 1 << bit % 8;
	}
	blob_free(leaf);
}

static void each_bit_of_a_leaf_matters(void **state)
{
	(void)state;
	NEED_VECTORS();
	flip_cert("sets/milan-vcek-3ac3fe21/vcek-0d057f9b.der", AT);
	flip_cert("sets/milan-vcek-4ffb5cb4/vcek-27c3ccfc.der", AT);
	flip_cert("sets/genoa-vcek-b1e24a27/vcek-1b40c122.der", AT);
	flip_cert("sets/turin-vcek-59790fb1/vcek-49d521f0.der", AT);
	flip_cert("sets/milan-vlek-296a7c99/vlek-296a7c99.der",
		  "2025-06-01T00:00:00Z");
}

static void expect_nobodys(struct snpguest_blob cert)
{
	struct snpguest_cert_info info;

	assert_int_equal(snpguest_cert_describe(NULL, cert, &info, sizeof(info), NULL), 0);
	assert_int_equal(info.role, SNPGUEST_CERT_UNKNOWN);
}

/*
 * An ASK or ARK beside a leaf is not needed. With a flip in it the input is
 * refused, unless the flip makes its name one that is not AMD's at all.
 */
static void a_changed_ca_beside_a_leaf_is_refused_or_nobodys(void **state)
{
	static const char *const names[] = { "ca/ask-milan.der",
					     "ca/ark-milan.der" };
	struct snpguest_blob certs[2];

	(void)state;
	NEED_VECTORS();
	certs[0] = vector_read("sets/milan-vcek-4ffb5cb4/vcek-27c3ccfc.der");
	for (int i = 0; i < 2; i++) {
		uint8_t *bytes;

		certs[1] = vector_read(names[i]);
		bytes = (uint8_t *)certs[1].data;
		assert_true(chain_accepted(certs, 2, AT));
		for (size_t bit = 0; bit < 8 * certs[1].len; bit++) {
			bytes[bit / 8] ^= 1 << bit % 8;
			if (chain_accepted(certs, 2, AT))
				expect_nobodys(certs[1]);
			bytes[bit / 8] ^= 1 << bit % 8;
		}
		blob_free(certs[1]);
	}
	blob_free(certs[0]);
}

static void a_report_cut_anywhere_is_refused(void **state)
{
	struct snpguest_blob report, leaf;

	(void)state;
	NEED_VECTORS();
	report = vector_read("sets/turin-vcek-59790fb1/report-v5-85da705e.bin");
	leaf = vector_read("sets/turin-vcek-59790fb1/vcek-49d521f0.der");
	for (size_t len = 0; len < report.len; len++) {
		struct snpguest_blob cut = guarded((struct snpguest_blob){
			report.data, len });

		assert_false(report_accepted(cut, leaf));
		guarded_free(cut);
	}
	blob_free(report);
	blob_free(leaf);
}

static void a_leaf_cut_anywhere_is_refused(void **state)
{
	struct snpguest_blob leaf;

	(void)state;
	NEED_VECTORS();
	leaf = vector_read("sets/turin-vcek-59790fb1/vcek-49d521f0.der");
	for (size_t len = 0; len < leaf.len; len++) {
		struct snpguest_blob cut = guarded((struct snpguest_blob){
			leaf.data, len });

		assert_false(chain_accepted(&cut, 1, AT));
		guarded_free(cut);
	}
	blob_free(leaf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_bit_of_a_report_matters),
		cmocka_unit_test(each_bit_of_a_turin_report_matters),
		cmocka_unit_test(each_bit_of_a_leaf_matters),
		cmocka_unit_test(a_changed_ca_beside_a_leaf_is_refused_or_nobodys),
		cmocka_unit_test(a_report_cut_anywhere_is_refused),
		cmocka_unit_test(a_leaf_cut_anywhere_is_refused),
	};

	return cmocka_run_group_tests_name("mutation", tests, make_verifier,
					   free_verifier);
}

// SPDX-License-Identifier: MIT
/*
 * Callers that are older or newer than the library. What an older one has not got
 * is zero, and nothing behind it is looked at; what a newer one has beyond may be
 * nothing but zero.
 */
#include "lib_forge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/input.h"

static struct forge *forge;

static int make_forge(void **state)
{
	(void)state;
	forge = forge_new(PRODUCT_MILAN);
	forge_reset(forge, SIGNER_VCEK, 3);
	forge_write_report(forge);
	return 0;
}

static int free_forge(void **state)
{
	(void)state;
	forge_free(forge);
	return 0;
}

/* ------------------------------------------------------------- the function */

struct now {
	uint64_t size, first, second, third;
};

static void what_an_older_caller_has_not_got_is_zero(void **state)
{
	const struct now given = { 16, 1, 2, 3 };
	struct now is;

	(void)state;
	memset(&is, 0xff, sizeof(is));
	assert_int_equal(input_copy(&is, sizeof(is), &given, "test", NULL), 0);
	assert_int_equal(is.size, sizeof(is));
	assert_int_equal(is.first, 1);
	assert_int_equal(is.second, 0);
	assert_int_equal(is.third, 0);
}

static void what_a_newer_caller_has_beyond_has_to_be_zero(void **state)
{
	struct now given = { 32, 1, 2, 0 };
	struct snpguest_error error;
	uint64_t is[3];

	(void)state;
	assert_int_equal(input_copy(is, sizeof(is), &given, "test", &error), 0);
	assert_int_equal(is[2], 2);
	for (int byte = 0; byte < 8; byte++) {
		given.third = UINT64_C(1) << (8 * byte);
		assert_int_equal(input_copy(is, sizeof(is), &given, "test",
					    &error), -E2BIG);
		assert_non_null(strstr(error.what, "does not know"));
	}
}

static void a_size_that_was_never_set_is_an_error(void **state)
{
	static const uint64_t sizes[] = { 0, 1, 7, 65537, UINT64_MAX };
	struct now is;

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		assert_int_equal(input_copy(&is, sizeof(is), &sizes[i], "test",
					    NULL), -EINVAL);
}

/* --------------------------------------------------------------- the calls */

static int judge(const struct snpguest_evidence *evidence, const void *policy)
{
	return snpguest_verify(forge->verifier, evidence, policy, forge->at,
			       NULL, NULL);
}

/* The policy of an older header ends where memory ends. */
static void a_shorter_policy_is_a_stricter_one_at_most(void **state)
{
	struct snpguest_evidence evidence = SNPGUEST_EVIDENCE_INIT;
	struct snpguest_blob certs[2], end;
	struct snpguest_policy policy = waived;

	(void)state;
	certs[0] = forge_issue(&forge->leaf);
	certs[1] = forge_issue(&forge->ca);
	evidence.report = (struct snpguest_blob){ forge->report, 1184 };
	evidence.certs = certs;
	evidence.n_certs = 2;
	policy.any_root = 1;
	for (size_t size = 8; size <= sizeof(policy); size += 4) {
		int ret;

		policy.size = size;
		end = guarded((struct snpguest_blob){ (uint8_t *)&policy,
						      size });
		ret = judge(&evidence, end.data);
		if (size < offsetof(struct snpguest_policy, measurement_any) + 4)
			assert_int_equal(ret, -EINVAL);
		else if (size < offsetof(struct snpguest_policy, any_root) + 4)
			assert_int_equal(ret, SNPGUEST_REFUSED);
		else
			assert_int_equal(ret, 0);
		guarded_free(end);
	}
	blob_free(certs[0]);
	blob_free(certs[1]);
}

/* A caller whose header has 8 more bytes in each structure. */
static void longer_structures_are_taken_while_their_rest_is_zero(void **state)
{
	struct {
		struct snpguest_evidence evidence;
		uint64_t more;
	} evidence = { .evidence = SNPGUEST_EVIDENCE_INIT };
	struct {
		struct snpguest_policy policy;
		uint64_t more;
	} policy = { .policy = waived };
	struct {
		struct snpguest_chain_policy policy;
		uint64_t more;
	} chain = { .policy = SNPGUEST_CHAIN_POLICY_INIT };
	struct {
		struct snpguest_verifier_options options;
		uint64_t more;
	} options = { .options = SNPGUEST_VERIFIER_OPTIONS_INIT };
	struct snpguest_verifier *verifier;

	(void)state;
	evidence.evidence.size = sizeof(evidence);
	policy.policy.size = sizeof(policy);
	chain.policy.size = sizeof(chain);
	options.options.size = sizeof(options);
	assert_int_equal(judge(&evidence.evidence, &policy),
			 SNPGUEST_REFUSED);
	policy.more = 1;
	assert_int_equal(judge(&evidence.evidence, &policy), -E2BIG);
	policy.more = 0;
	evidence.more = 1;
	assert_int_equal(judge(&evidence.evidence, &policy), -E2BIG);
	evidence.more = 0;

	assert_int_equal(snpguest_verify_chain(forge->verifier,
		&evidence.evidence, &chain.policy, 0, NULL, NULL),
		SNPGUEST_REFUSED);
	chain.more = 1;
	assert_int_equal(snpguest_verify_chain(forge->verifier,
		&evidence.evidence, &chain.policy, 0, NULL, NULL), -E2BIG);

	assert_int_equal(snpguest_verifier_new(&verifier, &options.options,
					       NULL), 0);
	snpguest_verifier_free(verifier);
	options.more = 1;
	assert_int_equal(snpguest_verifier_new(&verifier, &options.options,
					       NULL), -E2BIG);
	assert_null(verifier);
}

/* Structures that the library fills in, as callers of other ages know them. */
static void what_is_filled_in_fits_the_caller(void **state)
{
	struct snpguest_unverified_report whole, part;
	struct snpguest_cert_info info, some;
	struct snpguest_blob cert;
	uint8_t *longer = malloc(sizeof(whole) + 16);

	(void)state;
	assert_non_null(longer);
	assert_int_equal(snpguest_unverified_report_parse(forge->report, 1184,
		&whole, sizeof(whole), NULL), 0);
	memset(&part, 0xee, sizeof(part));
	assert_int_equal(snpguest_unverified_report_parse(forge->report, 1184,
		&part, 16, NULL), 0);
	assert_memory_equal(&part, &whole, 16);
	assert_int_equal(((uint8_t *)&part)[16], 0xee);
	memset(longer, 0xee, sizeof(whole) + 16);
	assert_int_equal(snpguest_unverified_report_parse(forge->report, 1184,
		(void *)longer, sizeof(whole) + 16, NULL), 0);
	assert_memory_equal(longer, &whole, sizeof(whole));
	for (int i = 0; i < 16; i++)
		assert_int_equal(longer[sizeof(whole) + i], 0);
	free(longer);

	cert = forge_issue(&forge->leaf);
	assert_int_equal(snpguest_cert_describe(NULL, cert, &info, sizeof(info),
						NULL), 0);
	memset(&some, 0xee, sizeof(some));
	assert_int_equal(snpguest_cert_describe(NULL, cert, &some, 8, NULL), 0);
	assert_memory_equal(&some, &info, 8);
	assert_int_equal(some.subject[0] & 0xff, 0xee);
	blob_free(cert);
}

static void init_sets_the_callers_size_and_zeros(void **state)
{
	uint8_t bytes[1024];
	uint64_t size;

	(void)state;
#define INIT(type)							\
	do {								\
		memset(bytes, 0xff, sizeof(bytes));			\
		snpguest_##type##_init((void *)bytes,			\
				       sizeof(struct snpguest_##type));	\
		memcpy(&size, bytes, 8);				\
		assert_int_equal(size, sizeof(struct snpguest_##type));	\
		for (size_t i = 8; i < size; i++)			\
			assert_int_equal(bytes[i], 0);			\
		assert_int_equal(bytes[size], 0xff);			\
	} while (0)
	INIT(policy);
	INIT(chain_policy);
	INIT(evidence);
	INIT(verifier_options);
	INIT(report_request);
	INIT(key_request);
	INIT(transport_ops);
}

static void a_verifier_may_be_without_amds_roots(void **state)
{
	struct snpguest_verifier_options options =
		SNPGUEST_VERIFIER_OPTIONS_INIT;
	struct snpguest_verifier *verifier;
	struct snpguest_evidence evidence = SNPGUEST_EVIDENCE_INIT;
	struct snpguest_chain_verdict *verdict;
	struct snpguest_blob leaf;

	(void)state;
	NEED_VECTORS();
	leaf = vector_read("sets/milan-vcek-4ffb5cb4/vcek-27c3ccfc.der");
	evidence.certs = &leaf;
	evidence.n_certs = 1;
	for (uint32_t without = 0; without < 2; without++) {
		options.without_amd = without;
		assert_int_equal(snpguest_verifier_new(&verifier, &options,
						       NULL), 0);
		assert_int_equal(snpguest_verify_chain(verifier, &evidence,
			NULL, time_of("2026-03-01T00:00:00Z"), &verdict, NULL),
			without ? SNPGUEST_REFUSED : 0);
		assert_int_equal(snpguest_chain_verdict_root_is_amd(verdict),
				 !without);
		snpguest_chain_verdict_free(verdict);
		snpguest_verifier_free(verifier);
	}
	options.without_amd = 2;
	assert_int_equal(snpguest_verifier_new(&verifier, &options, NULL),
			 -EINVAL);
	options.without_amd = 0;
	options.fips = 2;
	assert_int_equal(snpguest_verifier_new(&verifier, &options, NULL),
			 -EINVAL);
	blob_free(leaf);
}

static void expect_not_whole(const struct snpguest_evidence *evidence)
{
	struct snpguest_verdict *verdict = NULL;
	struct snpguest_verifier *verifier;
	struct snpguest_error error;

	assert_int_equal(snpguest_verifier_new(&verifier, NULL, NULL), 0);
	assert_int_equal(snpguest_verify(verifier, evidence, &waived, FORGE_DATE,
					 &verdict, &error), -EINVAL);
	assert_null(verdict);
	assert_non_null(strstr(error.what, "a length without bytes, or a list"
			       " without a length"));
	snpguest_verifier_free(verifier);
}

/* Bytes or a length alone, of each part: nobody meant that there is none. */
static void evidence_is_whole_or_an_error(void **state)
{
	const struct snpguest_blob no_bytes = { NULL, 1 };
	const struct snpguest_blob two[] = { { (const uint8_t *)"a", 1 },
					     no_bytes };
	const struct snpguest_evidence rows[] = {
		{ .report = no_bytes }, { .table = no_bytes },
		{ .certs = two }, { .n_certs = 1 }, { .crls = two },
		{ .n_crls = 1 }, { .certs = two, .n_certs = 2 },
		{ .crls = two, .n_crls = 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct snpguest_evidence evidence = rows[i];

		evidence.size = sizeof(evidence);
		expect_not_whole(&evidence);
	}
}

static void now_is_when_it_is_asked(void **state)
{
	struct snpguest_evidence evidence = SNPGUEST_EVIDENCE_INIT;
	struct snpguest_verdict *verdict;
	struct snpguest_verifier *verifier;
	int64_t before = time(NULL);

	(void)state;
	assert_int_equal(snpguest_verifier_new(&verifier, NULL, NULL), 0);
	assert_int_equal(snpguest_verify(verifier, &evidence, &waived,
					 SNPGUEST_NOW, &verdict, NULL),
			 SNPGUEST_REFUSED);
	assert_true(before <= snpguest_verdict_at(verdict) &&
		    snpguest_verdict_at(verdict) <= time(NULL));
	snpguest_verdict_free(verdict);
	snpguest_verifier_free(verifier);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_an_older_caller_has_not_got_is_zero),
		cmocka_unit_test(what_a_newer_caller_has_beyond_has_to_be_zero),
		cmocka_unit_test(a_size_that_was_never_set_is_an_error),
		cmocka_unit_test(a_shorter_policy_is_a_stricter_one_at_most),
		cmocka_unit_test(longer_structures_are_taken_while_their_rest_is_zero),
		cmocka_unit_test(what_is_filled_in_fits_the_caller),
		cmocka_unit_test(init_sets_the_callers_size_and_zeros),
		cmocka_unit_test(a_verifier_may_be_without_amds_roots),
		cmocka_unit_test(evidence_is_whole_or_an_error),
		cmocka_unit_test(now_is_when_it_is_asked),
	};

	return cmocka_run_group_tests_name("growth", tests, make_forge,
					   free_forge);
}

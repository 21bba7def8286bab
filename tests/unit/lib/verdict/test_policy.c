// SPDX-License-Identifier: MIT
/* Every rule of a policy on both sides of its boundary. */
#include "lib_forge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct forge *milan, *turin;

static int make_forges(void **state)
{
	(void)state;
	milan = forge_new(PRODUCT_MILAN);
	turin = forge_new(PRODUCT_TURIN);
	return 0;
}

static int free_forges(void **state)
{
	(void)state;
	forge_free(milan);
	forge_free(turin);
	return 0;
}

static struct snpguest_policy *fresh(struct forge *f)
{
	forge_reset(f, SIGNER_VCEK, 5);
	return &f->policy;
}

/* The rule @check must give @result, and nothing else may fail. */
static void expect(struct forge *f, const char *check,
		   enum snpguest_result result)
{
	struct snpguest_verdict *verdict = forge_judge(f);
	const struct snpguest_check *line = line_of(verdict, check);
	bool good = result != SNPGUEST_FAIL;

	if (line->result != result)
		fail_msg("%s: %s: %s", check, snpguest_result_name(line->result),
			 line->detail);
	assert_int_equal(snpguest_verdict_accepted(verdict), good);
	assert_string_equal(failures(verdict), good ? "" : check);
	snpguest_verdict_free(verdict);
}

static void nothing_is_demanded_but_no_debugging(void **state)
{
	struct snpguest_verdict *verdict;
	const struct snpguest_check *line;
	size_t rules = 0;

	(void)state;
	fresh(milan);
	verdict = forge_judge(milan);
	for (size_t i = 0; (line = snpguest_verdict_check(verdict, i)); i++) {
		if (strncmp(line->name, "policy-", 7))
			continue;
		rules++;
		if (!strcmp(line->name, "policy-debug")) {
			assert_int_equal(line->result, SNPGUEST_PASS);
			continue;
		}
		assert_int_equal(line->result, SNPGUEST_SKIPPED);
		assert_string_equal(line->detail, "not demanded");
	}
	assert_int_equal(rules, 29);
	snpguest_verdict_free(verdict);
}

static void lists_are_met_by_any_equal_value(void **state)
{
	static const struct {
		const char *check;
		size_t offset, content, size;
	} lists[] = {
#define LIST(check, field)						\
	{ check, offsetof(struct snpguest_policy, field),		\
	  offsetof(struct report_content, field),			\
	  sizeof(((struct report_content *)0)->field) }
		LIST("policy-report-data", report_data),
		LIST("policy-host-data", host_data),
		LIST("policy-measurement", measurement),
		LIST("policy-chip-id", chip_id),
		LIST("policy-family-id", family_id),
		LIST("policy-image-id", image_id),
		LIST("policy-id-key-digest", id_key_digest),
		LIST("policy-author-key-digest", author_key_digest),
		LIST("policy-report-id", report_id),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		uint8_t values[4][64] = { { 0 } };
		uint8_t *bytes = &values[0][0];
		size_t n = lists[i].size;
		struct snpguest_values *list;
		const uint8_t *right;

		list = (void *)((char *)fresh(milan) + lists[i].offset);
		right = (const uint8_t *)&milan->content + lists[i].content;
		memcpy(bytes + 2 * n, right, n);
		*list = (struct snpguest_values){ bytes, 3 };
		expect(milan, lists[i].check, SNPGUEST_PASS);
		list->count = 2;
		expect(milan, lists[i].check, SNPGUEST_FAIL);
		/* The first of two, and the second of three. */
		*list = (struct snpguest_values){ bytes + 2 * n, 2 };
		expect(milan, lists[i].check, SNPGUEST_PASS);
		*list = (struct snpguest_values){ bytes + n, 3 };
		expect(milan, lists[i].check, SNPGUEST_PASS);
		*list = (struct snpguest_values){ bytes + 2 * n, 1 };
		expect(milan, lists[i].check, SNPGUEST_PASS);
		/* One bit, in the first and in the last byte. */
		bytes[2 * n] ^= 1;
		expect(milan, lists[i].check, SNPGUEST_FAIL);
		bytes[2 * n] ^= 1;
		bytes[3 * n - 1] ^= 0x80;
		expect(milan, lists[i].check, SNPGUEST_FAIL);
	}
}

static void an_author_key_must_be_in_use_to_be_demanded(void **state)
{
	struct snpguest_policy *policy = fresh(milan);

	(void)state;
	policy->author_key_digest.data = milan->content.author_key_digest;
	policy->author_key_digest.count = 1;
	expect(milan, "policy-author-key-digest", SNPGUEST_PASS);
	milan->content.author_key_en = false;
	expect(milan, "policy-author-key-digest", SNPGUEST_FAIL);
}

static void flags_have_three_answers(void **state)
{
	static const struct {
		const char *check;
		size_t offset;
		uint64_t bit;
	} flags[] = {
		{ "policy-debug", offsetof(struct snpguest_policy, debug),
		  SNPGUEST_POLICY_DEBUG },
		{ "policy-migration-agent",
		  offsetof(struct snpguest_policy, migration_agent),
		  SNPGUEST_POLICY_MIGRATE_MA },
		{ "policy-smt", offsetof(struct snpguest_policy, smt),
		  SNPGUEST_POLICY_SMT },
		{ "policy-single-socket",
		  offsetof(struct snpguest_policy, single_socket),
		  SNPGUEST_POLICY_SINGLE_SOCKET },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		for (int set = 0; set < 2; set++) {
			enum snpguest_demand *demand;

			demand = (void *)((char *)fresh(milan) +
					  flags[i].offset);
			milan->content.policy &= ~flags[i].bit;
			if (set)
				milan->content.policy |= flags[i].bit;
			*demand = SNPGUEST_ANY;
			expect(milan, flags[i].check, SNPGUEST_SKIPPED);
			*demand = SNPGUEST_MUST;
			expect(milan, flags[i].check,
			       set ? SNPGUEST_PASS : SNPGUEST_FAIL);
			*demand = SNPGUEST_MUST_NOT;
			expect(milan, flags[i].check,
			       set ? SNPGUEST_FAIL : SNPGUEST_PASS);
		}
	}
}

static void vmpl_has_to_be_in_the_mask(void **state)
{
	(void)state;
	for (unsigned int vmpl = 0; vmpl < 4; vmpl++) {
		struct snpguest_policy *policy = fresh(milan);

		milan->content.vmpl = vmpl;
		policy->vmpl_mask = 1 << vmpl;
		expect(milan, "policy-vmpl", SNPGUEST_PASS);
		policy->vmpl_mask = 0xf & ~(1 << vmpl);
		expect(milan, "policy-vmpl", SNPGUEST_FAIL);
		policy->vmpl_mask = 0;
		expect(milan, "policy-vmpl", SNPGUEST_SKIPPED);
	}
}

static void signer_and_product_have_to_be_in_the_mask(void **state)
{
	struct snpguest_policy *policy = fresh(milan);

	(void)state;
	policy->signer_mask = 1;
	expect(milan, "policy-signer", SNPGUEST_PASS);
	policy->signer_mask = 2;
	expect(milan, "policy-signer", SNPGUEST_FAIL);
	forge_reset(milan, SIGNER_VLEK, 5);
	milan->policy.signer_mask = 2;
	expect(milan, "policy-signer", SNPGUEST_PASS);
	milan->policy.signer_mask = 1;
	expect(milan, "policy-signer", SNPGUEST_FAIL);

	policy = fresh(turin);
	policy->product_mask = 1 << SNPGUEST_PRODUCT_TURIN;
	expect(turin, "policy-product", SNPGUEST_PASS);
	policy->product_mask = 1 << SNPGUEST_PRODUCT_MILAN |
			       1 << SNPGUEST_PRODUCT_GENOA;
	expect(turin, "policy-product", SNPGUEST_FAIL);
}

static void the_provider_is_that_of_the_vlek(void **state)
{
	struct snpguest_verdict *verdict;
	char csp_id[128];

	(void)state;
	forge_reset(milan, SIGNER_VLEK, 3);
	verdict = forge_judge(milan);
	strcpy(csp_id, snpguest_verdict_leaf(verdict)->csp_id);
	snpguest_verdict_free(verdict);
	assert_true(strlen(csp_id) > 3);
	milan->policy.csp_id = csp_id;
	expect(milan, "policy-csp-id", SNPGUEST_PASS);
	csp_id[strlen(csp_id) - 1] = '\0';
	expect(milan, "policy-csp-id", SNPGUEST_FAIL);
}

static void numbers_have_a_lowest_value(void **state)
{
	struct snpguest_policy *policy = fresh(milan);

	(void)state;
	milan->content.guest_svn = 7;
	policy->guest_svn_min = 0;
	expect(milan, "policy-guest-svn", SNPGUEST_PASS);
	policy->guest_svn_min = 7;
	expect(milan, "policy-guest-svn", SNPGUEST_PASS);
	policy->guest_svn_min = 8;
	expect(milan, "policy-guest-svn", SNPGUEST_FAIL);
	milan->content.guest_svn = UINT32_MAX;
	policy->guest_svn_min = UINT32_MAX;
	expect(milan, "policy-guest-svn", SNPGUEST_PASS);

	policy = fresh(milan); /* ABI 1.31 */
	policy->abi_min = 0x11f;
	expect(milan, "policy-abi", SNPGUEST_PASS);
	policy->abi_min = 0x120;
	expect(milan, "policy-abi", SNPGUEST_FAIL);
	policy->abi_min = 0x200;
	expect(milan, "policy-abi", SNPGUEST_FAIL);
	policy->abi_min = 0x0ff;
	expect(milan, "policy-abi", SNPGUEST_PASS);
}

static void the_committed_firmware_has_a_lowest_version(void **state)
{
	struct snpguest_policy *policy = fresh(milan);

	(void)state;
	/* Committed 1.55.30; what runs now is higher and does not count. */
	milan->content.current_firmware = (struct firmware_version){ 2, 0, 0 };
	policy->firmware_min = 1 << 16 | 55 << 8 | 30;
	expect(milan, "policy-firmware", SNPGUEST_PASS);
	policy->firmware_min++;
	expect(milan, "policy-firmware", SNPGUEST_FAIL);
	policy->firmware_min = 1 << 16 | 54 << 8 | 255;
	expect(milan, "policy-firmware", SNPGUEST_PASS);
	policy->firmware_min = 1 << 16 | 56 << 8;
	expect(milan, "policy-firmware", SNPGUEST_FAIL);
}

/* Byte of TCB_VERSION that a part has; of fmc, bl, tee, snp, ucode. */
static const int milan_bytes[] = { -1, 0, 1, 6, 7 };
static const int turin_bytes[] = { 0, 1, 2, 3, 7 };

static int *part_of(struct snpguest_tcb_floor *floor, int part)
{
	int *const parts[] = { &floor->fmc, &floor->bl, &floor->tee,
			       &floor->snp, &floor->ucode };

	return parts[part];
}

static void floors_of_one_tcb(struct forge *f, const char *check,
			      size_t floor_at, size_t tcb_at, const int *bytes)
{
	for (int part = 0; part < 5; part++) {
		struct snpguest_policy *policy = fresh(f);
		int *floor = part_of((void *)((char *)policy + floor_at), part);
		uint64_t tcb = *(uint64_t *)((char *)&f->content + tcb_at);

		if (bytes[part] < 0) {
			*floor = 0;
			expect(f, check, SNPGUEST_FAIL);
			continue;
		}
		*floor = tcb >> (8 * bytes[part]) & 255;
		expect(f, check, SNPGUEST_PASS);
		++*floor;
		expect(f, check, SNPGUEST_FAIL);
		*floor = 0;
		expect(f, check, SNPGUEST_PASS);
	}
}

static void each_part_of_each_tcb_has_its_floor(void **state)
{
	static const struct {
		const char *check;
		size_t floor, tcb;
	} floors[] = {
		{ "policy-tcb-reported",
		  offsetof(struct snpguest_policy, reported_min),
		  offsetof(struct report_content, reported_tcb) },
		{ "policy-tcb-committed",
		  offsetof(struct snpguest_policy, committed_min),
		  offsetof(struct report_content, committed_tcb) },
		{ "policy-tcb-current",
		  offsetof(struct snpguest_policy, current_min),
		  offsetof(struct report_content, current_tcb) },
		{ "policy-tcb-launch",
		  offsetof(struct snpguest_policy, launch_min),
		  offsetof(struct report_content, launch_tcb) },
	};

	(void)state;
	for (int i = 0; i < 4; i++) {
		floors_of_one_tcb(milan, floors[i].check, floors[i].floor,
				  floors[i].tcb, milan_bytes);
		floors_of_one_tcb(turin, floors[i].check, floors[i].floor,
				  floors[i].tcb, turin_bytes);
	}
}

static void a_floor_looks_at_its_own_tcb(void **state)
{
	struct snpguest_policy *policy = fresh(milan);

	(void)state;
	milan->content.current_tcb += UINT64_C(1) << 56;
	policy->current_min.ucode = 0xd6;
	expect(milan, "policy-tcb-current", SNPGUEST_PASS);
	policy->current_min.ucode = -1;
	policy->committed_min.ucode = 0xd6;
	expect(milan, "policy-tcb-committed", SNPGUEST_FAIL);
}

static void provisional_firmware_differs_from_the_committed(void **state)
{
	struct snpguest_policy *policy = fresh(milan);

	(void)state;
	policy->provisional = SNPGUEST_MUST_NOT;
	expect(milan, "policy-provisional", SNPGUEST_PASS);
	policy->provisional = SNPGUEST_MUST;
	expect(milan, "policy-provisional", SNPGUEST_FAIL);
	milan->content.current_tcb += UINT64_C(1) << 56;
	expect(milan, "policy-provisional", SNPGUEST_PASS);
	policy->provisional = SNPGUEST_MUST_NOT;
	expect(milan, "policy-provisional", SNPGUEST_FAIL);
	policy = fresh(milan);
	policy->provisional = SNPGUEST_MUST_NOT;
	milan->content.current_firmware.minor++;
	expect(milan, "policy-provisional", SNPGUEST_FAIL);
}

static void platform_bits_are_required_or_forbidden(void **state)
{
	struct snpguest_policy *policy = fresh(milan);

	(void)state;
	milan->content.platform_info = 0x25;
	policy->platform_require = 0x21;
	expect(milan, "policy-platform-require", SNPGUEST_PASS);
	policy->platform_require = 0x29;
	expect(milan, "policy-platform-require", SNPGUEST_FAIL);
	policy = fresh(milan);
	policy->platform_forbid = 0x5a;
	expect(milan, "policy-platform-forbid", SNPGUEST_PASS);
	policy->platform_forbid = 0x5b;
	expect(milan, "policy-platform-forbid", SNPGUEST_FAIL);
}

static void mitigations_need_every_bit_and_version_5(void **state)
{
	struct snpguest_policy *policy = fresh(turin);

	(void)state;
	turin->content.launch_mitigations = 0x0f;
	turin->content.current_mitigations = 0xf0;
	policy->mitigations_launch = 0x09;
	expect(turin, "policy-mitigations-launch", SNPGUEST_PASS);
	policy->mitigations_launch = 0x19;
	expect(turin, "policy-mitigations-launch", SNPGUEST_FAIL);
	policy->mitigations_launch = 0;
	policy->mitigations_current = 0x90;
	expect(turin, "policy-mitigations-current", SNPGUEST_PASS);
	policy->mitigations_current = 0x91;
	expect(turin, "policy-mitigations-current", SNPGUEST_FAIL);

	forge_reset(turin, SIGNER_VCEK, 4);
	turin->policy.mitigations_current = 1;
	expect(turin, "policy-mitigations-current", SNPGUEST_FAIL);
}

static int refused(const struct snpguest_policy *policy)
{
	struct snpguest_evidence evidence = { .size = sizeof(evidence) };
	struct snpguest_verdict *verdict;
	struct snpguest_error error;
	int err = snpguest_verify(milan->verifier, &evidence, policy, 0,
				  &verdict, &error);

	assert_null(err ? verdict : NULL);
	if (err)
		assert_int_equal(error.code, err);
	snpguest_verdict_free(verdict);
	return err;
}

static void a_policy_that_makes_no_sense_is_not_used(void **state)
{
	struct snpguest_policy policy = SNPGUEST_POLICY_INIT;

	(void)state;
	assert_int_equal(refused(&policy), 0);
#define BAD(field, value)						\
	do {								\
		struct snpguest_policy bad = policy;			\
		bad.field = value;					\
		assert_int_equal(refused(&bad), -EINVAL);		\
	} while (0)
	BAD(size, sizeof(policy) - 8);
	BAD(size, 0);
	BAD(reserved[7], 1);
	BAD(measurement.count, 1);
	BAD(report_id.count, 1);
	BAD(debug, 3);
	BAD(provisional, 4);
	BAD(vmpl_mask, 0x10);
	BAD(signer_mask, 4);
	BAD(product_mask, 1);
	BAD(product_mask, 0x10);
	BAD(guest_svn_min, INT64_C(1) << 32);
	BAD(abi_min, 0x10000);
	BAD(firmware_min, 0x1000000);
	BAD(launch_min.fmc, 256);
	BAD(reported_min.ucode, 256);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_demanded_but_no_debugging),
		cmocka_unit_test(lists_are_met_by_any_equal_value),
		cmocka_unit_test(an_author_key_must_be_in_use_to_be_demanded),
		cmocka_unit_test(flags_have_three_answers),
		cmocka_unit_test(vmpl_has_to_be_in_the_mask),
		cmocka_unit_test(signer_and_product_have_to_be_in_the_mask),
		cmocka_unit_test(the_provider_is_that_of_the_vlek),
		cmocka_unit_test(numbers_have_a_lowest_value),
		cmocka_unit_test(the_committed_firmware_has_a_lowest_version),
		cmocka_unit_test(each_part_of_each_tcb_has_its_floor),
		cmocka_unit_test(a_floor_looks_at_its_own_tcb),
		cmocka_unit_test(provisional_firmware_differs_from_the_committed),
		cmocka_unit_test(platform_bits_are_required_or_forbidden),
		cmocka_unit_test(mitigations_need_every_bit_and_version_5),
		cmocka_unit_test(a_policy_that_makes_no_sense_is_not_used),
	};

	return cmocka_run_group_tests_name("policy", tests, make_forges,
					   free_forges);
}

// SPDX-License-Identifier: MIT
/* Values of a policy at the edge of what they may be; tests/cli/policy.sh has more. */
#include "lib_files.h"

#include <errno.h>
#include <string.h>

#define EIGHT "0011223344556677"

static int read_policy(const char *text, struct snpguest_policy_json **policy,
		       struct snpguest_error *error)
{
	return snpguest_policy_json_read((struct snpguest_blob){
					 (const uint8_t *)text, strlen(text) },
					 policy, error);
}

static void a_value_out_of_its_range_is_refused(void **state)
{
	static const struct {
		const char *policy, *what;
	} rows[] = {
		{ "{\"abi_min\":\"1.256\"}", "\"abi_min\": a string like" },
		{ "{\"firmware_min\":\"1.55.999\"}", "\"firmware_min\"" },
		/* 64 bits, and what would be left of more. */
		{ "{\"mitigations\":{\"launch\":\"0x10000000000000001\"}}",
		  "\"mitigations.launch\": a number" },
		{ "{\"mitigations\":{\"launch\":-1}}", "\"mitigations.launch\"" },
		{ "{\"key_info_allow\":\"0x100000001\"}", "\"key_info_allow\"" },
		/* Digits with a bit too few. */
		{ "{\"key_info_allow\":\"0x\\u0013f\"}", "\"key_info_allow\"" },
		{ "{\"mitigations\":{\"launch\":\"0x1\\u0010\"}}",
		  "\"mitigations.launch\"" },
		{ "{\"guest_svn_min\":-1}", "\"guest_svn_min\"" },
		{ "{\"guest_svn_min\":4294967297}", "\"guest_svn_min\"" },
		{ "{\"vmpl\":-1}", "\"vmpl\"" },
		/* Of a chip, the first 8 bytes will do; of nothing else. */
		{ "{\"measurement\":[\"" EIGHT "\"]}", "\"measurement\"" },
		{ "{\"report_id\":[\"" EIGHT "\"]}", "\"report_id\"" },
		{ "{\"id_key_digest\":[\"" EIGHT "\"]}", "\"id_key_digest\"" },
		{ "{\"author_key_digest\":[\"" EIGHT "\"]}",
		  "\"author_key_digest\"" },
		{ "{\"report_data\":\"" EIGHT "\"}", "\"report_data\"" },
		{ "{\"host_data\":\"" EIGHT "\"}", "\"host_data\"" },
		{ "{\"family_id\":\"" EIGHT "\"}", "\"family_id\"" },
		{ "{\"image_id\":\"" EIGHT "\"}", "\"image_id\"" },
		{ "{\"chip_id\":[\"00" EIGHT "\"]}", "\"chip_id\"" },
		{ "{\"report_data_of\":{\"hash\":\"sha256\"}}",
		  "\"hash\" and \"bytes\"" },
		{ "{\"report_data_of\":{\"bytes\":\"00\"}}",
		  "\"hash\" and \"bytes\"" },
		{ "{\"debug\":false,\"guest\":{\"allow\":[\"debug\"]}}",
		  "both allowed and forbidden" },
	};
	struct snpguest_policy_json *policy;
	struct snpguest_error error;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (read_policy(rows[i].policy, &policy, &error) != -EINVAL)
			fail_msg("%s was taken", rows[i].policy);
		if (!strstr(error.what, rows[i].what))
			fail_msg("%s: %s", rows[i].policy, error.what);
		assert_null(policy);
	}
}

static void a_value_at_the_end_of_its_range_is_taken(void **state)
{
	static const char text[] =
		"{\"abi_min\":\"1.255\",\"firmware_min\":\"255.255.255\","
		"\"mitigations\":{\"launch\":\"0xffffffffffffffff\"},"
		"\"key_info_allow\":\"0xffffffff\",\"vmpl\":3,"
		"\"guest_svn_min\":4294967295,\"chip_id\":[\"" EIGHT "\"],"
		"\"debug\":false}";
	const struct snpguest_policy *policy;
	struct snpguest_policy_json *json;
	struct snpguest_error error;

	(void)state;
	if (read_policy(text, &json, &error))
		fail_msg("%s", error.what);
	policy = snpguest_policy_json_policy(json);
	assert_int_equal(policy->abi_min, 0x1ff);
	assert_int_equal(policy->firmware_min, 0xffffff);
	assert_true(policy->mitigations_launch == UINT64_MAX);
	assert_int_equal(policy->key_info_allow, UINT32_MAX);
	assert_int_equal(policy->guest_svn_min, UINT32_MAX);
	assert_int_equal(policy->vmpl_mask, 1U << 3);
	assert_true(policy->guest_forbid == SNPGUEST_POLICY_DEBUG);
	assert_int_equal(policy->chip_id.count, 1);
	assert_memory_equal(policy->chip_id.data, "\x00\x11\x22\x33\x44\x55\x66"
			    "\x77\x00\x00", 10);
	snpguest_policy_json_free(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_out_of_its_range_is_refused),
		cmocka_unit_test(a_value_at_the_end_of_its_range_is_taken),
	};

	return cmocka_run_group_tests_name("policy JSON", tests, NULL, NULL);
}

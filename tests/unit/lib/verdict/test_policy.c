// SPDX-License-Identifier: MIT
/* Every rule of a policy on both sides of its boundary. */
#include "lib_forges.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

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

static bool is_always_demanded(const char *name)
{
	return !strcmp(name, "policy-debug") || !strcmp(name, "policy-root");
}

static void nothing_is_demanded_but_what_always_is(void **state)
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
		if (!strcmp(line->name, "policy-debug"))
			assert_int_equal(line->result, SNPGUEST_PASS);
		else
			assert_int_equal(line->result, SNPGUEST_SKIPPED);
		if (!strncmp(line->detail, "waived", 6))
			assert_true(!strcmp(line->name, "policy-root") ||
				    !strcmp(line->name, "policy-measurement") ||
				    !strcmp(line->name, "policy-report-data"));
		else if (!is_always_demanded(line->name))
			assert_string_equal(line->detail, "not demanded");
	}
	assert_int_equal(rules, 32);
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

static void debugging_is_refused_unless_it_is_allowed(void **state)
{
	struct snpguest_policy *policy = fresh(milan);

	(void)state;
	expect(milan, "policy-debug", SNPGUEST_PASS);
	policy->guest_allow = SNPGUEST_POLICY_DEBUG;
	expect(milan, "policy-debug", SNPGUEST_SKIPPED);
	milan->content.policy |= SNPGUEST_POLICY_DEBUG;
	expect(milan, "policy-debug", SNPGUEST_SKIPPED);
	policy->guest_allow = ~SNPGUEST_POLICY_DEBUG & ~UINT64_C(0xffff);
	expect(milan, "policy-debug", SNPGUEST_FAIL);
	policy->guest_allow = 0;
	expect(milan, "policy-debug", SNPGUEST_FAIL);
}

/* Each bit that has a name, set and clear. */
static void guest_policy_bits_are_required_or_forbidden(void **state)
{
	static const int bits[] = { 16, 18, 20, 21, 22, 23, 24, 25 };

	(void)state;
	for (size_t i = 0; i < sizeof(bits) / sizeof(*bits); i++) {
		for (int set = 0; set < 2; set++) {
			struct snpguest_policy *policy = fresh(milan);
			uint64_t bit = UINT64_C(1) << bits[i];

			milan->content.policy &= ~bit;
			if (set)
				milan->content.policy |= bit;
			policy->guest_require = bit;
			expect(milan, "policy-guest-require",
			       set ? SNPGUEST_PASS : SNPGUEST_FAIL);
			policy->guest_require = 0;
			expect(milan, "policy-guest-require",
			       SNPGUEST_SKIPPED);
			policy->guest_forbid = bit;
			expect(milan, "policy-guest-forbid",
			       set ? SNPGUEST_FAIL : SNPGUEST_PASS);
			policy->guest_forbid = 0;
			expect(milan, "policy-guest-forbid", SNPGUEST_SKIPPED);
		}
	}
}

/* New firmware costs an edit of the policy, not a new version of the library. */
static void unknown_bits_are_refused_unless_allowed_by_number(void **state)
{
	(void)state;
	for (int bit = 26; bit < 64; bit++) {
		struct snpguest_policy *policy = fresh(milan);

		milan->content.policy |= UINT64_C(1) << bit;
		expect(milan, "guest-policy", SNPGUEST_FAIL);
		policy->guest_allow = UINT64_C(1) << (bit == 63 ? 26 : bit + 1);
		expect(milan, "guest-policy", SNPGUEST_FAIL);
		policy->guest_allow = UINT64_C(1) << bit;
		expect(milan, "guest-policy", SNPGUEST_PASS);
		policy->guest_allow = 0;
		policy->guest_require = UINT64_C(1) << bit;
		expect(milan, "guest-policy", SNPGUEST_PASS);
	}
	fresh(milan)->guest_allow = SNPGUEST_POLICY_RESERVED_ONE;
	milan->content.policy &= ~SNPGUEST_POLICY_RESERVED_ONE;
	expect(milan, "guest-policy", SNPGUEST_PASS);
	milan->policy.guest_allow = 0;
	expect(milan, "guest-policy", SNPGUEST_FAIL);
}

static int key_info_bit;

static void set_key_info_bit(uint8_t *report)
{
	report[REPORT_KEY_INFO + key_info_bit / 8] |= 1 << key_info_bit % 8;
}

static void reserved_bits_of_key_info_are_refused_unless_allowed(void **state)
{
	(void)state;
	for (key_info_bit = 5; key_info_bit < 32; key_info_bit++) {
		struct snpguest_policy *policy = fresh(milan);

		milan->edit = set_key_info_bit;
		expect(milan, "key-info", SNPGUEST_FAIL);
		policy->key_info_allow = UINT32_C(1) << key_info_bit;
		expect(milan, "key-info", SNPGUEST_PASS);
		policy->key_info_allow = ~policy->key_info_allow;
		expect(milan, "key-info", SNPGUEST_FAIL);
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
	/* A level that is none is in no mask, whatever a processor shifts by it. */
	for (unsigned int vmpl = 4; vmpl <= 128; vmpl *= 2) {
		fresh(milan)->vmpl_mask = 0xf;
		milan->content.vmpl = vmpl;
		verdict_expect(forge_judge(milan), "vmpl policy-vmpl");
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
	expect(milan, "policy-guest-svn", SNPGUEST_SKIPPED);
	policy->guest_svn_min = 1;
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

static uint8_t *part_of(struct snpguest_tcb_floor *floor, int part)
{
	uint8_t *const parts[] = { &floor->fmc, &floor->bl, &floor->tee,
				   &floor->snp, &floor->ucode };

	return parts[part];
}

static struct snpguest_tcb_floor *fresh_floor(struct forge *f, uint32_t which)
{
	static struct snpguest_tcb_floor floor;
	struct snpguest_policy *policy = fresh(f);

	memset(&floor, 0, sizeof(floor));
	floor.which = which;
	policy->tcb_floors = &floor;
	policy->n_tcb_floors = 1;
	return &floor;
}

static void floors_of_one_tcb(struct forge *f, const char *check,
			      uint32_t which, size_t tcb_at, const int *bytes)
{
	for (int part = 0; part < 5; part++) {
		struct snpguest_tcb_floor *floor = fresh_floor(f, which);
		uint8_t *least = part_of(floor, part);
		uint64_t tcb = *(uint64_t *)((char *)&f->content + tcb_at);

		*least = 1;
		if (bytes[part] < 0) {
			expect(f, check, SNPGUEST_FAIL);
			continue;
		}
		expect(f, check, SNPGUEST_PASS);
		*least = tcb >> (8 * bytes[part]) & 255;
		expect(f, check, SNPGUEST_PASS);
		++*least;
		expect(f, check, SNPGUEST_FAIL);
	}
}

static const struct {
	const char *check;
	uint32_t which;
	size_t tcb;
} tcbs[] = {
	{ "policy-tcb-reported", SNPGUEST_TCB_REPORTED,
	  offsetof(struct report_content, reported_tcb) },
	{ "policy-tcb-committed", SNPGUEST_TCB_COMMITTED,
	  offsetof(struct report_content, committed_tcb) },
	{ "policy-tcb-current", SNPGUEST_TCB_CURRENT,
	  offsetof(struct report_content, current_tcb) },
	{ "policy-tcb-launch", SNPGUEST_TCB_LAUNCH,
	  offsetof(struct report_content, launch_tcb) },
};

static void each_part_of_each_tcb_has_its_floor(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		floors_of_one_tcb(milan, tcbs[i].check, tcbs[i].which,
				  tcbs[i].tcb, milan_bytes);
		floors_of_one_tcb(turin, tcbs[i].check, tcbs[i].which,
				  tcbs[i].tcb, turin_bytes);
	}
}

static void a_floor_looks_at_its_own_tcb(void **state)
{
	struct snpguest_tcb_floor *floor;

	(void)state;
	floor = fresh_floor(milan, SNPGUEST_TCB_CURRENT);
	milan->content.current_tcb += UINT64_C(1) << 56;
	floor->ucode = 0xd6;
	expect(milan, "policy-tcb-current", SNPGUEST_PASS);
	floor->which = SNPGUEST_TCB_COMMITTED;
	expect(milan, "policy-tcb-committed", SNPGUEST_FAIL);
	expect(milan, "policy-tcb-committed", SNPGUEST_FAIL);
}

/* One policy for a fleet of several products (AMD-SB-3019 has such numbers). */
static void floors_may_be_for_one_product(void **state)
{
	struct snpguest_tcb_floor floors[] = {
		{ .product = SNPGUEST_PRODUCT_MILAN,
		  .which = SNPGUEST_TCB_REPORTED, .snp = 0x17 },
		{ .product = SNPGUEST_PRODUCT_TURIN,
		  .which = SNPGUEST_TCB_REPORTED, .snp = 4 },
	};
	struct snpguest_policy *policy;

	(void)state;
	policy = fresh(turin);
	policy->tcb_floors = floors;
	policy->n_tcb_floors = 2;
	expect(turin, "policy-tcb-reported", SNPGUEST_PASS);
	policy->n_tcb_floors = 1; /* there is none for this product */
	expect(turin, "policy-tcb-reported", SNPGUEST_FAIL);
	policy = fresh(milan);
	policy->tcb_floors = floors;
	policy->n_tcb_floors = 2;
	expect(milan, "policy-tcb-reported", SNPGUEST_FAIL);
	floors[0].snp = 0x16;
	expect(milan, "policy-tcb-reported", SNPGUEST_PASS);
	/* Of several for one product each has to hold. */
	floors[1] = (struct snpguest_tcb_floor){
		.which = SNPGUEST_TCB_REPORTED, .snp = 0x17 };
	expect(milan, "policy-tcb-reported", SNPGUEST_FAIL);
	/* Nothing is demanded of this product, and that was said. */
	floors[0] = (struct snpguest_tcb_floor){
		.product = SNPGUEST_PRODUCT_MILAN,
		.which = SNPGUEST_TCB_REPORTED };
	policy->n_tcb_floors = 1;
	expect(milan, "policy-tcb-reported", SNPGUEST_PASS);
}

/* ------------------------------------------------------------ report data */

static void report_data_may_be_demanded_by_its_beginning(void **state)
{
	uint8_t start[64];

	(void)state;
	memset(start, 0xd1, sizeof(start));
	for (size_t len = 1; len <= 64; len++) {
		struct snpguest_policy *policy = fresh(milan);

		policy->report_data_prefix =
			(struct snpguest_blob){ start, len };
		expect(milan, "policy-report-data", SNPGUEST_PASS);
		milan->content.report_data[len - 1] ^= 1;
		expect(milan, "policy-report-data", SNPGUEST_FAIL);
		milan->content.report_data[len - 1] ^= 1;
		if (len == 64)
			break;
		milan->content.report_data[len] ^= 1;
		expect(milan, "policy-report-data", SNPGUEST_PASS);
	}
}

/* NIST's example "abc" (FIPS 180-4), as REPORT_DATA. */
static void report_data_may_be_the_digest_of_something(void **state)
{
	static const struct {
		uint32_t hash;
		size_t len;
		uint8_t first, last;
	} rows[] = {
		{ SNPGUEST_SHA256, 32, 0xba, 0xad },
		{ SNPGUEST_SHA384, 48, 0xcb, 0xa7 },
		{ SNPGUEST_SHA512, 64, 0xdd, 0x9f },
	};
	static const EVP_MD *(*const types[])(void) = { EVP_sha256, EVP_sha384,
							EVP_sha512 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct snpguest_policy *policy = fresh(milan);
		uint8_t *data = milan->content.report_data;
		unsigned int len;

		memset(data, 0, 64);
		EVP_Digest("abc", 3, data, &len, types[i](), NULL);
		assert_int_equal(len, rows[i].len);
		assert_int_equal(data[0], rows[i].first);
		assert_int_equal(data[len - 1], rows[i].last);
		policy->report_data_of =
			(struct snpguest_blob){ (const uint8_t *)"abc", 3 };
		policy->report_data_hash = rows[i].hash;
		expect(milan, "policy-report-data", SNPGUEST_PASS);
		policy->report_data_of.len = 2;
		expect(milan, "policy-report-data", SNPGUEST_FAIL);
		policy->report_data_of.len = 3;
		policy->report_data_hash = 1 + rows[i].hash % 3;
		expect(milan, "policy-report-data", SNPGUEST_FAIL);
		policy->report_data_hash = rows[i].hash;
		/* What follows a short digest is zero. */
		data[63] ^= 1;
		expect(milan, "policy-report-data", SNPGUEST_FAIL);
	}
}

static void all_that_is_demanded_of_report_data_has_to_hold(void **state)
{
	struct snpguest_policy *policy = fresh(milan);
	uint8_t right[64], wrong[64] = { 0 };

	(void)state;
	memset(right, 0xd1, sizeof(right));
	policy->report_data_prefix = (struct snpguest_blob){ right, 8 };
	policy->report_data = (struct snpguest_values){ right, 1 };
	expect(milan, "policy-report-data", SNPGUEST_PASS);
	policy->report_data.data = wrong;
	expect(milan, "policy-report-data", SNPGUEST_FAIL);
	policy->report_data.data = right;
	policy->report_data_prefix.data = wrong;
	expect(milan, "policy-report-data", SNPGUEST_FAIL);
}

static void an_author_key_is_demanded_or_excluded(void **state)
{
	static const uint8_t zeros[48];
	struct snpguest_policy *policy = fresh(milan);

	(void)state;
	policy->author_key = SNPGUEST_MUST;
	expect(milan, "policy-author-key", SNPGUEST_PASS);
	policy->author_key = SNPGUEST_MUST_NOT;
	expect(milan, "policy-author-key", SNPGUEST_FAIL);
	policy = fresh(milan);
	milan->content.author_key_en = false;
	memset(milan->content.author_key_digest, 0, 48);
	policy->author_key = SNPGUEST_MUST_NOT;
	expect(milan, "policy-author-key", SNPGUEST_PASS);
	policy->author_key_digest = (struct snpguest_values){ zeros, 1 };
	expect(milan, "policy-author-key-digest", SNPGUEST_PASS);
	policy->author_key = SNPGUEST_MUST;
	expect(milan, "policy-author-key", SNPGUEST_FAIL);
}

static void roots_of_others_are_refused_unless_allowed(void **state)
{
	struct snpguest_policy *policy = fresh(milan);

	(void)state;
	expect(milan, "policy-root", SNPGUEST_SKIPPED);
	policy->any_root = 0;
	expect(milan, "policy-root", SNPGUEST_FAIL);
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

static int ask(const struct snpguest_policy *policy)
{
	struct snpguest_evidence evidence = SNPGUEST_EVIDENCE_INIT;
	struct snpguest_verdict *verdict;
	struct snpguest_error error;
	int ret = snpguest_verify(milan->verifier, &evidence, policy, 0,
				  &verdict, &error);

	if (ret < 0) {
		assert_null(verdict);
		assert_int_equal(error.code, ret);
	}
	snpguest_verdict_free(verdict);
	return ret;
}

static void a_policy_that_makes_no_sense_is_not_used(void **state)
{
	static const uint8_t byte[64];
	struct snpguest_tcb_floor floor = { .which = 1, .bl = 1 };
	struct snpguest_policy policy = waived;

	(void)state;
	assert_int_equal(ask(&policy), SNPGUEST_REFUSED);
	assert_int_equal(ask(NULL), -EINVAL);
#define BAD(field, value)						\
	do {								\
		struct snpguest_policy bad = policy;			\
		bad.field = value;					\
		assert_int_equal(ask(&bad), -EINVAL);			\
	} while (0)
	BAD(size, 7);
	BAD(size, 0);
	BAD(measurement.count, 1);
	BAD(report_id.count, 1);
	BAD(author_key, 3);
	BAD(provisional, 4);
	BAD(vmpl_mask, 0x10);
	BAD(signer_mask, 4);
	BAD(product_mask, 1);
	BAD(product_mask, 0x10);
	BAD(abi_min, 0x10000);
	BAD(firmware_min, 0x1000000);
	BAD(guest_require, 1);
	BAD(guest_forbid, 0x8000);
	BAD(guest_allow, 0x100);
	BAD(report_data_any, 2);
	BAD(measurement_any, 2);
	BAD(masked_chip_id, 2);
	BAD(any_root, 2);
	BAD(crl_required, 2);
	BAD(report_data_hash, 1);
	BAD(n_tcb_floors, 1);

	policy.tcb_floors = &floor;
	policy.n_tcb_floors = 1;
	assert_int_equal(ask(&policy), SNPGUEST_REFUSED);
#define BAD_FLOOR(field, value)						\
	do {								\
		struct snpguest_tcb_floor good = floor;			\
		floor.field = value;					\
		assert_int_equal(ask(&policy), -EINVAL);		\
		floor = good;						\
	} while (0)
	BAD_FLOOR(which, 0);
	BAD_FLOOR(which, 0x10);
	BAD_FLOOR(product, 4);
	BAD_FLOOR(bl, 0);
	BAD_FLOOR(reserved[10], 1);

	policy = waived;
	policy.guest_require = policy.guest_forbid = SNPGUEST_POLICY_SMT;
	assert_int_equal(ask(&policy), -EINVAL);
	policy = waived;
	policy.platform_require = policy.platform_forbid = 1;
	assert_int_equal(ask(&policy), -EINVAL);
	policy = waived;
	policy.report_data_any = 0;
	policy.user_data = (struct snpguest_blob){ byte, 65 };
	assert_int_equal(ask(&policy), -EINVAL);
	policy = waived;
	policy.report_data_any = 0;
	policy.report_data_prefix = (struct snpguest_blob){ byte, 65 };
	assert_int_equal(ask(&policy), -EINVAL);
	policy.report_data_prefix.len = 64;
	assert_int_equal(ask(&policy), SNPGUEST_REFUSED);
	policy.report_data_hash = 4;
	policy.report_data_of = (struct snpguest_blob){ byte, 1 };
	assert_int_equal(ask(&policy), -EINVAL);
}

/* {pointer, 0} was meant to demand something. */
static void a_list_without_a_count_is_not_used(void **state)
{
	static const size_t lists[] = {
		offsetof(struct snpguest_policy, report_data),
		offsetof(struct snpguest_policy, report_data_prefix),
		offsetof(struct snpguest_policy, report_data_of),
		offsetof(struct snpguest_policy, user_data),
		offsetof(struct snpguest_policy, claims),
		offsetof(struct snpguest_policy, measurement),
		offsetof(struct snpguest_policy, host_data),
		offsetof(struct snpguest_policy, chip_id),
		offsetof(struct snpguest_policy, family_id),
		offsetof(struct snpguest_policy, image_id),
		offsetof(struct snpguest_policy, id_key_digest),
		offsetof(struct snpguest_policy, author_key_digest),
		offsetof(struct snpguest_policy, report_id),
	};
	static const uint8_t bytes[64];
	static const struct snpguest_tcb_floor floors[1];

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		struct snpguest_policy policy = waived;
		struct snpguest_values *list;

		list = (void *)((char *)&policy + lists[i]);
		list->data = bytes;
		assert_int_equal(ask(&policy), -EINVAL);
		*list = (struct snpguest_values){ NULL, 1 };
		assert_int_equal(ask(&policy), -EINVAL);
	}
	for (int i = 0; i < 2; i++) {
		struct snpguest_policy policy = waived;

		if (i)
			policy.tcb_floors = floors;
		else
			policy.n_tcb_floors = 1;
		assert_int_equal(ask(&policy), -EINVAL);
	}
}

/* Bytes, how many, which hash: SHA-256 of nothing is in every replay. */
static void a_digest_is_demanded_whole_or_not_at_all(void **state)
{
	static const uint8_t bytes[64];

	(void)state;
	for (unsigned int given = 0; given < 8; given++) {
		for (int fresh = 0; fresh < 2; fresh++) {
			struct snpguest_policy policy = waived;
			bool spoken = fresh || given == 7;

			policy.report_data_any = !spoken;
			if (fresh)
				policy.report_data =
					(struct snpguest_values){ bytes, 1 };
			policy.report_data_of.data = given & 1 ? bytes : NULL;
			policy.report_data_of.len = given & 2 ? 5 : 0;
			policy.report_data_hash = given & 4 ? SNPGUEST_SHA256 :
							      0;
			assert_int_equal(ask(&policy), given % 7 ?
					 -EINVAL : SNPGUEST_REFUSED);
		}
	}
	for (int hash = 1; hash <= 3; hash++) {
		struct snpguest_policy policy = waived;

		policy.report_data_any = 0;
		policy.report_data_of.data = bytes;
		policy.report_data_hash = hash;
		assert_int_equal(ask(&policy), -EINVAL);
	}
}

/* Whoever says nothing on freshness or measurement has not thought of it. */
static void freshness_and_measurement_are_demanded_or_waived(void **state)
{
	static const uint8_t bytes[64];
	struct snpguest_policy policy = SNPGUEST_POLICY_INIT;

	(void)state;
	assert_int_equal(ask(&policy), -EINVAL);
	policy.report_data_any = 1;
	assert_int_equal(ask(&policy), -EINVAL);
	policy.measurement_any = 1;
	assert_int_equal(ask(&policy), SNPGUEST_REFUSED);
	policy.report_data = (struct snpguest_values){ bytes, 1 };
	assert_int_equal(ask(&policy), -EINVAL);
	policy.report_data_any = 0;
	assert_int_equal(ask(&policy), SNPGUEST_REFUSED);
	policy.measurement = (struct snpguest_values){ bytes, 1 };
	assert_int_equal(ask(&policy), -EINVAL);
	policy.measurement_any = 0;
	assert_int_equal(ask(&policy), SNPGUEST_REFUSED);
	policy.report_data = (struct snpguest_values){ NULL, 0 };
	assert_int_equal(ask(&policy), -EINVAL);
}

static void zeros_a_size_and_init_are_the_same_policy(void **state)
{
	struct snpguest_policy zeroed, macro = SNPGUEST_POLICY_INIT, made;

	(void)state;
	memset(&zeroed, 0, sizeof(zeroed));
	zeroed.size = sizeof(zeroed);
	memset(&made, 0xff, sizeof(made));
	snpguest_policy_init(&made, sizeof(made));
	assert_memory_equal(&zeroed, &macro, sizeof(zeroed));
	assert_memory_equal(&zeroed, &made, sizeof(zeroed));
}

/* The same of what is demanded of certificates alone. */
static void a_chain_policy_that_makes_no_sense_is_not_used(void **state)
{
	struct snpguest_evidence evidence = SNPGUEST_EVIDENCE_INIT;
	struct snpguest_chain_policy policy = SNPGUEST_CHAIN_POLICY_INIT;
	struct snpguest_chain_verdict *verdict;
	uint32_t *const members[] = {
		&policy.any_root, &policy.crl_required, &policy.reserved,
	};

	(void)state;
	assert_int_equal(snpguest_verify_chain(milan->verifier, &evidence,
					       &policy, FORGE_DATE, NULL, NULL),
			 SNPGUEST_REFUSED);
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		for (*members[i] = 2; *members[i]; *members[i] <<= 1) {
			assert_int_equal(snpguest_verify_chain(
				milan->verifier, &evidence, &policy, FORGE_DATE,
				&verdict, NULL), -EINVAL);
			assert_null(verdict);
		}
	}
	policy.reserved = 1;
	assert_int_equal(snpguest_verify_chain(milan->verifier, &evidence,
					       &policy, FORGE_DATE, NULL, NULL),
			 -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_demanded_but_what_always_is),
		cmocka_unit_test(lists_are_met_by_any_equal_value),
		cmocka_unit_test(an_author_key_must_be_in_use_to_be_demanded),
		cmocka_unit_test(debugging_is_refused_unless_it_is_allowed),
		cmocka_unit_test(guest_policy_bits_are_required_or_forbidden),
		cmocka_unit_test(unknown_bits_are_refused_unless_allowed_by_number),
		cmocka_unit_test(reserved_bits_of_key_info_are_refused_unless_allowed),
		cmocka_unit_test(vmpl_has_to_be_in_the_mask),
		cmocka_unit_test(signer_and_product_have_to_be_in_the_mask),
		cmocka_unit_test(the_provider_is_that_of_the_vlek),
		cmocka_unit_test(numbers_have_a_lowest_value),
		cmocka_unit_test(the_committed_firmware_has_a_lowest_version),
		cmocka_unit_test(each_part_of_each_tcb_has_its_floor),
		cmocka_unit_test(a_floor_looks_at_its_own_tcb),
		cmocka_unit_test(floors_may_be_for_one_product),
		cmocka_unit_test(report_data_may_be_demanded_by_its_beginning),
		cmocka_unit_test(report_data_may_be_the_digest_of_something),
		cmocka_unit_test(all_that_is_demanded_of_report_data_has_to_hold),
		cmocka_unit_test(an_author_key_is_demanded_or_excluded),
		cmocka_unit_test(roots_of_others_are_refused_unless_allowed),
		cmocka_unit_test(provisional_firmware_differs_from_the_committed),
		cmocka_unit_test(platform_bits_are_required_or_forbidden),
		cmocka_unit_test(mitigations_need_every_bit_and_version_5),
		cmocka_unit_test(a_policy_that_makes_no_sense_is_not_used),
		cmocka_unit_test(a_chain_policy_that_makes_no_sense_is_not_used),
		cmocka_unit_test(a_list_without_a_count_is_not_used),
		cmocka_unit_test(a_digest_is_demanded_whole_or_not_at_all),
		cmocka_unit_test(freshness_and_measurement_are_demanded_or_waived),
		cmocka_unit_test(zeros_a_size_and_init_are_the_same_policy),
	};

	return cmocka_run_group_tests_name("policy", tests, make_milan_and_turin,
					   free_forges);
}

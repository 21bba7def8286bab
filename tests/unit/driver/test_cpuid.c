// SPDX-License-Identifier: MIT
/* cpuid.c: what is asked, and what an answer is worth. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include <linux/kernel.h>

#include "cpuid.h"

#define XCR0	0x207ULL
#define XSS	0x1800ULL

static struct snp_cpuid_req req;
static struct snp_cpuid_resp resp;
static unsigned int calls;

/* Registers that tell the leaf, the subleaf and themselves. */
static void read_leaf(u32 leaf, u32 subleaf, u32 regs[4])
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		regs[i] = leaf ^ subleaf << 8 ^ (i + 1) << 16;
	calls++;
}

/* An answer that agrees. */
static int ask(void **state)
{
	(void)state;
	calls = 0;
	memset(&req, 0xaa, sizeof(req));
	snp_cpuid_fill(&req, read_leaf, XCR0, XSS);
	memset(&resp, 0, sizeof(resp));
	resp.count = cpu_to_le32(SNP_CPUID_LEAVES);
	memcpy(resp.entry, req.entry, sizeof(resp.entry));
	return 0;
}

static unsigned int index_of(u32 leaf, u32 subleaf)
{
	unsigned int i;

	for (i = 0; i < SNP_CPUID_LEAVES; i++)
		if (req.entry[i].eax_in == cpu_to_le32(leaf) &&
		    req.entry[i].ecx_in == cpu_to_le32(subleaf))
			return i;
	fail_msg("leaf %x.%x is not asked about", leaf, subleaf);
	return 0;
}

static u32 word_at(size_t offset)
{
	__le32 word;

	memcpy(&word, (u8 *)&req + offset, sizeof(word));
	return le32_to_cpu(word);
}

static void a_request_is_laid_out_as_the_firmware_wants_it(void **state)
{
	size_t entry = 0x10 + 0x30 * index_of(0x8000001f, 0);
	size_t second = 0x10 + 0x30 * index_of(0xd, 1);

	(void)state;
	assert_int_equal(word_at(0), SNP_CPUID_LEAVES);
	assert_int_equal(word_at(4) | word_at(8) | word_at(12), 0);
	assert_int_equal(word_at(entry), 0x8000001f);
	assert_int_equal(word_at(entry + 0x04), 0);
	assert_int_equal(word_at(entry + 0x08), XCR0);
	assert_int_equal(word_at(entry + 0x0c), 0);
	assert_int_equal(word_at(entry + 0x10), XSS);
	assert_int_equal(word_at(entry + 0x14), 0);
	assert_int_equal(word_at(entry + 0x18), 0x8001001f);
	assert_int_equal(word_at(entry + 0x24), 0x8004001f);
	assert_int_equal(word_at(entry + 0x28) | word_at(entry + 0x2c), 0);
	assert_int_equal(word_at(second + 0x04), 1);
	assert_int_equal(word_at(second + 0x18), 0x1010d);
}

static void every_leaf_is_asked_about_once(void **state)
{
	static const u32 wanted[] = {
		0, 1, 7, 0xd, 0x80000000, 0x80000001, 0x80000008, 0x8000001f,
		0x80000021,
	};
	unsigned int i, k;

	(void)state;
	assert_int_equal(calls, SNP_CPUID_LEAVES);
	for (i = 0; i < ARRAY_SIZE(wanted); i++)
		index_of(wanted[i], 0);
	for (i = 0; i < SNP_CPUID_LEAVES; i++)
		for (k = 0; k < i; k++)
			assert_memory_not_equal(&req.entry[i], &req.entry[k], 8);
}

static void agreement_is_ok(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < SNP_CPUID_LEAVES; i++)
		assert_int_equal(snp_cpuid_judge(&req, &resp, i), SNP_CPUID_OK);
	assert_int_equal(snp_cpuid_judge_all(&req, &resp), SNP_CPUID_OK);
}

static void each_register_of_each_leaf_counts(void **state)
{
	unsigned int i, reg;

	(void)state;
	resp.status = cpu_to_le32(SNP_CPUID_CORRECTED);
	for (i = 0; i < SNP_CPUID_LEAVES; i++) {
		for (reg = 0; reg < 4; reg++) {
			resp.entry[i].regs[reg] ^= cpu_to_le32(1U << 31);
			assert_int_equal(snp_cpuid_judge(&req, &resp, i),
					 SNP_CPUID_DIFFERS);
			assert_int_equal(snp_cpuid_judge_all(&req, &resp),
					 SNP_CPUID_DIFFERS);
			resp.entry[i].regs[reg] = req.entry[i].regs[reg];
		}
	}
}

static void a_changed_value_differs_whatever_the_status(void **state)
{
	(void)state;
	resp.entry[2].regs[1] = ~resp.entry[2].regs[1];
	assert_int_equal(snp_cpuid_judge(&req, &resp, 2), SNP_CPUID_DIFFERS);
	assert_int_equal(snp_cpuid_judge(&req, &resp, 1), SNP_CPUID_OK);
	assert_int_equal(snp_cpuid_judge_all(&req, &resp), SNP_CPUID_DIFFERS);
}

static void a_complaint_that_changes_nothing_is_no_agreement(void **state)
{
	(void)state;
	resp.status = cpu_to_le32(SNP_CPUID_CORRECTED);
	assert_int_equal(snp_cpuid_judge_all(&req, &resp),
			 SNP_CPUID_NOT_CHECKED);
}

static void another_status_says_nothing_about_values(void **state)
{
	(void)state;
	resp.status = cpu_to_le32(0x15);
	memset(resp.entry, 0, sizeof(resp.entry));
	memcpy(resp.entry, req.entry, 8);
	assert_int_equal(snp_cpuid_judge(&req, &resp, 0),
			 SNP_CPUID_NOT_CHECKED);
	assert_int_equal(snp_cpuid_judge_all(&req, &resp),
			 SNP_CPUID_NOT_CHECKED);
}

static void an_answer_about_fewer_leaves_is_none(void **state)
{
	(void)state;
	resp.count = cpu_to_le32(SNP_CPUID_LEAVES - 1);
	assert_int_equal(snp_cpuid_judge(&req, &resp, 0),
			 SNP_CPUID_NOT_CHECKED);
	assert_int_equal(snp_cpuid_judge_all(&req, &resp),
			 SNP_CPUID_NOT_CHECKED);
}

static void an_answer_about_another_leaf_is_none(void **state)
{
	(void)state;
	resp.entry[3].eax_in = cpu_to_le32(2);
	assert_int_equal(snp_cpuid_judge(&req, &resp, 3),
			 SNP_CPUID_NOT_CHECKED);
	assert_int_equal(snp_cpuid_judge(&req, &resp, 4), SNP_CPUID_OK);
	assert_int_equal(snp_cpuid_judge_all(&req, &resp),
			 SNP_CPUID_NOT_CHECKED);
	resp.entry[3].eax_in = req.entry[3].eax_in;
	resp.entry[3].ecx_in = cpu_to_le32(2);
	assert_int_equal(snp_cpuid_judge(&req, &resp, 3),
			 SNP_CPUID_NOT_CHECKED);
}

#define TEST(f)	cmocka_unit_test_setup(f, ask)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_request_is_laid_out_as_the_firmware_wants_it),
		TEST(every_leaf_is_asked_about_once),
		TEST(agreement_is_ok),
		TEST(each_register_of_each_leaf_counts),
		TEST(a_changed_value_differs_whatever_the_status),
		TEST(a_complaint_that_changes_nothing_is_no_agreement),
		TEST(another_status_says_nothing_about_values),
		TEST(an_answer_about_fewer_leaves_is_none),
		TEST(an_answer_about_another_leaf_is_none),
	};

	return cmocka_run_group_tests_name("cpuid", tests, NULL, NULL);
}

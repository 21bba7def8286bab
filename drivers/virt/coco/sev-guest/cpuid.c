// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUID guest messages, see cpuid.h.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "cpuid.h"

struct leaf {
	u32 leaf;
	u32 subleaf;
};

static const struct leaf leaves[] = {
	{ 0x00000000, 0 },	/* vendor, highest leaf */
	{ 0x00000001, 0 },	/* family, features */
	{ 0x00000007, 0 },	/* features: SMEP, SMAP, CET, ... */
	{ 0x0000000d, 0 },	/* sizes of the extended state */
	{ 0x0000000d, 1 },	/* the compact form */
	{ 0x80000000, 0 },	/* highest extended leaf */
	{ 0x80000001, 0 },	/* features: NX, ... */
	{ 0x80000008, 0 },	/* address sizes, speculation controls */
	{ 0x8000001f, 0 },	/* memory encryption, place of the C-bit */
	{ 0x80000021, 0 },	/* features: speculation controls */
};

static_assert(ARRAY_SIZE(leaves) == SNP_CPUID_LEAVES);

static void fill_entry(struct snp_cpuid_entry *entry, const struct leaf *leaf,
		       void (*read)(u32 leaf, u32 subleaf, u32 regs[4]))
{
	u32 regs[4];
	unsigned int i;

	read(leaf->leaf, leaf->subleaf, regs);
	entry->eax_in = cpu_to_le32(leaf->leaf);
	entry->ecx_in = cpu_to_le32(leaf->subleaf);
	for (i = 0; i < ARRAY_SIZE(regs); i++)
		entry->regs[i] = cpu_to_le32(regs[i]);
}

void snp_cpuid_fill(struct snp_cpuid_req *req,
		    void (*read)(u32 leaf, u32 subleaf, u32 regs[4]),
		    u64 xcr0, u64 xss)
{
	unsigned int i;

	memset(req, 0, sizeof(*req));
	req->count = cpu_to_le32(SNP_CPUID_LEAVES);
	for (i = 0; i < SNP_CPUID_LEAVES; i++) {
		fill_entry(&req->entry[i], &leaves[i], read);
		req->entry[i].xcr0_in = cpu_to_le64(xcr0);
		req->entry[i].xss_in = cpu_to_le64(xss);
	}
}

static bool has_judged(const struct snp_cpuid_resp *resp)
{
	u32 status = le32_to_cpu(resp->status);

	return (!status || status == SNP_CPUID_CORRECTED) &&
	       le32_to_cpu(resp->count) == SNP_CPUID_LEAVES;
}

enum snp_cpuid_result snp_cpuid_judge(const struct snp_cpuid_req *req,
				      const struct snp_cpuid_resp *resp,
				      unsigned int index)
{
	const struct snp_cpuid_entry *seen = &req->entry[index];
	const struct snp_cpuid_entry *answer = &resp->entry[index];

	if (!has_judged(resp) || answer->eax_in != seen->eax_in ||
	    answer->ecx_in != seen->ecx_in)
		return SNP_CPUID_NOT_CHECKED;
	if (memcmp(answer->regs, seen->regs, sizeof(seen->regs)))
		return SNP_CPUID_DIFFERS;
	return SNP_CPUID_OK;
}

enum snp_cpuid_result snp_cpuid_judge_all(const struct snp_cpuid_req *req,
					  const struct snp_cpuid_resp *resp)
{
	enum snp_cpuid_result all = SNP_CPUID_OK, one;
	unsigned int i;

	/* A complaint that changes no value is about something else. */
	if (resp->status)
		all = SNP_CPUID_NOT_CHECKED;
	for (i = 0; i < SNP_CPUID_LEAVES; i++) {
		one = snp_cpuid_judge(req, resp, i);
		if (one == SNP_CPUID_DIFFERS)
			return one;
		if (one == SNP_CPUID_NOT_CHECKED)
			all = one;
	}
	return all;
}

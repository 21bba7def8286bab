// SPDX-License-Identifier: GPL-2.0-only
/*
 * The self-check of CPUID, see sev-guest.h: asks when it is read.
 */
#include <linux/debugfs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include <asm/cpufeature.h>
#include <asm/fpu/xcr.h>
#include <asm/msr.h>

#include "compat.h"
#include "cpuid.h"
#include "request.h"
#include "sev-guest.h"

/* A question and its answer. */
struct check {
	struct snp_cpuid_req req;
	struct snp_cpuid_resp resp;
};

static const char *const results[] = {
	[SNP_CPUID_OK] = "ok",
	[SNP_CPUID_DIFFERS] = "differs",
	[SNP_CPUID_NOT_CHECKED] = "not-checked",
};

static void cpuid_read_leaf(u32 leaf, u32 subleaf, u32 regs[4])
{
	cpuid_count(leaf, subleaf, &regs[0], &regs[1], &regs[2], &regs[3]);
}

static u64 read_xcr0(void)
{
	if (!boot_cpu_has(X86_FEATURE_OSXSAVE))
		return 0;
	return xgetbv(XCR_XFEATURE_ENABLED_MASK);
}

static u64 read_xss(void)
{
	u32 low, high;

	if (!boot_cpu_has(X86_FEATURE_XSAVES) ||
	    rdmsr_safe(MSR_IA32_XSS, &low, &high))
		return 0;
	return (u64)high << 32 | low;
}

/* CPUID of two vCPUs need not agree: all of it is taken from one. */
static void cpuid_look(struct snp_cpuid_req *req)
{
	get_cpu();
	snp_cpuid_fill(req, cpuid_read_leaf, read_xcr0(), read_xss());
	put_cpu();
}

static void cpuid_show_regs(struct seq_file *file, const char *name,
			    const __le32 regs[4])
{
	seq_printf(file, " %s %08x %08x %08x %08x", name, le32_to_cpu(regs[0]),
		   le32_to_cpu(regs[1]), le32_to_cpu(regs[2]),
		   le32_to_cpu(regs[3]));
}

static void cpuid_show_check(struct seq_file *file, const struct check *check)
{
	const struct snp_cpuid_entry *entry = check->req.entry;
	unsigned int i;

	for (i = 0; i < SNP_CPUID_LEAVES; i++) {
		seq_printf(file, "leaf %08x %x", le32_to_cpu(entry[i].eax_in),
			   le32_to_cpu(entry[i].ecx_in));
		cpuid_show_regs(file, "seen", entry[i].regs);
		cpuid_show_regs(file, "firmware", check->resp.entry[i].regs);
		seq_printf(file, " %s\n", results[snp_cpuid_judge(&check->req,
								  &check->resp, i)]);
	}
	seq_printf(file, "status 0x%x %s\n", le32_to_cpu(check->resp.status),
		   results[snp_cpuid_judge_all(&check->req, &check->resp)]);
}

static int cpuid_show(struct seq_file *file, void *data)
{
	struct snp_device *device = file->private;
	struct check *check;
	u64 exitinfo2;
	int err;

	/* The cipher wants messages in the linear map. */
	check = kzalloc(sizeof(*check), GFP_KERNEL);
	if (!check)
		return -ENOMEM;
	cpuid_look(&check->req);
	err = snp_get_cpuid(device, &check->req, &check->resp, &exitinfo2);
	if (!err)
		cpuid_show_check(file, check);
	kfree(check);
	return err;
}
DEFINE_SHOW_ATTRIBUTE(cpuid);

void snp_cpuid_file_publish(struct snp_device *device, struct dentry *folder)
{
	debugfs_create_file("cpuid", 0400, folder, device, &cpuid_fops);
}

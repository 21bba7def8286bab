// SPDX-License-Identifier: GPL-2.0-only
/*
 * An SVSM above the kernel, for kernels that ask one for reports (from 6.11 on):
 * 1 written to the parameter svsm puts the kernel at VMPL2 and stands in for
 * snp_issue_svsm_attest_req().
 *
 * Its report has the nonce where a report has REPORT_DATA. Its manifest begins
 * with the GUID that was asked for and does not fit into one page.
 */
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/string.h>
#include <asm/sev.h>

#include "redirect.h"

#define REPORT_SIZE	1184
#define REPORT_DATA	0x50
#define MANIFEST_SIZE	5000
#define BELOW_SVSM	2

static int svsm_want_room(struct svsm_call *call, struct svsm_attest_call *input)
{
	input->report_buf.len = REPORT_SIZE;
	input->manifest_buf.len = MANIFEST_SIZE;
	input->certificates_buf.len = 0;
	call->rax_out = SVSM_ERR_INVALID_PARAMETER;
	return -EINVAL;
}

static int svsm_attest(u64 call_id, struct svsm_call *call,
		       struct svsm_attest_call *input)
{
	u8 *report = phys_to_virt(input->report_buf.pa);
	u8 *manifest = phys_to_virt(input->manifest_buf.pa);

	if (input->report_buf.len < REPORT_SIZE ||
	    input->manifest_buf.len < MANIFEST_SIZE)
		return svsm_want_room(call, input);

	memset(report, 0x11, REPORT_SIZE);
	memcpy(report + REPORT_DATA, phys_to_virt(input->nonce.pa),
	       input->nonce.len);
	memset(manifest, 0x22, MANIFEST_SIZE);
	memcpy(manifest, input->service_guid, sizeof(input->service_guid));
	input->report_buf.len = REPORT_SIZE;
	input->manifest_buf.len = MANIFEST_SIZE;
	input->certificates_buf.len = 0;
	call->rax_out = SVSM_SUCCESS;
	return 0;
}

static int svsm_instead(struct kprobe *probe, struct pt_regs *regs)
{
	regs->ip = (unsigned long)svsm_attest;
	return 1;
}

static struct kprobe svsm_probe = {
	.symbol_name = "snp_issue_svsm_attest_req",
	.pre_handler = svsm_instead,
};

static bool svsm;

static int svsm_turn(bool on)
{
	const u8 vmpl = on ? BELOW_SVSM : 0;
	int err = 0;

	if (on == svsm)
		return 0;
	if (!on)
		unregister_kprobe(&svsm_probe);
	/* Where it was the last time is no part of the question. */
	svsm_probe.addr = NULL;
	if (on)
		err = register_kprobe(&svsm_probe);
	if (err)
		return err;
	redirect_poke(&snp_vmpl, &vmpl, sizeof(vmpl));
	svsm = on;
	return 0;
}

void redirect_svsm_off(void)
{
	svsm_turn(false);
}

static int svsm_set(const char *value, const struct kernel_param *param)
{
	bool on;
	int err = kstrtobool(value, &on);

	return err ? err : svsm_turn(on);
}

static const struct kernel_param_ops svsm_ops = {
	.set = svsm_set,
	.get = param_get_bool,
};
module_param_cb(svsm, &svsm_ops, &svsm, 0600);
MODULE_PARM_DESC(svsm, "The kernel is at VMPL2, below an SVSM");

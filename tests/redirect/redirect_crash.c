// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel dies where it is told to: "FUNCTION N" written to the parameter
 * crash_at is the N-th call of that function from now, "" is nowhere.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/module.h>

#include "redirect.h"

static char crash_symbol[64];
static atomic_t crash_calls;

static int crash_reached(struct kprobe *probe, struct pt_regs *regs)
{
	if (atomic_dec_and_test(&crash_calls))
		panic("killed by a test in %s", crash_symbol);
	return 0;
}

static struct kprobe crash_probe;

void redirect_crash_off(void)
{
	if (crash_probe.addr)
		unregister_kprobe(&crash_probe);
	crash_probe = (struct kprobe){};
}

static int crash_set(const char *value, const struct kernel_param *param)
{
	int calls, err;

	redirect_crash_off();
	if (sscanf(value, "%63s %d", crash_symbol, &calls) != 2)
		return 0;
	atomic_set(&crash_calls, calls);
	crash_probe.symbol_name = crash_symbol;
	crash_probe.pre_handler = crash_reached;
	err = register_kprobe(&crash_probe);
	if (err)
		crash_probe = (struct kprobe){};
	return err;
}

static const struct kernel_param_ops crash_ops = {
	.set = crash_set,
};
module_param_cb(crash_at, &crash_ops, NULL, 0200);
MODULE_PARM_DESC(crash_at, "FUNCTION N: panic at its N-th call");

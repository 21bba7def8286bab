// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bare request of a kernel that keeps it to itself, for modules. Tests only:
 * what it calls is redirected to the emulated host.
 */
#include <linux/kprobes.h>
#include <linux/module.h>

#include <asm/sev.h>

static int (*bare_request)(struct snp_guest_req *req);

int snp_issue_guest_request(struct snp_guest_req *req)
{
	return bare_request(req);
}
EXPORT_SYMBOL_GPL(snp_issue_guest_request);

/* A probe tells where a function is; this module's own has the same name. */
static int __init shim_init(void)
{
	struct kprobe probe = { .symbol_name = "kallsyms_lookup_name" };
	unsigned long (*lookup)(const char *name);
	int ret;

	ret = register_kprobe(&probe);
	if (ret)
		return ret;
	lookup = (void *)probe.addr;
	unregister_kprobe(&probe);
	bare_request = (void *)lookup("snp_issue_guest_request");
	return bare_request ? 0 : -ENOENT;
}
module_init(shim_init);

static void __exit shim_exit(void)
{
}
module_exit(shim_exit);

MODULE_DESCRIPTION("What the series adds to the architecture");
MODULE_LICENSE("GPL");

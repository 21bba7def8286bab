// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernels that keep their raw guest request to themselves: 7.2.
 */
#include <linux/err.h>
#include <linux/platform_device.h>
#include <linux/psp-sev.h>
#include <linux/sev-guest.h>
#include <asm/sev.h>

#include "redirect.h"

static int replacement(struct snp_guest_req *req)
{
	u64 npages = req->input.data_npages;
	int ret;

	ret = redirect_trip(req->exit_code, req->input.req_gpa,
			    req->input.resp_gpa, req->input.data_gpa, &npages,
			    &req->exitinfo2);
	req->input.data_npages = npages;
	return ret;
}

void *const redirect_replacement = replacement;

struct platform_device *
redirect_add_device(u64 secrets_pa, unsigned long (*lookup)(const char *name))
{
	void *at = (void *)lookup("sev_secrets_pa");

	if (!at)
		return ERR_PTR(-ENOENT);
	redirect_poke(at, &secrets_pa, sizeof(secrets_pa));
	return platform_device_register_simple("sev-guest",
					       PLATFORM_DEVID_NONE, NULL, 0);
}

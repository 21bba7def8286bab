// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernels whose raw guest request is exported: 6.1, 6.12.
 */
#include <linux/err.h>
#include <linux/platform_device.h>
#include <linux/psp-sev.h>
#include <linux/sev-guest.h>
#include <asm/sev.h>

#include "redirect.h"

static int replacement(u64 exit_code, struct snp_req_data *input,
		       struct snp_guest_request_ioctl *rio)
{
	u64 npages = input->data_npages;
	int ret;

	ret = redirect_trip(exit_code, input->req_gpa, input->resp_gpa,
			    input->data_gpa, &npages, &rio->exitinfo2);
	input->data_npages = npages;
	return ret;
}

void *const redirect_replacement = replacement;

struct platform_device *
redirect_add_device(u64 secrets_pa, unsigned long (*lookup)(const char *name))
{
	struct sev_guest_platform_data data = { .secrets_gpa = secrets_pa };

	return platform_device_register_data(NULL, "sev-guest",
					     PLATFORM_DEVID_NONE, &data,
					     sizeof(data));
}

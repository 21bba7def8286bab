// SPDX-License-Identifier: MIT
/*
 * The architecture of Linux 6.1 and 6.12: the bare request is exported.
 */
#include <errno.h>

#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/sev-guest.h>

#include <asm/sev.h>

#include "lab.h"

#define EXT_GUEST_REQUEST	0x80000012ULL

const char *const machine_name = "bare requests, 6.1 and 6.12";

const bool machine_seals = false;

unsigned long jiffies;

bool machine_is_asking(void)
{
	return false;
}

bool machine_step(unsigned long until)
{
	jiffies = lab_next(until);
	return lab_comes();
}

void machine_stop(void)
{
}

void *ioremap_encrypted(u64 address, unsigned long size)
{
	(void)address;
	(void)size;
	return lab_secrets();
}

int snp_issue_guest_request(u64 exit_code, struct snp_req_data *input,
			    struct snp_guest_request_ioctl *answer)
{
	struct lab_call call = {
		.request = (const u8 *)input->req_gpa,
		.response = (u8 *)input->resp_gpa,
		.extended = exit_code == EXT_GUEST_REQUEST,
		.certs = (u8 *)input->data_gpa,
		.npages = input->data_npages,
		.exitinfo2 = answer->exitinfo2,
	};
	int result;

	if (lab_stopped)
		lab_broken(STOPPED, "the host is asked after it");
	result = lab_issue(&call);
	answer->exitinfo2 = call.exitinfo2;
	if (result == -ENOSPC)
		input->data_npages = call.npages;
	return result;
}

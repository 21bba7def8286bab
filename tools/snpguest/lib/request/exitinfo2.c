// SPDX-License-Identifier: MIT
/* Words for what the host answered: two unrelated numbers in one. */
#include <stdio.h>

#include "snpguest.h"

#define NEVER_ASKED UINT64_MAX
#define LINUX_PRESET 0xff /* what older drivers store before they ask */

static const char *const firmware_status[] = {
	[0x00] = "success",
	[0x01] = "INVALID_PLATFORM_STATE: the host's firmware is not initialised; the provider has to act",
	[0x02] = "INVALID_GUEST_STATE: the guest's context does not run; the provider has to act",
	[0x09] = "INVALID_ADDRESS: the host passed a bad page",
	[0x0b] = "BAD_MEASUREMENT: the message did not authenticate: another VMPCK is in use, or it was changed on its way",
	[0x10] = "INVALID_GUEST: the host's context is wrong",
	[0x13] = "HWERROR_PLATFORM: hardware trouble; try again or tell the provider",
	[0x14] = "HWERROR_UNSAFE: hardware trouble; stop using this machine",
	[0x15] = "UNSUPPORTED: the host's firmware is too old for this request",
	[0x16] = "INVALID_PARAM: the message's header, type, version or size is refused; update the guest's kernel or the host's firmware",
	[0x19] = "INVALID_PAGE_SIZE: the host mapped a page wrongly",
	[0x1a] = "INVALID_PAGE_STATE: the host mapped a page wrongly",
	[0x1d] = "AEAD_OFLOW: sequence number mismatch: another user of this VMPCK, or a counter lost at a restart",
	[0x27] = "INVALID_KEY: the key asked for is not there or not allowed",
};

static const char *firmware_text(uint32_t status)
{
	if (status >= sizeof(firmware_status) / sizeof(*firmware_status))
		return NULL;
	return firmware_status[status];
}

static const char *hypervisor_text(uint32_t code)
{
	switch (code) {
	case 0:
		return "nothing to say";
	case 1:
		return "INVALID_LEN: the certificates need a larger buffer";
	case 2:
		return "BUSY: the host throttles requests; try again later";
	case UINT32_MAX:
		return "generic error";
	}
	return "unknown code";
}

void snpguest_describe_exitinfo2(uint64_t exitinfo2, char *text, size_t len)
{
	uint32_t status = (uint32_t)exitinfo2;
	uint32_t code = exitinfo2 >> 32;
	const char *words = firmware_text(status);

	if (exitinfo2 == NEVER_ASKED || exitinfo2 == LINUX_PRESET)
		snprintf(text, len, "the host was not asked or gave no answer");
	else if (code && status)
		snprintf(text, len,
			 "hypervisor 0x%x (%s), firmware status 0x%x (%s)",
			 code, hypervisor_text(code), status,
			 words ? words : "unknown status");
	else if (code)
		snprintf(text, len, "hypervisor 0x%x (%s)", code,
			 hypervisor_text(code));
	else
		snprintf(text, len, "firmware status 0x%x (%s)", status,
			 words ? words : "unknown status");
}

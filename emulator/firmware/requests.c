// SPDX-License-Identifier: MIT
#include "requests.h"

#include <stddef.h>

#include "../base/bytes.h"

enum {
	CPUID_FRONT_SIZE = 16,
	CPUID_ENTRY_SIZE = 48,
	CPUID_ENTRIES_MAX = 64,
	TSC_INFO_SIZE = 128,
};

/* A count that cannot be has no exact size: its request executes and fails. */
static uint16_t cpuid_size(const uint8_t *payload)
{
	uint32_t count = load32(payload);

	if (count > CPUID_ENTRIES_MAX)
		count = CPUID_ENTRIES_MAX;
	return (uint16_t)(CPUID_FRONT_SIZE + count * CPUID_ENTRY_SIZE);
}

static const struct request_kind kinds[] = {
	{ .type = MESSAGE_CPUID_REQ, .max_version = 1, .answer_version = 1,
	  .size_of = cpuid_size, .execute = request_cpuid },
	{ .type = MESSAGE_KEY_REQ, .max_version = 1, .answer_version = 1,
	  .size = 0x20, .answer_size = 0x40, .execute = request_key },
	{ .type = MESSAGE_REPORT_REQ, .max_version = 1, .answer_version = 1,
	  .size = 0x60, .answer_size = 0x4c0, .execute = request_report },
	{ .type = MESSAGE_TSC_INFO_REQ, .max_version = 1, .answer_version = 1,
	  .size = TSC_INFO_SIZE, .answer_size = TSC_INFO_SIZE,
	  .execute = request_tsc_info },
};

const struct request_kind *request_kind_of(uint8_t type)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].type == type)
			return &kinds[i];
	return NULL;
}

enum firmware_status request_signer(const struct secure_processor *sp,
				    unsigned int key_sel,
				    enum report_signer *signer)
{
	bool vcek = !sp->state.vcek_disabled, vlek = sp->state.vlek_loaded;

	if (key_sel == 3 || (key_sel == 2 && !vlek) ||
	    (key_sel == 1 && !vcek) || (key_sel == 0 && !vcek && !vlek))
		return STATUS_INVALID_KEY;
	*signer = vlek && key_sel != 1 ? SIGNER_VLEK : SIGNER_VCEK;
	return STATUS_SUCCESS;
}

enum firmware_status request_tsc_info(struct request *request)
{
	static const uint64_t scale_one = 1ULL << 32;
	static const uint32_t factor = 200;

	if (!all_zero(request->payload, TSC_INFO_SIZE))
		return STATUS_INVALID_PARAM;
	store64(request->answer + 0x08, scale_one);
	store64(request->answer + 0x10, 0);
	store32(request->answer + 0x18, factor);
	return STATUS_SUCCESS;
}

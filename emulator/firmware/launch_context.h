/* SPDX-License-Identifier: MIT */
/* SNP_LAUNCH_START and SNP_LAUNCH_UPDATE: how a launch digest grows. */
#ifndef EMULATOR_LAUNCH_CONTEXT_H
#define EMULATOR_LAUNCH_CONTEXT_H

#include <stddef.h>
#include <stdint.h>

#define LAUNCH_PAGE_SIZE	4096
#define LAUNCH_DIGEST_SIZE	48

enum launch_page_type {
	LAUNCH_NORMAL = 1,
	LAUNCH_VMSA = 2,
	LAUNCH_ZERO = 3,
	LAUNCH_UNMEASURED = 4,
	LAUNCH_SECRETS = 5,
	LAUNCH_CPUID = 6,
};

/* Zero is a launch that has just started. */
struct launch_context {
	uint8_t digest[LAUNCH_DIGEST_SIZE];
};

/*
 * launch_update() - one page
 * @page: LAUNCH_PAGE_SIZE bytes; NULL for types whose contents are not measured
 *
 * Returns 0 or -ENOMEM.
 */
int launch_update(struct launch_context *context, enum launch_page_type type,
		  uint64_t gpa, const uint8_t *page);

#endif /* EMULATOR_LAUNCH_CONTEXT_H */

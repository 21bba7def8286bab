/* SPDX-License-Identifier: MIT */
/* What a processor starts with: the VMSA page, [APM] Table B-4. */
#ifndef SNPGUEST_VMSA_H
#define SNPGUEST_VMSA_H

#include "snpguest_measure.h"

/* Where the first processor starts. */
#define VMSA_BSP_EIP 0xfffffff0u

#define VMSA_CR0 0x158
#define VMSA_SEV_FEATURES 0x3b0

/**
 * struct vmsa_start - what the initial values depend on
 * @vmm: enum snpguest_vmm
 * @eip: low half IP, high half CS base; for an SVSM the whole address
 * @rdx: what the VMM puts in RDX
 * @first: the first vCPU
 */
struct vmsa_start {
	uint32_t vmm;
	uint32_t eip;
	uint64_t rdx;
	uint64_t features;
	bool first;
	bool zero_fpu;
};

/** The page of a processor that starts in firmware. */
void vmsa_build(const struct vmsa_start *start,
		uint8_t page[SNPGUEST_PAGE_SIZE]);

/** The page of a processor that starts in an SVSM, in 32-bit mode. */
void vmsa_build_svsm(const struct vmsa_start *start,
		     uint8_t page[SNPGUEST_PAGE_SIZE]);

#endif

// SPDX-License-Identifier: MIT
#include "vmsa.h"

#include <string.h>

#include "../lib/base/little_endian.h"

/* Offsets of the fields that are not zero. */
enum {
	VMSA_ES = 0x000,
	VMSA_CS = 0x010,
	VMSA_SS = 0x020,
	VMSA_DS = 0x030,
	VMSA_FS = 0x040,
	VMSA_GS = 0x050,
	VMSA_GDTR = 0x060,
	VMSA_LDTR = 0x070,
	VMSA_IDTR = 0x080,
	VMSA_TR = 0x090,
	VMSA_EFER = 0x0d0,
	VMSA_CR4 = 0x148,
	VMSA_DR7 = 0x160,
	VMSA_DR6 = 0x168,
	VMSA_RFLAGS = 0x170,
	VMSA_RIP = 0x178,
	VMSA_RSP = 0x1d8,
	VMSA_G_PAT = 0x268,
	VMSA_RDX = 0x310,
	VMSA_RBP = 0x328,
	VMSA_RSI = 0x330,
	VMSA_XCR0 = 0x3e8,
	VMSA_MXCSR = 0x408,
	VMSA_FCW = 0x410,
};

#define REAL_MODE_LIMIT 0xffff
#define FLAT_LIMIT 0xffffffffu

/* The registers with which VMMs differ. */
static const struct vmm_values {
	uint16_t cs, ss, tr;
	uint64_t pat;
	uint32_t mxcsr;
	uint16_t fcw;
} vmm_values[] = {
	[SNPGUEST_VMM_QEMU] = { 0x9b, 0x93, 0x8b, 0x0007040600070406, 0x1f80,
				0x37f },
	[SNPGUEST_VMM_EC2] = { 0x9b, 0x92, 0x83, 0x0007040600070406, 0, 0 },
	[SNPGUEST_VMM_GCE] = { 0x9b, 0x93, 0x8b, 0x0000000000070106, 0, 0 },
	[SNPGUEST_VMM_KRUN] = { 0x9a, 0x92, 0x83, 0x0007040600070406, 0, 0 },
};

static void put_segment(uint8_t *to, uint16_t selector, uint16_t attributes,
			uint32_t limit, uint64_t base)
{
	put_le16(to, selector);
	put_le16(to + 2, attributes);
	put_le32(to + 4, limit);
	put_le64(to + 8, base);
}

/* The same for all VMMs, and for an SVSM. */
static void put_common(uint8_t *page, const struct vmsa_start *start)
{
	memset(page, 0, SNPGUEST_PAGE_SIZE);
	put_segment(page + VMSA_GS, 0, 0x93, REAL_MODE_LIMIT, 0);
	put_segment(page + VMSA_GDTR, 0, 0, REAL_MODE_LIMIT, 0);
	put_segment(page + VMSA_LDTR, 0, 0x82, REAL_MODE_LIMIT, 0);
	put_segment(page + VMSA_IDTR, 0, 0, REAL_MODE_LIMIT, 0);
	put_le64(page + VMSA_EFER, 0x1000); /* SVME, set by KVM */
	put_le64(page + VMSA_CR4, 0x40); /* MCE, set by KVM */
	put_le64(page + VMSA_DR7, 0x400);
	put_le64(page + VMSA_DR6, 0xffff0ff0);
	put_le64(page + VMSA_RFLAGS, 2);
	put_le64(page + VMSA_XCR0, 1);
	put_le64(page + VMSA_RDX, start->rdx);
	put_le64(page + VMSA_SEV_FEATURES, start->features);
}

/* Sources give EC2's first processor another CS than its others. */
static uint16_t cs_attributes(const struct vmsa_start *start)
{
	if (start->vmm == SNPGUEST_VMM_EC2 && start->eip == VMSA_BSP_EIP)
		return 0x9a;
	return vmm_values[start->vmm].cs;
}

/* libkrun boots Linux without firmware's help. Single source, unconfirmed. */
static void put_krun(uint8_t *page)
{
	put_le64(page + VMSA_RSI, 0x7000);
	put_le64(page + VMSA_RBP, 0x8ff0);
	put_le64(page + VMSA_RSP, 0x8ff0);
}

void vmsa_build(const struct vmsa_start *start,
		uint8_t page[SNPGUEST_PAGE_SIZE])
{
	const struct vmm_values *v = &vmm_values[start->vmm];
	static const int data_segments[] = { VMSA_ES, VMSA_DS, VMSA_FS };

	put_common(page, start);
	for (size_t i = 0; i < 3; i++)
		put_segment(page + data_segments[i], 0, 0x93, REAL_MODE_LIMIT,
			    0);
	put_segment(page + VMSA_CS, 0xf000, cs_attributes(start),
		    REAL_MODE_LIMIT, start->eip & 0xffff0000);
	put_segment(page + VMSA_SS, 0, v->ss, REAL_MODE_LIMIT, 0);
	put_segment(page + VMSA_TR, 0, v->tr, REAL_MODE_LIMIT, 0);
	put_le64(page + VMSA_CR0, 0x10);
	put_le64(page + VMSA_RIP, start->eip & 0xffff);
	put_le64(page + VMSA_G_PAT, v->pat);
	put_le32(page + VMSA_MXCSR, start->zero_fpu ? 0 : v->mxcsr);
	put_le16(page + VMSA_FCW, start->zero_fpu ? 0 : v->fcw);
	if (start->vmm == SNPGUEST_VMM_KRUN && start->first)
		put_krun(page);
}

/* FCW stays 0, which the published digests show. */
void vmsa_build_svsm(const struct vmsa_start *start,
		     uint8_t page[SNPGUEST_PAGE_SIZE])
{
	static const int data_segments[] = { VMSA_ES, VMSA_SS, VMSA_DS,
					     VMSA_FS };

	put_common(page, start);
	for (size_t i = 0; i < 4; i++)
		put_segment(page + data_segments[i], 0x10, 0xc93, FLAT_LIMIT,
			    0);
	put_segment(page + VMSA_CS, 8, 0xc9b, FLAT_LIMIT, 0);
	put_segment(page + VMSA_TR, 0, 0x8b, REAL_MODE_LIMIT, 0);
	put_le64(page + VMSA_CR0, 0x11);
	put_le64(page + VMSA_RIP, start->eip);
	put_le64(page + VMSA_G_PAT, vmm_values[SNPGUEST_VMM_QEMU].pat);
	put_le32(page + VMSA_MXCSR,
		 start->zero_fpu ? 0 : vmm_values[SNPGUEST_VMM_QEMU].mxcsr);
}

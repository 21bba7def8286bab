/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPUID guest messages: what CPUID tells this vCPU, shown to the secure
 * processor, which knows what the processor can do. SNP Firmware ABI (AMD
 * 56860), section "CPUID Reporting". No I/O, no locks.
 */
#ifndef SEV_GUEST_CPUID_H
#define SEV_GUEST_CPUID_H

#include <linux/build_bug.h>
#include <linux/types.h>

/* How many leaves are compared. */
#define SNP_CPUID_LEAVES	10

/* Status of an answer in which the secure processor changed a value. */
#define SNP_CPUID_CORRECTED	0x16

/**
 * struct snp_cpuid_entry - a leaf, and what CPUID says about it
 * @eax_in: the leaf
 * @ecx_in: the subleaf
 * @xcr0_in: XCR0 when CPUID was executed
 * @xss_in: XSS then
 * @regs: EAX, EBX, ECX, EDX
 */
struct snp_cpuid_entry {
	__le32 eax_in;
	__le32 ecx_in;
	__le64 xcr0_in;
	__le64 xss_in;
	__le32 regs[4];
	__le64 rsvd;
} __packed;

struct snp_cpuid_req {
	__le32 count;
	u8 rsvd[12];
	struct snp_cpuid_entry entry[SNP_CPUID_LEAVES];
} __packed;

/* @entry as in the request, registers put right */
struct snp_cpuid_resp {
	__le32 status;
	__le32 count;
	u8 rsvd[8];
	struct snp_cpuid_entry entry[SNP_CPUID_LEAVES];
} __packed;

static_assert(sizeof(struct snp_cpuid_entry) == 0x30);
/* The firmware answers with as many bytes as it was asked with. */
static_assert(sizeof(struct snp_cpuid_req) == sizeof(struct snp_cpuid_resp));
static_assert(sizeof(struct snp_cpuid_req) % 16 == 0);

/* "Differs" and "could not find out" are not the same. */
enum snp_cpuid_result {
	SNP_CPUID_OK,
	SNP_CPUID_DIFFERS,
	SNP_CPUID_NOT_CHECKED,
};

/**
 * snp_cpuid_fill() - make a request about the leaves that matter for security
 * @read: executes CPUID; the same vCPU for all calls
 * @xcr0: of that vCPU
 * @xss: of that vCPU
 */
void snp_cpuid_fill(struct snp_cpuid_req *req,
		    void (*read)(u32 leaf, u32 subleaf, u32 regs[4]),
		    u64 xcr0, u64 xss);

/**
 * snp_cpuid_judge() - what an authentic answer says about one leaf
 * @index: below SNP_CPUID_LEAVES
 *
 * Return: SNP_CPUID_NOT_CHECKED when the status is neither 0 nor
 * SNP_CPUID_CORRECTED, or the answer is about other leaves.
 */
enum snp_cpuid_result snp_cpuid_judge(const struct snp_cpuid_req *req,
				      const struct snp_cpuid_resp *resp,
				      unsigned int index);

/**
 * snp_cpuid_judge_all() - what an authentic answer says
 *
 * Return: SNP_CPUID_DIFFERS when a leaf does, SNP_CPUID_OK when the secure
 * processor agrees with all of them, else SNP_CPUID_NOT_CHECKED.
 */
enum snp_cpuid_result snp_cpuid_judge_all(const struct snp_cpuid_req *req,
					  const struct snp_cpuid_resp *resp);

#endif /* SEV_GUEST_CPUID_H */

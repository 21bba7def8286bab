// SPDX-License-Identifier: MIT
/* What a report has to look like whoever signed it ([ABI] ATTESTATION_REPORT). */
#include <errno.h>
#include <string.h>

#include "judgement.h"
#include "../formats/report.h"
#include "../formats/tcb.h"

#define ECDSA_P384_SHA384 1
#define VMPL_MAX 3

/* [ABI] GUEST_POLICY: 26 to 63 have no meaning yet, and must be zero. */
#define POLICY_UNKNOWN (~UINT64_C(0x3ffffff))

int check_report_layout(struct judgement *j)
{
	if (!j->has_report)
		return failed(j, "%s", j->report_problem.what);
	return passed(j, "%d bytes", SNPGUEST_REPORT_SIZE);
}

int check_report_version(struct judgement *j)
{
	if (!j->report.known_version)
		return failed(j, "version %u is not known; known are %d to %d",
			      j->report.version, REPORT_VERSION_MIN,
			      REPORT_VERSION_MAX);
	return passed(j, "version %u", j->report.version);
}

int check_signature_algorithm(struct judgement *j)
{
	uint32_t algo = j->report.signature_algo;

	if (algo != ECDSA_P384_SHA384)
		return failed(j, "algorithm %u is not known; 1 is ECDSA P-384 with SHA-384",
			      algo);
	return passed(j, "ECDSA P-384 with SHA-384");
}

/* An unsigned report has zeros here; that is check_report_signed()'s. */
static bool is_unsigned(const struct judgement *j)
{
	return j->report.signing_key == SNPGUEST_SIGNING_KEY_NONE;
}

int check_signature_format(struct judgement *j)
{
	uint8_t scalar[REPORT_SCALAR_SIZE];
	size_t tail = SNPGUEST_REPORT_SIZE - REPORT_TAIL;

	if (!bytes_are_zero(j->bytes + REPORT_TAIL, tail))
		return failed(j, "bytes 0x%x to 0x%x are not covered by the signature and are not zero",
			      REPORT_TAIL, SNPGUEST_REPORT_SIZE - 1);
	if (is_unsigned(j))
		return skipped(j, "the report says that it is not signed");
	if (!report_scalar(j->report.signature_r, scalar))
		return failed(j, "R is not a number of 1 to n-1 in 72 bytes");
	if (!report_scalar(j->report.signature_s, scalar))
		return failed(j, "S is not a number of 1 to n-1 in 72 bytes");
	return passed(j, "R and S are within the group's order, what follows is zero");
}

int check_report_signed(struct judgement *j)
{
	if (is_unsigned(j))
		return failed(j, "the report is not signed (signing key 7)");
	return passed(j, "the report names a signing key");
}

int check_signing_key(struct judgement *j)
{
	uint8_t key = j->report.signing_key;

	if (key == SNPGUEST_SIGNING_KEY_VCEK)
		return passed(j, "VCEK");
	if (key == SNPGUEST_SIGNING_KEY_VLEK)
		return passed(j, "VLEK");
	if (is_unsigned(j))
		return skipped(j, "the report says that it is not signed");
	return failed(j, "signing key %u is reserved", key);
}

int check_guest_requested(struct judgement *j)
{
	if (j->report.vmpl == REPORT_VMPL_HOST)
		return failed(j, "the host asked for this report, not the guest (VMPL 0xffffffff)");
	return passed(j, "the guest asked for this report");
}

int check_vmpl(struct judgement *j)
{
	uint32_t vmpl = j->report.vmpl;

	if (vmpl == REPORT_VMPL_HOST)
		return skipped(j, "a report for the host has none");
	if (vmpl > VMPL_MAX)
		return failed(j, "VMPL %u; there are 0 to %d", vmpl, VMPL_MAX);
	return passed(j, "VMPL %u", vmpl);
}

int check_chip_key_masked(struct judgement *j)
{
	if (!j->report.mask_chip_key)
		return passed(j, "MASK_CHIP_KEY is not set");
	if (j->report.signing_key == SNPGUEST_SIGNING_KEY_VCEK)
		return failed(j, "MASK_CHIP_KEY is set, yet a VCEK is said to have signed");
	return passed(j, "MASK_CHIP_KEY is set; no VCEK is said to have signed");
}

int check_chip_id_masked(struct judgement *j)
{
	if (!j->report.masked_chip_id)
		return passed(j, "the report shows its chip id");
	if (j->report.signing_key != SNPGUEST_SIGNING_KEY_VCEK)
		return passed(j, "the chip id is masked, as is usual without a VCEK");
	if (j->policy->masked_chip_id)
		return passed(j, "the chip id is masked; the policy allows it");
	return failed(j, "the chip id is masked (all zero) though a VCEK signed");
}

/* A bit that is reserved today may say tomorrow that the report means less. */
int check_key_info(struct judgement *j)
{
	uint32_t unknown = j->report.key_info & REPORT_KEY_INFO_RESERVED &
			   ~j->policy->key_info_allow;

	if (unknown)
		return failed(j, "key info 0x%x: the bits 0x%x are not known; a policy may allow them",
			      j->report.key_info, unknown);
	return passed(j, "0x%x", j->report.key_info);
}

static int lowest_bit(uint64_t bits)
{
	int n = 0;

	while (!(bits >> n & 1))
		n++;
	return n;
}

/* The same of what the guest was promised. */
int check_guest_policy(struct judgement *j)
{
	uint64_t policy = j->report.policy;
	uint64_t known = j->policy->guest_allow | j->policy->guest_require;
	uint64_t unknown = policy & POLICY_UNKNOWN & ~known;

	if (unknown)
		return failed(j, "0x%llx: bit %d is not known; a policy may allow it",
			      (unsigned long long)policy, lowest_bit(unknown));
	if (!(policy & SNPGUEST_POLICY_RESERVED_ONE) &&
	    !(j->policy->guest_allow & SNPGUEST_POLICY_RESERVED_ONE))
		return failed(j, "0x%llx: bit 17 is not set, which it always is",
			      (unsigned long long)policy);
	return passed(j, "0x%llx", (unsigned long long)policy);
}

int check_tcb_order(struct judgement *j)
{
	char low[64], high[64];

	if (!tcb_not_above(&j->report.reported_tcb, &j->report.committed_tcb)) {
		tcb_text(&j->report.reported_tcb, low, sizeof(low));
		tcb_text(&j->report.committed_tcb, high, sizeof(high));
		return failed(j, "reported TCB (%s) is above the committed one (%s)",
			      low, high);
	}
	if (!tcb_not_above(&j->report.committed_tcb, &j->report.current_tcb)) {
		tcb_text(&j->report.committed_tcb, low, sizeof(low));
		tcb_text(&j->report.current_tcb, high, sizeof(high));
		return failed(j, "committed TCB (%s) is above the current one (%s)",
			      low, high);
	}
	return passed(j, "reported <= committed <= current");
}

int check_report_signature(struct judgement *j)
{
	struct question question = judgement_question(j);
	int err = chain_ask_report(&j->chain, &question);

	if (err)
		return err;
	switch (j->chain.report_signed) {
	case SIGNED_YES:
		return passed(j, "signed by the leaf's key");
	case SIGNED_NO:
		return failed(j, "the leaf's key did not sign these bytes");
	case SIGNED_UNKNOWN:
		break;
	}
	return unjudged(j, "there is no well-formed signature, or the leaf has no P-384 key");
}

// SPDX-License-Identifier: MIT
/* What a report has to look like whoever signed it ([ABI] ATTESTATION_REPORT). */
#include <errno.h>
#include <string.h>

#include "judgement.h"
#include "../formats/report.h"
#include "../formats/tcb.h"

#define ECDSA_P384_SHA384 1
#define VMPL_MAX 3

/* Order of the P-384 group, big endian (FIPS 186-4, D.1.2.4). */
static const uint8_t p384_order[CRYPTO_P384_SIZE] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf,
	0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a,
	0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
};

int check_report_layout(struct judgement *j)
{
	if (!j->has_report)
		return failed(j, "%s", j->report_problem.what);
	return passed(j, "%d bytes", SNPGUEST_REPORT_SIZE);
}

int check_report_version(struct judgement *j)
{
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (!j->report.known_version)
		return failed(j, "version %u is not known; known are %d to %d",
			      j->report.version, REPORT_VERSION_MIN,
			      REPORT_VERSION_MAX);
	return passed(j, "version %u", j->report.version);
}

int check_signature_algorithm(struct judgement *j)
{
	uint32_t algo = j->report.signature_algo;

	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (algo != ECDSA_P384_SHA384)
		return failed(j, "algorithm %u is not known; 1 is ECDSA P-384 with SHA-384",
			      algo);
	return passed(j, "ECDSA P-384 with SHA-384");
}

/* Turns a number of the report around; false when it is not within 1 to n-1. */
static bool read_scalar(const uint8_t number[REPORT_RS_SIZE],
			uint8_t scalar[CRYPTO_P384_SIZE])
{
	for (size_t i = 0; i < CRYPTO_P384_SIZE; i++)
		scalar[i] = number[CRYPTO_P384_SIZE - 1 - i];
	return bytes_are_zero(number + CRYPTO_P384_SIZE,
			      REPORT_RS_SIZE - CRYPTO_P384_SIZE) &&
	       !bytes_are_zero(scalar, CRYPTO_P384_SIZE) &&
	       memcmp(scalar, p384_order, CRYPTO_P384_SIZE) < 0;
}

/* An unsigned report has zeros here; that is check_report_signed()'s. */
static bool is_unsigned(const struct judgement *j)
{
	return j->report.signing_key == SNPGUEST_SIGNING_KEY_NONE;
}

int check_signature_format(struct judgement *j)
{
	uint8_t scalar[CRYPTO_P384_SIZE];
	size_t tail = SNPGUEST_REPORT_SIZE - REPORT_TAIL;

	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (!bytes_are_zero(j->bytes.data + REPORT_TAIL, tail))
		return failed(j, "bytes 0x%x to 0x%x are not covered by the signature and are not zero",
			      REPORT_TAIL, SNPGUEST_REPORT_SIZE - 1);
	if (is_unsigned(j))
		return skipped(j, "the report says that it is not signed");
	if (!read_scalar(j->report.signature_r, scalar))
		return failed(j, "R is not a number of 1 to n-1 in 72 bytes");
	if (!read_scalar(j->report.signature_s, scalar))
		return failed(j, "S is not a number of 1 to n-1 in 72 bytes");
	return passed(j, "R and S are within the group's order, what follows is zero");
}

int check_report_signed(struct judgement *j)
{
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (is_unsigned(j))
		return failed(j, "the report is not signed (signing key 7)");
	return passed(j, "the report names a signing key");
}

int check_signing_key(struct judgement *j)
{
	uint8_t key = j->report.signing_key;

	if (!j->has_report)
		return not_judged(j, NO_REPORT);
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
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (j->report.vmpl == REPORT_VMPL_HOST)
		return failed(j, "the host asked for this report, not the guest (VMPL 0xffffffff)");
	return passed(j, "the guest asked for this report");
}

int check_vmpl(struct judgement *j)
{
	uint32_t vmpl = j->report.vmpl;

	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (vmpl == REPORT_VMPL_HOST)
		return skipped(j, "a report for the host has none");
	if (vmpl > VMPL_MAX)
		return failed(j, "VMPL %u; there are 0 to %d", vmpl, VMPL_MAX);
	return passed(j, "VMPL %u", vmpl);
}

int check_chip_key_masked(struct judgement *j)
{
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (!j->report.mask_chip_key)
		return passed(j, "MASK_CHIP_KEY is not set");
	if (j->report.signing_key == SNPGUEST_SIGNING_KEY_VCEK)
		return failed(j, "MASK_CHIP_KEY is set, yet a VCEK is said to have signed");
	return passed(j, "MASK_CHIP_KEY is set; no VCEK is said to have signed");
}

int check_chip_id_masked(struct judgement *j)
{
	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (!j->report.masked_chip_id)
		return passed(j, "the report shows its chip id");
	if (j->report.signing_key != SNPGUEST_SIGNING_KEY_VCEK)
		return passed(j, "the chip id is masked, as is usual without a VCEK");
	if (j->policy->allow_masked_chip_id)
		return passed(j, "the chip id is masked; the policy allows it");
	return failed(j, "the chip id is masked (all zero) though a VCEK signed");
}

int check_tcb_order(struct judgement *j)
{
	char low[64], high[64];

	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (!j->product)
		return not_judged(j, "the layout of the TCB is not known without a product");
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
	uint8_t r[CRYPTO_P384_SIZE], s[CRYPTO_P384_SIZE];
	struct snpguest_blob message = { j->bytes.data, REPORT_SIGNED_SIZE };
	int err;

	if (!j->has_report)
		return not_judged(j, NO_REPORT);
	if (!j->chain.leaf)
		return not_judged(j, NO_LEAF);
	if (!j->chain.leaf->key)
		return not_judged(j, "the leaf has no P-384 key");
	if (!read_scalar(j->report.signature_r, r) ||
	    !read_scalar(j->report.signature_s, s))
		return not_judged(j, "there is no well-formed signature");
	err = crypto_p384_verify(j->chain.leaf->key, message, r, s);
	if (err == -EBADMSG)
		return failed(j, "the leaf's key did not sign these bytes");
	return err ? err : passed(j, "signed by the leaf's key");
}

// SPDX-License-Identifier: MIT
/* By the hundreds of the numbers of the checks, which group them. */
#include "next_step.h"

#define ANEW "ask the guest for it anew; it was changed or cut on its way"
#define FETCH_LEAF "'snpguest fetch vcek' gets the one of this chip and TCB"
#define NOT_OURS "do not trust it; AMD issues no such certificate"
#define LEAVE_OUT "leave it out; AMD's authorities are built in"
#define FETCH_LIST "'snpguest fetch crl' gets the newest"
#define FIRMWARE "have the host's firmware updated, or lower the policy's floor"
#define NOT_DEMANDED "do not trust this guest, or change the policy"

/* What a report has to look like. */
static const char *for_report(enum snpguest_check_id id)
{
	switch (id) {
	case SNPGUEST_CHECK_REPORT_VERSION:
		return "look for a newer snpguest; 'display report' shows the"
		       " fields all the same";
	case SNPGUEST_CHECK_REPORT_SIGNED:
	case SNPGUEST_CHECK_CHIP_KEY_MASKED:
		return "have the host's MASK_CHIP_KEY switched off";
	case SNPGUEST_CHECK_GUEST_REQUESTED:
		return "let the guest ask for a report: 'snpguest report'";
	case SNPGUEST_CHECK_CHIP_ID_MASKED:
		return "have the host's MASK_CHIP_ID switched off, or allow it:"
		       " policy \"masked_chip_id\": true";
	case SNPGUEST_CHECK_KEY_INFO:
		return "look for a newer snpguest, or allow them: policy"
		       " \"key_info_allow\"";
	case SNPGUEST_CHECK_GUEST_POLICY:
		return "look for a newer snpguest, or allow it: policy"
		       " \"guest\"";
	default:
		return ANEW;
	}
}

static const char *for_chain(enum snpguest_check_id id)
{
	switch (id) {
	case SNPGUEST_CHECK_CERTIFICATE_TABLE:
		return "hand the certificates in without the host's table";
	case SNPGUEST_CHECK_CERTIFICATES:
	case SNPGUEST_CHECK_LEAF_FOUND:
		return FETCH_LEAF "; a VLEK is the host's to supply";
	case SNPGUEST_CHECK_ROOT_TRUSTED:
		return "do not trust it; for an emulated machine name its root"
		       " by --trust-anchor";
	case SNPGUEST_CHECK_LEAF_ISSUER:
	case SNPGUEST_CHECK_INTERMEDIATE_FOUND:
		return "hand in its issuer: 'snpguest fetch ca' gets AMD's";
	case SNPGUEST_CHECK_LEAF_DATES:
	case SNPGUEST_CHECK_INTERMEDIATE_DATES:
	case SNPGUEST_CHECK_ROOT_DATES:
		return "see that the clock is right, get a newer certificate,"
		       " or judge as of another time by --at";
	case SNPGUEST_CHECK_INPUT_ROOTS:
	case SNPGUEST_CHECK_INPUT_AUTHORITIES:
		return LEAVE_OUT;
	default:
		return NOT_OURS;
	}
}

static const char *for_endorsement(enum snpguest_check_id id)
{
	switch (id) {
	case SNPGUEST_CHECK_REPORT_SIGNATURE:
		return "get report and certificate anew; one was changed, or"
		       " they are of two chips";
	case SNPGUEST_CHECK_TCB_ORDER:
		return "do not trust this host; its firmware was rolled back";
	case SNPGUEST_CHECK_RUNTIME_CLAIMS:
		return "read NV index 0x01400001 again, report and claims at"
		       " once";
	default:
		return FETCH_LEAF;
	}
}

static const char *for_revocation(enum snpguest_check_id id)
{
	if (id == SNPGUEST_CHECK_NOT_REVOKED)
		return "do not trust it; AMD took the certificate back";
	return FETCH_LIST;
}

static const char *for_policy(enum snpguest_check_id id)
{
	switch (id) {
	case SNPGUEST_CHECK_POLICY_ROOT:
		return "do not trust it; for an emulated machine name its root"
		       " by --trust-anchor";
	case SNPGUEST_CHECK_POLICY_DEBUG:
		return "launch the guest without DEBUG in its policy, or use"
		       " --allow-debug where nothing is secret";
	case SNPGUEST_CHECK_POLICY_REPORT_DATA:
	case SNPGUEST_CHECK_POLICY_USER_DATA:
		return "ask for a report of your own nonce; this one may be an"
		       " old one";
	case SNPGUEST_CHECK_POLICY_MEASUREMENT:
		return "'snpguest generate measurement --explain REPORT' tells"
		       " which input of the launch differs";
	case SNPGUEST_CHECK_POLICY_FIRMWARE:
	case SNPGUEST_CHECK_POLICY_TCB_REPORTED:
	case SNPGUEST_CHECK_POLICY_TCB_COMMITTED:
	case SNPGUEST_CHECK_POLICY_TCB_CURRENT:
	case SNPGUEST_CHECK_POLICY_TCB_LAUNCH:
	case SNPGUEST_CHECK_POLICY_MITIGATIONS_LAUNCH:
	case SNPGUEST_CHECK_POLICY_MITIGATIONS_CURRENT:
		return FIRMWARE;
	default:
		return NOT_DEMANDED;
	}
}

const char *next_step(enum snpguest_check_id id)
{
	if (id < SNPGUEST_CHECK_REPORT_LAYOUT)
		return "name the file that was meant; 'snpguest display' shows"
		       " what one is";
	if (id < SNPGUEST_CHECK_CERTIFICATE_TABLE)
		return for_report(id);
	if (id < SNPGUEST_CHECK_REPORT_SIGNATURE)
		return for_chain(id);
	if (id < SNPGUEST_CHECK_CRLS)
		return for_endorsement(id);
	if (id < SNPGUEST_CHECK_POLICY_ROOT)
		return for_revocation(id);
	return for_policy(id);
}

// SPDX-License-Identifier: MIT
/* What each check that fails advises; the words are written again here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "output/next_step.h"

#define CHECK(name) SNPGUEST_CHECK_##name
#define ROWS_MAX 30

/* A text, and every check that has it. */
static const struct {
	const char *text;
	enum snpguest_check_id ids[ROWS_MAX];
} rows[] = {
	{ "name the file that was meant; 'snpguest display' shows what one is",
	  { CHECK(INPUT) } },
	{ "ask the guest for it anew; it was changed or cut on its way",
	  { CHECK(REPORT_LAYOUT), CHECK(SIGNATURE_ALGORITHM),
	    CHECK(SIGNATURE_FORMAT), CHECK(SIGNING_KEY), CHECK(VMPL) } },
	{ "look for a newer snpguest; 'display report' shows the fields all the same",
	  { CHECK(REPORT_VERSION) } },
	{ "have the host's MASK_CHIP_KEY switched off",
	  { CHECK(REPORT_SIGNED), CHECK(CHIP_KEY_MASKED) } },
	{ "let the guest ask for a report: 'snpguest report'",
	  { CHECK(GUEST_REQUESTED) } },
	{ "have the host's MASK_CHIP_ID switched off, or allow it: policy \"masked_chip_id\": true",
	  { CHECK(CHIP_ID_MASKED) } },
	{ "look for a newer snpguest, or allow them: policy \"key_info_allow\"",
	  { CHECK(KEY_INFO) } },
	{ "look for a newer snpguest, or allow it: policy \"guest\"",
	  { CHECK(GUEST_POLICY) } },
	{ "hand the certificates in without the host's table",
	  { CHECK(CERTIFICATE_TABLE) } },
	{ "'snpguest fetch vcek' gets the one of this chip and TCB; a VLEK is the host's to supply",
	  { CHECK(CERTIFICATES), CHECK(LEAF_FOUND) } },
	{ "do not trust it; AMD issues no such certificate",
	  { CHECK(LEAF_ALGORITHM), CHECK(LEAF_KEY), CHECK(LEAF_EXTENSIONS),
	    CHECK(LEAF_EXTENSIONS_KNOWN), CHECK(INTERMEDIATE_PROFILE),
	    CHECK(INTERMEDIATE_SIGNATURE), CHECK(LEAF_SIGNATURE),
	    CHECK(CHAIN_PRODUCT) } },
	{ "hand in its issuer: 'snpguest fetch ca' gets AMD's",
	  { CHECK(LEAF_ISSUER), CHECK(INTERMEDIATE_FOUND) } },
	{ "do not trust it; for an emulated machine name its root by --trust-anchor",
	  { CHECK(ROOT_TRUSTED), CHECK(POLICY_ROOT) } },
	{ "see that the clock is right, get a newer certificate, or judge as of another time by --at",
	  { CHECK(LEAF_DATES), CHECK(INTERMEDIATE_DATES), CHECK(ROOT_DATES) } },
	{ "leave it out; AMD's authorities are built in",
	  { CHECK(INPUT_ROOTS), CHECK(INPUT_AUTHORITIES) } },
	{ "get report and certificate anew; one was changed, or they are of two chips",
	  { CHECK(REPORT_SIGNATURE) } },
	{ "'snpguest fetch vcek' gets the one of this chip and TCB",
	  { CHECK(SIGNER_KIND), CHECK(PRODUCT), CHECK(CHIP_ID),
	    CHECK(TCB_FMC), CHECK(TCB_BL), CHECK(TCB_TEE), CHECK(TCB_SNP),
	    CHECK(TCB_UCODE), CHECK(TCB_RESERVED) } },
	{ "do not trust this host; its firmware was rolled back",
	  { CHECK(TCB_ORDER) } },
	{ "read NV index 0x01400001 again, report and claims at once",
	  { CHECK(RUNTIME_CLAIMS) } },
	{ "'snpguest fetch crl' gets the newest",
	  { CHECK(CRLS), CHECK(CRL_PRESENT), CHECK(CRL_SIGNATURE),
	    CHECK(CRL_DATES) } },
	{ "do not trust it; AMD took the certificate back",
	  { CHECK(NOT_REVOKED) } },
	{ "launch the guest without DEBUG in its policy, or use --allow-debug where nothing is secret",
	  { CHECK(POLICY_DEBUG) } },
	{ "ask for a report of your own nonce; this one may be an old one",
	  { CHECK(POLICY_REPORT_DATA), CHECK(POLICY_USER_DATA) } },
	{ "'snpguest generate measurement --explain REPORT' tells which input of the launch differs",
	  { CHECK(POLICY_MEASUREMENT) } },
	{ "have the host's firmware updated, or lower the policy's floor",
	  { CHECK(POLICY_FIRMWARE), CHECK(POLICY_TCB_REPORTED),
	    CHECK(POLICY_TCB_COMMITTED), CHECK(POLICY_TCB_CURRENT),
	    CHECK(POLICY_TCB_LAUNCH), CHECK(POLICY_MITIGATIONS_LAUNCH),
	    CHECK(POLICY_MITIGATIONS_CURRENT) } },
	{ "do not trust this guest, or change the policy",
	  { CHECK(POLICY_GUEST_REQUIRE), CHECK(POLICY_GUEST_FORBID),
	    CHECK(POLICY_VMPL), CHECK(POLICY_SIGNER), CHECK(POLICY_PRODUCT),
	    CHECK(POLICY_HOST_DATA), CHECK(POLICY_CHIP_ID),
	    CHECK(POLICY_CSP_ID), CHECK(POLICY_FAMILY_ID),
	    CHECK(POLICY_IMAGE_ID), CHECK(POLICY_AUTHOR_KEY),
	    CHECK(POLICY_ID_KEY_DIGEST), CHECK(POLICY_AUTHOR_KEY_DIGEST),
	    CHECK(POLICY_REPORT_ID), CHECK(POLICY_GUEST_SVN),
	    CHECK(POLICY_ABI), CHECK(POLICY_PROVISIONAL),
	    CHECK(POLICY_PLATFORM_REQUIRE), CHECK(POLICY_PLATFORM_FORBID),
	    CHECK(POLICY_CLAIMS) } },
};

#define N_ROWS (sizeof(rows) / sizeof(*rows))

static void each_check_that_fails_has_its_own_next_step(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ROWS; i++)
		for (size_t j = 0; j < ROWS_MAX && rows[i].ids[j]; j++)
			if (strcmp(next_step(rows[i].ids[j]), rows[i].text))
				fail_msg("check %d: \"%s\"", rows[i].ids[j],
					 next_step(rows[i].ids[j]));
}

static bool has_row(enum snpguest_check_id id)
{
	for (size_t i = 0; i < N_ROWS; i++)
		for (size_t j = 0; j < ROWS_MAX && rows[i].ids[j]; j++)
			if (rows[i].ids[j] == id)
				return true;
	return false;
}

/* The numbers of a group follow each other; the last one of each is here. */
static void no_check_is_left_out(void **state)
{
	static const struct {
		int first, last;
	} groups[] = {
		{ CHECK(INPUT), CHECK(GUEST_POLICY) },
		{ CHECK(CERTIFICATE_TABLE), CHECK(INPUT_AUTHORITIES) },
		{ CHECK(REPORT_SIGNATURE), CHECK(RUNTIME_CLAIMS) },
		{ CHECK(CRLS), CHECK(NOT_REVOKED) },
		{ CHECK(POLICY_ROOT), CHECK(POLICY_CLAIMS) },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		for (int id = groups[i].first; id <= groups[i].last; id++)
			if (!has_row((enum snpguest_check_id)id))
				fail_msg("check %d has no row", id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_check_that_fails_has_its_own_next_step),
		cmocka_unit_test(no_check_is_left_out),
	};

	return cmocka_run_group_tests_name("next_step", tests, NULL, NULL);
}

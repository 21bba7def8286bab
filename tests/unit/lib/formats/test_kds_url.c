// SPDX-License-Identifier: MIT
/* Addresses of AMD's key distribution service (57230, 4), written out again. */
#include "lib_files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define AMD "https://kdsintf.amd.com"
#define TCB(bl, tee, snp, ucode) \
	((uint64_t)(bl) | (uint64_t)(tee) << 8 | (uint64_t)(snp) << 48 | \
	 (uint64_t)(ucode) << 56)

static char url[SNPGUEST_KDS_URL_SIZE];
static struct snpguest_error error;

static void each_list_has_its_address(void **state)
{
	static const struct {
		enum snpguest_kds_list list;
		const char *path;
	} rows[] = {
		{ SNPGUEST_KDS_VCEK_CHAIN, "/vcek/v1/Genoa/cert_chain" },
		{ SNPGUEST_KDS_VCEK_CRL, "/vcek/v1/Genoa/crl" },
		{ SNPGUEST_KDS_VLEK_CHAIN, "/vlek/v1/Genoa/cert_chain" },
		{ SNPGUEST_KDS_VLEK_CRL, "/vlek/v1/Genoa/crl" },
	};
	char wanted[128];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		snprintf(wanted, sizeof(wanted), AMD "%s", rows[i].path);
		assert_int_equal(snpguest_kds_list_url(NULL, NULL,
						       SNPGUEST_PRODUCT_GENOA,
						       rows[i].list, url,
						       sizeof(url), &error), 0);
		assert_string_equal(url, wanted);
	}
	assert_int_equal(snpguest_kds_list_url(NULL, NULL,
					       SNPGUEST_PRODUCT_UNKNOWN,
					       SNPGUEST_KDS_VCEK_CRL, url,
					       sizeof(url), &error), -ENODATA);
}

static struct snpguest_report a_report(void)
{
	struct snpguest_report report = {
		.signing_key = SNPGUEST_SIGNING_KEY_VCEK,
		.reported_tcb.raw = TCB(4, 0, 24, 219),
	};

	memset(report.chip_id, 0xa5, sizeof(report.chip_id));
	return report;
}

static int ask(const struct snpguest_report *report, const char *host,
	       size_t size)
{
	return snpguest_kds_vcek_url(NULL, host, SNPGUEST_PRODUCT_MILAN, report,
				     url, size, &error);
}

static void a_vcek_is_asked_for_by_chip_and_tcb(void **state)
{
	struct snpguest_report report = a_report();
	char wanted[512], chip[129];

	(void)state;
	for (size_t i = 0; i < 64; i++)
		memcpy(chip + 2 * i, "a5", 3);
	snprintf(wanted, sizeof(wanted),
		 "http://cache/vcek/v1/Milan/%s?blSPL=04&teeSPL=00&snpSPL=24&ucodeSPL=219",
		 chip);
	assert_int_equal(ask(&report, "http://cache", sizeof(url)), 0);
	assert_string_equal(url, wanted);
}

static void what_amd_does_not_have_is_not_asked_for(void **state)
{
	struct snpguest_report report = a_report();

	(void)state;
	report.masked_chip_id = true;
	assert_int_equal(ask(&report, NULL, sizeof(url)), -ENODATA);
	assert_non_null(strstr(error.what, "hides its chip id"));
	report = a_report();
	report.signing_key = SNPGUEST_SIGNING_KEY_VLEK;
	assert_int_equal(ask(&report, NULL, sizeof(url)), -ENODATA);
	assert_non_null(strstr(error.what, "a VLEK signed it"));
}

/* Also by the byte that ends it. */
static void an_address_that_does_not_fit_is_none(void **state)
{
	struct snpguest_report report = a_report();
	size_t len;

	(void)state;
	assert_int_equal(ask(&report, NULL, sizeof(url)), 0);
	len = strlen(url);
	assert_int_equal(ask(&report, NULL, len + 1), 0);
	assert_int_equal(ask(&report, NULL, len), -ENOSPC);
	assert_non_null(strstr(error.what, "longer"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_list_has_its_address),
		cmocka_unit_test(a_vcek_is_asked_for_by_chip_and_tcb),
		cmocka_unit_test(what_amd_does_not_have_is_not_asked_for),
		cmocka_unit_test(an_address_that_does_not_fit_is_none),
	};

	return cmocka_run_group_tests_name("kds_url", tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
/* What one byte makes of a shape, where the checks have whole files. */
#include "lib_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE SNPGUEST_REPORT_SIZE
#define REPORT_IN_HCL 0x20
#define TYPE_IN_HCL 0x4c8
#define CLAIMS_IN_HCL 0x4d4
#define REPORT_IN_RESPONSE 32

static struct snpguest_container *container;

static int drop(void **state)
{
	(void)state;
	snpguest_container_free(container);
	container = NULL;
	return 0;
}

/* Of memory that ends where they do, for who looks behind them. */
static void take(const uint8_t *bytes, size_t len)
{
	uint8_t *copy = malloc(len);

	snpguest_container_free(container);
	memcpy(copy, bytes, len);
	assert_int_equal(snpguest_container_read(
		(struct snpguest_blob){ copy, len }, &container, NULL), 0);
	free(copy);
}

static bool has_report(void)
{
	return snpguest_container_report(container).data;
}

static bool is_refused_for(const char *what)
{
	const char *refusal = snpguest_container_refusal(container);

	return refusal && strstr(refusal, what);
}

static void a_response_has_reserved_bytes_of_zero(void **state)
{
	uint8_t bytes[REPORT_IN_RESPONSE + SIZE] = { 0 };

	(void)state;
	bytes[4] = SIZE & 255;
	bytes[5] = SIZE >> 8;
	bytes[REPORT_IN_RESPONSE] = 3;
	take(bytes, sizeof(bytes));
	assert_true(has_report());
	assert_int_equal(snpguest_container_shape(container),
			 SNPGUEST_SHAPE_RESPONSE);
	for (size_t i = 8; i < REPORT_IN_RESPONSE; i++) {
		bytes[i] = 1;
		take(bytes, sizeof(bytes));
		assert_false(has_report());
		bytes[i] = 0;
	}
}

/* Version 1 of the pre-release layout, and nothing but zeros behind it. */
static void the_first_layout_is_known_by_its_end(void **state)
{
	uint8_t bytes[SIZE + 8] = { 1 };

	(void)state;
	for (size_t len = SIZE; len <= sizeof(bytes); len++) {
		take(bytes, len);
		assert_int_equal(snpguest_container_shape(container),
				 SNPGUEST_SHAPE_PRERELEASE);
	}
	for (size_t i = SIZE; i < sizeof(bytes); i++) {
		bytes[i] = 7;
		take(bytes, sizeof(bytes));
		assert_int_not_equal(snpguest_container_shape(container),
				     SNPGUEST_SHAPE_PRERELEASE);
		assert_false(has_report());
		bytes[i] = 0;
	}
}

/* Wherever it is cut: the report in it is not read to where its claims are not. */
static void an_hcl_report_is_whole(void **state)
{
	uint8_t bytes[CLAIMS_IN_HCL + 2] = "HCLA";

	(void)state;
	bytes[REPORT_IN_HCL] = 3;
	bytes[TYPE_IN_HCL] = 2;
	bytes[TYPE_IN_HCL + 4] = 3; /* SHA-512 */
	bytes[TYPE_IN_HCL + 8] = 2;
	memcpy(bytes + CLAIMS_IN_HCL, "{}", 2);
	take(bytes, sizeof(bytes));
	assert_null(snpguest_container_refusal(container));
	assert_true(has_report());
	for (size_t len = 4; len < CLAIMS_IN_HCL; len++) {
		take(bytes, len);
		assert_true(is_refused_for("is cut off"));
		assert_false(has_report());
	}
	bytes[TYPE_IN_HCL + 4] = 4;
	take(bytes, sizeof(bytes));
	assert_true(is_refused_for("hash 4"));
}

/* A line's end behind DER is an editor's; anything else makes it no certificate. */
static void blanks_may_stand_behind_der(void **state)
{
	uint8_t der[0x108] = { 0x30, 0x82, 1, 0, 0x30, 0x81, 0xf0, 0xa0 };
	const struct snpguest_blob *certs;
	size_t count;

	(void)state;
	memset(der + 8, 0x30, sizeof(der) - 8);
	for (int i = 0; i < 4; i++) {
		der[0x104 + i] = '\n';
		take(der, 0x105 + i);
		certs = snpguest_container_certs(container, &count);
		assert_int_equal(count, 1);
		assert_int_equal(certs[0].len, 0x104);
		der[0x104 + i] = 'x';
		take(der, 0x105 + i);
		certs = snpguest_container_certs(container, &count);
		if (count)
			assert_int_equal(certs[0].len, 0x105 + i);
		der[0x104 + i] = '\n';
	}
}

/* Bytes as numbers of an array: one that is none makes no report. */
static void numbers_of_an_array_are_bytes(void **state)
{
	static const char *const last[] = { "255", "256", "-1", "1.5" };
	char text[4096], *at;

	(void)state;
	for (size_t i = 0; i < sizeof(last) / sizeof(*last); i++) {
		at = text + sprintf(text, "{\"report_data\":\"%0128d\","
				    "\"signature\":\"%01024d\",\"measurement\":[",
				    0, 0);
		for (int n = 0; n < 47; n++)
			at += sprintf(at, "7,");
		at += sprintf(at, "%s]}", last[i]);
		take((uint8_t *)text, at - text);
		assert_int_equal(has_report(), i == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_response_has_reserved_bytes_of_zero),
		cmocka_unit_test(the_first_layout_is_known_by_its_end),
		cmocka_unit_test(an_hcl_report_is_whole),
		cmocka_unit_test(blanks_may_stand_behind_der),
		cmocka_unit_test(numbers_of_an_array_are_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, drop);
}

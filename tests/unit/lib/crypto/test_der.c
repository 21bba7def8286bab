// SPDX-License-Identifier: MIT
/* DER taken apart, against OpenSSL's reading of the same bytes. */
#include "lib_files.h"

#include <string.h>

#include <openssl/asn1.h>
#include <openssl/objects.h>

#include "crypto/der.h"

static struct snpguest_blob blob(const void *data, size_t len)
{
	return (struct snpguest_blob){ data, len };
}

static void an_oid_is_told_as_the_standard_does(void **state)
{
	/* X.690 8.19.5; AMD's productName; the first number 2 with a large one */
	static const struct {
		uint8_t content[12];
		size_t len;
		const char *text;
	} rows[] = {
		{ { 0x81, 0x34, 0x03 }, 3, "2.100.3" },
		{ { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c, 0x78, 0x01, 0x02 }, 9,
		  "1.3.6.1.4.1.3704.1.2" },
		{ { 0x00 }, 1, "0.0" },
		{ { 0x27 }, 1, "0.39" },
		{ { 0x28 }, 1, "1.0" },
		{ { 0x4f }, 1, "1.39" },
		{ { 0x50 }, 1, "2.0" },
		{ { 0x88, 0x37 }, 2, "2.999" },
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_true(der_oid_text(blob(rows[i].content, rows[i].len),
					 text, sizeof(text)));
		assert_string_equal(text, rows[i].text);
	}
}

static void what_is_no_oid_has_no_text(void **state)
{
	static const uint8_t cut[] = { 0x2b, 0x86 }, padded[] = { 0x2b, 0x80, 1 };
	uint8_t wide[] = { 0x2b, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
			   0x80, 0x00 };
	uint8_t widest[] = { 0x2b, 0x83, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
			     0x80, 0x80, 0x00 };
	char text[64];

	(void)state;
	assert_false(der_oid_text(blob("", 0), text, sizeof(text)));
	assert_false(der_oid_text(blob(cut, sizeof(cut)), text, sizeof(text)));
	assert_false(der_oid_text(blob(padded, sizeof(padded)), text,
				  sizeof(text)));
	/* 2^63 has 64 bits, 3 * 2^63 has more. */
	assert_true(der_oid_text(blob(wide, sizeof(wide)), text, sizeof(text)));
	assert_string_equal(text, "1.3.9223372036854775808");
	assert_false(der_oid_text(blob(widest, sizeof(widest)), text,
				  sizeof(text)));
}

static void a_text_that_does_not_fit_is_none(void **state)
{
	static const uint8_t oid[] = { 0x2b, 0x06, 0x01 };
	char text[16];

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_true(der_oid_text(blob(oid, sizeof(oid)), text, 8));
	assert_string_equal(text, "1.3.6.1");
	assert_false(der_oid_text(blob(oid, sizeof(oid)), text, 7));
	assert_false(der_oid_text(blob(oid, sizeof(oid)), text, 4));
	assert_false(der_oid_text(blob(oid, sizeof(oid)), text, 2));
	assert_int_equal(text[8], 'x');
}

/* Every one of two and three bytes, and some longer ones. */
static void oids_are_those_of_openssl(void **state)
{
	uint8_t der[2 + 6] = { 0x06 };
	char ours[64], theirs[64];

	(void)state;
	for (uint32_t n = 0; n < 1 << 18; n++) {
		size_t len = 2 + n % 5;
		const uint8_t *at = der;
		ASN1_OBJECT *oid;
		bool read;

		der[1] = len;
		for (size_t i = 0; i < len; i++)
			der[2 + i] = n * UINT32_C(2654435761) >> (8 * i % 25);
		oid = d2i_ASN1_OBJECT(NULL, &at, 2 + len);
		read = der_oid_text(blob(der + 2, len), ours, sizeof(ours));
		assert_int_equal(read, oid != NULL);
		if (read) {
			OBJ_obj2txt(theirs, sizeof(theirs), oid, 1);
			assert_string_equal(ours, theirs);
		}
		ASN1_OBJECT_free(oid);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_oid_is_told_as_the_standard_does),
		cmocka_unit_test(what_is_no_oid_has_no_text),
		cmocka_unit_test(a_text_that_does_not_fit_is_none),
		cmocka_unit_test(oids_are_those_of_openssl),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

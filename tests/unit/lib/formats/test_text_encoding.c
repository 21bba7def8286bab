// SPDX-License-Identifier: MIT
/* Known answers of RFC 4648, section 10, and what is none. */
#include "lib_files.h"

#include <string.h>

#include "formats/text_encoding.h"

static struct snpguest_blob blob_of(const char *text)
{
	return (struct snpguest_blob){ (const uint8_t *)text, strlen(text) };
}

static void assert_decodes(const char *text, enum text_encoding encoding,
			   const char *wanted)
{
	uint8_t bytes[64];
	size_t len;

	assert_true(text_may_be(blob_of(text), encoding));
	assert_true(text_decode(blob_of(text), encoding, bytes, &len));
	assert_int_equal(len, strlen(wanted));
	assert_memory_equal(bytes, wanted, len);
}

static void base64_of_the_rfc_is_read(void **state)
{
	(void)state;
	assert_decodes("Zg==", TEXT_ENCODING_BASE64, "f");
	assert_decodes("Zm8=", TEXT_ENCODING_BASE64, "fo");
	assert_decodes("Zm9v", TEXT_ENCODING_BASE64, "foo");
	assert_decodes("Zm9vYg==", TEXT_ENCODING_BASE64, "foob");
	assert_decodes("Zm9vYmE=", TEXT_ENCODING_BASE64, "fooba");
	assert_decodes("Zm9vYmFy", TEXT_ENCODING_BASE64, "foobar");
	assert_decodes(" Zm9v\r\n\tYg ==\n", TEXT_ENCODING_BASE64, "foob");
	assert_decodes("Zm9vYg", TEXT_ENCODING_BASE64, "foob");
	assert_decodes("+/+/", TEXT_ENCODING_BASE64, "\xfb\xff\xbf");
	assert_decodes("-_-_", TEXT_ENCODING_BASE64URL, "\xfb\xff\xbf");
}

static void hexadecimal_of_the_rfc_is_read(void **state)
{
	(void)state;
	assert_decodes("666F6F626172", TEXT_ENCODING_HEX, "foobar");
	assert_decodes("0x666f6f", TEXT_ENCODING_HEX, "foo");
	assert_decodes("66:6f:6f\n", TEXT_ENCODING_HEX, "foo");
	assert_decodes("\xef\xbb\xbf 66 6f\n6f", TEXT_ENCODING_HEX, "foo");
}

static void what_is_neither_is_said(void **state)
{
	static const char *const none[] = {
		"", " ", "A", "AAAAA", "AA=", "AAA==", "A===", "AA==AA", "AAAA====",
		"+_AA", "not text!", "AA\x80", "=",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		assert_int_equal(text_encoding_of(blob_of(none[i])),
				 TEXT_ENCODING_NONE);
	}
	/* Digits of both, but too few for whole bytes of the one. */
	assert_false(text_may_be(blob_of("666"), TEXT_ENCODING_HEX));
	assert_false(text_may_be(blob_of("66g"), TEXT_ENCODING_HEX));
	assert_int_equal(text_encoding_of(blob_of("666")),
			 TEXT_ENCODING_BASE64);
}

static void bits_that_belong_to_no_byte_are_zero(void **state)
{
	uint8_t bytes[8];
	size_t len;

	(void)state;
	assert_false(text_decode(blob_of("Zh=="), TEXT_ENCODING_BASE64, bytes,
				 &len));
	assert_false(text_decode(blob_of("Zm9="), TEXT_ENCODING_BASE64, bytes,
				 &len));
}

static void decoding_into_its_own_memory_works(void **state)
{
	char text[] = "\n Zm9vYmFy";
	size_t len;

	(void)state;
	assert_true(text_decode(blob_of(text), TEXT_ENCODING_BASE64,
				(uint8_t *)text, &len));
	assert_int_equal(len, 6);
	assert_memory_equal(text, "foobar", 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64_of_the_rfc_is_read),
		cmocka_unit_test(hexadecimal_of_the_rfc_is_read),
		cmocka_unit_test(what_is_neither_is_said),
		cmocka_unit_test(bits_that_belong_to_no_byte_are_zero),
		cmocka_unit_test(decoding_into_its_own_memory_works),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

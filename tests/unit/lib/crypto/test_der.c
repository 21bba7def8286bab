// SPDX-License-Identifier: MIT
/* DER taken apart, against OpenSSL's reading of the same bytes. */
#include "lib_files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <openssl/asn1.h>
#include <openssl/objects.h>

#include "crypto/crypto_x509.h"
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

/* Into a buffer that stays until the next. */
static struct snpguest_blob of_hex(const char *hex)
{
	static uint8_t bytes[64];
	size_t len = strlen(hex) / 2;

	memset(bytes, 0, sizeof(bytes));
	for (size_t i = 0; i < len; i++) {
		unsigned int byte;

		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		bytes[i] = byte;
	}
	return blob(bytes, len);
}

static bool is_strict(const char *hex)
{
	return der_is_strict(of_hex(hex));
}

/* X.690 8 and 11, a line or two of each. */
static void der_is_strict_to_the_bottom(void **state)
{
	static const char *const good[] = {
		"0500", "0101ff", "020100", "02017f", "02020080", "0201ff",
		"0202ff7f", "0a0101", "030100", "03020780",
		"0303000080", "170d3730303130313030303030305a",
		"180f31393730303130313030303030305a",
		"06032b0601", "06028837", "3000", "3100", "30030101ff",
		"a0030101ff", "8001ff", "0c0161", "0400", "0403010100",
		/* Characters of two bytes, and of four. */
		"1e020061", "1e00", "1c0400000061", "1c00",
		/* Extensions: subject key identifier, key usage, CRL number. */
		"300b0603551d0e040404020102", "300b0603551d0f040403020106",
		"300a0603551d140403020104",
		/* Delta CRL indicator, reason, invalidity date. */
		"300a0603551d1b0403020104", "300a0603551d1504030a0101",
		"30180603551d180411180f31393730303130313030303030305a",
		/* What only begins as one of them does. */
		"300a0604551d0f0104020500",
		/* AMD's, and one nobody knows: their values are not looked at. */
		"300a0603551e0e0403010100",
		/* Authority key identifier: of its three parts any. */
		"300b0603551d23040430028000",
		"300d0603551d23040630048000a100",
		"300c0603551d2304053003820101",
		"30090603551d2304023000",
	};
	static const char *const bad[] = {
		"300130", "3003050005", "300a0603551d150403020101",
		"", "30", "050100", "050000", "05000500", "010100", "0101fd",
		"0101fe", "010101", "0102ffff", "0100", "0200", "0202007f",
		"0202ff80", "0a00", "0300", "030101", "03020880", "03020181", "03020800",
		"170130", "180130", "170d373030313031303030303030305a",
		"0600", "060180", "06022b80", "06032b8001", "06022b81",
		"30030101fd", "3003010100", "a0030101fd", "a003010100",
		"240100", "2300", "2c00", "3200", "7000", "c000", "4000",
		"1f0100", "30800000", "30810101", "0000", "2000",
		"1e0161", "1e03006100", "1c020061", "1c03000061", "1c0161",
		"1000", "1003010100", "1100", "300706032b06011000",
		"300b0603551d0e040430020102" /* a SEQUENCE, not octets */,
		"300c0603551d1404050203000004", "300b0603551d0f040403020107",
		"300a0603551d140403010104", "30090603551d1404020201",
		"300c0603551d1404050201040500",
		"300b0603551d23040430028300", "300b0603551d23040430020500",
		"300d0603551d2304063004a1008000", "300d0603551d230406300480008000",
		"300b0603551d23040431028000", "300b0603551d23040470028000",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (!is_strict(good[i]))
			fail_msg("%s is DER", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (is_strict(bad[i]))
			fail_msg("%s is no DER", bad[i]);
}

/* X.690 10.1: of a length no other form than the shortest. */
static void a_length_has_one_form(void **state)
{
	static const struct {
		uint8_t head[11];
		size_t size, content;
		bool der;
	} rows[] = {
		{ { 0x04, 0x7f }, 2, 0x7f, true },
		{ { 0x04, 0x81, 0x7f }, 3, 0x7f, false },
		{ { 0x04, 0x81, 0x80 }, 3, 0x80, true },
		{ { 0x04, 0x82, 0x00, 0x80 }, 4, 0x80, false },
		{ { 0x04, 0x82, 0x00, 0xff }, 4, 0xff, false },
		{ { 0x04, 0x82, 0x01, 0x00 }, 4, 0x100, true },
		{ { 0x04, 0x83, 0x00, 0x01, 0x00 }, 5, 0x100, false },
		{ { 0x04, 0x84, 0x00, 0x00, 0x01, 0x00 }, 6, 0x100, false },
		{ { 0x04, 0x80 }, 2, 0, false },
		/* More than 64 bits, of which those are left. */
		{ { 0x04, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0x80 }, 11, 0x80,
		  false },
	};
	uint8_t bytes[11 + 0x100];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		memset(bytes, 0, sizeof(bytes));
		memcpy(bytes, rows[i].head, rows[i].size);
		assert_int_equal(der_is_strict(blob(bytes, rows[i].size +
							   rows[i].content)),
				 rows[i].der);
	}
}

/* Each copy ends where memory does. */
static void behind_the_end_nothing_is_looked_at(void **state)
{
	static const char *const cut[] = {
		"", "04", "0480", "0481", "0482", "048201", "048401", "04ff",
		"0401", "020200", "1f",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cut) / sizeof(*cut); i++) {
		struct snpguest_blob der = guarded(of_hex(cut[i]));
		struct bytes rest = bytes_of(der);
		struct der_element element;

		if (der_next(&rest, &element))
			fail_msg("%s is an element", cut[i]);
		guarded_free(der);
	}
}

/* X.690 8.3; @max and no more. */
static void a_number_has_one_form(void **state)
{
	static const struct {
		const char *der;
		uint32_t max;
		int64_t number;
	} rows[] = {
		{ "020100", 0, 0 }, { "02017f", 255, 127 },
		{ "020200ff", 255, 255 }, { "020500ffffffff", UINT32_MAX,
					    UINT32_MAX },
		{ "02020100", 255, -1 }, { "020201ff", 510, -1 },
		{ "0200", 255, -1 }, { "0201ff", UINT32_MAX, -1 },
		{ "0202007f", 255, -1 }, { "02020000", 255, -1 },
		{ "02050100000000", UINT32_MAX, -1 },
		/* More than 64 bits, of which a 5 is left. */
		{ "0209010000000000000005", UINT32_MAX, -1 },
		{ "030105", 255, -1 }, { "0201050500", 255, -1 },
		{ "", 255, -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uint32_t number = 0;
		int err = crypto_read_number(of_hex(rows[i].der), rows[i].max,
					     &number);

		if (err != (rows[i].number < 0 ? -EBADMSG : 0) ||
		    (!err && number != rows[i].number))
			fail_msg("%s: %d, %u", rows[i].der, err, number);
	}
}

static void text_and_octets_have_their_types(void **state)
{
	struct snpguest_blob content;

	(void)state;
	assert_int_equal(crypto_read_ia5(of_hex("160161"), &content), 0);
	assert_int_equal(content.len, 1);
	assert_int_equal(crypto_read_ia5(of_hex("0c0161"), &content), -EBADMSG);
	assert_int_equal(crypto_read_ia5(of_hex("1601610500"), &content),
			 -EBADMSG);
	assert_int_equal(crypto_read_octets(of_hex("040161"), &content), 0);
	assert_int_equal(content.len, 1);
	assert_int_equal(crypto_read_octets(of_hex("030161"), &content),
			 -EBADMSG);
	assert_int_equal(crypto_read_octets(of_hex("0401610500"), &content),
			 -EBADMSG);
}

/* RFC 5280 4.1: what is signed, how, and the signature. */
static void what_is_signed_has_three_parts(void **state)
{
	static const char *const bad[] = {
		"", "3009" "3000" "3000" "03020001" "00" /* behind a part */,
		"3008" "3000" "3000" "03020001" "0500" /* behind all */,
		"3108" "3000" "3000" "03020001", "3008" "3100" "3000" "03020001",
		"3008" "3000" "3100" "03020001", "3008" "3000" "3000" "04020001",
		"300a" "3000" "3000" "03020001" "0500", "3004" "3000" "3000",
		"3006" "3000" "3000" "0300", "3008" "3000" "3000" "03020102",
	};
	struct signed_der parts;

	(void)state;
	assert_true(der_signed(of_hex("3008" "3000" "3000" "03020001"), &parts));
	assert_int_equal(parts.signature.len, 1);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (der_signed(of_hex(bad[i]), &parts))
			fail_msg("%s was taken", bad[i]);
}

/* As deep as anything can be meant, and no stack without end. */
static void der_has_a_deepest_level(void **state)
{
	uint8_t nested[2 * 60];

	(void)state;
	for (size_t levels = 1; levels <= 60; levels++) {
		for (size_t i = 0; i < levels; i++) {
			nested[2 * i] = 0x30;
			nested[2 * i + 1] = 2 * (levels - 1 - i);
		}
		assert_int_equal(der_is_strict(blob(nested, 2 * levels)),
				 levels <= 24);
	}
}

static bool reads_time(uint8_t tag, const char *text, int64_t *seconds)
{
	const struct der_element element = {
		.tag = tag, .content = blob(text, strlen(text)),
	};

	return der_read_time(&element, seconds);
}

static void a_time_has_one_form(void **state)
{
	static const struct {
		uint8_t tag;
		const char *text;
		int64_t seconds;
	} good[] = {
		{ 0x17, "700101000000Z", 0 },
		{ 0x17, "691231235959Z", -1 },
		{ 0x17, "500101000000Z", INT64_C(-631152000) },
		{ 0x17, "491231235959Z", INT64_C(2524607999) },
		{ 0x17, "000229120000Z", INT64_C(951825600) },
		{ 0x18, "19700101000000Z", 0 },
		{ 0x18, "20241231235959Z", INT64_C(1735689599) },
		{ 0x18, "99991231235959Z", INT64_C(253402300799) },
		{ 0x18, "20000229000000Z", INT64_C(951782400) },
	};
	static const struct {
		uint8_t tag;
		const char *text;
	} bad[] = {
		{ 0x17, "" }, { 0x17, "Z" }, { 0x17, "700101000000" },
		{ 0x17, "7001010000Z" }, { 0x17, "700101000000z" },
		{ 0x17, "700101000000+0000" }, { 0x17, "700101000000ZZ" },
		{ 0x17, "7001010000000" }, { 0x17, "19700101000000Z" },
		{ 0x17, "700001000000Z" }, { 0x17, "701301000000Z" },
		{ 0x17, "700100000000Z" }, { 0x17, "700132000000Z" },
		{ 0x17, "700230000000Z" }, { 0x17, "010229000000Z" },
		{ 0x17, "700431000000Z" }, { 0x17, "700101240000Z" },
		{ 0x17, "700101006000Z" }, { 0x17, "700101000060Z" },
		{ 0x17, "70010100000 Z" }, { 0x17, "-00101000000Z" },
		{ 0x17, ":00101000000Z" }, { 0x17, "700101000000/" },
		{ 0x18, "700101000000Z" }, { 0x18, "19700101000000.5Z" },
		{ 0x18, "19000229000000Z" }, { 0x18, "197001010000000" },
		{ 0x0c, "700101000000Z" }, { 0x0c, "19700101000000Z" },
	};
	int64_t seconds;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_true(reads_time(good[i].tag, good[i].text, &seconds));
		assert_int_equal(seconds, good[i].seconds);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (reads_time(bad[i].tag, bad[i].text, &seconds))
			fail_msg("%s is no time", bad[i].text);
}

/* Every day of a century and what is no day, as OpenSSL reads them. */
static void times_are_those_of_openssl(void **state)
{
	ASN1_TIME *theirs = ASN1_TIME_new();
	char text[16];

	(void)state;
	for (int n = 0; n < 100 * 13 * 33; n++) {
		int64_t ours;
		struct tm tm;
		bool read;

		snprintf(text, sizeof(text), "%02d%02d%02d%02d%02d%02dZ",
			 n / 33 / 13, n / 33 % 13, n % 33, n % 25, n % 61,
			 n % 61);
		read = reads_time(0x17, text, &ours);
		assert_int_equal(read, ASN1_TIME_set_string_X509(theirs, text) &&
				 ASN1_TIME_to_tm(theirs, &tm));
		if (read)
			assert_int_equal(ours, timegm(&tm));
	}
	ASN1_TIME_free(theirs);
}

/* Numbers of two bytes, as they stand in a signature; RFC 3279 2.2.3, X.690 8.3. */
static void a_signature_is_two_numbers_that_fit(void **state)
{
	static const struct {
		uint8_t der[16];
		size_t len;
		uint8_t numbers[4];
		bool good;
	} rows[] = {
		{ "\x30\x08\x02\x02\x12\x34\x02\x02\x56\x78", 10,
		  { 0x12, 0x34, 0x56, 0x78 }, true },
		{ "\x30\x09\x02\x03\x00\x92\x34\x02\x02\x56\x78", 11,
		  { 0x92, 0x34, 0x56, 0x78 }, true },
		{ "\x30\x06\x02\x01\x12\x02\x01\x56", 8,
		  { 0, 0x12, 0, 0x56 }, true },
		{ "\x30\x09\x02\x03\x12\x34\x56\x02\x02\x56\x78", 11, {}, false },
		{ "\x30\x0b\x02\x02\x12\x34\x02\x02\x56\x78\x02\x01\x01", 13, {}, false },
		{ "\x30\x08\x02\x02\x12\x34\x02\x02\x56\x78\x00", 11, {}, false },
		{ "\x30\x06\x02\x00\x02\x02\x56\x78", 8, {}, false },
		{ "\x30\x08\x03\x02\x12\x34\x02\x02\x56\x78", 10, {}, false },
		{ "\x31\x08\x02\x02\x12\x34\x02\x02\x56\x78", 10, {}, false },
		{ "\x30\x04\x02\x02\x12\x34", 6, {}, false },
	};
	uint8_t numbers[4];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(der_ecdsa(blob(rows[i].der, rows[i].len), 2,
					   numbers, numbers + 2), rows[i].good);
		if (rows[i].good)
			assert_memory_equal(numbers, rows[i].numbers, 4);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_oid_is_told_as_the_standard_does),
		cmocka_unit_test(what_is_no_oid_has_no_text),
		cmocka_unit_test(a_text_that_does_not_fit_is_none),
		cmocka_unit_test(oids_are_those_of_openssl),
		cmocka_unit_test(der_is_strict_to_the_bottom),
		cmocka_unit_test(a_length_has_one_form),
		cmocka_unit_test(behind_the_end_nothing_is_looked_at),
		cmocka_unit_test(a_number_has_one_form),
		cmocka_unit_test(text_and_octets_have_their_types),
		cmocka_unit_test(what_is_signed_has_three_parts),
		cmocka_unit_test(der_has_a_deepest_level),
		cmocka_unit_test(a_time_has_one_form),
		cmocka_unit_test(times_are_those_of_openssl),
		cmocka_unit_test(a_signature_is_two_numbers_that_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

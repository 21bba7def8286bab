// SPDX-License-Identifier: MIT
/* Certificates put together by hand, one part of which is of another form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/der_certificate.h"

#define BYTES(text) { (const uint8_t *)(text), sizeof(text) - 1 }

/* The parts of a certificate, in order. */
enum part {
	VERSION, SERIAL, INNER, ISSUER, VALIDITY, SUBJECT, KEY, EXTENSIONS,
	OUTER, SIGNATURE, PARTS
};

#define ALGORITHM "\x30\x05\x06\x03\x2a\x03\x04"
#define NAME "\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01" "a"
#define BEGIN "\x17\x0d" "260101000000Z"
#define END "\x17\x0d" "270101000000Z"
#define EXTENSION "\x30\x09\x06\x03\x2a\x03\x05\x04\x02\x05\x00"

static const struct snpguest_blob usual[PARTS] = {
	[VERSION] = BYTES("\xa0\x03\x02\x01\x02"),
	[SERIAL] = BYTES("\x02\x01\x00"),
	[INNER] = BYTES(ALGORITHM),
	[ISSUER] = BYTES(NAME),
	[VALIDITY] = BYTES("\x30\x1e" BEGIN END),
	[SUBJECT] = BYTES(NAME),
	[KEY] = BYTES("\x30\x0b" ALGORITHM "\x03\x02\x00\xff"),
	[EXTENSIONS] = BYTES("\xa3\x0d\x30\x0b" EXTENSION),
	[OUTER] = BYTES(ALGORITHM),
	[SIGNATURE] = BYTES("\x03\x02\x00\x01"),
};

/* Of at most 255 bytes; returns how many it has in all. */
static size_t sequence(uint8_t *to, const struct snpguest_blob *parts,
		       size_t count)
{
	size_t len = 0, at = 0;

	for (size_t i = 0; i < count; i++)
		len += parts[i].len;
	to[at++] = 0x30;
	if (len > 127)
		to[at++] = 0x81;
	to[at++] = len;
	for (size_t i = 0; i < count; i++) {
		memcpy(to + at, parts[i].data, parts[i].len);
		at += parts[i].len;
	}
	return at;
}

/* Is it one, of @parts, in which OUTER - 1 is lost? @cert as below. */
static bool reads_parts(struct snpguest_blob parts[PARTS],
			struct der_certificate *cert)
{
	static uint8_t whole[256];
	uint8_t tbs[256];

	parts[OUTER - 1] = (struct snpguest_blob){
		tbs, sequence(tbs, parts, OUTER)
	};
	return der_certificate((struct snpguest_blob){
			       whole, sequence(whole, parts + OUTER - 1, 3) },
			       cert);
}

/* Is it one, with @part replaced? @cert points into what stays until the next. */
static bool reads(enum part part, struct snpguest_blob by,
		  struct der_certificate *cert)
{
	struct snpguest_blob parts[PARTS];

	memcpy(parts, usual, sizeof(parts));
	parts[part] = by;
	return reads_parts(parts, cert);
}

static void each_part_has_one_form(void **state)
{
	static const struct {
		enum part part;
		struct snpguest_blob by;
		bool holds;
	} rows[] = {
		{ VERSION, BYTES("\xa0\x03\x02\x01\x01"), false },
		{ VERSION, BYTES("\xa1\x03\x02\x01\x02"), false },
		{ VERSION, BYTES("\x30\x03\x02\x01\x02"), false },
		{ VERSION, BYTES(""), false },
		{ SERIAL, BYTES("\x02\x01\xff"), false },
		{ SERIAL, BYTES("\x02\x02\x00\x80"), true },
		{ SERIAL, BYTES("\x0a\x01\x00"), false },
		{ INNER, BYTES("\x30\x05\x06\x03\x2a\x03\x05"), false },
		{ INNER, BYTES("\x30\x07\x06\x03\x2a\x03\x04\x05\x00"), false },
		{ ISSUER, BYTES("\x31\x00"), false },
		{ ISSUER, BYTES("\x10\x00"), false },
		{ VALIDITY, BYTES("\x30\x0f" BEGIN), false },
		{ VALIDITY, BYTES("\x30\x2d" BEGIN END END), false },
		{ VALIDITY, BYTES("\x30\x06\x02\x01\x00\x02\x01\x00"), false },
		{ VALIDITY, BYTES("\x31\x1e" BEGIN END), false },
		{ SUBJECT, BYTES("\x02\x01\x00"), false },
		{ KEY, BYTES("\x31\x0b" ALGORITHM "\x03\x02\x00\xff"), false },
		{ KEY, BYTES("\x30\x0b\x31\x05\x06\x03\x2a\x03\x04"
			     "\x03\x02\x00\xff"), false },
		{ KEY, BYTES("\x30\x0b" ALGORITHM "\x04\x02\x00\xff"), false },
		{ KEY, BYTES("\x30\x07" ALGORITHM), false },
		{ KEY, BYTES("\x30\x0d\x30\x07\x06\x03\x2a\x03\x04\x05\x00"
			     "\x03\x02\x00\xff"), true },
		{ KEY, BYTES("\x30\x0f\x30\x09\x06\x03\x2a\x03\x04\x05\x00"
			     "\x05\x00\x03\x02\x00\xff"), false },
		{ KEY, BYTES("\x30\x08\x30\x02\x05\x00\x03\x02\x00\xff"), false },
		{ KEY, BYTES("\x30\x0d" ALGORITHM "\x03\x02\x00\xff\x05\x00"),
		  false },
		{ EXTENSIONS, BYTES(""), true },
		{ EXTENSIONS, BYTES("\xa3\x02\x30\x00"), true },
		{ EXTENSIONS, BYTES("\xa3\x00"), false },
		{ EXTENSIONS, BYTES("\xa3\x04\x30\x00\x30\x00"), false },
		/* Unique identifiers, before extensions and alone. */
		{ EXTENSIONS, BYTES("\x81\x02\x00\x01"), false },
		{ EXTENSIONS, BYTES("\x82\x02\x00\x01\xa3\x0d\x30\x0b"
				    EXTENSION), false },
		/* Something behind them. */
		{ EXTENSIONS, BYTES("\xa3\x0d\x30\x0b" EXTENSION "\x05\x00"),
		  false },
		/* Critical; without a value; with two; with another. */
		{ EXTENSIONS, BYTES("\xa3\x0e\x30\x0c\x30\x0a\x06\x03\x2a\x03"
				    "\x05\x01\x01\xff\x04\x00"), true },
		{ EXTENSIONS, BYTES("\xa3\x09\x30\x07\x30\x05\x06\x03\x2a\x03"
				    "\x05"), false },
		{ EXTENSIONS, BYTES("\xa3\x0d\x30\x0b\x30\x09\x06\x03\x2a\x03"
				    "\x05\x04\x00\x04\x00"), false },
		{ EXTENSIONS, BYTES("\xa3\x0b\x30\x09\x30\x07\x06\x03\x2a\x03"
				    "\x05\x05\x00"), false },
		{ EXTENSIONS, BYTES("\xa3\x0c\x30\x0a\x30\x08\x02\x02\x2a\x03"
				    "\x04\x02\x05\x00"), false },
		{ EXTENSIONS, BYTES("\xa3\x0d\x30\x0b\x31\x09\x06\x03\x2a\x03"
				    "\x05\x04\x02\x05\x00"), false },
		{ EXTENSIONS, BYTES("\xa3\x0c\x30\x0a\x30\x08\x06\x03\x2a\x03"
				    "\x05\x01\x01\xff"), false },
		{ EXTENSIONS, BYTES("\xa4\x0d\x30\x0b" EXTENSION), false },
		{ SIGNATURE, BYTES("\x04\x02\x00\x01"), false },
	};
	struct der_certificate cert;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (reads(rows[i].part, rows[i].by, &cert) != rows[i].holds)
			fail_msg("row %zu", i);
}

/* The same inside and outside: an OID, and at most one parameter. */
static void an_algorithm_has_one_form(void **state)
{
	static const struct {
		struct snpguest_blob algorithm;
		bool holds;
	} rows[] = {
		{ BYTES(ALGORITHM), true },
		{ BYTES("\x30\x07\x06\x03\x2a\x03\x04\x05\x00"), true },
		{ BYTES("\x30\x09\x06\x03\x2a\x03\x04\x05\x00\x05\x00"),
		  false },
		{ BYTES("\x30\x02\x05\x00"), false },
		{ BYTES("\x30\x00"), false },
		{ BYTES("\x31\x05\x06\x03\x2a\x03\x04"), false },
	};
	struct der_certificate cert;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct snpguest_blob parts[PARTS];

		memcpy(parts, usual, sizeof(parts));
		parts[INNER] = parts[OUTER] = rows[i].algorithm;
		if (reads_parts(parts, &cert) != rows[i].holds)
			fail_msg("row %zu", i);
	}
}

static void expect(struct snpguest_blob is, struct snpguest_blob should)
{
	assert_int_equal(is.len, should.len);
	assert_memory_equal(is.data, should.data, should.len);
}

static void each_part_is_found(void **state)
{
	struct der_certificate cert;

	(void)state;
	assert_true(reads(SERIAL, (struct snpguest_blob)BYTES(
			  "\x02\x03\x00\x80\x01"), &cert));
	expect(cert.serial, (struct snpguest_blob)BYTES("\x80\x01"));
	expect(cert.issuer, usual[ISSUER]);
	expect(cert.subject, usual[SUBJECT]);
	expect(cert.key, (struct snpguest_blob)BYTES("\x00\xff"));
	expect(cert.key_algorithm,
	       (struct snpguest_blob)BYTES("\x06\x03\x2a\x03\x04"));
	expect(cert.extensions, (struct snpguest_blob)BYTES(EXTENSION));
	expect(cert.parts.algorithm, usual[OUTER]);
	assert_int_equal(cert.not_before, 1767225600);
	assert_int_equal(cert.not_after, 1798761600);
	assert_true(reads(SERIAL, usual[SERIAL], &cert));
	expect(cert.serial, (struct snpguest_blob)BYTES("\x00"));
}

#define CONSTRAINTS "\x06\x03\x55\x1d\x13\x01\x01\xff"
#define CA "\x30\x0f" CONSTRAINTS "\x04\x05\x30\x03\x01\x01\xff"
#define NO_CA "\x30\x0c" CONSTRAINTS "\x04\x02\x30\x00"
#define SIGNS "\x30\x0b\x06\x03\x55\x1d\x0f\x04\x04\x03\x02\x02\x04"
#define OTHERS "\x30\x0b\x06\x03\x55\x1d\x0f\x04\x04\x03\x02\x03\x08"
#define CRITICAL "\x30\x0a\x06\x03\x2a\x03\x05\x01\x01\xff\x04\x00"

static void an_authority_says_so_once(void **state)
{
	static const struct {
		struct snpguest_blob extensions;
		bool ca;
	} rows[] = {
		{ BYTES(CA SIGNS), true },
		{ BYTES(SIGNS EXTENSION CA), true },
		{ BYTES("\x30\x12" CONSTRAINTS "\x04\x08\x30\x06\x01\x01\xff"
			"\x02\x01\x00" SIGNS), true },
		{ BYTES("\x30\x11" CONSTRAINTS "\x04\x07\x30\x05\x01\x01\xff"
			"\x05\x00" SIGNS), false },
		{ BYTES("\x30\x11" CONSTRAINTS "\x04\x07\x30\x03\x01\x01\xff"
			"\x05\x00" SIGNS), false },
		{ BYTES("\x30\x14" CONSTRAINTS "\x04\x0a\x30\x08\x01\x01\xff"
			"\x02\x01\x00\x05\x00" SIGNS), false },
		{ BYTES("\x30\x0f" CONSTRAINTS "\x04\x05\x30\x03\x02\x01\x01"
			SIGNS), false },
		/* It may sign lists. */
		{ BYTES(CA "\x30\x0b\x06\x03\x55\x1d\x0f\x04\x04\x03\x02"
			"\x01\x02"), false },
		{ BYTES(""), false },
		{ BYTES(CA), false },
		{ BYTES(SIGNS), false },
		{ BYTES(NO_CA SIGNS), false },
		{ BYTES(CA OTHERS), false },
		{ BYTES(CA CA SIGNS), false },
		{ BYTES(NO_CA CA SIGNS), false },
		{ BYTES(CA SIGNS SIGNS), false },
		{ BYTES(CA OTHERS SIGNS), false },
		{ BYTES(CA SIGNS CRITICAL), false },
		/* No bits; what follows them is another extension's. */
		{ BYTES(CA "\x30\x0a\x06\x03\x55\x1d\x0f\x04\x03\x03\x01\x00"
			EXTENSION), false },
		/* RFC 5280 4.2: none twice; and a length below zero. */
		{ BYTES(CA SIGNS EXTENSION EXTENSION), false },
		{ BYTES("\x30\x12" CONSTRAINTS "\x04\x08\x30\x06\x01\x01\xff"
			"\x02\x01\xff" SIGNS), false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (der_is_ca(rows[i].extensions) != rows[i].ca)
			fail_msg("row %zu", i);
}

/* More than there are cannot each be known, and would take long to compare. */
static void an_authority_has_few_extensions(void **state)
{
	static const uint8_t ca[] = CA SIGNS;
	uint8_t bytes[sizeof(ca) + 16 * 9];
	size_t len = sizeof(ca) - 1;

	(void)state;
	memcpy(bytes, ca, len);
	for (uint8_t n = 1; n <= 16; n++) {
		const uint8_t other[9] = { 0x30, 7, 6, 3, 0x2a, 4, n, 4, 0 };

		memcpy(bytes + len, other, sizeof(other));
		len += sizeof(other);
		assert_int_equal(der_is_ca((struct snpguest_blob){ bytes, len }),
				 n <= 15);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_part_has_one_form),
		cmocka_unit_test(an_algorithm_has_one_form),
		cmocka_unit_test(each_part_is_found),
		cmocka_unit_test(an_authority_says_so_once),
		cmocka_unit_test(an_authority_has_few_extensions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

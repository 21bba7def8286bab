// SPDX-License-Identifier: MIT
/* Names of every kind, against OpenSSL's reading of the same bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/x509.h>

#include "crypto/name.h"

#define ROOM 1024

/* struct value - of an attribute below 2.5.4; @joined to the one before it */
struct value {
	uint8_t type, tag;
	const char *bytes;
	size_t len;
	bool joined;
};

#define VALUE(type, tag, text) { type, tag, text, sizeof(text) - 1, false }
#define JOINED(type, tag, text) { type, tag, text, sizeof(text) - 1, true }

enum { CN = 3, C = 6, O = 10, OU = 11 };
enum {
	BITS = 0x03, OCTETS = 0x04, UTF8 = 0x0c, NUMERIC = 0x12,
	PRINTABLE = 0x13, TELETEX = 0x14, IA5 = 0x16, UNIVERSAL = 0x1c,
	BMP = 0x1e
};

struct name {
	uint8_t der[ROOM];
	size_t len;
};

static void wrap(struct name *name, size_t from, uint8_t tag)
{
	size_t len = name->len - from, head = len < 128 ? 2 : len < 256 ? 3 : 4;

	assert_true(name->len + head <= ROOM);
	memmove(name->der + from + head, name->der + from, len);
	name->der[from] = tag;
	name->der[from + 1] = head == 2 ? len : 0x7e + head;
	if (head > 2)
		name->der[from + head - 1] = len;
	if (head > 3)
		name->der[from + 2] = len >> 8;
	name->len += head;
}

static void put_value(struct name *name, const struct value *value)
{
	size_t from = name->len;

	memcpy(name->der + name->len, "\x06\x03\x55\x04", 4);
	name->der[name->len + 4] = value->type;
	name->len += 5;
	memcpy(name->der + name->len, value->bytes, value->len);
	name->len += value->len;
	wrap(name, from + 5, value->tag);
	wrap(name, from, 0x30);
}

static struct snpguest_blob name_of(struct name *name,
				    const struct value *values, size_t count)
{
	name->len = 0;
	for (size_t i = 0; i < count;) {
		size_t set = name->len;

		do
			put_value(name, &values[i++]);
		while (i < count && values[i].joined);
		wrap(name, set, 0x31);
	}
	wrap(name, 0, 0x30);
	return (struct snpguest_blob){ name->der, name->len };
}

/* As the library does it that everybody uses; NULL where it reads none. */
static X509_NAME *theirs(struct snpguest_blob der)
{
	const uint8_t *at = der.data;
	X509_NAME *name = d2i_X509_NAME(NULL, &at, der.len);
	uint8_t *again = NULL;
	int len;

	if (!name)
		return NULL;
	len = i2d_X509_NAME(name, &again);
	if ((size_t)len != der.len || memcmp(again, der.data, der.len)) {
		X509_NAME_free(name);
		name = NULL;
	}
	OPENSSL_free(again);
	return name;
}

/* Names that are there in more than one spelling, by number. */
static const struct {
	int number;
	const char *text;
	struct value values[3];
	size_t count;
} names[] = {
	{ 0, "CN=SEV-Milan,C=US",
	  { VALUE(C, PRINTABLE, "US"), VALUE(CN, UTF8, "SEV-Milan") }, 2 },
	{ 0, "CN=sev-mILAN,C=us",
	  { VALUE(C, UTF8, "us"), VALUE(CN, PRINTABLE, "sev-mILAN") }, 2 },
	{ 0, "CN=\\  SEV-Milan\\ ,C=US",
	  { VALUE(C, IA5, "US"), VALUE(CN, TELETEX, "  SEV-Milan ") }, 2 },
	{ 0, "CN=SEV-Milan,C=US",
	  { VALUE(C, BMP, "\0U\0S"), VALUE(CN, UTF8, "SEV-Milan") }, 2 },
	{ 0, "CN=SEV-Milan,C=US",
	  { VALUE(C, UNIVERSAL, "\0\0\0U\0\0\0S"),
	    VALUE(CN, UTF8, "SEV-Milan") }, 2 },
	/* Another order, another number, another type, a letter more. */
	{ 1, "C=US,CN=SEV-Milan",
	  { VALUE(CN, UTF8, "SEV-Milan"), VALUE(C, PRINTABLE, "US") }, 2 },
	{ 2, "CN=SEV-Milan", { VALUE(CN, UTF8, "SEV-Milan") }, 1 },
	{ 3, "OU=SEV-Milan,C=US",
	  { VALUE(C, PRINTABLE, "US"), VALUE(OU, UTF8, "SEV-Milan") }, 2 },
	{ 4, "CN=SEV-Milan,C=USA",
	  { VALUE(C, PRINTABLE, "USA"), VALUE(CN, UTF8, "SEV-Milan") }, 2 },
	{ 5, "CN=SEV-Mila,C=US",
	  { VALUE(C, PRINTABLE, "US"), VALUE(CN, UTF8, "SEV-Mila") }, 2 },
	/* Blanks: one is as good as three, and none is another name. */
	{ 6, "O=a b", { VALUE(O, UTF8, "a b") }, 1 },
	{ 6, "O=A\\09\\0A B", { VALUE(O, UTF8, "A\t\n B") }, 1 },
	{ 7, "O=ab", { VALUE(O, UTF8, "ab") }, 1 },
	/* Beyond ASCII: case counts. */
	{ 8, "O=\\C3\\A9", { VALUE(O, UTF8, "\xc3\xa9") }, 1 },
	{ 8, "O=\\C3\\A9", { VALUE(O, TELETEX, "\xe9") }, 1 },
	{ 8, "O=\\C3\\A9", { VALUE(O, BMP, "\0\xe9") }, 1 },
	{ 9, "O=\\C3\\89", { VALUE(O, UTF8, "\xc3\x89") }, 1 },
	{ 10, "O=\\E2\\82\\AC", { VALUE(O, UTF8, "\xe2\x82\xac") }, 1 },
	{ 11, "O=\\F0\\9F\\98\\80",
	  { VALUE(O, UTF8, "\xf0\x9f\x98\x80") }, 1 },
	{ 11, "O=\\F0\\9F\\98\\80",
	  { VALUE(O, UNIVERSAL, "\0\1\xf6\0") }, 1 },
	/* Two in a set are not two sets. */
	{ 12, "OU=b+CN=a", { VALUE(CN, UTF8, "a"), JOINED(OU, UTF8, "b") }, 2 },
	{ 12, "OU=B+CN=A", { VALUE(CN, UTF8, "A"), JOINED(OU, UTF8, "B") }, 2 },
	{ 13, "OU=b,CN=a", { VALUE(CN, UTF8, "a"), VALUE(OU, UTF8, "b") }, 2 },
	/* What is no text is the same or not. */
	{ 14, "O=#03020041", { VALUE(O, BITS, "\0A") }, 1 },
	{ 15, "O=#03020061", { VALUE(O, BITS, "\0a") }, 1 },
	{ 16, "O=a\\0Db\\7F\\,\\+\\\"\\\\\\<\\>\\;",
	  { VALUE(O, UTF8, "a\rb\x7f,+\"\\<>;") }, 1 },
	{ 17, "", {}, 0 },
	{ 18, "O=", { VALUE(O, UTF8, "") }, 1 },
	{ 18, "O=\\ ", { VALUE(O, UTF8, " ") }, 1 },
	{ 19, "2.5.4.65=#0C0161", { VALUE(65, UTF8, "a") }, 1 },
	{ 20, "O=1", { VALUE(O, NUMERIC, "1") }, 1 },
};

#define N_NAMES (sizeof(names) / sizeof(*names))

static struct snpguest_blob numbered(struct name *name, size_t i)
{
	return name_of(name, names[i].values, names[i].count);
}

static void names_are_compared_as_openssl_compares_them(void **state)
{
	struct name a, b;

	(void)state;
	for (size_t i = 0; i < N_NAMES; i++)
		for (size_t j = 0; j < N_NAMES; j++) {
			struct snpguest_blob x = numbered(&a, i);
			struct snpguest_blob y = numbered(&b, j);
			X509_NAME *p = theirs(x), *q = theirs(y);
			bool same = names[i].number == names[j].number;

			assert_true(p && q);
			if (name_equal(x, y) != same ||
			    !X509_NAME_cmp(p, q) != same)
				fail_msg("names %zu and %zu", i, j);
			X509_NAME_free(p);
			X509_NAME_free(q);
		}
}

static void expect_shown(struct snpguest_blob der, const char *text)
{
	char mine[NAME_TEXT_MAX], printed[NAME_TEXT_MAX] = "";
	BIO *bio = BIO_new(BIO_s_mem());
	X509_NAME *name = theirs(der);

	assert_non_null(name);
	name_text(der, mine, sizeof(mine));
	assert_string_equal(mine, text);
	X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253);
	BIO_read(bio, printed, sizeof(printed) - 1);
	if (!strstr(text, "2.5.4.65")) /* OpenSSL knows it as pseudonym */
		assert_string_equal(mine, printed);
	X509_NAME_free(name);
	BIO_free(bio);
}

static void names_are_shown_as_openssl_shows_them(void **state)
{
	struct name name;

	(void)state;
	for (size_t i = 0; i < N_NAMES; i++)
		expect_shown(numbered(&name, i), names[i].text);
}

/* Of many the last, and of a long one the beginning. */
static void a_text_is_cut(void **state)
{
	struct value many[40];
	struct name name;
	char text[NAME_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < 40; i++)
		many[i] = (struct value)VALUE(C, UTF8, "a");
	many[39].bytes = "z";
	name_text(name_of(&name, many, 40), text, 8);
	assert_string_equal(text, "C=z,C=a");
	name_text(name_of(&name, many, 40), text, sizeof(text));
	assert_int_equal(strlen(text), 40 * 4 - 1);
	name_text(name_of(&name, many, 40), text, 1);
	assert_string_equal(text, "");
}

/* More sets than a text has room for: which of them are shown? */
static void of_very_many_attributes_the_last_are_shown(void **state)
{
	static uint8_t der[3 + 12 * 200];
	size_t at = 4;
	char text[NAME_TEXT_MAX];

	(void)state;
	for (int i = 0; i < 199; i++) {
		memcpy(der + at, "\x31\x0a\x30\x08\x06\x03\x55\x04\x06\x0c\x01",
		       11);
		der[at + 11] = i < 198 ? 'a' + i % 26 : '!';
		at += 12;
	}
	memcpy(der, (uint8_t[]){ 0x30, 0x82, (at - 4) >> 8, at - 4 }, 4);
	name_text((struct snpguest_blob){ der, at }, text, sizeof(text));
	assert_int_equal(strlen(text), NAME_TEXT_MAX - 1);
	assert_memory_equal(text, "C=!,C=p,C=o,", 12);
	assert_string_equal(text + 252, "C=f");
}

/* Each of two characters and a comma: no text holds more of them. */
static void attributes_without_text_fill_one_as_well(void **state)
{
	struct value empty[90];
	struct name name;
	char text[NAME_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < 90; i++)
		empty[i] = (struct value)VALUE(C, UTF8, "");
	name_text(name_of(&name, empty, 90), text, sizeof(text));
	assert_int_equal(strlen(text), NAME_TEXT_MAX - 1);
	assert_string_equal(text + 249, "C=,C=,");
}

/* ------------------------------------------------------------------- reading */

static void what_is_no_name_is_refused(void **state)
{
	static const struct value bad[] = {
		/* Of too few bytes; too large; half of a pair. */
		VALUE(O, UNIVERSAL, "abc"), VALUE(O, UNIVERSAL, "\0\x11\0\0"),
		VALUE(O, UNIVERSAL, "\0\0\xd8\0"), VALUE(O, BMP, "\xd8\0"),
		VALUE(O, BMP, "\xdf\xff"), VALUE(O, BMP, "a"),
		/* Cut; no beginning; no continuation; longer than needed. */
		VALUE(O, UTF8, "\xc3"), VALUE(O, UTF8, "\xa9"),
		VALUE(O, UTF8, "\xc3" "a"), VALUE(O, UTF8, "\xc1\xa1"),
		VALUE(O, UTF8, "\xe0\x81\xa1"),
		VALUE(O, UTF8, "\xf0\x80\x81\xa1"), VALUE(O, UTF8, "\xf8"),
		VALUE(O, UTF8, "\xed\xa0\x80"),
		VALUE(O, UTF8, "\xf4\x90\x80\x80"),
	};
	struct snpguest_blob common_name;
	struct name name;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct snpguest_blob der = name_of(&name, &bad[i], 1);

		if (name_read(der, &common_name))
			fail_msg("value %zu was read", i);
	}
}

/* Sets, of sequences, of an OID and one value; in order (X.690 11.6). */
static void a_name_has_one_form(void **state)
{
	static const struct {
		const char *der;
		size_t len;
		bool holds;
	} rows[] = {
#define ROW(der, holds) { der, sizeof(der) - 1, holds }
#define ONE "\x30\x08\x06\x03\x55\x04\x06\x0c\x01" "a"
#define TWO "\x30\x08\x06\x03\x55\x04\x06\x0c\x01" "b"
		ROW("\x30\x0c\x31\x0a" ONE, true),
		ROW("\x30\x16\x31\x14" ONE TWO, true),
		ROW("\x30\x16\x31\x14" ONE ONE, true),
		ROW("\x30\x16\x31\x14" TWO ONE, false),
		ROW("\x30\x18\x31\x0a" TWO "\x31\x0a" ONE, true),
		ROW("\x30\x00", true),
		ROW("\x30\x02\x31\x00", false),
		ROW("\x30\x0c\x30\x0a" ONE, false),
		ROW("\x30\x0c\x31\x0a\x31\x08\x06\x03\x55\x04\x06\x0c\x01" "a",
		    false),
		ROW("\x30\x0c\x31\x0a\x30\x08\x0c\x03\x55\x04\x06\x0c\x01" "a",
		    false),
		ROW("\x30\x09\x31\x07\x30\x05\x06\x03\x55\x04\x06", false),
		ROW("\x30\x0e\x31\x0c\x30\x0a\x06\x03\x55\x04\x06\x0c\x01" "a"
		    "\x05\x00", false),
	};
	struct snpguest_blob common_name;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct snpguest_blob der = { (const uint8_t *)rows[i].der,
					     rows[i].len };
		X509_NAME *name = theirs(der);

		if (name_read(der, &common_name) != rows[i].holds ||
		    (rows[i].holds && !name))
			fail_msg("row %zu", i);
		X509_NAME_free(name);
	}
}

/* Which of two would count? And other types are read in more than one way. */
static void a_common_name_is_the_only_one(void **state)
{
	static const struct {
		const char *common_name;
		struct value values[3];
		size_t count;
	} rows[] = {
		{ "a", { VALUE(C, PRINTABLE, "b"), VALUE(CN, UTF8, "a"),
			 VALUE(O, UTF8, "c") }, 3 },
		{ "a", { VALUE(CN, PRINTABLE, "a") }, 1 },
		{ "", { VALUE(CN, UTF8, "") }, 1 },
		{ "", { VALUE(C, UTF8, "a") }, 1 },
		{ "", { VALUE(CN, UTF8, "a"), VALUE(CN, UTF8, "a") }, 2 },
		{ "", { VALUE(CN, UTF8, "a"), JOINED(CN, UTF8, "b") }, 2 },
		{ "", { VALUE(CN, TELETEX, "a") }, 1 },
		{ "", { VALUE(CN, IA5, "a") }, 1 },
		{ "", { VALUE(CN, BMP, "\0a") }, 1 },
		{ "", { VALUE(CN, BITS, "\0a") }, 1 },
		{ "", { VALUE(CN, UTF8, "a"), VALUE(CN, TELETEX, "a") }, 2 },
		{ "", { VALUE(CN, TELETEX, "a"), VALUE(CN, UTF8, "a") }, 2 },
	};
	struct name name;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct snpguest_blob found;

		assert_true(name_read(name_of(&name, rows[i].values,
					      rows[i].count), &found));
		if (found.len != strlen(rows[i].common_name) ||
		    (found.len && memcmp(found.data, rows[i].common_name,
					 found.len)))
			fail_msg("row %zu", i);
	}
}

/* -------------------------------------------------------------------- random */

static struct value random_value(char bytes[4])
{
	static const uint8_t tags[] = { BITS, UTF8, NUMERIC, PRINTABLE, TELETEX,
					IA5, UNIVERSAL, BMP };
	static const char few[] = "aA bB\t\0\0\xc3\xa9\xe9-,\\\x80\xd8\xf0";
	struct value value = { .type = random() % 2 ? CN : OU,
			       .tag = tags[random() % sizeof(tags)],
			       .bytes = bytes, .len = random() % 5,
			       .joined = random() % 4 == 0 };

	for (int i = 0; i < 4; i++)
		bytes[i] = few[random() % (sizeof(few) - 1)];
	if (value.tag == BITS) {
		bytes[0] = 0;
		value.len |= !value.len;
	}
	return value;
}

/* Attributes of one set: OpenSSL reads them in any order, and sorts them. */
static bool is_of_single_ones(const struct value *values, size_t count)
{
	return count == 1 || !values[1].joined;
}

/* Numbers, which are no text to OpenSSL. */
static bool has_number(const struct value *values, size_t count)
{
	return values[0].tag == NUMERIC || values[count - 1].tag == NUMERIC;
}

/* @name: theirs, as it read @der, out. */
static bool read_alike(struct snpguest_blob der, const struct value *values,
		       size_t count, X509_NAME **name)
{
	struct snpguest_blob common_name;
	bool mine = name_read(der, &common_name);

	*name = theirs(der);
	if (mine != !!*name && (mine || is_of_single_ones(values, count)))
		fail_msg("one alone reads a name");
	return mine && is_of_single_ones(values, count) &&
	       !has_number(values, count);
}

static void read_two(const struct value *x, const struct value *y, size_t count)
{
	struct name a, b;
	struct snpguest_blob p = name_of(&a, x, count);
	struct snpguest_blob q = name_of(&b, y, count);
	X509_NAME *first, *second;
	bool one = read_alike(p, x, count, &first);
	bool two = read_alike(q, y, count, &second);

	if (one && two && name_equal(p, q) != !X509_NAME_cmp(first, second))
		fail_msg("equal to one alone");
	X509_NAME_free(first);
	X509_NAME_free(second);
}

static void random_names_are_read_as_openssl_reads_them(void **state)
{
	(void)state;
	srandom(15);
	for (int i = 0; i < 200000; i++) {
		struct value values[2][2];
		char bytes[4][4];

		for (int j = 0; j < 4; j++)
			values[j / 2][j % 2] = random_value(bytes[j]);
		read_two(values[0], values[1], 1 + random() % 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_compared_as_openssl_compares_them),
		cmocka_unit_test(names_are_shown_as_openssl_shows_them),
		cmocka_unit_test(a_text_is_cut),
		cmocka_unit_test(of_very_many_attributes_the_last_are_shown),
		cmocka_unit_test(attributes_without_text_fill_one_as_well),
		cmocka_unit_test(what_is_no_name_is_refused),
		cmocka_unit_test(a_name_has_one_form),
		cmocka_unit_test(a_common_name_is_the_only_one),
		cmocka_unit_test(random_names_are_read_as_openssl_reads_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

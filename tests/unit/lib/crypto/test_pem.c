// SPDX-License-Identifier: MIT
/* RFC 7468: what is read, what is refused, and in which time. */
#include "lib_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/pem.h>

#include "crypto/pem.h"

#define B "-----BEGIN CERTIFICATE-----\n"
#define E "-----END CERTIFICATE-----\n"

static struct bytes text_of(const char *text)
{
	return (struct bytes){ (const uint8_t *)text, strlen(text), false };
}

static int next(const char *text, uint8_t **der, size_t *len)
{
	struct bytes at = text_of(text);

	return crypto_pem_next(&at, PEM_CERTIFICATE, der, len);
}

/* All of these say "hello". */
static void blocks_are_found_in_every_dress(void **state)
{
	static const char *const texts[] = {
		B "aGVsbG8=\n" E,
		"-----BEGIN CERTIFICATE-----\naGVsbG8=\n"
			"-----END CERTIFICATE-----",
		"-----BEGIN CERTIFICATE-----\r\naGVsbG8=\r\n"
			"-----END CERTIFICATE-----\r\n",
		"-----BEGIN CERTIFICATE-----\raGVsbG8=\r"
			"-----END CERTIFICATE-----\r",
		"\xef\xbb\xbf" B "aGVsbG8=\n" E,
		"  \t-----BEGIN CERTIFICATE-----  \n\t aGVs  \n  bG8=\t\n"
			" -----END CERTIFICATE----- \n",
		"Subject: CN = x\nnot a block: -----BEGIN\n" B "aGVsbG8=\n" E
			"text behind",
		B "\n\naGVs\n\nbG8=\n\n" E,
		B "a\nG\nV\ns\nb\nG\n8\n=\n" E,
		"-----BEGIN PRIVATE KEY-----\n????\n"
			"-----END PRIVATE KEY-----\n" B "aGVsbG8=\n" E,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct snpguest_blob blob = { (const uint8_t *)texts[i],
					      strlen(texts[i]) };
		uint8_t *der;
		size_t len;

		assert_true(crypto_pem_is(blob));
		if (next(texts[i], &der, &len))
			fail_msg("text %zu was refused", i);
		assert_int_equal(len, 5);
		assert_memory_equal(der, "hello", 5);
		free(der);
	}
}

static void malformed_blocks_are_refused(void **state)
{
	static const char *const texts[] = {
		"-----BEGIN CERTIFICATE-----\n:\n-----END CERTIFICATE-----",
		B E,
		B "\n" E,
		B,
		B "aGVsbG8=\n",
		B "aGVsbG8\n" E,		/* padding is missing */
		B "aGVsbG8==\n" E,
		B "aGVsbG9=\n" E,		/* bits that do not count */
		B "aGVs=bG8\n" E,
		B "aGVsbA==bG8=\n" E,
		B "====\n" E,
		B "aG===\n" E,
		B "a===\n" E,
		B "aGVs bG8=\n" E,
		B "aGVs\xc3\xa9\n" E,
		B "aGVs_G8=\n" E,		/* another alphabet */
		B "Proc-Type: 4,ENCRYPTED\n\naGVsbG8=\n" E,
		B "aGVsbG8=\n-----END X509 CRL-----\n",
		B "aGVsbG8=\n-----END CERTIFICATE----\n",
		B "aGVsbG8=\n-----END CERTIFICATE------\n",
		B "aGVsbG8=\n-----END CERTIFICATE----- x\n",
		B "aGVsbG8=\n-----END  CERTIFICATE-----\n",
		B "aGVsbG8=\n----END CERTIFICATE-----\n" E,
		B "aGVsbG8=-----END CERTIFICATE-----\n",
		"-----BEGIN CERTIFICATE----\naGVsbG8=\n" E,
		"-----BEGIN CERTIFICATE-----x\naGVsbG8=\n" E,
		"-----BEGIN CERTI\x01" "CATE-----\naGVsbG8=\n" E,
		"-----BEGIN -----\naGVsbG8=\n-----END -----\n" B,
		"-----BEGIN A--B-----\n-----END A--B-----\n" B,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		uint8_t *der;
		size_t len;
		int err = next(texts[i], &der, &len);

		if (err != -EBADMSG)
			fail_msg("text %zu: %d", i, err);
		assert_null(der);
	}
}

static void other_labels_are_passed_over(void **state)
{
	static const char *const texts[] = {
		"", "text", "-----END CERTIFICATE-----\n",
		"x-----BEGIN CERTIFICATE-----\n",
		"-----BEGIN X509 CERTIFICATE-----\naGVsbG8=\n"
			"-----END X509 CERTIFICATE-----\n",
		"-----BEGIN certificate-----\naGVsbG8=\n"
			"-----END certificate-----\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		uint8_t *der;
		size_t len;

		assert_int_equal(next(texts[i], &der, &len), -ENOENT);
	}
}

/* What stands behind a malformed block is still read. */
static void reading_goes_on_behind_a_malformed_block(void **state)
{
	struct bytes at = text_of(B "?\n" E B "aGVsbG8=\n" B "aGVsbG8=\n" E);
	uint8_t *der;
	size_t len;

	(void)state;
	assert_int_equal(crypto_pem_next(&at, PEM_CERTIFICATE, &der, &len),
			 -EBADMSG);
	assert_int_equal(crypto_pem_next(&at, PEM_CERTIFICATE, &der, &len),
			 -EBADMSG);
	assert_int_equal(crypto_pem_next(&at, PEM_CERTIFICATE, &der, &len), 0);
	free(der);
	assert_int_equal(crypto_pem_next(&at, PEM_CERTIFICATE, &der, &len),
			 -ENOENT);
}

static void a_block_has_a_largest_size(void **state)
{
	struct snpguest_blob data = { calloc(1, PEM_BLOCK_MAX + 1),
				      PEM_BLOCK_MAX };
	char *pem;
	uint8_t *der;
	size_t len;

	(void)state;
	assert_int_equal(crypto_pem_write(PEM_CERTIFICATE, data, &pem), 0);
	assert_int_equal(next(pem, &der, &len), 0);
	assert_int_equal(len, PEM_BLOCK_MAX);
	free(der);
	free(pem);
	data.len += 3;
	data.data = realloc((void *)data.data, data.len);
	memset((void *)data.data, 0, data.len);
	assert_int_equal(crypto_pem_write(PEM_CERTIFICATE, data, &pem), 0);
	assert_int_equal(next(pem, &der, &len), -EBADMSG);
	free(pem);
	free((void *)data.data);
}

/* Every length around a line, against libcrypto both ways. */
static void it_is_what_libcrypto_reads_and_writes(void **state)
{
	uint8_t bytes[150], *der;
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = i * 77 + 5;
	for (size_t n = 1; n <= sizeof(bytes); n++) {
		struct snpguest_blob data = { bytes, n };
		BIO *bio = BIO_new(BIO_s_mem());
		char *pem, *theirs;
		long size;

		assert_int_equal(crypto_pem_write(PEM_CRL, data, &pem), 0);
		PEM_write_bio(bio, PEM_CRL, "", bytes, n);
		size = BIO_get_mem_data(bio, &theirs);
		assert_int_equal(size, strlen(pem));
		assert_memory_equal(theirs, pem, size);
		assert_int_equal(crypto_pem_next(&(struct bytes){
				(uint8_t *)theirs, size, false }, PEM_CRL, &der,
				&len), 0);
		assert_int_equal(len, n);
		assert_memory_equal(der, bytes, n);
		free(der);
		free(pem);
		BIO_free(bio);
	}
}

/* Each begin line is looked at twice at most: this ends at once or never. */
static void time_is_linear(void **state)
{
	static const char line[] = "-----BEGIN CERTIFICATE-----\n";
	size_t n = 200000, size = n * (sizeof(line) - 1), count = 0, len;
	uint8_t *text = malloc(size), *der;
	struct bytes at = { text, size, false };

	(void)state;
	for (size_t i = 0; i < n; i++)
		memcpy(text + i * (sizeof(line) - 1), line, sizeof(line) - 1);
	while (crypto_pem_next(&at, PEM_CERTIFICATE, &der, &len) == -EBADMSG)
		count++;
	assert_int_equal(count, n);
	free(text);
}

/* Nothing before or behind the text is read, wherever it is cut. */
static void a_text_may_end_anywhere(void **state)
{
	static const char text[] = "\xef\xbb\xbf x\n " B " aGVs\r\nbG8=\n" E;

	(void)state;
	for (size_t n = 0; n < sizeof(text); n++) {
		struct snpguest_blob blob =
			guarded((struct snpguest_blob){
				(const uint8_t *)text, n });
		struct bytes at = { blob.data, blob.len, false };
		uint8_t *der;
		size_t len;

		crypto_pem_is(blob);
		while (crypto_pem_next(&at, PEM_CERTIFICATE, &der, &len) !=
		       -ENOENT)
			free(der);
		assert_int_equal(at.left, 0);
		guarded_free(blob);
	}
	/* Of nothing at all, which is nowhere. */
	assert_false(crypto_pem_is((struct snpguest_blob){ NULL, 0 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_are_found_in_every_dress),
		cmocka_unit_test(malformed_blocks_are_refused),
		cmocka_unit_test(other_labels_are_passed_over),
		cmocka_unit_test(reading_goes_on_behind_a_malformed_block),
		cmocka_unit_test(a_block_has_a_largest_size),
		cmocka_unit_test(it_is_what_libcrypto_reads_and_writes),
		cmocka_unit_test(time_is_linear),
		cmocka_unit_test(a_text_may_end_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

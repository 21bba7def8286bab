// SPDX-License-Identifier: MIT
/*
 * Each allocation in turn fails, the library's and those of the cryptographic
 * library below it. The answer may then be "out of memory" or, where the other
 * library could do without, the right one; never a wrong one, and nothing leaks.
 */
#include "lib_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "crypto/crypto.h"
#include "formats/certificate.h"
#include "request/transport.h"

/*
 * OpenSSL 3.0 itself loses memory when an allocation fails while it makes a
 * library context or loads a provider, and stacks deep enough to tell that from
 * ours take minutes. So allocations are counted here, each library's alone.
 */
__attribute__((visibility("default"))) const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void __real_free(void *p);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
void __wrap_free(void *p);

/* Allocated and not freed: by this library and this file; by OpenSSL. */
static long ours, theirs;

/* Allocations until the one that fails; negative: none does. */
static long left = -1;
static bool reached;

static bool fails(void)
{
	if (left < 0)
		return false;
	if (left--)
		return false;
	errno = ENOMEM;
	reached = true;
	return true;
}

/* @now takes the place of @old: NULL for nothing, or for no room. */
static void *account(long *balance, const void *old, void *now)
{
	*balance += now && !old;
	return now;
}

void *__wrap_malloc(size_t size)
{
	return account(&ours, NULL, fails() ? NULL : __real_malloc(size));
}

void *__wrap_calloc(size_t n, size_t size)
{
	return account(&ours, NULL, fails() ? NULL : __real_calloc(n, size));
}

void *__wrap_realloc(void *old, size_t size)
{
	return account(&ours, old, fails() ? NULL : __real_realloc(old, size));
}

void __wrap_free(void *p)
{
	ours -= p != NULL;
	__real_free(p);
}

static void *openssl_malloc(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return account(&theirs, NULL, fails() ? NULL : __real_malloc(size));
}

static void *openssl_realloc(void *old, size_t size, const char *file,
			     int line)
{
	(void)file;
	(void)line;
	return account(&theirs, old, fails() ? NULL : __real_realloc(old, size));
}

static void openssl_free(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	theirs -= p != NULL;
	__real_free(p);
}

/* What OpenSSL keeps for this thread, such as its errors, is no leak. */
static long balance_of_openssl(void)
{
	OPENSSL_thread_stop();
	return theirs;
}

/*
 * Where it goes on without: 2 of a name that its tables cannot take, and in 3.6
 * the 4 nodes of a thread's table whose second cannot be had.
 */
#define OPENSSL_MAY_LOSE 4

/* Where it gives up: 3.0, a generator whose digest cannot be had for its seed. */
#define OPENSSL_LOSES 1

/*
 * Runs @once with allocation 0, 1, 2, ... failing until none is reached.
 * @context: OpenSSL makes a context in it, and may lose much of that
 */
static void fail_each(int (*once)(void), bool context)
{
	long n = 0, our_own, their_own, lost;

	assert_int_equal(once(), 0); /* what is allocated once and kept */
	our_own = ours;
	their_own = balance_of_openssl();
	do {
		int err;

		reached = false;
		left = n++;
		err = once();
		left = -1;
		if (err != 0 && err != -ENOMEM && err != -EIO)
			fail_msg("allocation %ld: %s", n - 1, strerror(-err));
		if (err && !reached)
			fail_msg("allocation %ld: failed for no reason", n);
		if (ours != our_own)
			fail_msg("allocation %ld: %ld of ours lost", n - 1,
				 ours - our_own);
		lost = balance_of_openssl() - their_own;
		their_own += lost;
		if (!context && lost > (err ? OPENSSL_LOSES : OPENSSL_MAY_LOSE))
			fail_msg("allocation %ld: %ld of OpenSSL's lost", n - 1,
				 lost);
	} while (reached);
	assert_true(n > 1);
	assert_int_equal(once(), 0);
}

/* ------------------------------------------------------------------- tests */

static int make_crypto(void)
{
	struct crypto *crypto = NULL;
	int err = crypto_new(NULL, NULL, &crypto);

	assert_true(!crypto == !!err);
	crypto_put(crypto);
	return err;
}

static void a_context_is_made_whole_or_not_at_all(void **state)
{
	(void)state;
	fail_each(make_crypto, true);
}

static int make_verifier(void)
{
	struct snpguest_verifier *verifier = (void *)1;
	struct snpguest_error error;
	int err = snpguest_verifier_new(&verifier, NULL, &error);

	if (err) {
		assert_null(verifier);
		assert_int_equal(error.code, err);
	}
	snpguest_verifier_free(verifier);
	return err;
}

static void a_verifier_is_made_whole_or_not_at_all(void **state)
{
	(void)state;
	fail_each(make_verifier, false);
}

static struct snpguest_blob report, certs[3], crl;

/* A verifier that has seen nothing, so that everything is done again. */
static int judge(struct snpguest_blob what)
{
	struct snpguest_evidence evidence = {
		.size = sizeof(evidence), .report = what, .certs = certs,
		.n_certs = 3, .crls = &crl, .n_crls = 1,
	};
	struct snpguest_verifier *verifier;
	struct snpguest_verdict *verdict = (void *)1;
	long order = left;
	int err;

	left = -1;
	assert_int_equal(snpguest_verifier_new(&verifier, NULL, NULL), 0);
	left = order;
	err = snpguest_verify(verifier, &evidence, &waived,
			      time_of("2025-10-01T00:00:00Z"), &verdict, NULL);
	order = left;
	left = -1;
	if (err < 0)
		assert_null(verdict);
	else if (what.data == report.data)
		assert_string_equal(failures(verdict), "");
	else
		assert_string_equal(failures(verdict), "report-signature");
	snpguest_verdict_free(verdict);
	snpguest_verifier_free(verifier);
	left = order;
	return err < 0 ? err : 0;
}

static struct snpguest_blob tampered;

static int judge_right(void)
{
	return judge(report);
}

static int judge_wrong(void)
{
	return judge(tampered);
}

static void a_verdict_is_right_or_there_is_none(void **state)
{
	(void)state;
	NEED_VECTORS();
	report = vector_read(
		"sets/genoa-vcek-7b1584c9/report-v3-8d8bfb3e.bin");
	certs[0] = vector_read("sets/genoa-vcek-7b1584c9/vcek-ab5a6bc8.der");
	certs[1] = vector_read("ca/genoa-vcek-chain.pem");
	certs[2] = vector_read("ca/genoa-vlek-chain.pem");
	crl = vector_read("crl/genoa-2024-10-23.crl.der");
	tampered = blob_copy(report);
	((uint8_t *)tampered.data)[0x90] ^= 1;
	fail_each(judge_right, false);
	fail_each(judge_wrong, false);
	blob_free(report);
	blob_free(tampered);
	blob_free(crl);
	for (int i = 0; i < 3; i++)
		blob_free(certs[i]);
}

static int add_anchor(void)
{
	struct snpguest_verifier *verifier;
	long order = left;
	int err;

	left = -1;
	assert_int_equal(snpguest_verifier_new(&verifier, NULL, NULL), 0);
	left = order;
	err = snpguest_verifier_add_anchor(verifier, certs[0], NULL);
	order = left;
	left = -1;
	snpguest_verifier_free(verifier);
	left = order;
	return err;
}

static void an_anchor_is_added_or_not(void **state)
{
	(void)state;
	NEED_VECTORS();
	certs[0] = vector_read("ca/ark-turin.der");
	fail_each(add_anchor, false);
	blob_free(certs[0]);
}

static int convert(void)
{
	struct snpguest_cert_info info;
	struct snpguest_blob text;
	uint8_t *der = NULL;
	char *pem = NULL;
	size_t len;
	int err = snpguest_cert_to_pem(certs[0], &pem, NULL);

	if (!err) {
		struct snpguest_blob rest;

		text = (struct snpguest_blob){ (uint8_t *)pem, strlen(pem) };
		rest = text;
		err = snpguest_pem_next(&rest, &der, &len, NULL);
	}
	if (!err)
		err = snpguest_cert_describe(NULL, text, &info, sizeof(info), NULL);
	free(pem);
	free(der);
	return err;
}

static void certificates_are_converted_or_not(void **state)
{
	(void)state;
	NEED_VECTORS();
	certs[0] = vector_read("ca/ark-turin.der");
	fail_each(convert, false);
	blob_free(certs[0]);
}

static int fake_open(const char *path)
{
	(void)path;
	return 3;
}

static int fake_close(int fd)
{
	(void)fd;
	return 0;
}

static int fake_ioctl(int fd, unsigned long request, void *arg)
{
	(void)fd;
	(void)request;
	(void)arg;
	return -EIO;
}

static const struct device_ops fake = {
	.open = fake_open, .ioctl = fake_ioctl, .close = fake_close,
};

static int use_device(void)
{
	struct snpguest_report_request req = { .size = sizeof(req) };
	struct snpguest_transport transport;
	uint8_t out[SNPGUEST_REPORT_SIZE], *table;
	size_t len;
	int err = device_open("/dev/x", &fake, &transport, NULL);

	if (err)
		return err;
	err = snpguest_get_report(&transport, &req, out, &table, &len, NULL);
	assert_null(table);
	transport_close(&transport);
	return err == -EIO ? 0 : err;
}

static void a_device_is_opened_and_asked_or_not(void **state)
{
	(void)state;
	fail_each(use_device, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_context_is_made_whole_or_not_at_all),
		cmocka_unit_test(a_verifier_is_made_whole_or_not_at_all),
		cmocka_unit_test(a_verdict_is_right_or_there_is_none),
		cmocka_unit_test(an_anchor_is_added_or_not),
		cmocka_unit_test(certificates_are_converted_or_not),
		cmocka_unit_test(a_device_is_opened_and_asked_or_not),
	};

	if (!CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc,
				      openssl_free))
		return 1;
	return cmocka_run_group_tests_name("allocation", tests, NULL, NULL);
}

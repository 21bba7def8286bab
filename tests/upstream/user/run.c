// SPDX-License-Identifier: MIT
/*
 * The series' KUnit tests in user space: message.c, channel.c and channel_kunit.c
 * of the branch, on OpenSSL. Prints TAP, a line a case or parameter.
 */
#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>

#include <crypto/aes-gcm.h>
#include <kunit/test.h>
#include <linux/hex.h>
#include <linux/slab.h>

extern struct kunit_suite *const the_suite;

/* Of tests/support/kernel: allocations that succeed. */
int standin_allocations_left = -1;
unsigned int standin_accounted;

void standin_freed(const void *pointer, size_t size, bool wiped)
{
	(void)size;
	(void)wiped;
	free((void *)pointer);
}

void kunit_fail(struct kunit *test, const char *file, int line, const char *what,
		long long left, long long right)
{
	test->failures++;
	printf("# %s:%d: %s (%lld, %lld)\n", file, line, what, left, right);
}

int hex2bin(u8 *out, const char *hex, size_t size)
{
	unsigned int byte;
	size_t i;

	for (i = 0; i < size; i++) {
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			return -EINVAL;
		out[i] = byte;
	}
	return 0;
}

int aes_gcm_preparekey(struct aes_gcm_key *key, const u8 *raw, size_t raw_size,
		       size_t tag_size)
{
	if (raw_size != sizeof(key->key) || tag_size != 16)
		return -EINVAL;
	memcpy(key->key, raw, raw_size);
	return 0;
}

/* One operation of EVP; whether it worked. */
static int gcm(int encrypt, u8 *out, const u8 *in, size_t size, u8 *tag,
	       const u8 *aad, size_t aad_size, const u8 *iv,
	       const struct aes_gcm_key *key)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int len, ok;

	ok = ctx && EVP_CipherInit_ex(ctx, EVP_aes_256_gcm(), NULL, key->key, iv,
				      encrypt) == 1 &&
	     EVP_CipherUpdate(ctx, NULL, &len, aad, aad_size) == 1 &&
	     EVP_CipherUpdate(ctx, out, &len, in, size) == 1;
	if (ok && !encrypt)
		ok = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, 16, tag) == 1;
	ok = ok && EVP_CipherFinal_ex(ctx, out + size, &len) == 1;
	if (ok && encrypt)
		ok = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, tag) == 1;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

void aes_gcm_encrypt(u8 *out, const u8 *in, size_t size, u8 *tag, const u8 *aad,
		     size_t aad_size, const u8 *iv, const struct aes_gcm_key *key)
{
	if (!gcm(1, out, in, size, tag, aad, aad_size, iv, key))
		abort();
}

/* As the kernel's: nothing is written unless the tag is right. */
int aes_gcm_decrypt(u8 *out, const u8 *in, size_t size, const u8 *tag, const u8 *aad,
		    size_t aad_size, const u8 *iv, const struct aes_gcm_key *key)
{
	static u8 plain[4096];
	u8 copy[16];

	memcpy(copy, tag, sizeof(copy));
	if (size > sizeof(plain) ||
	    !gcm(0, plain, in, size, copy, aad, aad_size, iv, key))
		return -EBADMSG;
	memcpy(out, plain, size);
	return 0;
}

static unsigned int number, failures;

static void run_one(struct kunit_case *test_case, const void *param, const char *what)
{
	static struct kunit test;

	memset(&test, 0, sizeof(test));
	test.param_value = param;
	if (!setjmp(test.end)) {
		if (the_suite->init(&test))
			kunit_fail(&test, __FILE__, __LINE__, "init", 0, 0);
		else
			test_case->run_case(&test);
	}
	the_suite->exit(&test);
	failures += test.failures != 0;
	printf("%s %u - %s%s%s\n", test.failures ? "not ok" : "ok", ++number,
	       test_case->name, *what ? ": " : "", what);
}

int main(void)
{
	char what[KUNIT_PARAM_DESC_SIZE] = "";
	struct kunit_case *test_case;
	const void *param;

	for (test_case = the_suite->test_cases; test_case->run_case; test_case++) {
		if (!test_case->generate_params) {
			run_one(test_case, NULL, "");
			continue;
		}
		param = NULL;
		while ((param = test_case->generate_params(NULL, param, what)))
			run_one(test_case, param, what);
	}
	printf("1..%u\n", number);
	return failures != 0;
}

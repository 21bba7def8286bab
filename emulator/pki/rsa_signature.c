// SPDX-License-Identifier: MIT
#include "rsa_signature.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/rsa.h>

#define HASH_MAX	64
#define TRAILER		0xbc

/* Hash of up to three pieces. */
static bool hash_of(const EVP_MD *hash, const uint8_t *a, size_t a_size,
		    const uint8_t *b, size_t b_size, const uint8_t *c,
		    size_t c_size, uint8_t *out)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = ctx && EVP_DigestInit_ex(ctx, hash, NULL) &&
		  EVP_DigestUpdate(ctx, a, a_size) &&
		  EVP_DigestUpdate(ctx, b, b_size) &&
		  EVP_DigestUpdate(ctx, c, c_size) &&
		  EVP_DigestFinal_ex(ctx, out, NULL);

	EVP_MD_CTX_free(ctx);
	return ok;
}

/* MGF1 over @seed, exclusive-or'ed into @bytes. */
static bool mask(const EVP_MD *hash, const uint8_t *seed, size_t seed_size,
		 uint8_t *bytes, size_t size)
{
	uint8_t counter[4] = { 0 }, block[HASH_MAX];
	size_t i, n = 0;

	for (i = 0; i < size; i++) {
		if (n == 0 && !hash_of(hash, seed, seed_size, counter, 4, NULL,
				       0, block))
			return false;
		bytes[i] ^= block[n++];
		if (n == seed_size) {
			n = 0;
			counter[3]++;
		}
	}
	return true;
}

/* @em: all of it is written. */
static bool encode(const EVP_MD *hash, const uint8_t *message, size_t size,
		   uint8_t *em, size_t em_size)
{
	static const uint8_t zeros[8];
	size_t n = (size_t)EVP_MD_get_size(hash);
	uint8_t digest[HASH_MAX], salt[HASH_MAX], *h = em + em_size - n - 1;

	if (em_size < 2 * n + 2 ||
	    !hash_of(hash, message, size, NULL, 0, NULL, 0, digest) ||
	    !hash_of(hash, digest, n, NULL, 0, NULL, 0, salt) ||
	    !hash_of(hash, zeros, sizeof(zeros), digest, n, salt, n, h))
		return false;
	memset(em, 0, em_size - n - 1);
	h[-(long)n - 1] = 1;
	memcpy(h - n, salt, n);
	em[em_size - 1] = TRAILER;
	if (!mask(hash, h, n, em, em_size - n - 1))
		return false;
	/* One bit less than the modulus has. */
	em[0] &= 0x7f;
	return true;
}

int rsa_sign_pss(EVP_PKEY *key, const EVP_MD *hash, const uint8_t *message,
		 size_t message_size, uint8_t *signature, size_t *size)
{
	uint8_t em[RSA_SIGNATURE_MAX];
	size_t em_size = (size_t)EVP_PKEY_get_size(key);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
	bool ok;

	ok = ctx && em_size <= sizeof(em) &&
	     encode(hash, message, message_size, em, em_size) &&
	     EVP_PKEY_sign_init(ctx) > 0 &&
	     EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_NO_PADDING) > 0 &&
	     EVP_PKEY_sign(ctx, signature, size, em, em_size) > 0;
	EVP_PKEY_CTX_free(ctx);
	return ok ? 0 : -ENOMEM;
}

// SPDX-License-Identifier: MIT
/* Digests, public keys and signatures. */
#include "openssl_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/rsa.h>

#define SHA384_SIZE 48
#define RSA_SALT_SIZE 48

/**
 * struct crypto_key - a public key
 * @rsa: RSA, @number its modulus; otherwise P-384, @number its point
 */
struct crypto_key {
	const struct crypto *crypto;
	EVP_PKEY *pkey;
	bool rsa;
	size_t len;
	uint8_t number[CRYPTO_RSA_SIZE];
};

static int sha(const EVP_MD *type, struct snpguest_blob data, uint8_t *out)
{
	openssl_begin();
	if (EVP_Digest(data.data, data.len, out, NULL, type, NULL) == 1)
		return 0;
	return openssl_trouble();
}

int crypto_sha256(struct crypto *crypto, struct snpguest_blob data,
		  uint8_t out[CRYPTO_SHA256_SIZE])
{
	return sha(crypto->sha256, data, out);
}

static int sha512(struct crypto *crypto, struct snpguest_blob data,
		  uint8_t *out)
{
	openssl_begin();
	return engine_sha512(crypto->engine, data, out) ? 0 : openssl_trouble();
}

int crypto_sha2(struct crypto *crypto, enum snpguest_hash hash,
		struct snpguest_blob data, uint8_t *out)
{
	switch (hash) {
	case SNPGUEST_SHA256:
		return sha(crypto->sha256, data, out);
	case SNPGUEST_SHA384:
		return sha(crypto->sha384, data, out);
	case SNPGUEST_SHA512:
		return sha512(crypto, data, out);
	case SNPGUEST_HASH_NONE:
		break;
	}
	return -EINVAL;
}

/* ------------------------------------------------------------------ keys */

static int key_new(struct crypto *crypto, bool rsa, const uint8_t *number,
		   size_t len, struct crypto_key **key)
{
	struct crypto_key *k = calloc(1, sizeof(*k));
	int err;

	if (!k)
		return -ENOMEM;
	k->crypto = crypto;
	k->rsa = rsa;
	k->len = len;
	memcpy(k->number, number, len);
	openssl_begin();
	err = rsa ? engine_rsa(crypto->engine, number, &k->pkey) :
		    engine_p384(crypto->engine, number, &k->pkey);
	if (err)
		crypto_key_free(k);
	else
		*key = k;
	return err;
}

int crypto_rsa_key(struct crypto *crypto,
		   const uint8_t modulus[CRYPTO_RSA_SIZE],
		   struct crypto_key **key)
{
	return key_new(crypto, true, modulus, CRYPTO_RSA_SIZE, key);
}

int crypto_p384_key(struct crypto *crypto,
		    const uint8_t point[CRYPTO_P384_POINT_SIZE],
		    struct crypto_key **key)
{
	return key_new(crypto, false, point, CRYPTO_P384_POINT_SIZE, key);
}

bool crypto_key_equal(const struct crypto_key *a, const struct crypto_key *b)
{
	return a->rsa == b->rsa && a->len == b->len &&
	       !memcmp(a->number, b->number, a->len);
}

void crypto_key_free(struct crypto_key *key)
{
	if (!key)
		return;
	EVP_PKEY_free(key->pkey);
	free(key);
}

/* ------------------------------------------------------------ signatures */

static bool set_pss(EVP_PKEY_CTX *ctx, const EVP_MD *sha384)
{
	return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_signature_md(ctx, sha384) == 1 &&
	       EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, sha384) == 1 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_SALT_SIZE) == 1;
}

/* Over SHA-384 of @message; an RSA key's as PSS. */
static int verify(const struct crypto_key *key, struct snpguest_blob message,
		  const uint8_t *signature, size_t len)
{
	const struct crypto *crypto = key->crypto;
	uint8_t digest[SHA384_SIZE];
	EVP_PKEY_CTX *ctx;
	int err;

	err = sha(crypto->sha384, message, digest);
	if (err)
		return err;
	ctx = engine_use(crypto->engine, key->pkey);
	if (!ctx || EVP_PKEY_verify_init(ctx) != 1 ||
	    (key->rsa && !set_pss(ctx, crypto->sha384)))
		err = openssl_trouble();
	else if (EVP_PKEY_verify(ctx, signature, len, digest,
				 sizeof(digest)) != 1)
		err = openssl_refused();
	EVP_PKEY_CTX_free(ctx);
	return err;
}

int crypto_rsa_pss_verify(const struct crypto_key *key,
			  struct snpguest_blob message,
			  struct snpguest_blob signature)
{
	if (!key || !key->rsa || signature.len != CRYPTO_RSA_SIZE)
		return -EBADMSG;
	return verify(key, message, signature.data, signature.len);
}

/* The DER INTEGER of a big-endian number; returns its size. */
static size_t der_integer(uint8_t *to, const uint8_t number[CRYPTO_P384_SIZE])
{
	size_t zeros = 0, n, pad;

	while (zeros < CRYPTO_P384_SIZE - 1 && !number[zeros])
		zeros++;
	n = CRYPTO_P384_SIZE - zeros;
	pad = number[zeros] >> 7;
	to[0] = 0x02;
	to[1] = n + pad;
	to[2] = 0;
	memcpy(to + 2 + pad, number + zeros, n);
	return 2 + pad + n;
}

int crypto_p384_verify(const struct crypto_key *key,
		       struct snpguest_blob message,
		       const uint8_t r[CRYPTO_P384_SIZE],
		       const uint8_t s[CRYPTO_P384_SIZE])
{
	uint8_t der[2 + 2 * (3 + CRYPTO_P384_SIZE)] = { 0x30 };
	size_t len = 2;

	if (key->rsa)
		return -EBADMSG;
	len += der_integer(der + len, r);
	len += der_integer(der + len, s);
	der[1] = len - 2; /* at most 102: one byte of length */
	return verify(key, message, der, len);
}

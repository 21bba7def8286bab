// SPDX-License-Identifier: MIT
#include "crypto.h"

#include <errno.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "crypto_openssl.h"

#define SHA384_SIZE 48
#define P384_NAME "secp384r1"
#define RSA_SALT_SIZE 48

static EVP_PKEY *pkey_of(struct crypto_key *key)
{
	return (EVP_PKEY *)key;
}

void openssl_begin(void)
{
	ERR_clear_error();
	errno = 0;
}

/* malloc() says so in errno; allocators set by the program may not. */
bool openssl_lacked_memory(void)
{
	bool missing = errno == ENOMEM;
	unsigned long code;

	while ((code = ERR_get_error()))
		if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE)
			missing = true;
	return missing;
}

int openssl_refused(void)
{
	return openssl_lacked_memory() ? -ENOMEM : -EBADMSG;
}

int openssl_trouble(void)
{
	return openssl_lacked_memory() ? -ENOMEM : -EIO;
}

static int sha(const EVP_MD *type, struct snpguest_blob data, uint8_t *out)
{
	openssl_begin();
	if (EVP_Digest(data.data, data.len, out, NULL, type, NULL) == 1)
		return 0;
	return openssl_trouble();
}

int crypto_sha256(struct snpguest_blob data, uint8_t out[CRYPTO_SHA256_SIZE])
{
	return sha(EVP_sha256(), data, out);
}

/* A public key of @type, "RSA" or "EC", from the parameters in @build. */
static int key_from(const char *type, OSSL_PARAM_BLD *build,
		    struct crypto_key **key)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *pkey = NULL;
	int err = 0;

	if (!params || !ctx || EVP_PKEY_fromdata_init(ctx) != 1)
		err = openssl_trouble();
	else if (EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
		err = openssl_refused();
	if (!err)
		*key = (struct crypto_key *)pkey;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return err;
}

int crypto_rsa_key(const uint8_t modulus[CRYPTO_RSA_SIZE],
		   struct crypto_key **key)
{
	OSSL_PARAM_BLD *build;
	BIGNUM *n;
	int err;

	openssl_begin();
	build = OSSL_PARAM_BLD_new();
	n = BN_bin2bn(modulus, CRYPTO_RSA_SIZE, NULL);
	if (!build || !n ||
	    !OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) ||
	    !OSSL_PARAM_BLD_push_ulong(build, OSSL_PKEY_PARAM_RSA_E,
				       CRYPTO_RSA_EXPONENT))
		err = openssl_trouble();
	else
		err = key_from("RSA", build, key);
	BN_free(n);
	OSSL_PARAM_BLD_free(build);
	return err;
}

int crypto_p384_key(const uint8_t point[CRYPTO_P384_POINT_SIZE],
		    struct crypto_key **key)
{
	OSSL_PARAM_BLD *build;
	int err;

	openssl_begin();
	build = OSSL_PARAM_BLD_new();
	if (!build ||
	    !OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME,
					     P384_NAME, strlen(P384_NAME)) ||
	    !OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY,
					      point, CRYPTO_P384_POINT_SIZE))
		err = openssl_trouble();
	else
		err = key_from("EC", build, key);
	OSSL_PARAM_BLD_free(build);
	return err;
}

bool crypto_key_equal(const struct crypto_key *a, const struct crypto_key *b)
{
	bool equal = EVP_PKEY_eq((const EVP_PKEY *)a, (const EVP_PKEY *)b) == 1;

	ERR_clear_error();
	return equal;
}

void crypto_key_free(struct crypto_key *key)
{
	EVP_PKEY_free(pkey_of(key));
}

static bool set_pss(EVP_PKEY_CTX *ctx)
{
	return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha384()) == 1 &&
	       EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha384()) == 1 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_SALT_SIZE) == 1;
}

/* Verifies over SHA-384 of @message; with PSS where @pss says so. */
static int verify(struct crypto_key *key, bool pss, struct snpguest_blob message,
		  const uint8_t *signature, size_t len)
{
	uint8_t digest[SHA384_SIZE];
	EVP_PKEY_CTX *ctx;
	int err;

	err = sha(EVP_sha384(), message, digest);
	if (err)
		return err;
	ctx = EVP_PKEY_CTX_new_from_pkey(NULL, pkey_of(key), NULL);
	if (!ctx || EVP_PKEY_verify_init(ctx) != 1 || (pss && !set_pss(ctx)))
		err = openssl_trouble();
	else if (EVP_PKEY_verify(ctx, signature, len, digest,
				 sizeof(digest)) != 1)
		err = openssl_refused();
	EVP_PKEY_CTX_free(ctx);
	return err;
}

int crypto_rsa_pss_verify(struct crypto_key *key, struct snpguest_blob message,
			  struct snpguest_blob signature)
{
	if (signature.len != CRYPTO_RSA_SIZE)
		return -EBADMSG;
	return verify(key, true, message, signature.data, signature.len);
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

int crypto_p384_verify(struct crypto_key *key, struct snpguest_blob message,
		       const uint8_t r[CRYPTO_P384_SIZE],
		       const uint8_t s[CRYPTO_P384_SIZE])
{
	uint8_t der[2 + 2 * (3 + CRYPTO_P384_SIZE)] = { 0x30 };
	size_t len = 2;

	len += der_integer(der + len, r);
	len += der_integer(der + len, s);
	der[1] = len - 2; /* at most 102: one byte of length */
	return verify(key, false, message, der, len);
}

// SPDX-License-Identifier: MIT
/* AWS-LC: OpenSSL's API, without providers or contexts of a library. */
#include "engine_private.h"

#include <errno.h>
#include <stddef.h>

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ec_key.h>
#include <openssl/nid.h>
#include <openssl/rsa.h>

#include "openssl_private.h"

/* All algorithms are linked in and nothing is configured: nothing to keep. */
struct engine {
	char nothing;
};

int engine_new(void *libctx, const char *properties, struct engine **engine,
	       const EVP_MD **sha256, const EVP_MD **sha384)
{
	static struct engine only;

	if (libctx || properties)
		return -ENOTSUP;
	CRYPTO_library_init();
	openssl_begin();
	*sha256 = EVP_sha256();
	*sha384 = EVP_sha384();
	*engine = &only;
	return 0;
}

int engine_ignore_conf(void)
{
	return 0;
}

int engine_omit_texts(void)
{
	return 0;
}

void engine_free(struct engine *engine)
{
	(void)engine;
}

static RSA *rsa_of(const uint8_t modulus[CRYPTO_RSA_SIZE])
{
	BIGNUM *n = BN_bin2bn(modulus, CRYPTO_RSA_SIZE, NULL);
	BIGNUM *e = BN_new();
	RSA *rsa = NULL;

	if (n && e && BN_set_word(e, CRYPTO_RSA_EXPONENT))
		rsa = RSA_new_public_key(n, e);
	BN_free(n);
	BN_free(e);
	return rsa;
}

int engine_rsa(const struct engine *engine,
	       const uint8_t modulus[CRYPTO_RSA_SIZE], EVP_PKEY **pkey)
{
	RSA *rsa = rsa_of(modulus);

	(void)engine;
	if (!rsa)
		return openssl_refused();
	*pkey = EVP_PKEY_new();
	if (*pkey && EVP_PKEY_assign_RSA(*pkey, rsa) == 1)
		return 0;
	RSA_free(rsa);
	return openssl_trouble();
}

/* @point has to lie on the curve. */
static bool set_point(EC_KEY *key, const uint8_t point[CRYPTO_P384_POINT_SIZE])
{
	const EC_GROUP *group = EC_KEY_get0_group(key);
	EC_POINT *p = EC_POINT_new(group);
	bool set = p &&
		   EC_POINT_oct2point(group, p, point, CRYPTO_P384_POINT_SIZE,
				      NULL) == 1 &&
		   EC_KEY_set_public_key(key, p) == 1;

	EC_POINT_free(p);
	return set;
}

int engine_p384(const struct engine *engine,
		const uint8_t point[CRYPTO_P384_POINT_SIZE], EVP_PKEY **pkey)
{
	EC_KEY *key = EC_KEY_new_by_curve_name(NID_secp384r1);
	int err;

	(void)engine;
	if (!key)
		return openssl_trouble();
	*pkey = EVP_PKEY_new();
	if (!set_point(key, point))
		err = openssl_refused();
	else if (!*pkey || EVP_PKEY_set1_EC_KEY(*pkey, key) != 1)
		err = openssl_trouble();
	else
		err = 0;
	EC_KEY_free(key);
	return err;
}

bool engine_sha512(const struct engine *engine, struct snpguest_blob data,
		   uint8_t *out)
{
	(void)engine;
	return EVP_Digest(data.data, data.len, out, NULL, EVP_sha512(),
			  NULL) == 1;
}

EVP_PKEY_CTX *engine_use(const struct engine *engine, EVP_PKEY *pkey)
{
	(void)engine;
	return EVP_PKEY_CTX_new(pkey, NULL);
}

const char *engine_name(void)
{
	return OpenSSL_version(OPENSSL_VERSION);
}

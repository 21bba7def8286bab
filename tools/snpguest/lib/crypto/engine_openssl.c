// SPDX-License-Identifier: MIT
/* libcrypto 3.0 and later. */
#include "engine_openssl_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/param_build.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include "openssl_private.h"

#define P384_NAME "secp384r1"

/* More than OpenSSL allocates before it can report an error. */
#define INITIAL_ROOM 16384

/*
 * OpenSSL 3.5 and 3.6 wait for ever when memory is missing while they first
 * initialize themselves: the report of it waits for the end of what it reports.
 * So see that there is room before. Volatile, or the compiler removes the pair.
 */
static int initialize(uint64_t options)
{
	void *volatile room = malloc(INITIAL_ROOM);

	if (!room)
		return -ENOMEM;
	free(room);
	return OPENSSL_init_crypto(options, NULL) == 1 ? 0 : -ENOMEM;
}

/*
 * A context of ours is not enough: where there are engines, the first digest or
 * key of any context loads the file, to see which of them are the default. What
 * is freed at exit the kernel takes back sooner.
 */
int engine_ignore_conf(void)
{
	return initialize(OPENSSL_INIT_NO_LOAD_CONFIG |
			  OPENSSL_INIT_NO_ATEXIT);
}

/* They are loaded with the first look at a thread's errors. */
int engine_omit_texts(void)
{
	return initialize(OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS);
}

/* A context of ours reads no configuration file, unlike the default one. */
static bool load_algorithms(struct engine *engine)
{
	engine->ctx = OSSL_LIB_CTX_new();
	engine->own = true;
	/* The usual one, of AES, has every cipher there is made ready first. */
	if (engine->ctx &&
	    RAND_set_DRBG_type(engine->ctx, "HASH-DRBG", NULL, NULL,
			       "SHA2-256") == 1)
		engine->algorithms = OSSL_PROVIDER_load(engine->ctx, "default");
	return engine->algorithms;
}

/* Can signatures of keys named @key be verified with @algorithm? */
static bool has_signature(struct engine *engine, const char *key,
			  const char *algorithm)
{
	EVP_KEYMGMT *keys = EVP_KEYMGMT_fetch(engine->ctx, key,
					      engine->properties);
	EVP_SIGNATURE *signature = EVP_SIGNATURE_fetch(engine->ctx, algorithm,
						       engine->properties);
	bool has = keys && signature;

	EVP_KEYMGMT_free(keys);
	EVP_SIGNATURE_free(signature);
	return has;
}

static int import(const struct engine *engine, const char *type, int selection,
		  OSSL_PARAM *params, EVP_PKEY **pkey)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(
		engine->ctx, type, engine->properties);
	int err = 0;

	if (!ctx || EVP_PKEY_fromdata_init(ctx) != 1)
		err = openssl_trouble();
	else if (EVP_PKEY_fromdata(ctx, pkey, selection, params) != 1)
		err = openssl_refused();
	EVP_PKEY_CTX_free(ctx);
	return err;
}

/* The curve: to read it, and to make it ready, takes longer than a point on it. */
static bool make_curve(struct engine *engine)
{
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
						 (char[]){ P384_NAME }, 0),
		OSSL_PARAM_construct_end(),
	};

	return !import(engine, "EC", EVP_PKEY_KEY_PARAMETERS, params,
		       &engine->p384);
}

/* All that is needed later: what is missing is found missing here. */
static bool fetch(struct engine *engine)
{
	engine->sha256 = EVP_MD_fetch(engine->ctx, "SHA2-256",
				      engine->properties);
	engine->sha384 = EVP_MD_fetch(engine->ctx, "SHA2-384",
				      engine->properties);
	return engine->sha256 && engine->sha384 &&
	       has_signature(engine, "RSA", "RSA") &&
	       has_signature(engine, "EC", "ECDSA") && make_curve(engine);
}

static bool fill(struct engine *engine, void *libctx, const char *properties)
{
	engine->ctx = libctx;
	if (properties) {
		engine->properties = strdup(properties);
		if (!engine->properties)
			return false;
	}
	return (libctx || load_algorithms(engine)) && fetch(engine);
}

int engine_new(void *libctx, const char *properties, struct engine **engine,
	       const EVP_MD **sha256, const EVP_MD **sha384)
{
	struct engine *e;
	int err = initialize(0);

	if (err)
		return err;
	openssl_begin();
	e = calloc(1, sizeof(*e));
	if (!e)
		return -ENOMEM;
	if (!fill(e, libctx, properties)) {
		err = openssl_trouble();
		engine_free(e);
		return err;
	}
	*sha256 = e->sha256;
	*sha384 = e->sha384;
	*engine = e;
	return 0;
}

void engine_free(struct engine *engine)
{
	if (!engine)
		return;
	EVP_PKEY_free(engine->p384);
	EVP_MD_free(engine->sha256);
	EVP_MD_free(engine->sha384);
	if (engine->algorithms)
		OSSL_PROVIDER_unload(engine->algorithms);
	if (engine->own)
		OSSL_LIB_CTX_free(engine->ctx);
	free(engine->properties);
	free(engine);
}

static bool push_rsa(OSSL_PARAM_BLD *build, const BIGNUM *modulus)
{
	return modulus &&
	       OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus) &&
	       OSSL_PARAM_BLD_push_ulong(build, OSSL_PKEY_PARAM_RSA_E,
					 CRYPTO_RSA_EXPONENT);
}

int engine_rsa(const struct engine *engine,
	       const uint8_t modulus[CRYPTO_RSA_SIZE], EVP_PKEY **pkey)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *n = BN_bin2bn(modulus, CRYPTO_RSA_SIZE, NULL);
	OSSL_PARAM *params = NULL;
	int err;

	if (build && push_rsa(build, n))
		params = OSSL_PARAM_BLD_to_param(build);
	err = params ? import(engine, "RSA", EVP_PKEY_PUBLIC_KEY, params,
			      pkey) : openssl_trouble();
	OSSL_PARAM_free(params);
	BN_free(n);
	OSSL_PARAM_BLD_free(build);
	return err;
}

/* libcrypto looks whether the point is on the curve. */
int engine_p384(const struct engine *engine,
		const uint8_t point[CRYPTO_P384_POINT_SIZE], EVP_PKEY **pkey)
{
	EVP_PKEY *key = EVP_PKEY_dup(engine->p384);
	int err;

	if (!key)
		return openssl_trouble();
	if (EVP_PKEY_set_octet_string_param(
		    key, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point,
		    CRYPTO_P384_POINT_SIZE) == 1) {
		*pkey = key;
		return 0;
	}
	err = openssl_refused();
	EVP_PKEY_free(key);
	return err;
}

/* Fetched when it is asked for. */
bool engine_sha512(const struct engine *engine, struct snpguest_blob data,
		   uint8_t *out)
{
	EVP_MD *type = EVP_MD_fetch(engine->ctx, "SHA2-512",
				    engine->properties);
	bool done = type && EVP_Digest(data.data, data.len, out, NULL, type,
				       NULL) == 1;

	EVP_MD_free(type);
	return done;
}

EVP_PKEY_CTX *engine_use(const struct engine *engine, EVP_PKEY *pkey)
{
	return EVP_PKEY_CTX_new_from_pkey(engine->ctx, pkey,
					  engine->properties);
}

const char *engine_name(void)
{
	return OpenSSL_version(OPENSSL_VERSION);
}

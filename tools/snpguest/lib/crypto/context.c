// SPDX-License-Identifier: MIT
/* Where algorithms come from, and what a failed call of OpenSSL's means. */
#include "openssl.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

/* More than OpenSSL allocates before it can report an error. */
#define INITIAL_ROOM 16384

void openssl_begin(void)
{
	ERR_clear_error();
	errno = 0;
}

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

/*
 * OpenSSL 3.5 and 3.6 wait for ever when memory is missing while they first
 * initialize themselves: the report of it waits for the end of what it reports.
 * So see that there is room before. Volatile, or the compiler removes the pair.
 */
static int initialize(void)
{
	void *volatile room = malloc(INITIAL_ROOM);

	if (!room)
		return -ENOMEM;
	free(room);
	if (OPENSSL_init_crypto(0, NULL) != 1)
		return -ENOMEM;
	openssl_begin();
	return 0;
}

static bool load_without(struct crypto *crypto)
{
	crypto->without = OSSL_LIB_CTX_new();
	if (crypto->without)
		crypto->none = OSSL_PROVIDER_load(crypto->without, "null");
	return crypto->none;
}

/* A context of ours reads no configuration file, unlike the default one. */
static bool load_algorithms(struct crypto *crypto)
{
	crypto->ctx = OSSL_LIB_CTX_new();
	crypto->own = true;
	if (crypto->ctx)
		crypto->algorithms = OSSL_PROVIDER_load(crypto->ctx, "default");
	return crypto->algorithms;
}

/* Can signatures of keys named @key be verified with @algorithm? */
static bool has_signature(struct crypto *crypto, const char *key,
			  const char *algorithm)
{
	EVP_KEYMGMT *keys = EVP_KEYMGMT_fetch(crypto->ctx, key,
					      crypto->properties);
	EVP_SIGNATURE *signature = EVP_SIGNATURE_fetch(crypto->ctx, algorithm,
						       crypto->properties);
	bool has = keys && signature;

	EVP_KEYMGMT_free(keys);
	EVP_SIGNATURE_free(signature);
	return has;
}

/* All that is needed later: what is missing is found missing here. */
static bool fetch(struct crypto *crypto)
{
	crypto->sha256 = EVP_MD_fetch(crypto->ctx, "SHA2-256",
				      crypto->properties);
	crypto->sha384 = EVP_MD_fetch(crypto->ctx, "SHA2-384",
				      crypto->properties);
	return crypto->sha256 && crypto->sha384 &&
	       has_signature(crypto, "RSA", "RSA") &&
	       has_signature(crypto, "EC", "ECDSA");
}

static bool fill(struct crypto *crypto, void *libctx, const char *properties)
{
	crypto->ctx = libctx;
	if (properties) {
		crypto->properties = strdup(properties);
		if (!crypto->properties)
			return false;
	}
	return (libctx || load_algorithms(crypto)) && load_without(crypto) &&
	       fetch(crypto);
}

int crypto_new(void *libctx, const char *properties, struct crypto **crypto)
{
	struct crypto *c;
	int err = initialize();

	if (err)
		return err;
	c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;
	atomic_init(&c->references, 1);
	if (!fill(c, libctx, properties)) {
		err = openssl_trouble();
		crypto_put(c);
		return err;
	}
	*crypto = c;
	return 0;
}

int crypto_shared(struct crypto **crypto)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static struct crypto *shared;
	int err = 0;

	pthread_mutex_lock(&lock);
	if (!shared)
		err = crypto_new(NULL, NULL, &shared);
	if (!err)
		*crypto = crypto_hold(shared);
	pthread_mutex_unlock(&lock);
	return err;
}

struct crypto *crypto_hold(struct crypto *crypto)
{
	atomic_fetch_add_explicit(&crypto->references, 1, memory_order_relaxed);
	return crypto;
}

void crypto_put(struct crypto *crypto)
{
	if (!crypto || atomic_fetch_sub(&crypto->references, 1) != 1)
		return;
	EVP_MD_free(crypto->sha256);
	EVP_MD_free(crypto->sha384);
	if (crypto->algorithms)
		OSSL_PROVIDER_unload(crypto->algorithms);
	if (crypto->own)
		OSSL_LIB_CTX_free(crypto->ctx);
	if (crypto->none)
		OSSL_PROVIDER_unload(crypto->none);
	OSSL_LIB_CTX_free(crypto->without);
	free(crypto->properties);
	free(crypto);
}

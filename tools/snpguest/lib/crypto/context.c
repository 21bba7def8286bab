// SPDX-License-Identifier: MIT
/* Where algorithms come from, and what a failed call of OpenSSL's means. */
#include "openssl_private.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include <openssl/err.h>

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

int crypto_new(void *libctx, const char *properties, struct crypto **crypto)
{
	struct crypto *c = calloc(1, sizeof(*c));
	int err;

	if (!c)
		return -ENOMEM;
	atomic_init(&c->references, 1);
	err = engine_new(libctx, properties, &c->engine, &c->sha256,
			 &c->sha384);
	if (err)
		free(c);
	else
		*crypto = c;
	return err;
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

int snpguest_ignore_openssl_conf(void)
{
	return engine_ignore_conf();
}

int snpguest_omit_openssl_texts(void)
{
	return engine_omit_texts();
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
	engine_free(crypto->engine);
	free(crypto);
}

const char *snpguest_crypto_version(void)
{
	return engine_name();
}

// SPDX-License-Identifier: MIT
/* Keys that people bring, in libcrypto's ways. */
#include "engine_openssl_private.h"

#include <openssl/store.h>

#include "openssl_private.h"

EVP_PKEY *engine_pem_private(const struct engine *engine, BIO *bio,
			     pem_password_cb *password, void *asked)
{
	return PEM_read_bio_PrivateKey_ex(bio, NULL, password, asked,
					  engine->ctx, engine->properties);
}

EVP_PKEY *engine_pem_public(const struct engine *engine, BIO *bio,
			    pem_password_cb *password, void *asked)
{
	return PEM_read_bio_PUBKEY_ex(bio, NULL, password, asked, engine->ctx,
				      engine->properties);
}

EVP_PKEY *engine_der_private(const struct engine *engine, const uint8_t **at,
			     size_t len)
{
	return d2i_AutoPrivateKey_ex(NULL, at, (long)len, engine->ctx,
				     engine->properties);
}

EVP_PKEY *engine_der_public(const struct engine *engine, const uint8_t **at,
			    size_t len)
{
	return d2i_PUBKEY_ex(NULL, at, (long)len, engine->ctx,
			     engine->properties);
}

/* The key of one thing in a store, if it is one. */
static EVP_PKEY *key_in(OSSL_STORE_INFO *info)
{
	switch (OSSL_STORE_INFO_get_type(info)) {
	case OSSL_STORE_INFO_PKEY:
		return OSSL_STORE_INFO_get1_PKEY(info);
	case OSSL_STORE_INFO_PUBKEY:
		return OSSL_STORE_INFO_get1_PUBKEY(info);
	}
	return NULL;
}

static EVP_PKEY *first_key(OSSL_STORE_CTX *store)
{
	EVP_PKEY *pkey = NULL;

	while (!pkey && !OSSL_STORE_eof(store)) {
		OSSL_STORE_INFO *info = OSSL_STORE_load(store);

		if (!info && OSSL_STORE_error(store))
			break;
		pkey = info ? key_in(info) : NULL;
		OSSL_STORE_INFO_free(info);
	}
	return pkey;
}

int engine_by_uri(const char *uri, EVP_PKEY **pkey)
{
	OSSL_STORE_CTX *store;

	openssl_begin();
	store = OSSL_STORE_open(uri, NULL, NULL, NULL, NULL);
	if (store)
		*pkey = first_key(store);
	OSSL_STORE_close(store);
	return *pkey ? 0 : openssl_refused();
}

EVP_PKEY_CTX *engine_use_foreign(EVP_PKEY *pkey)
{
	return EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
}

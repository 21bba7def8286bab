// SPDX-License-Identifier: MIT
/* Keys by URI: a file:, or what a provider such as pkcs11 makes of it. */
#include "signer.h"

#include <openssl/evp.h>
#include <openssl/store.h>

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

int crypto_signer_open(struct crypto *crypto, const char *uri,
		       struct crypto_signer **signer)
{
	OSSL_STORE_CTX *store;
	EVP_PKEY *pkey = NULL;

	openssl_begin();
	store = OSSL_STORE_open(uri, NULL, NULL, NULL, NULL);
	if (store)
		pkey = first_key(store);
	OSSL_STORE_close(store);
	if (!pkey)
		return openssl_refused();
	return signer_of(crypto, NULL, pkey, signer);
}

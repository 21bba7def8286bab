// SPDX-License-Identifier: MIT
/* Keys that people bring, in AWS-LC's ways. */
#include <errno.h>

#include <openssl/x509.h>

#include "engine_private.h"

EVP_PKEY *engine_pem_private(const struct engine *engine, BIO *bio,
			     pem_password_cb *password, void *asked)
{
	(void)engine;
	return PEM_read_bio_PrivateKey(bio, NULL, password, asked);
}

EVP_PKEY *engine_pem_public(const struct engine *engine, BIO *bio,
			    pem_password_cb *password, void *asked)
{
	(void)engine;
	return PEM_read_bio_PUBKEY(bio, NULL, password, asked);
}

EVP_PKEY *engine_der_private(const struct engine *engine, const uint8_t **at,
			     size_t len)
{
	(void)engine;
	return d2i_AutoPrivateKey(NULL, at, (long)len);
}

EVP_PKEY *engine_der_public(const struct engine *engine, const uint8_t **at,
			    size_t len)
{
	(void)engine;
	return d2i_PUBKEY(NULL, at, (long)len);
}

/* There are no providers, and so no tokens. */
int engine_by_uri(const char *uri, EVP_PKEY **pkey)
{
	(void)uri, (void)pkey;
	return -ENOTSUP;
}

EVP_PKEY_CTX *engine_use_foreign(EVP_PKEY *pkey)
{
	return EVP_PKEY_CTX_new(pkey, NULL);
}

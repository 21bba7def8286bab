/* SPDX-License-Identifier: MIT */
/* What the files signer*.c share. */
#ifndef SNPGUEST_SIGNER_H
#define SNPGUEST_SIGNER_H

#include "crypto_sign.h"
#include "openssl.h"

/**
 * struct crypto_signer - see crypto_sign.h
 * @libctx: where @pkey is from; NULL is OpenSSL's default context
 */
struct crypto_signer {
	struct crypto *crypto;
	OSSL_LIB_CTX *libctx;
	EVP_PKEY *pkey;
};

/** Takes @pkey, also when it fails. Return: 0, -ENOMEM. */
int signer_of(struct crypto *crypto, OSSL_LIB_CTX *libctx, EVP_PKEY *pkey,
	      struct crypto_signer **signer);

#endif

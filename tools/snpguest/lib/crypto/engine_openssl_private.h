/* SPDX-License-Identifier: MIT */
/* What the files engine_openssl*.c share. */
#ifndef SNPGUEST_ENGINE_OPENSSL_PRIVATE_H
#define SNPGUEST_ENGINE_OPENSSL_PRIVATE_H

#include <openssl/types.h>

#include "engine_private.h"

/**
 * struct engine
 * @ctx: with the algorithms; @own: made here
 * @properties: which implementations are taken; NULL: any
 * @without: no algorithms in it. In another context X509 objects come with
 *	     their keys loaded, which takes longer than all the rest
 * @sha256, @sha384: fetched
 */
struct engine {
	OSSL_LIB_CTX *ctx, *without;
	bool own;
	char *properties;
	OSSL_PROVIDER *algorithms, *none;
	EVP_MD *sha256, *sha384;
};

#endif

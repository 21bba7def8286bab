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
 * @sha256, @sha384: fetched
 */
struct engine {
	OSSL_LIB_CTX *ctx;
	bool own;
	char *properties;
	OSSL_PROVIDER *algorithms;
	EVP_MD *sha256, *sha384;
};

#endif

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
 * @p384: the curve, of which each key is a copy with its point
 */
struct engine {
	OSSL_LIB_CTX *ctx;
	bool own;
	char *properties;
	OSSL_PROVIDER *algorithms;
	EVP_MD *sha256, *sha384;
	EVP_PKEY *p384;
};

#endif

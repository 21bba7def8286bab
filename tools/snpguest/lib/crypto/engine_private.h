/* SPDX-License-Identifier: MIT */
/*
 * What the libraries with OpenSSL's API do each in their own way; the build
 * picks one file: engine_openssl.c (libcrypto 3.0 and later) or engine_aws_lc.c.
 * Everything else in this folder is the same for both.
 *
 * Between openssl_begin() and what tells a failure's meaning, as anywhere here.
 */
#ifndef SNPGUEST_ENGINE_PRIVATE_H
#define SNPGUEST_ENGINE_PRIVATE_H

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "crypto.h"

/** struct engine - where algorithms come from */
struct engine;

/**
 * engine_new() - prepare the library, find the algorithms
 * @libctx, @properties: as of crypto_new()
 * @sha256, @sha384: out: as long as @engine
 *
 * Return: 0, -ENOMEM, -EIO, -ENOTSUP: @libctx or @properties is given to a
 * library that has no such thing.
 */
int engine_new(void *libctx, const char *properties, struct engine **engine,
	       const EVP_MD **sha256, const EVP_MD **sha384);

/** Nothing is configured by a file from now on. Return: 0, -ENOMEM. */
int engine_ignore_conf(void);

/** No error has a text from now on. Return: 0, -ENOMEM. */
int engine_omit_texts(void);

/** NULL is allowed. */
void engine_free(struct engine *engine);

/** SHA-512, which no signature here needs; false when it failed. */
bool engine_sha512(const struct engine *engine, struct snpguest_blob data,
		   uint8_t *out);

/** A public key. Return: 0, -EBADMSG, -ENOMEM, -EIO. */
int engine_rsa(const struct engine *engine,
	       const uint8_t modulus[CRYPTO_RSA_SIZE], EVP_PKEY **pkey);
int engine_p384(const struct engine *engine,
		const uint8_t point[CRYPTO_P384_POINT_SIZE], EVP_PKEY **pkey);

/** A context to use @pkey with; NULL when memory is missing. */
EVP_PKEY_CTX *engine_use(const struct engine *engine, EVP_PKEY *pkey);

/*
 * Keys that people bring; NULL where it is none. @asked is handed to @password,
 * which is called for an encrypted one.
 */
EVP_PKEY *engine_pem_private(const struct engine *engine, BIO *bio,
			     pem_password_cb *password, void *asked);
EVP_PKEY *engine_pem_public(const struct engine *engine, BIO *bio,
			    pem_password_cb *password, void *asked);
/* Each moves *@at past the key. */
EVP_PKEY *engine_der_private(const struct engine *engine, const uint8_t **at,
			     size_t len);
EVP_PKEY *engine_der_public(const struct engine *engine, const uint8_t **at,
			    size_t len);

/**
 * engine_by_uri() - a file:, or what a provider such as pkcs11 makes of @uri
 *
 * Of OpenSSL's default context, configured as its user wants: a token is
 * somebody's own choice. Return: 0; -EBADMSG, -ENOMEM; -ENOTSUP: the library has
 * no such thing.
 */
int engine_by_uri(const char *uri, EVP_PKEY **pkey);

/** As engine_use(), for a key of engine_by_uri(). */
EVP_PKEY_CTX *engine_use_foreign(EVP_PKEY *pkey);

/** The library's name and version, for people; static. */
const char *engine_name(void);

#endif

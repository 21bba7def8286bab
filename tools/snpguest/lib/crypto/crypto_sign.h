/* SPDX-License-Identifier: MIT */
/*
 * Keys that people bring: to sign with, or their public half. P-384 for ID
 * blocks; tokens may have P-256, too. They come
 * as bytes, or from whatever OpenSSL's providers have
 * (by URI): those, unlike all the rest, are as OpenSSL's configuration
 * says, since a token is somebody's own choice.
 */
#ifndef SNPGUEST_CRYPTO_SIGN_H
#define SNPGUEST_CRYPTO_SIGN_H

#include "crypto.h"

/** struct crypto_signer - a private key, or a public one alone */
struct crypto_signer;

/**
 * crypto_signer_parse() - a key in PEM or DER
 * @crypto: has to outlive @signer
 * @key: PKCS #8, SEC 1, or SubjectPublicKeyInfo
 *
 * Return: 0; -EBADMSG: no key; -ENOKEY: it is encrypted; -ENOMEM, -EIO. Free
 * with crypto_signer_free().
 */
int crypto_signer_parse(struct crypto *crypto, struct snpguest_blob key,
			struct crypto_signer **signer);

/**
 * crypto_signer_open() - a key that an OpenSSL provider finds by URI
 * @crypto: has to outlive @signer
 *
 * Return: 0; -EBADMSG: it has no key there; -ENOMEM; -ENOTSUP: on AWS-LC, which has
 * no providers.
 */
int crypto_signer_open(struct crypto *crypto, const char *uri,
		       struct crypto_signer **signer);

/** NULL is allowed. */
void crypto_signer_free(struct crypto_signer *signer);

/**
 * crypto_signer_point() - the public key, uncompressed
 *
 * Return: 0; -EBADMSG: not a P-384 key; -ENOMEM, -EIO.
 */
int crypto_signer_point(const struct crypto_signer *signer,
			uint8_t point[CRYPTO_P384_POINT_SIZE]);

/* The size of a number of the curve, in bytes. */
enum crypto_curve {
	CRYPTO_P256 = 32,
	CRYPTO_P384 = CRYPTO_P384_SIZE,
};

/** Which curve a key is of. Return: 0; -EBADMSG: another kind; -ENOMEM, -EIO. */
int crypto_signer_curve(const struct crypto_signer *signer,
			enum crypto_curve *curve);

/* A DER signature at its longest: two INTEGERs of 49 bytes. */
#define CRYPTO_P384_DER_MAX 104

/**
 * crypto_signer_raw() - as crypto_signer_sign(), as tokens have it
 * @raw: out: R and S big endian, twice the size of a number of @curve
 *
 * Return: as crypto_signer_sign().
 */
int crypto_signer_raw(const struct crypto_signer *signer,
		      struct snpguest_blob message, enum crypto_curve curve,
		      uint8_t raw[2 * CRYPTO_P384_SIZE]);

/**
 * crypto_signer_sign() - ECDSA over SHA-384 of @message; SHA-256 for P-256
 * @len: out: bytes of @signature, DER
 *
 * Return: 0; -EIO: it has no private key, or the provider refused; -ENOMEM.
 */
int crypto_signer_sign(const struct crypto_signer *signer,
		       struct snpguest_blob message,
		       uint8_t signature[CRYPTO_P384_DER_MAX], size_t *len);

#endif

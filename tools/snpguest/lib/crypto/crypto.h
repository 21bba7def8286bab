/* SPDX-License-Identifier: MIT */
/*
 * What the library needs of cryptography. One implementation,
 * crypto_openssl.c; with crypto_openssl_x509.c it is all that knows OpenSSL.
 *
 * Functions that verify tell "it is false" (-EBADMSG) from "could not find out"
 * (-ENOMEM, -EIO). Keys may be used by several threads at once.
 */
#ifndef SNPGUEST_CRYPTO_H
#define SNPGUEST_CRYPTO_H

#include "snpguest.h"

#define CRYPTO_SHA256_SIZE 32
#define CRYPTO_P384_SIZE 48
#define CRYPTO_P384_POINT_SIZE 97 /* 04, X, Y */
#define CRYPTO_RSA_SIZE 512 /* RSA-4096 */
#define CRYPTO_RSA_EXPONENT 65537

struct crypto_key;

/** Return: 0, -ENOMEM, -EIO. */
int crypto_sha256(struct snpguest_blob data, uint8_t out[CRYPTO_SHA256_SIZE]);

/**
 * An RSA-4096 public key of @modulus, big endian, and exponent 65537.
 *
 * Return: 0, -ENOMEM, -EIO. Release with crypto_key_free().
 */
int crypto_rsa_key(const uint8_t modulus[CRYPTO_RSA_SIZE],
		   struct crypto_key **key);

/** A P-384 public key. Return: 0, -EBADMSG: not on the curve, -ENOMEM, -EIO. */
int crypto_p384_key(const uint8_t point[CRYPTO_P384_POINT_SIZE],
		    struct crypto_key **key);

/** True when both are the same public key. */
bool crypto_key_equal(const struct crypto_key *a, const struct crypto_key *b);

/** NULL is allowed. */
void crypto_key_free(struct crypto_key *key);

/**
 * RSASSA-PSS with SHA-384, MGF1 with SHA-384 and 48 bytes of salt.
 *
 * Return: 0, -EBADMSG, -ENOMEM, -EIO.
 */
int crypto_rsa_pss_verify(struct crypto_key *key, struct snpguest_blob message,
			  struct snpguest_blob signature);

/**
 * ECDSA over P-384 with SHA-384.
 * @r, @s: big endian; the caller has checked 1 <= r, s < n
 *
 * Return: 0, -EBADMSG, -ENOMEM, -EIO.
 */
int crypto_p384_verify(struct crypto_key *key, struct snpguest_blob message,
		       const uint8_t r[CRYPTO_P384_SIZE],
		       const uint8_t s[CRYPTO_P384_SIZE]);

#endif

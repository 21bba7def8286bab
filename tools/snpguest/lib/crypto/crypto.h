/* SPDX-License-Identifier: MIT */
/*
 * What the library needs of cryptography. This folder alone knows OpenSSL.
 *
 * The rule, for whichever version of it: a question about untrusted bytes is
 * answered "true" (0) only when OpenSSL says so, and "false" (-EBADMSG) whatever
 * else it says. "Could not find out" is memory that was missing (-ENOMEM) and an
 * algorithm that is missing (-EIO); those are asked by other means: algorithms
 * are fetched when a context is made, so that nothing begins without them, and a
 * failed malloc() says so itself. What OpenSSL's error queue holds differs from
 * version to version and never makes anything false or true. With memory missing
 * an answer can be "false" or "could not find out", never a wrong "true".
 *
 * Contexts and keys may be used by several threads at once.
 */
#ifndef SNPGUEST_CRYPTO_H
#define SNPGUEST_CRYPTO_H

#include "snpguest.h"

#define CRYPTO_SHA256_SIZE 32
#define CRYPTO_P384_SIZE 48
#define CRYPTO_P384_POINT_SIZE 97 /* 04, X, Y */
#define CRYPTO_RSA_SIZE 512 /* RSA-4096 */
#define CRYPTO_RSA_EXPONENT 65537

/** struct crypto - a context: the algorithms, fetched */
struct crypto;

struct crypto_key;

/**
 * crypto_new() - fetch the algorithms
 * @libctx: OSSL_LIB_CTX to fetch them from, which has to outlive the result;
 *	    NULL: one of our own with OpenSSL's default provider, which reads no
 *	    configuration: neither openssl.cnf nor OPENSSL_CONF
 * @properties: which implementations, such as "fips=yes"; copied; NULL: any
 *
 * Has to outlive what is made with it. Return: 0; -ENOMEM; -EIO: SHA-256,
 * SHA-384, RSA or ECDSA is missing. Drop it with crypto_put().
 */
int crypto_new(void *libctx, const char *properties, struct crypto **crypto);

/**
 * A reference to the context of our own that the process shares, made by the
 * first call: making one takes half as long as a verification. Return: as
 * crypto_new().
 */
int crypto_shared(struct crypto **crypto);

/** Another reference to @crypto. */
struct crypto *crypto_hold(struct crypto *crypto);

/** Drops a reference. NULL is allowed. */
void crypto_put(struct crypto *crypto);

/** Return: 0, -ENOMEM, -EIO. */
int crypto_sha256(struct crypto *crypto, struct snpguest_blob data,
		  uint8_t out[CRYPTO_SHA256_SIZE]);

/**
 * SHA-256, SHA-384 or SHA-512 by @hash.
 * @out: room for 64 bytes, of which as many are written as the digest has
 *
 * Return: 0, -EINVAL, -ENOMEM, -EIO.
 */
int crypto_sha2(struct crypto *crypto, enum snpguest_hash hash,
		struct snpguest_blob data, uint8_t *out);

/**
 * An RSA-4096 public key of @modulus, big endian, and exponent 65537.
 *
 * Return: 0, -EBADMSG, -ENOMEM, -EIO. Release with crypto_key_free().
 */
int crypto_rsa_key(struct crypto *crypto,
		   const uint8_t modulus[CRYPTO_RSA_SIZE],
		   struct crypto_key **key);

/** A P-384 public key. Return: 0, -EBADMSG: not on the curve, -ENOMEM, -EIO. */
int crypto_p384_key(struct crypto *crypto,
		    const uint8_t point[CRYPTO_P384_POINT_SIZE],
		    struct crypto_key **key);

/** True when both are the same public key. */
bool crypto_key_equal(const struct crypto_key *a, const struct crypto_key *b);

/** NULL is allowed. */
void crypto_key_free(struct crypto_key *key);

/**
 * RSASSA-PSS with SHA-384, MGF1 with SHA-384 and 48 bytes of salt.
 * @key: RSA; any other refuses
 *
 * Return: 0, -EBADMSG, -ENOMEM, -EIO.
 */
int crypto_rsa_pss_verify(const struct crypto_key *key,
			  struct snpguest_blob message,
			  struct snpguest_blob signature);

/**
 * ECDSA over P-384 with SHA-384.
 * @key: P-384; any other refuses
 * @r, @s: big endian; the caller has checked 1 <= r, s < n
 *
 * Return: 0, -EBADMSG, -ENOMEM, -EIO.
 */
int crypto_p384_verify(const struct crypto_key *key,
		       struct snpguest_blob message,
		       const uint8_t r[CRYPTO_P384_SIZE],
		       const uint8_t s[CRYPTO_P384_SIZE]);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_VERIFIER_H
#define SNPGUEST_VERIFIER_H

#include <pthread.h>

#include "certificate.h"

/**
 * struct authority - a certificate authority that is trusted, or asks to be
 * @amd: one of AMD's, compiled in
 * @modulus: CRYPTO_RSA_SIZE bytes
 * @der: the certificate of a caller's anchor, owned; NULL for AMD's
 */
struct authority {
	enum snpguest_cert_role role;
	enum snpguest_product product;
	struct snpguest_blob subject, serial;
	int64_t not_before, not_after;
	uint8_t sha256[CRYPTO_SHA256_SIZE];
	const uint8_t *modulus;
	struct crypto_key *key;
	bool amd;
	uint8_t *der;
};

#define CACHE_SIZE 64

/**
 * struct cached_key - key of a certificate whose signature was verified
 * @certificate, @issuer: SHA-256 of the two certificates
 *
 * Only that the one signed the other is remembered. Dates are looked at in
 * every call.
 */
struct cached_key {
	uint8_t certificate[CRYPTO_SHA256_SIZE];
	uint8_t issuer[CRYPTO_SHA256_SIZE];
	struct crypto_key *key;
};

/** struct snpguest_verifier - trusted authorities and verified certificates */
struct snpguest_verifier {
	struct authority *authorities;
	size_t count;
	pthread_mutex_t lock; /* of what follows */
	struct cached_key cache[CACHE_SIZE];
	size_t next; /* entry to be replaced next */
};

/**
 * authority_of_cert() - what a CA certificate says of itself, with its key
 * @ca: out; its blobs point into @cert->der. Free with crypto_key_free(@ca->key)
 * @why: what is wrong; static
 *
 * Looks at the certificate's profile ([KDS] 1): PSS, RSA-4096, CA. Does not
 * look at its signature. Return: 0, -EBADMSG, -ENOMEM, -EIO.
 */
int authority_of_cert(const struct certificate *cert, struct authority *ca,
		      const char **why);

/** A reference to the key of @cert if @issuer is known to have signed it. */
struct crypto_key *cache_get(struct snpguest_verifier *verifier,
			     const uint8_t certificate[CRYPTO_SHA256_SIZE],
			     const uint8_t issuer[CRYPTO_SHA256_SIZE]);

/** Remembers that @issuer signed @certificate, whose key is @key. */
void cache_put(struct snpguest_verifier *verifier,
	       const uint8_t certificate[CRYPTO_SHA256_SIZE],
	       const uint8_t issuer[CRYPTO_SHA256_SIZE],
	       struct crypto_key *key);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Hashes that are fed piece by piece, and used again without an allocation;
 * algorithms are those of crypto_shared().
 *
 * A hash belongs to one thread at a time.
 */
#ifndef SNPGUEST_CRYPTO_HASH_H
#define SNPGUEST_CRYPTO_HASH_H

#include "snpguest.h"

enum crypto_hash_type {
	CRYPTO_HASH_SHA256,
	CRYPTO_HASH_SHA384,
};

struct crypto_hash;

/** Return: 0, -ENOMEM, -EIO. Free with crypto_hash_free(). */
int crypto_hash_new(enum crypto_hash_type type, struct crypto_hash **hash);

/** NULL is allowed. */
void crypto_hash_free(struct crypto_hash *hash);

/** Appends @data. What goes wrong is told by crypto_hash_end(). */
void crypto_hash_add(struct crypto_hash *hash, struct snpguest_blob data);

/**
 * crypto_hash_keep() - what was added so far starts every later digest, too
 *
 * Return: 0, -ENOMEM, -EIO.
 */
int crypto_hash_keep(struct crypto_hash *hash);

/**
 * crypto_hash_end() - the digest of all that was added
 * @out: 32 or 48 bytes
 *
 * The hash starts anew, with what was kept. Return: 0, -ENOMEM, -EIO.
 */
int crypto_hash_end(struct crypto_hash *hash, uint8_t *out);

/** crypto_hash_add() and crypto_hash_end() in one. */
int crypto_hash_once(struct crypto_hash *hash, struct snpguest_blob data,
		     uint8_t *out);

#endif

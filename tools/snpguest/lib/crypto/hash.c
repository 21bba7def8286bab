// SPDX-License-Identifier: MIT
#include "crypto_hash.h"

#include <errno.h>
#include <stdlib.h>

#include <openssl/evp.h>

#include "openssl_private.h"

/**
 * struct crypto_hash
 * @pristine: ready for the first byte; copied to start
 * @failed: an earlier step went wrong; negative errno
 */
struct crypto_hash {
	struct crypto *crypto;
	EVP_MD_CTX *pristine, *now;
	int failed;
};

static int start(struct crypto_hash *hash)
{
	return EVP_MD_CTX_copy_ex(hash->now, hash->pristine) == 1 ?
		       0 :
		       openssl_trouble();
}

static int set_up(struct crypto_hash *hash, enum crypto_hash_type type)
{
	int err = crypto_shared(&hash->crypto);
	const EVP_MD *md;

	if (err)
		return err;
	md = type == CRYPTO_HASH_SHA256 ? hash->crypto->sha256 :
					  hash->crypto->sha384;
	openssl_begin();
	hash->pristine = EVP_MD_CTX_new();
	hash->now = EVP_MD_CTX_new();
	if (!hash->pristine || !hash->now)
		return -ENOMEM;
	if (EVP_DigestInit_ex(hash->pristine, md, NULL) != 1)
		return openssl_trouble();
	return start(hash);
}

int crypto_hash_new(enum crypto_hash_type type, struct crypto_hash **hash)
{
	struct crypto_hash *new = calloc(1, sizeof(*new));
	int err;

	if (!new)
		return -ENOMEM;
	err = set_up(new, type);
	if (err) {
		crypto_hash_free(new);
		return err;
	}
	*hash = new;
	return 0;
}

void crypto_hash_free(struct crypto_hash *hash)
{
	if (!hash)
		return;
	EVP_MD_CTX_free(hash->pristine);
	EVP_MD_CTX_free(hash->now);
	crypto_put(hash->crypto);
	free(hash);
}

void crypto_hash_add(struct crypto_hash *hash, struct snpguest_blob data)
{
	if (!hash->failed &&
	    EVP_DigestUpdate(hash->now, data.data, data.len) != 1)
		hash->failed = openssl_trouble();
}

int crypto_hash_keep(struct crypto_hash *hash)
{
	if (hash->failed)
		return hash->failed;
	return EVP_MD_CTX_copy_ex(hash->pristine, hash->now) == 1 ?
		       0 :
		       openssl_trouble();
}

int crypto_hash_end(struct crypto_hash *hash, uint8_t *out)
{
	int err = hash->failed;

	if (!err && EVP_DigestFinal_ex(hash->now, out, NULL) != 1)
		err = openssl_trouble();
	hash->failed = start(hash);
	return err;
}

int crypto_hash_once(struct crypto_hash *hash, struct snpguest_blob data,
		     uint8_t *out)
{
	crypto_hash_add(hash, data);
	return crypto_hash_end(hash, out);
}

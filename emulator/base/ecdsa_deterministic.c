// SPDX-License-Identifier: MIT
#include "ecdsa_deterministic.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/objects.h>

#define HASH_SIZE	48
#define NUMBER_MAX	66	/* bytes of a number of 521 bits */

struct signer {
	EC_GROUP *group;
	BN_CTX *ctx;
	BIGNUM *private, *hash, *nonce, *r, *s;
	const BIGNUM *order;
	size_t number_size;
	/* The generator of RFC 6979, 3.2. */
	uint8_t k[HASH_SIZE], v[HASH_SIZE];
};

static int hmac(struct signer *signer, const uint8_t *data, size_t size,
		uint8_t out[HASH_SIZE])
{
	unsigned int length = HASH_SIZE;

	return HMAC(EVP_sha384(), signer->k, HASH_SIZE, data, size, out,
		    &length)
		       ? 0
		       : -ENOMEM;
}

static int next_v(struct signer *signer)
{
	return hmac(signer, signer->v, HASH_SIZE, signer->v);
}

/* K = HMAC(V || @mark || @more), V = HMAC(V) */
static int update(struct signer *signer, uint8_t mark, const uint8_t *more,
		  size_t size)
{
	uint8_t block[HASH_SIZE + 1 + 2 * NUMBER_MAX];
	int err;

	memcpy(block, signer->v, HASH_SIZE);
	block[HASH_SIZE] = mark;
	memcpy(block + HASH_SIZE + 1, more, size);
	err = hmac(signer, block, HASH_SIZE + 1 + size, signer->k);
	OPENSSL_cleanse(block, sizeof(block));
	return err ? err : next_v(signer);
}

/* bits2int: the leftmost bits, as many as the order has. */
static int to_number(const struct signer *signer, const uint8_t *bytes,
		     size_t size, BIGNUM *number)
{
	int excess = (int)size * 8 - BN_num_bits(signer->order);

	if (!BN_bin2bn(bytes, (int)size, number) ||
	    (excess > 0 && !BN_rshift(number, number, excess)))
		return -ENOMEM;
	return 0;
}

static int seed_generator(struct signer *signer)
{
	uint8_t both[2 * NUMBER_MAX];
	size_t size = signer->number_size;
	int err = 0;

	memset(signer->v, 1, HASH_SIZE);
	memset(signer->k, 0, HASH_SIZE);
	if (BN_bn2binpad(signer->private, both, (int)size) < 0 ||
	    BN_bn2binpad(signer->hash, both + size, (int)size) < 0)
		return -ENOMEM;
	err = update(signer, 0, both, 2 * size);
	if (!err)
		err = update(signer, 1, both, 2 * size);
	OPENSSL_cleanse(both, sizeof(both));
	return err;
}

static int draw_nonce(struct signer *signer)
{
	uint8_t bytes[NUMBER_MAX + HASH_SIZE];
	size_t have;
	int err;

	for (have = 0; have < signer->number_size; have += HASH_SIZE) {
		err = next_v(signer);
		if (err)
			return err;
		memcpy(bytes + have, signer->v, HASH_SIZE);
	}
	err = to_number(signer, bytes, signer->number_size, signer->nonce);
	OPENSSL_cleanse(bytes, sizeof(bytes));
	return err;
}

/* r and s for the nonce; -EAGAIN: that one will not do. */
static int sign_with_nonce(struct signer *signer)
{
	const BIGNUM *order = signer->order;
	EC_POINT *point;
	bool ok;

	if (BN_is_zero(signer->nonce) || BN_cmp(signer->nonce, order) >= 0)
		return -EAGAIN;
	point = EC_POINT_new(signer->group);
	ok = point &&
	     EC_POINT_mul(signer->group, point, signer->nonce, NULL, NULL,
			  signer->ctx) &&
	     EC_POINT_get_affine_coordinates(signer->group, point, signer->r,
					     NULL, signer->ctx) &&
	     BN_nnmod(signer->r, signer->r, order, signer->ctx) &&
	     BN_mod_mul(signer->s, signer->r, signer->private, order,
			signer->ctx) &&
	     BN_mod_add(signer->s, signer->s, signer->hash, order,
			signer->ctx) &&
	     BN_mod_inverse(signer->nonce, signer->nonce, order, signer->ctx) &&
	     BN_mod_mul(signer->s, signer->s, signer->nonce, order,
			signer->ctx);
	EC_POINT_free(point);
	if (!ok)
		return -ENOMEM;
	return BN_is_zero(signer->r) || BN_is_zero(signer->s) ? -EAGAIN : 0;
}

static int sign(struct signer *signer)
{
	int err = seed_generator(signer);

	while (!err) {
		err = draw_nonce(signer);
		if (!err)
			err = sign_with_nonce(signer);
		if (err != -EAGAIN)
			return err;
		err = update(signer, 0, NULL, 0);
	}
	return err;
}

static int take_key(struct signer *signer, EVP_PKEY *key)
{
	char name[32];

	if (!EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME,
					    name, sizeof(name), NULL) ||
	    !EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY,
				   &signer->private))
		return -EINVAL;
	signer->group = EC_GROUP_new_by_curve_name(OBJ_sn2nid(name));
	if (!signer->group)
		return -EINVAL;
	signer->order = EC_GROUP_get0_order(signer->group);
	signer->number_size = (size_t)BN_num_bytes(signer->order);
	return signer->number_size > NUMBER_MAX ? -EINVAL : 0;
}

static int take_message(struct signer *signer, const uint8_t *message,
			size_t size)
{
	uint8_t hash[HASH_SIZE];

	signer->ctx = BN_CTX_new();
	signer->hash = BN_new();
	signer->nonce = BN_new();
	signer->r = BN_new();
	signer->s = BN_new();
	if (!signer->ctx || !signer->hash || !signer->nonce || !signer->r ||
	    !signer->s ||
	    !EVP_Digest(message, size, hash, NULL, EVP_sha384(), NULL) ||
	    to_number(signer, hash, sizeof(hash), signer->hash) ||
	    !BN_nnmod(signer->hash, signer->hash, signer->order, signer->ctx))
		return -ENOMEM;
	return 0;
}

int ecdsa_sign_sha384(EVP_PKEY *key, const uint8_t *message, size_t size,
		      uint8_t *r, uint8_t *s, size_t part)
{
	struct signer signer = { 0 };
	int err = take_key(&signer, key);

	if (!err)
		err = take_message(&signer, message, size);
	if (!err)
		err = sign(&signer);
	if (!err && (BN_bn2lebinpad(signer.r, r, (int)part) < 0 ||
		     BN_bn2lebinpad(signer.s, s, (int)part) < 0))
		err = -EINVAL;
	BN_clear_free(signer.private);
	BN_clear_free(signer.nonce);
	BN_free(signer.hash);
	BN_free(signer.r);
	BN_free(signer.s);
	BN_CTX_free(signer.ctx);
	EC_GROUP_free(signer.group);
	OPENSSL_cleanse(&signer, sizeof(signer));
	return err;
}

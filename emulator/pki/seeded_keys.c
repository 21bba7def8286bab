// SPDX-License-Identifier: MIT
#include "seeded_keys.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/param_build.h>

#include "../base/bytes.h"

#define RSA_EXPONENT	65537

struct seeded_stream {
	EVP_CIPHER_CTX *cipher;
};

static int stream_key(uint64_t seed, const char *label, uint8_t key[32])
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	uint8_t word[8];
	int ok;

	if (!md)
		return -ENOMEM;
	store64(word, seed);
	ok = EVP_DigestInit_ex(md, EVP_sha256(), NULL) &&
	     EVP_DigestUpdate(md, word, sizeof(word)) &&
	     EVP_DigestUpdate(md, label, strlen(label)) &&
	     EVP_DigestFinal_ex(md, key, NULL);
	EVP_MD_CTX_free(md);
	return ok ? 0 : -ENOMEM;
}

struct seeded_stream *seeded_stream_new(uint64_t seed, const char *label)
{
	struct seeded_stream *stream = calloc(1, sizeof(*stream));
	uint8_t key[32], iv[16] = { 0 };

	if (!stream)
		return NULL;
	stream->cipher = EVP_CIPHER_CTX_new();
	if (stream->cipher && stream_key(seed, label, key) == 0 &&
	    EVP_EncryptInit_ex(stream->cipher, EVP_aes_256_ctr(), NULL, key,
			       iv))
		return stream;
	seeded_stream_free(stream);
	return NULL;
}

void seeded_stream_free(struct seeded_stream *stream)
{
	if (!stream)
		return;
	EVP_CIPHER_CTX_free(stream->cipher);
	free(stream);
}

int seeded_stream_read(struct seeded_stream *stream, void *bytes, size_t size)
{
	int n;

	memset(bytes, 0, size);
	if (EVP_EncryptUpdate(stream->cipher, bytes, &n, bytes, (int)size))
		return 0;
	return -ENOMEM;
}

int seeded_bytes(uint64_t seed, const char *label, void *bytes, size_t size)
{
	struct seeded_stream *stream = seeded_stream_new(seed, label);
	int err = -ENOMEM;

	if (stream)
		err = seeded_stream_read(stream, bytes, size);
	seeded_stream_free(stream);
	return err;
}

/* An odd number of @bits bits with its two highest bits set. */
static int draw_candidate(struct seeded_stream *stream, int bits, BIGNUM *n)
{
	uint8_t bytes[256];
	int size = bits / 8;

	if (size > (int)sizeof(bytes) ||
	    seeded_stream_read(stream, bytes, (size_t)size))
		return -EINVAL;
	bytes[0] |= 0xc0;
	bytes[size - 1] |= 1;
	return BN_bin2bn(bytes, size, n) ? 0 : -ENOMEM;
}

/* p - 1 must share no factor with the exponent, which is prime. */
static int fits_exponent(const BIGNUM *p)
{
	return BN_mod_word(p, RSA_EXPONENT) != 1;
}

/* The first prime from a drawn start upwards. */
static int draw_prime(struct seeded_stream *stream, int bits, BIGNUM *p,
		      BN_CTX *ctx)
{
	int found;

	if (draw_candidate(stream, bits, p))
		return -ENOMEM;
	for (;;) {
		found = BN_check_prime(p, ctx, NULL);
		if (found < 0)
			return -ENOMEM;
		if (found && fits_exponent(p))
			return 0;
		if (!BN_add_word(p, 2))
			return -ENOMEM;
	}
}

struct rsa_numbers {
	BIGNUM *n, *e, *d, *p, *q, *dp, *dq, *qinv;
};

static int rsa_compute(struct rsa_numbers *k, BN_CTX *ctx)
{
	BIGNUM *p1 = BN_CTX_get(ctx), *q1 = BN_CTX_get(ctx),
	       *phi = BN_CTX_get(ctx);
	BIGNUM *larger;

	if (BN_cmp(k->p, k->q) < 0) {
		larger = k->q;
		k->q = k->p;
		k->p = larger;
	}
	if (phi && BN_set_word(k->e, RSA_EXPONENT) &&
	    BN_mul(k->n, k->p, k->q, ctx) && BN_sub(p1, k->p, BN_value_one()) &&
	    BN_sub(q1, k->q, BN_value_one()) && BN_mul(phi, p1, q1, ctx) &&
	    BN_mod_inverse(k->d, k->e, phi, ctx) &&
	    BN_mod(k->dp, k->d, p1, ctx) && BN_mod(k->dq, k->d, q1, ctx) &&
	    BN_mod_inverse(k->qinv, k->q, k->p, ctx))
		return 0;
	return -ENOMEM;
}

static EVP_PKEY *key_from(const char *type, OSSL_PARAM_BLD *build)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	if (params && ctx && EVP_PKEY_fromdata_init(ctx) > 0 &&
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params) <= 0)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return key;
}

static EVP_PKEY *rsa_key(const struct rsa_numbers *k)
{
	OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
	EVP_PKEY *key = NULL;

	if (b && OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_N, k->n) &&
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_E, k->e) &&
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_D, k->d) &&
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_FACTOR1, k->p) &&
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_FACTOR2, k->q) &&
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_EXPONENT1, k->dp) &&
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_EXPONENT2, k->dq) &&
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
				   k->qinv))
		key = key_from("RSA", b);
	OSSL_PARAM_BLD_free(b);
	return key;
}

static EVP_PKEY *rsa_draw(struct seeded_stream *stream, int bits, BN_CTX *ctx)
{
	struct rsa_numbers k = {
		.n = BN_CTX_get(ctx), .e = BN_CTX_get(ctx),
		.d = BN_CTX_get(ctx), .p = BN_CTX_get(ctx),
		.q = BN_CTX_get(ctx), .dp = BN_CTX_get(ctx),
		.dq = BN_CTX_get(ctx), .qinv = BN_CTX_get(ctx),
	};

	if (!k.qinv || draw_prime(stream, bits / 2, k.p, ctx) ||
	    draw_prime(stream, bits / 2, k.q, ctx) || rsa_compute(&k, ctx))
		return NULL;
	return rsa_key(&k);
}

EVP_PKEY *seeded_rsa(uint64_t seed, const char *label, int bits)
{
	struct seeded_stream *stream = seeded_stream_new(seed, label);
	BN_CTX *ctx = BN_CTX_secure_new();
	EVP_PKEY *key = NULL;

	if (stream && ctx) {
		BN_CTX_start(ctx);
		key = rsa_draw(stream, bits, ctx);
		BN_CTX_end(ctx);
	}
	BN_CTX_free(ctx);
	seeded_stream_free(stream);
	return key;
}

/* A scalar from 1 to the order minus 1, and its point, uncompressed. */
static int ec_draw(struct seeded_stream *stream, const EC_GROUP *group,
		   BIGNUM *scalar, uint8_t *point, size_t *point_size)
{
	EC_POINT *at = EC_POINT_new(group);
	BIGNUM *below = BN_dup(EC_GROUP_get0_order(group));
	BN_CTX *ctx = BN_CTX_new();
	uint8_t bytes[80];
	int ok;

	ok = at && below && ctx && seeded_stream_read(stream, bytes, 80) == 0 &&
	     BN_sub_word(below, 1) && BN_bin2bn(bytes, 80, scalar) &&
	     BN_nnmod(scalar, scalar, below, ctx) &&
	     BN_add_word(scalar, 1) &&
	     EC_POINT_mul(group, at, scalar, NULL, NULL, NULL);
	if (ok)
		*point_size = EC_POINT_point2oct(group, at,
						 POINT_CONVERSION_UNCOMPRESSED,
						 point, *point_size, NULL);
	BN_CTX_free(ctx);
	BN_free(below);
	EC_POINT_free(at);
	return ok && *point_size ? 0 : -ENOMEM;
}

static EVP_PKEY *ec_key(const char *group, const BIGNUM *scalar,
			const uint8_t *point, size_t size)
{
	OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
	EVP_PKEY *key = NULL;

	if (b &&
	    OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME,
					    group, 0) &&
	    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_PRIV_KEY, scalar) &&
	    OSSL_PARAM_BLD_push_octet_string(b, OSSL_PKEY_PARAM_PUB_KEY, point,
					     size))
		key = key_from("EC", b);
	OSSL_PARAM_BLD_free(b);
	return key;
}

EVP_PKEY *seeded_ec(uint64_t seed, const char *label, const char *group)
{
	struct seeded_stream *stream = seeded_stream_new(seed, label);
	EC_GROUP *curve =
		EC_GROUP_new_by_curve_name(EC_curve_nist2nid(group));
	BIGNUM *scalar = BN_secure_new();
	uint8_t point[200];
	size_t size = sizeof(point);
	EVP_PKEY *key = NULL;

	if (stream && curve && scalar &&
	    ec_draw(stream, curve, scalar, point, &size) == 0)
		key = ec_key(group, scalar, point, size);
	BN_clear_free(scalar);
	EC_GROUP_free(curve);
	seeded_stream_free(stream);
	return key;
}

// SPDX-License-Identifier: MIT
#include "rsa_key.h"

#include <stddef.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

enum number {
	N,
	E,
	D,
	P,
	Q,
	DP,
	DQ,
	QINV,
	NUMBERS,
};

static const char *const names[NUMBERS] = {
	[N] = OSSL_PKEY_PARAM_RSA_N,
	[E] = OSSL_PKEY_PARAM_RSA_E,
	[D] = OSSL_PKEY_PARAM_RSA_D,
	[P] = OSSL_PKEY_PARAM_RSA_FACTOR1,
	[Q] = OSSL_PKEY_PARAM_RSA_FACTOR2,
	[DP] = OSSL_PKEY_PARAM_RSA_EXPONENT1,
	[DQ] = OSSL_PKEY_PARAM_RSA_EXPONENT2,
	[QINV] = OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
};

static bool read_numbers(const EVP_PKEY *key, BIGNUM *numbers[NUMBERS])
{
	int i;

	for (i = 0; i < NUMBERS; i++)
		if (!EVP_PKEY_get_bn_param(key, names[i], &numbers[i]))
			return false;
	return true;
}

static bool is_product(const BIGNUM *product, const BIGNUM *a, const BIGNUM *b,
		       BN_CTX *ctx)
{
	BIGNUM *ab = BN_new();
	bool same = ab && BN_mul(ab, a, b, ctx) && BN_cmp(ab, product) == 0;

	BN_free(ab);
	return same;
}

/* Whether a * b is 1 modulo m. */
static bool are_inverse(const BIGNUM *a, const BIGNUM *b, const BIGNUM *m,
			BN_CTX *ctx)
{
	BIGNUM *ab = BN_new();
	bool one = ab && BN_mod_mul(ab, a, b, m, ctx) && BN_is_one(ab);

	BN_free(ab);
	return one;
}

/* Whether @reduced is d modulo factor - 1, and e takes it back. */
static bool undoes_e(const BIGNUM *reduced, const BIGNUM *d, const BIGNUM *e,
		     const BIGNUM *factor, BN_CTX *ctx)
{
	BIGNUM *order = BN_dup(factor), *rest = BN_new();
	bool ok = order && rest && BN_sub_word(order, 1) &&
		  !BN_is_zero(order) && BN_mod(rest, d, order, ctx) &&
		  BN_cmp(rest, reduced) == 0 &&
		  are_inverse(reduced, e, order, ctx);

	BN_free(rest);
	BN_free(order);
	return ok;
}

static bool belong_together(BIGNUM *const k[NUMBERS], BN_CTX *ctx)
{
	return is_product(k[N], k[P], k[Q], ctx) &&
	       undoes_e(k[DP], k[D], k[E], k[P], ctx) &&
	       undoes_e(k[DQ], k[D], k[E], k[Q], ctx) &&
	       are_inverse(k[QINV], k[Q], k[P], ctx);
}

bool rsa_key_is_whole(const EVP_PKEY *key)
{
	BIGNUM *numbers[NUMBERS] = { NULL };
	BN_CTX *ctx = BN_CTX_new();
	bool whole = ctx && read_numbers(key, numbers) &&
		     belong_together(numbers, ctx);
	int i;

	for (i = 0; i < NUMBERS; i++)
		BN_clear_free(numbers[i]);
	BN_CTX_free(ctx);
	return whole;
}

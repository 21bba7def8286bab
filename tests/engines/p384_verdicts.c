// SPDX-License-Identifier: MIT
/*
 * p384_verdicts: what the library's cryptography says of P-384 signatures, a line
 * each, for comparing one engine with another and with known answers.
 *
 *	p384_verdicts			reads "POINT MESSAGE R S" in hex, "-" for
 *					an empty message, from standard input
 *	p384_verdicts SEED COUNT	makes them: signatures that hold, and
 *					hostile ones of every kind below
 *
 * A line is "KEY SIGNATURE": 0 or a negative errno of crypto_p384_key(), then of
 * crypto_p384_verify(), or "range" where the library would not ask: r and s have
 * to be from 1 to n - 1.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/obj_mac.h>
#include <openssl/sha.h>

#include "crypto/crypto.h"

#define MESSAGE_MAX 4096
#define KEYS 16

struct signature {
	uint8_t point[CRYPTO_P384_POINT_SIZE];
	uint8_t message[MESSAGE_MAX];
	size_t len;
	uint8_t r[CRYPTO_P384_SIZE], s[CRYPTO_P384_SIZE];
};

/* FIPS 186-4 D.1.2.4 */
static const uint8_t order[CRYPTO_P384_SIZE] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf, 0x58, 0x1a, 0x0d, 0xb2,
	0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
};

static struct crypto *crypto;
static EC_KEY *keys[KEYS];
static uint64_t chance;

static void need(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "p384_verdicts: %s\n", what);
	exit(3);
}

static bool in_range(const uint8_t number[CRYPTO_P384_SIZE])
{
	static const uint8_t zero[CRYPTO_P384_SIZE];

	return memcmp(number, zero, sizeof(zero)) &&
	       memcmp(number, order, sizeof(order)) < 0;
}

static void judge(const struct signature *s)
{
	struct crypto_key *key = NULL;
	int err = crypto_p384_key(crypto, s->point, &key);

	printf("%d ", err);
	if (err)
		puts("-");
	else if (!in_range(s->r) || !in_range(s->s))
		puts("range");
	else
		printf("%d\n", crypto_p384_verify(key, (struct snpguest_blob){
				s->message, s->len }, s->r, s->s));
	crypto_key_free(key);
}

/* ------------------------------------------------------------ from outside */

static size_t from_hex(const char *text, uint8_t *to, size_t max)
{
	size_t n = 0;

	if (!strcmp(text, "-"))
		return 0;
	for (; text[2 * n]; n++) {
		need(n < max && sscanf(text + 2 * n, "%2hhx", to + n) == 1,
		     "no hex, or too much of it");
	}
	return n;
}

static void judge_input(void)
{
	static char line[4 * MESSAGE_MAX], text[4][2 * MESSAGE_MAX + 1];
	struct signature s;

	while (fgets(line, sizeof(line), stdin)) {
		need(sscanf(line, "%8192s %8192s %8192s %8192s", text[0],
			    text[1], text[2], text[3]) == 4, "four words a line");
		need(from_hex(text[0], s.point, sizeof(s.point)) ==
			     sizeof(s.point) &&
		     from_hex(text[2], s.r, sizeof(s.r)) == sizeof(s.r) &&
		     from_hex(text[3], s.s, sizeof(s.s)) == sizeof(s.s),
		     "a point of 97 bytes, numbers of 48");
		s.len = from_hex(text[1], s.message, sizeof(s.message));
		judge(&s);
	}
}

/* --------------------------------------------------------------- made here */

/* splitmix64: the same cases for a seed, whatever the engine. */
static uint64_t next(void)
{
	uint64_t z = chance += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static void fill(uint8_t *to, size_t n)
{
	while (n--)
		*to++ = next();
}

static BIGNUM *number(void)
{
	uint8_t bytes[CRYPTO_P384_SIZE];

	do
		fill(bytes, sizeof(bytes));
	while (!in_range(bytes));
	return BN_bin2bn(bytes, sizeof(bytes), NULL);
}

static void make_keys(void)
{
	for (size_t i = 0; i < KEYS; i++) {
		EC_KEY *key = EC_KEY_new_by_curve_name(NID_secp384r1);
		const EC_GROUP *group = EC_KEY_get0_group(key);
		EC_POINT *point = EC_POINT_new(group);
		BIGNUM *secret = number();

		need(EC_POINT_mul(group, point, secret, NULL, NULL, NULL) &&
		     EC_KEY_set_private_key(key, secret) &&
		     EC_KEY_set_public_key(key, point), "no key");
		BN_free(secret);
		EC_POINT_free(point);
		keys[i] = key;
	}
}

/* With a k of our own, so that a seed gives the same signatures. */
static void sign(EC_KEY *key, struct signature *s)
{
	const EC_GROUP *group = EC_KEY_get0_group(key);
	EC_POINT *point = EC_POINT_new(group);
	BIGNUM *k = number(), *kinv = BN_new(), *r = BN_new(), *x = BN_new();
	const BIGNUM *n = EC_GROUP_get0_order(group);
	uint8_t digest[SHA384_DIGEST_LENGTH];
	BN_CTX *ctx = BN_CTX_new();
	ECDSA_SIG *signature;
	const BIGNUM *sig_s;

	SHA384(s->message, s->len, digest);
	need(EC_POINT_mul(group, point, k, NULL, NULL, ctx) &&
	     EC_POINT_get_affine_coordinates(group, point, x, NULL, ctx) &&
	     BN_mod(r, x, n, ctx) && BN_mod_inverse(kinv, k, n, ctx), "no k");
	signature = ECDSA_do_sign_ex(digest, sizeof(digest), kinv, r, key);
	need(signature != NULL, "no signature");
	sig_s = ECDSA_SIG_get0_s(signature);
	BN_bn2binpad(r, s->r, sizeof(s->r));
	BN_bn2binpad(sig_s, s->s, sizeof(s->s));
	ECDSA_SIG_free(signature);
	EC_POINT_free(point);
	BN_CTX_free(ctx);
	BN_free(k);
	BN_free(kinv);
	BN_free(r);
	BN_free(x);
}

/* n - @number, also of numbers that are larger. */
static void negate(uint8_t bytes[CRYPTO_P384_SIZE])
{
	int borrow = 0;

	for (int i = CRYPTO_P384_SIZE - 1; i >= 0; i--) {
		int digit = order[i] - bytes[i] - borrow;

		borrow = digit < 0;
		bytes[i] = digit;
	}
}

/* 1, 2, n - 1, n, 2^384 - 1, or a power of two. */
static void extreme(uint8_t bytes[CRYPTO_P384_SIZE])
{
	memset(bytes, 0, CRYPTO_P384_SIZE);
	switch (next() % 6) {
	case 0:
	case 1:
		bytes[CRYPTO_P384_SIZE - 1] = 1 + next() % 2;
		break;
	case 2:
		bytes[CRYPTO_P384_SIZE - 1] = next() % 2;
		negate(bytes);
		break;
	case 3:
		memset(bytes, 0xff, CRYPTO_P384_SIZE);
		break;
	default:
		bytes[next() % CRYPTO_P384_SIZE] = 1 << next() % 8;
		break;
	}
}

/* R at infinity: r = -e / d, so that u1 G + u2 Q is nothing. */
static void at_infinity(EC_KEY *key, struct signature *s)
{
	const BIGNUM *n = EC_GROUP_get0_order(EC_KEY_get0_group(key));
	const BIGNUM *d = EC_KEY_get0_private_key(key);
	uint8_t digest[SHA384_DIGEST_LENGTH];
	BIGNUM *e, *inverse = BN_new(), *r = BN_new();
	BN_CTX *ctx = BN_CTX_new();

	SHA384(s->message, s->len, digest);
	e = BN_bin2bn(digest, sizeof(digest), NULL);
	need(BN_mod_inverse(inverse, d, n, ctx) &&
	     BN_mod_mul(r, e, inverse, n, ctx) && BN_sub(r, n, r), "no r");
	BN_bn2binpad(r, s->r, sizeof(s->r));
	BN_free(e);
	BN_free(inverse);
	BN_free(r);
	BN_CTX_free(ctx);
}

static void flip(uint8_t *bytes, size_t n)
{
	size_t bit = next() % (8 * n);

	bytes[bit / 8] ^= 1 << bit % 8;
}

static void change(EC_KEY *key, struct signature *s)
{
	switch (next() % 14) {
	case 0:
		flip(s->r, sizeof(s->r));
		break;
	case 1:
		flip(s->s, sizeof(s->s));
		break;
	case 2:
		flip(s->message, s->len);
		break;
	case 3:
		flip(s->point, sizeof(s->point));
		break;
	case 4:
		extreme(s->r);
		break;
	case 5:
		extreme(s->s);
		break;
	case 6:
		extreme(s->r);
		extreme(s->s);
		break;
	case 7:
		extreme(s->point + 1 + next() % 2 * CRYPTO_P384_SIZE);
		break;
	case 8:
		negate(s->s); /* holds, too */
		break;
	case 9:
		negate(s->r);
		break;
	case 10:
		memcpy(s->r, s->s, sizeof(s->r));
		break;
	case 11:
		at_infinity(key, s);
		break;
	case 12:
		s->point[0] = next() % 8;
		break;
	default:
		break; /* holds */
	}
}

static void judge_made(uint64_t count)
{
	struct signature s;

	make_keys();
	while (count--) {
		EC_KEY *key = keys[next() % KEYS];

		s.len = 1 + next() % 700;
		fill(s.message, s.len);
		need(EC_POINT_point2oct(EC_KEY_get0_group(key),
					EC_KEY_get0_public_key(key),
					POINT_CONVERSION_UNCOMPRESSED, s.point,
					sizeof(s.point), NULL) ==
		     sizeof(s.point), "no point");
		sign(key, &s);
		change(key, &s);
		judge(&s);
	}
	for (size_t i = 0; i < KEYS; i++)
		EC_KEY_free(keys[i]);
}

int main(int argc, char **argv)
{
	need(argc == 1 || argc == 3, "usage: p384_verdicts [SEED COUNT]");
	need(crypto_shared(&crypto) == 0, "no cryptography");
	if (argc == 1) {
		judge_input();
	} else {
		chance = strtoull(argv[1], NULL, 0);
		judge_made(strtoull(argv[2], NULL, 0));
	}
	crypto_put(crypto);
	return 0;
}

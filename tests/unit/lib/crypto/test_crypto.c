// SPDX-License-Identifier: MIT
/* The few things the library asks of cryptography, against OpenSSL used anew. */
#include "lib_crypto.h"

#include <errno.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>

#include "crypto/crypto.h"
#include "crypto/engine_private.h"

static const uint8_t message[] = "a report, or what stands in for one";
static const struct snpguest_blob signed_bytes = { message, sizeof(message) };

static size_t sign(EVP_PKEY *key, int padding, int salt, uint8_t *signature,
		   size_t size)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pctx;

	assert_int_equal(EVP_DigestSignInit(ctx, &pctx, EVP_sha384(), NULL,
					    key), 1);
	if (padding) {
		EVP_PKEY_CTX_set_rsa_padding(pctx, padding);
		if (padding == RSA_PKCS1_PSS_PADDING)
			EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, salt);
	}
	assert_int_equal(EVP_DigestSign(ctx, signature, &size, message,
					sizeof(message)), 1);
	EVP_MD_CTX_free(ctx);
	return size;
}

static void sha256_is_that_of_the_standard(void **state)
{
	/* FIPS 180-2, B.1 */
	static const uint8_t abc[32] = {
		0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea,
		0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
		0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c,
		0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
	};
	uint8_t digest[CRYPTO_SHA256_SIZE];

	(void)state;
	assert_int_equal(crypto_sha256(crypto, (struct snpguest_blob){
				 (const uint8_t *)"abc", 3 }, digest), 0);
	assert_memory_equal(digest, abc, sizeof(abc));
}

static void ec_point(EVP_PKEY *key, uint8_t point[CRYPTO_P384_POINT_SIZE])
{
	size_t len;

	assert_int_equal(EVP_PKEY_get_octet_string_param(
				 key, OSSL_PKEY_PARAM_PUB_KEY, point,
				 CRYPTO_P384_POINT_SIZE, &len), 1);
	assert_int_equal(len, CRYPTO_P384_POINT_SIZE);
}

static void p384_tells_right_from_wrong(void **state)
{
	EVP_PKEY *key = EVP_EC_gen("P-384");
	uint8_t point[CRYPTO_P384_POINT_SIZE], der[120], r[48], s[48];
	const uint8_t *at = der;
	struct crypto_key *ours;
	ECDSA_SIG *sig;

	(void)state;
	ec_point(key, point);
	assert_int_equal(crypto_p384_key(crypto, point, &ours), 0);
	sig = d2i_ECDSA_SIG(NULL, &at, sign(key, 0, 0, der, sizeof(der)));
	BN_bn2binpad(ECDSA_SIG_get0_r(sig), r, 48);
	BN_bn2binpad(ECDSA_SIG_get0_s(sig), s, 48);
	assert_int_equal(crypto_p384_verify(ours, signed_bytes, r, s), 0);
	s[47] ^= 1;
	assert_int_equal(crypto_p384_verify(ours, signed_bytes, r, s),
			 -EBADMSG);
	ECDSA_SIG_free(sig);
	crypto_key_free(ours);
	EVP_PKEY_free(key);
}

/*
 * R = -e/d mod n and any s: u1 G + u2 Q is the point at infinity, which has no x
 * to compare. Whoever has the key can make such a signature.
 */
static void a_signature_that_ends_at_infinity_is_refused(void **state)
{
	EVP_PKEY *key = EVP_EC_gen("P-384");
	uint8_t point[CRYPTO_P384_POINT_SIZE], r[48], s[48] = { [47] = 1 };
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_secp384r1);
	const BIGNUM *n = EC_GROUP_get0_order(group);
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *d = NULL, *e;
	uint8_t digest[48];
	struct crypto_key *ours;

	(void)state;
	ec_point(key, point);
	EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &d);
	EVP_Digest(message, sizeof(message), digest, NULL, EVP_sha384(), NULL);
	e = BN_bin2bn(digest, sizeof(digest), NULL);
	BN_mod_inverse(d, d, n, ctx);
	BN_mod_mul(e, e, d, n, ctx);
	BN_sub(e, n, e);
	BN_bn2binpad(e, r, sizeof(r));
	assert_int_equal(crypto_p384_key(crypto, point, &ours), 0);
	assert_int_equal(crypto_p384_verify(ours, signed_bytes, r, s),
			 -EBADMSG);
	crypto_key_free(ours);
	BN_free(d);
	BN_free(e);
	BN_CTX_free(ctx);
	EC_GROUP_free(group);
	EVP_PKEY_free(key);
}

static void a_point_off_the_curve_is_no_key(void **state)
{
	EVP_PKEY *key = EVP_EC_gen("P-384");
	uint8_t point[CRYPTO_P384_POINT_SIZE];
	struct crypto_key *ours;

	(void)state;
	ec_point(key, point);
	point[96] ^= 1;
	assert_int_equal(crypto_p384_key(crypto, point, &ours), -EBADMSG);
	EVP_PKEY_free(key);
}

static struct crypto_key *rsa_public(EVP_PKEY *key)
{
	uint8_t modulus[CRYPTO_RSA_SIZE];
	struct crypto_key *ours;
	BIGNUM *n = NULL;

	assert_int_equal(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n),
			 1);
	assert_int_equal(BN_bn2binpad(n, modulus, sizeof(modulus)),
			 CRYPTO_RSA_SIZE);
	BN_free(n);
	assert_int_equal(crypto_rsa_key(crypto, modulus, &ours), 0);
	return ours;
}

static int rsa_verify(struct crypto_key *ours, EVP_PKEY *key, int padding,
		      int salt)
{
	uint8_t signature[CRYPTO_RSA_SIZE];
	size_t len = sign(key, padding, salt, signature, sizeof(signature));

	return crypto_rsa_pss_verify(ours, signed_bytes,
				     (struct snpguest_blob){ signature, len });
}

static void rsa_pss_takes_amds_parameters_alone(void **state)
{
	EVP_PKEY *key = EVP_RSA_gen(4096);
	struct crypto_key *ours = rsa_public(key);
	uint8_t signature[CRYPTO_RSA_SIZE];
	size_t len;

	(void)state;
	assert_int_equal(rsa_verify(ours, key, RSA_PKCS1_PSS_PADDING, 48), 0);
	assert_int_equal(rsa_verify(ours, key, RSA_PKCS1_PSS_PADDING, 32),
			 -EBADMSG);
	assert_int_equal(rsa_verify(ours, key, RSA_PKCS1_PADDING, 0), -EBADMSG);

	len = sign(key, RSA_PKCS1_PSS_PADDING, 48, signature,
		   sizeof(signature));
	signature[100] ^= 1;
	assert_int_equal(crypto_rsa_pss_verify(ours, signed_bytes,
				(struct snpguest_blob){ signature, len }),
			 -EBADMSG);
	signature[100] ^= 1;
	assert_int_equal(crypto_rsa_pss_verify(ours, signed_bytes,
				(struct snpguest_blob){ signature, len - 1 }),
			 -EBADMSG);
	crypto_key_free(ours);
	EVP_PKEY_free(key);
}

static void keys_are_equal_to_themselves(void **state)
{
	uint8_t a_point[CRYPTO_P384_POINT_SIZE], b_point[sizeof(a_point)];
	EVP_PKEY *a = EVP_EC_gen("P-384"), *b = EVP_EC_gen("P-384");
	struct crypto_key *x, *y, *z;

	(void)state;
	ec_point(a, a_point);
	ec_point(b, b_point);
	assert_int_equal(crypto_p384_key(crypto, a_point, &x), 0);
	assert_int_equal(crypto_p384_key(crypto, a_point, &y), 0);
	assert_int_equal(crypto_p384_key(crypto, b_point, &z), 0);
	assert_true(crypto_key_equal(x, y));
	assert_false(crypto_key_equal(x, z));
	crypto_key_free(x);
	crypto_key_free(y);
	crypto_key_free(z);
	crypto_key_free(NULL);
	EVP_PKEY_free(a);
	EVP_PKEY_free(b);
}

/* A key of one kind says nothing about a signature of the other. */
static void a_key_of_the_other_kind_refuses(void **state)
{
	static const uint8_t modulus[CRYPTO_RSA_SIZE] = {
		0x80, [CRYPTO_RSA_SIZE - 1] = 1,
	};
	EVP_PKEY *key = EVP_EC_gen("P-384");
	uint8_t point[CRYPTO_P384_POINT_SIZE], one[48] = { [47] = 1 };
	struct crypto_key *rsa, *ec;

	(void)state;
	ec_point(key, point);
	assert_int_equal(crypto_p384_key(crypto, point, &ec), 0);
	assert_int_equal(crypto_rsa_key(crypto, modulus, &rsa), 0);
	assert_false(crypto_key_equal(ec, rsa));
	assert_int_equal(crypto_p384_verify(rsa, signed_bytes, one, one),
			 -EBADMSG);
	assert_int_equal(crypto_rsa_pss_verify(ec, signed_bytes,
				(struct snpguest_blob){ modulus,
							sizeof(modulus) }),
			 -EBADMSG);
	crypto_key_free(rsa);
	crypto_key_free(ec);
	EVP_PKEY_free(key);
}

/* Odd numbers of 4096 bits which no sensible key has: false, not trouble. */
static void a_signature_by_any_modulus_is_refused(void **state)
{
	static const struct {
		uint8_t fill, last;
	} moduli[] = { { 0, 1 }, { 0xff, 0xff }, { 0x55, 0x55 }, { 0, 3 } };
	uint8_t signature[CRYPTO_RSA_SIZE], modulus[CRYPTO_RSA_SIZE];

	(void)state;
	for (size_t i = 0; i < 4 * sizeof(moduli) / sizeof(*moduli); i++) {
		struct crypto_key *key;

		memset(modulus, moduli[i / 4].fill, sizeof(modulus));
		modulus[0] |= 0x80;
		modulus[CRYPTO_RSA_SIZE - 1] = moduli[i / 4].last;
		memset(signature, i % 4 == 3 ? 0xff : i % 4,
		       sizeof(signature));
		assert_int_equal(crypto_rsa_key(crypto, modulus, &key), 0);
		assert_int_equal(crypto_rsa_pss_verify(key, signed_bytes,
				(struct snpguest_blob){ signature,
							sizeof(signature) }),
			 -EBADMSG);
		crypto_key_free(key);
	}
}

/* A context without the algorithms, as one with another provider would be. */
static void what_is_missing_is_found_missing_at_once(void **state)
{
	OSSL_LIB_CTX *ctx = OSSL_LIB_CTX_new();
	OSSL_PROVIDER *none = OSSL_PROVIDER_load(ctx, "null");
	struct crypto *without;

	(void)state;
	if (strstr(engine_name(), "AWS-LC")) {
		/* All of it is linked in; there is no other place to ask. */
		assert_int_equal(crypto_new(ctx, NULL, &without), -ENOTSUP);
		assert_int_equal(crypto_new(NULL, "fips=yes", &without),
				 -ENOTSUP);
		OSSL_PROVIDER_unload(none);
		OSSL_LIB_CTX_free(ctx);
		return;
	}
	assert_int_equal(crypto_new(ctx, NULL, &without), -EIO);
	assert_int_equal(crypto_new(NULL, "provider=none", &without), -EIO);
	assert_int_equal(crypto_new(NULL, "provider=default", &without), 0);
	crypto_put(without);
	OSSL_PROVIDER_unload(none);
	OSSL_LIB_CTX_free(ctx);
}

static void a_context_handed_over_is_used_and_left(void **state)
{
	OSSL_LIB_CTX *ctx = OSSL_LIB_CTX_new();
	OSSL_PROVIDER *provider = OSSL_PROVIDER_load(ctx, "default");
	uint8_t digest[CRYPTO_SHA256_SIZE];
	struct crypto *theirs;

	(void)state;
	if (!strstr(engine_name(), "AWS-LC")) {
		assert_int_equal(crypto_new(ctx, NULL, &theirs), 0);
		assert_int_equal(crypto_sha256(theirs, signed_bytes, digest),
				 0);
		crypto_put(theirs);
	}
	assert_int_equal(OSSL_PROVIDER_available(ctx, "default"), 1);
	OSSL_PROVIDER_unload(provider);
	OSSL_LIB_CTX_free(ctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_is_that_of_the_standard),
		cmocka_unit_test(p384_tells_right_from_wrong),
		cmocka_unit_test(a_signature_that_ends_at_infinity_is_refused),
		cmocka_unit_test(a_point_off_the_curve_is_no_key),
		cmocka_unit_test(rsa_pss_takes_amds_parameters_alone),
		cmocka_unit_test(keys_are_equal_to_themselves),
		cmocka_unit_test(a_key_of_the_other_kind_refuses),
		cmocka_unit_test(a_signature_by_any_modulus_is_refused),
		cmocka_unit_test(what_is_missing_is_found_missing_at_once),
		cmocka_unit_test(a_context_handed_over_is_used_and_left),
	};

	return cmocka_run_group_tests(tests, get_crypto, put_crypto);
}

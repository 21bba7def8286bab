// SPDX-License-Identifier: MIT
/* Against the known answers of RFC 6979, A.2.6 and A.2.5 (SHA-384). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/ecdsa_deterministic.h"

#define PART	72

struct answer {
	const char *curve, *private, *message, *r, *s;
};

#define P384_PRIVATE							      \
	"6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D8"    \
	"96D5724E4C70A825F872C9EA60D2EDF5"
#define P256_PRIVATE							      \
	"C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"

static const struct answer answers[] = {
	{ "P-384", P384_PRIVATE, "sample",
	  "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C"
	  "81A648152E44ACF96E36DD1E80FABE46",
	  "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94F"
	  "A329C145786E679E7B82C71A38628AC8" },
	{ "P-384", P384_PRIVATE, "test",
	  "8203B63D3C853E8D77227FB377BCF7B7B772E97892A80F36AB775D509D7A5FEB"
	  "0542A7F0812998DA8F1DD3CA3CF023DB",
	  "DDD0760448D42D8A43AF45AF836FCE4DE8BE06B485E9B61B827C2F13173923E0"
	  "6A739F040649A667BF3B828246BAA5A5" },
	{ "P-256", P256_PRIVATE, "sample",
	  "0EAFEA039B20E9B42309FB1D89E213057CBF973DC0CFC8F129EDDDC800EF7719",
	  "4861F0491E6998B9455193E34E7B0D284DDD7149A74B95B9261F13ABDE940954" },
};

static EVP_PKEY *key_of(const struct answer *answer)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	BIGNUM *private = NULL;
	OSSL_PARAM *params;
	EVP_PKEY *key = NULL;

	BN_hex2bn(&private, answer->private);
	OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME,
					answer->curve, 0);
	OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, private);
	params = OSSL_PARAM_BLD_to_param(build);
	EVP_PKEY_fromdata_init(ctx);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params),
			 1);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	BN_free(private);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static void assert_number(const uint8_t part[PART], const char *hex)
{
	BIGNUM *expected = NULL;
	uint8_t bytes[PART];

	BN_hex2bn(&expected, hex);
	assert_int_equal(BN_bn2lebinpad(expected, bytes, PART), PART);
	assert_memory_equal(part, bytes, PART);
	BN_free(expected);
}

static void known_answers(void **state)
{
	uint8_t r[PART], s[PART];
	EVP_PKEY *key;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		key = key_of(&answers[i]);
		assert_int_equal(
			ecdsa_sign_sha384(key,
					  (const uint8_t *)answers[i].message,
					  strlen(answers[i].message), r, s,
					  PART), 0);
		assert_number(r, answers[i].r);
		assert_number(s, answers[i].s);
		EVP_PKEY_free(key);
	}
}

static void other_keys_are_refused(void **state)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	uint8_t r[PART], s[PART];

	(void)state;
	assert_int_equal(ecdsa_sign_sha384(key, r, 0, r, s, PART), -22);
	EVP_PKEY_free(key);
	key = key_of(&answers[0]);
	assert_int_equal(ecdsa_sign_sha384(key, r, 0, r, s, 20), -22);
	EVP_PKEY_free(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_answers),
		cmocka_unit_test(other_keys_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

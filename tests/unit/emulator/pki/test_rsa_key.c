// SPDX-License-Identifier: MIT
/* A private key in which one number is another is no whole one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "pki/rsa_key.h"
#include "pki/seeded_keys.h"

/* The key of these numbers. */
static EVP_PKEY *key_of(OSSL_PARAM *numbers)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	EVP_PKEY *key = NULL;

	assert_non_null(ctx);
	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR,
					   numbers), 1);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static int make_numbers(void **state)
{
	EVP_PKEY *key = seeded_rsa(1, "test", 2048);
	OSSL_PARAM *numbers;

	assert_non_null(key);
	assert_int_equal(EVP_PKEY_todata(key, EVP_PKEY_KEYPAIR, &numbers), 1);
	EVP_PKEY_free(key);
	*state = numbers;
	return 0;
}

static int free_numbers(void **state)
{
	OSSL_PARAM_free(*state);
	return 0;
}

static void numbers_that_belong_together_are_a_whole_key(void **state)
{
	EVP_PKEY *key = key_of(*state);

	assert_true(rsa_key_is_whole(key));
	EVP_PKEY_free(key);
}

static void with_another_number_it_is_none(void **state)
{
	static const char *const names[] = {
		OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_E,
		OSSL_PKEY_PARAM_RSA_D, OSSL_PKEY_PARAM_RSA_FACTOR1,
		OSSL_PKEY_PARAM_RSA_FACTOR2, OSSL_PKEY_PARAM_RSA_EXPONENT1,
		OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		OSSL_PARAM *number = OSSL_PARAM_locate(*state, names[i]);
		EVP_PKEY *key;

		assert_non_null(number);
		*(uint8_t *)number->data ^= 2;
		key = key_of(*state);
		if (rsa_key_is_whole(key))
			fail_msg("another %s makes a whole key", names[i]);
		EVP_PKEY_free(key);
		*(uint8_t *)number->data ^= 2;
	}
}

static void one_of_another_kind_is_none(void **state)
{
	EVP_PKEY *ec = seeded_ec(1, "test", "P-384");

	(void)state;
	assert_non_null(ec);
	assert_false(rsa_key_is_whole(ec));
	EVP_PKEY_free(ec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			numbers_that_belong_together_are_a_whole_key,
			make_numbers, free_numbers),
		cmocka_unit_test_setup_teardown(with_another_number_it_is_none,
						make_numbers, free_numbers),
		cmocka_unit_test(one_of_another_kind_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

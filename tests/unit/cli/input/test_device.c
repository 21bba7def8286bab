// SPDX-License-Identifier: MIT
/* The nonce: the one thing that makes a report a fresh one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/command.h"
#include "input/device.h"

#define NONCES 16

/* A byte that stays the same 16 times by chance: once in 2^114 runs. */
static void each_byte_of_a_nonce_is_random(void **state)
{
	uint8_t nonces[NONCES][SNPGUEST_REPORT_DATA_SIZE];

	(void)state;
	for (int i = 0; i < NONCES; i++) {
		memset(nonces[i], 0x5a, sizeof(nonces[i]));
		assert_int_equal(nonce_make(nonces[i]), EXIT_DONE);
	}
	for (size_t at = 0; at < SNPGUEST_REPORT_DATA_SIZE; at++) {
		int others = 0;

		for (int i = 1; i < NONCES; i++)
			others += nonces[i][at] != nonces[0][at];
		if (!others)
			fail_msg("byte %zu is always %02x", at, nonces[0][at]);
	}
}

/* Nor is one half of it a copy of the other. */
static void the_halves_of_a_nonce_differ(void **state)
{
	uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE];

	(void)state;
	assert_int_equal(nonce_make(nonce), EXIT_DONE);
	assert_memory_not_equal(nonce, nonce + sizeof(nonce) / 2,
				sizeof(nonce) / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_byte_of_a_nonce_is_random),
		cmocka_unit_test(the_halves_of_a_nonce_differ),
	};

	return cmocka_run_group_tests_name("device", tests, NULL, NULL);
}

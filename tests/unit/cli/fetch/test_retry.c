// SPDX-License-Identifier: MIT
/* When a service is asked again: in seconds that nobody has to wait for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fetch/retry.h"

#define WINDOW 10 /* seconds of AMD's service */
#define BOUND 60

/* All pauses after the same answer, in all; @count: how many. */
static unsigned int wait_for(long status, unsigned int retry_after,
			     unsigned int *count)
{
	struct retry retry = { .tries = 0 };
	unsigned int sum = 0, pause;

	*count = 0;
	while ((pause = retry_pause(&retry, status, retry_after))) {
		sum += pause;
		(*count)++;
		assert_in_range(sum, 1, BOUND);
	}
	return sum;
}

static void an_answer_is_not_asked_for_again(void **state)
{
	static const long answers[] = { 0, 200, 302, 400, 403, 404, 428, 430,
					499 };
	unsigned int count;

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		assert_int_equal(wait_for(answers[i], 0, &count), 0);
		assert_int_equal(wait_for(answers[i], 5, &count), 0);
	}
}

static void a_busy_service_is_waited_for_past_its_window(void **state)
{
	unsigned int count;

	(void)state;
	assert_in_range(wait_for(429, 0, &count), 2 * WINDOW + 1, BOUND);
}

/* Seconds of the first pauses: early first, and soon past the window. */
static void pauses_grow_to_the_window_and_no_further(void **state)
{
	static const unsigned int pauses[] = { 1, 2, 4, 8, 11, 11, 11, 11, 0 };
	struct retry retry = { .tries = 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(pauses) / sizeof(*pauses); i++)
		assert_int_equal(retry_pause(&retry, 429, 0), pauses[i]);
}

static void a_service_out_of_order_is_asked_four_times(void **state)
{
	unsigned int count;

	(void)state;
	assert_int_equal(wait_for(500, 0, &count), 1 + 2 + 4);
	assert_int_equal(count, 3);
}

static void what_the_service_says_is_waited(void **state)
{
	struct retry retry = { .tries = 0 };

	(void)state;
	assert_int_equal(retry_pause(&retry, 429, 12), 12);
	assert_int_equal(retry_pause(&retry, 503, 3), 3);
	assert_int_equal(retry_pause(&retry, 429, 45), 45);
	assert_int_equal(retry_pause(&retry, 429, 1), 0);
}

static void nobody_waits_longer_than_the_bound(void **state)
{
	static const unsigned int said[] = { 1, 7, 59, 60 };
	unsigned int count;

	(void)state;
	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		assert_in_range(wait_for(429, said[i], &count), 1, BOUND);
		assert_in_range(wait_for(503, said[i], &count), 1, BOUND);
	}
	assert_int_equal(wait_for(429, BOUND + 1, &count), 0);
	assert_int_equal(wait_for(429, UINT32_MAX, &count), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_not_asked_for_again),
		cmocka_unit_test(a_busy_service_is_waited_for_past_its_window),
		cmocka_unit_test(pauses_grow_to_the_window_and_no_further),
		cmocka_unit_test(a_service_out_of_order_is_asked_four_times),
		cmocka_unit_test(what_the_service_says_is_waited),
		cmocka_unit_test(nobody_waits_longer_than_the_bound),
	};

	return cmocka_run_group_tests_name("retry", tests, NULL, NULL);
}

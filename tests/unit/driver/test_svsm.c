// SPDX-License-Identifier: MIT
/*
 * svsm.c with an SVSM that follows a script: rounds, growth, and what a wrong
 * length leads to.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include <linux/kernel.h>

#include "svsm.h"

#define CALLS_MAX	8

/* What the SVSM says to one call. */
struct step {
	u32 size[SNP_SVSM_BLOBS];
	int result;
};

static struct {
	const struct step *script;
	unsigned int steps;
	unsigned int calls;
	unsigned int rooms;
	int room_fails_at;		/* 0: never */
	u32 room[CALLS_MAX][SNP_SVSM_BLOBS];
} svsm;

static int make_room(void *context, const u32 room[SNP_SVSM_BLOBS])
{
	unsigned int i;

	assert_ptr_equal(context, &svsm);
	assert_in_range(svsm.rooms, 0, CALLS_MAX - 1);
	for (i = 0; i < SNP_SVSM_BLOBS; i++) {
		assert_int_equal(room[i] % 4096, 0);
		assert_in_range(room[i], 4096, SNP_SVSM_ROOM_MAX);
	}
	memcpy(svsm.room[svsm.rooms++], room, sizeof(svsm.room[0]));
	return (int)svsm.rooms == svsm.room_fails_at ? -ENOMEM : 0;
}

static int call(void *context, u32 size[SNP_SVSM_BLOBS])
{
	const struct step *step = &svsm.script[svsm.calls];

	assert_ptr_equal(context, &svsm);
	assert_in_range(svsm.calls, 0, svsm.steps - 1);
	/* Each call has its own buffers, and is told their size. */
	assert_int_equal(svsm.rooms, ++svsm.calls);
	assert_memory_equal(size, svsm.room[svsm.rooms - 1],
			    sizeof(svsm.room[0]));
	memcpy(size, step->size, sizeof(step->size));
	return step->result;
}

static const struct snp_svsm_ops ops = {
	.make_room = make_room,
	.call = call,
};

static u32 size[SNP_SVSM_BLOBS];

static int attest(const struct step *script, unsigned int steps)
{
	svsm.script = script;
	svsm.steps = steps;
	svsm.calls = 0;
	svsm.rooms = 0;
	memset(size, 0xaa, sizeof(size));
	return snp_svsm_attest(&ops, &svsm, size);
}

#define ATTEST(script)	attest(script, ARRAY_SIZE(script))

static int power_on(void **state)
{
	(void)state;
	memset(&svsm, 0, sizeof(svsm));
	return 0;
}

static void nothing_came_out(void)
{
	assert_int_equal(size[0] | size[1] | size[2], 0);
}

static void had_room(unsigned int round, u32 report, u32 manifest, u32 certs)
{
	assert_int_equal(svsm.room[round][SNP_SVSM_REPORT], report);
	assert_int_equal(svsm.room[round][SNP_SVSM_MANIFEST], manifest);
	assert_int_equal(svsm.room[round][SNP_SVSM_CERTS], certs);
}

static void the_first_room_suffices_as_a_rule(void **state)
{
	static const struct step script[] = { { { 1184, 100, 0 }, 0 } };

	(void)state;
	assert_int_equal(ATTEST(script), 0);
	had_room(0, 4096, 4096, 16384);
	assert_memory_equal(size, script[0].size, sizeof(size));
	assert_int_equal(svsm.calls, 1);
}

static void full_buffers_are_taken(void **state)
{
	static const struct step script[] = { { { 4096, 4096, 16384 }, 0 } };

	(void)state;
	assert_int_equal(ATTEST(script), 0);
	assert_memory_equal(size, script[0].size, sizeof(size));
}

static void only_what_is_too_small_grows_to_whole_pages(void **state)
{
	static const struct step script[] = {
		{ { 1184, 4097, 16384 }, -EMSGSIZE },
		{ { 1184, 4097, 20481 }, -EMSGSIZE },
		{ { 1184, 4097, 20481 }, 0 },
	};

	(void)state;
	assert_int_equal(ATTEST(script), 0);
	had_room(1, 4096, 8192, 16384);
	had_room(2, 4096, 8192, 24576);
	assert_memory_equal(size, script[2].size, sizeof(size));
}

static void room_is_made_three_times_and_no_more(void **state)
{
	static const struct step script[] = {
		{ { 1184, 5000, 0 }, -EMSGSIZE },
		{ { 1184, 9000, 0 }, -EMSGSIZE },
		{ { 1184, 13000, 0 }, -EMSGSIZE },
		{ { 1184, 17000, 0 }, -EMSGSIZE },
		{ { 1184, 17000, 0 }, 0 },
	};

	(void)state;
	assert_int_equal(ATTEST(script), -EINVAL);
	assert_int_equal(svsm.calls, 1 + SNP_SVSM_GROWTHS);
	nothing_came_out();
}

static void the_third_growth_may_succeed(void **state)
{
	static const struct step script[] = {
		{ { 1184, 5000, 0 }, -EMSGSIZE },
		{ { 1184, 9000, 0 }, -EMSGSIZE },
		{ { 1184, 13000, 0 }, -EMSGSIZE },
		{ { 1184, 13000, 0 }, 0 },
	};

	(void)state;
	assert_int_equal(ATTEST(script), 0);
	assert_memory_equal(size, script[3].size, sizeof(size));
}

static void a_refusal_that_wants_no_room_is_final(void **state)
{
	static const struct step script[] = {
		{ { 4096, 4096, 16384 }, -EMSGSIZE },
		{ { 1184, 0, 0 }, 0 },
	};

	(void)state;
	assert_int_equal(ATTEST(script), -EINVAL);
	assert_int_equal(svsm.calls, 1);
	nothing_came_out();
}

static void the_most_room_is_given_and_not_a_byte_more(void **state)
{
	struct step script[] = {
		{ { 1184, 0, SNP_SVSM_ROOM_MAX }, -EMSGSIZE },
		{ { 1184, 0, SNP_SVSM_ROOM_MAX }, 0 },
	};

	(void)state;
	assert_int_equal(ATTEST(script), 0);
	had_room(1, 4096, 4096, SNP_SVSM_ROOM_MAX);

	script[0].size[SNP_SVSM_CERTS]++;
	assert_int_equal(ATTEST(script), -EINVAL);
	assert_int_equal(svsm.calls, 1);
	script[0].size[SNP_SVSM_CERTS] = U32_MAX;
	assert_int_equal(ATTEST(script), -EINVAL);
	assert_int_equal(svsm.rooms, 1);
	nothing_came_out();
}

static void a_length_beyond_its_buffer_is_an_error(void **state)
{
	struct step script[] = { { { 1184, 100, 100 }, 0 } };
	static const u32 room[] = { 4096, 4096, 16384 };
	unsigned int i;

	(void)state;
	for (i = 0; i < SNP_SVSM_BLOBS; i++) {
		script[0].size[i] = room[i] + 1;
		assert_int_equal(ATTEST(script), -EIO);
		nothing_came_out();
		script[0].size[i] = U32_MAX;
		assert_int_equal(ATTEST(script), -EIO);
		nothing_came_out();
		script[0].size[i] = 100;
	}
}

static void success_without_a_report_is_an_error(void **state)
{
	static const struct step script[] = { { { 0, 100, 100 }, 0 } };

	(void)state;
	assert_int_equal(ATTEST(script), -EIO);
	nothing_came_out();
}

static void other_errors_are_handed_on_at_once(void **state)
{
	static const struct step script[] = { { { 5000, 5000, 0 }, -ENXIO } };

	(void)state;
	assert_int_equal(ATTEST(script), -ENXIO);
	nothing_came_out();
}

static void without_memory_the_svsm_is_not_asked_again(void **state)
{
	static const struct step script[] = {
		{ { 1184, 5000, 0 }, -EMSGSIZE },
		{ { 1184, 5000, 0 }, 0 },
	};

	(void)state;
	svsm.room_fails_at = 2;
	assert_int_equal(ATTEST(script), -ENOMEM);
	assert_int_equal(svsm.calls, 1);
	nothing_came_out();
	svsm.room_fails_at = 1;
	assert_int_equal(ATTEST(script), -ENOMEM);
	assert_int_equal(svsm.calls, 0);
	nothing_came_out();
}

#define TEST(f)	cmocka_unit_test_setup(f, power_on)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_room_suffices_as_a_rule),
		TEST(full_buffers_are_taken),
		TEST(only_what_is_too_small_grows_to_whole_pages),
		TEST(room_is_made_three_times_and_no_more),
		TEST(the_third_growth_may_succeed),
		TEST(a_refusal_that_wants_no_room_is_final),
		TEST(the_most_room_is_given_and_not_a_byte_more),
		TEST(a_length_beyond_its_buffer_is_an_error),
		TEST(success_without_a_report_is_an_error),
		TEST(other_errors_are_handed_on_at_once),
		TEST(without_memory_the_svsm_is_not_asked_again),
	};

	return cmocka_run_group_tests_name("svsm", tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
/* What is noted of a stream is what it goes on with. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "input/options.h"
#include "stream/state.h"

/* The tool's table; nothing here looks into it. */
const struct command *const commands[] = { NULL };

static char path[] = "/tmp/test_state.XXXXXX";

static int make_path(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_path(void **state)
{
	(void)state;
	return unlink(path);
}

static struct state noted(void)
{
	struct state state = { .path = path, .what = "policy 1", .at = 77,
			       .lines = 3, .in = 30, .out = 300 };

	memset(&state.digest, 0xa5, sizeof(state.digest));
	return state;
}

static void save(const struct tally *tally)
{
	struct state state = noted();

	assert_int_equal(state_save(&state, tally), 0);
}

static void all_of_it_comes_back(void **unused)
{
	struct state was = noted(), is = { .path = path, .what = "policy 1" };
	struct tally tally = { 0 };

	(void)unused;
	save(&tally);
	assert_int_equal(state_load(&is, &tally), 0);
	assert_int_equal(is.at, was.at);
	assert_int_equal(is.lines, was.lines);
	assert_int_equal(is.in, was.in);
	assert_int_equal(is.out, was.out);
	assert_memory_equal(&is.digest, &was.digest, sizeof(is.digest));
}

static void other_demands_refuse_it(void **unused)
{
	struct state other = { .path = path, .what = "policy 2" };
	struct tally tally = { 0 };

	(void)unused;
	save(&tally);
	assert_int_equal(state_load(&other, &tally), -1);
	assert_int_equal(other.lines, 0);
}

static void others_stay_counted(void **unused)
{
	struct state is = { .path = path, .what = "policy 1" };
	struct tally tally = { .refused = 9 }, again = { 0 };

	(void)unused;
	tally.failed.others = 5;
	tally.tcbs.others = 4;
	save(&tally);
	assert_int_equal(state_load(&is, &again), 0);
	assert_int_equal(again.refused, 9);
	assert_int_equal(again.failed.others, 5);
	assert_int_equal(again.tcbs.others, 4);
	assert_int_equal(again.failed.count, 0);
	tally_free(&again);
}

static void replace(const char *from, const char *to)
{
	char text[4096], *at;
	size_t len;
	FILE *file = fopen(path, "r+");

	assert_non_null(file);
	len = fread(text, 1, sizeof(text) - 1, file);
	text[len] = '\0';
	at = strstr(text, from);
	assert_non_null(at);
	memcpy(at, to, strlen(to));
	rewind(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	fclose(file);
}

static void what_is_none_is_refused(void **unused)
{
	static const char *const changes[][2] = {
		{ "\"version\": 2", "\"version\": 1" },
		{ "\"digest\": \"a5", "\"digest\": \"g5" },
		{ "\"lines\": 3", "\"lines\": -" },
		{ "\"in\": 30", "\"in\": -3" },
		{ "\"digest\"", "\"digesd\"" },
	};
	struct tally tally = { 0 };

	(void)unused;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct state is = { .path = path, .what = "policy 1" };

		save(&tally);
		replace(changes[i][0], changes[i][1]);
		assert_int_equal(state_load(&is, &tally), -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_it_comes_back),
		cmocka_unit_test(other_demands_refuse_it),
		cmocka_unit_test(others_stay_counted),
		cmocka_unit_test(what_is_none_is_refused),
	};

	return cmocka_run_group_tests(tests, make_path, remove_path);
}

// SPDX-License-Identifier: MIT
/* Times of RFC 3339, against seconds that GNU date computed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <cmocka.h>

#include "base/rfc3339.h"

static int64_t seconds_of(const char *text)
{
	int64_t seconds = INT64_MIN;
	const char *wrong = time_parse(text, &seconds);

	if (wrong)
		fail_msg("%s: %s", text, wrong);
	return seconds;
}

static void times_are_seconds_since_1970(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} rows[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1969-12-31T23:59:59Z", -1 },
		{ "2026-11-20T23:00:00Z", 1795215600 },
		{ "2000-02-29T12:34:56Z", 951827696 },
		{ "2000-03-01T00:00:00Z", 951868800 },
		{ "2001-03-01T00:00:00Z", 983404800 },
		{ "2100-03-01T00:00:00Z", 4107542400 },
		{ "2038-01-19T03:14:08Z", 2147483648 },
		{ "0001-01-01T00:00:00Z", -62135596800 },
		{ "0000-01-01T00:00:00Z", -62167219200 },
		{ "0000-12-31T23:59:59Z", -62135596801 },
		{ "9999-12-31T23:59:59Z", 253402300799 },
		{ "2026-11-20t23:00:00z", 1795215600 },
		{ "2026-11-20T23:00:00.987654321Z", 1795215600 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(seconds_of(rows[i].text), rows[i].seconds);
}

/* East of Greenwich the day is further on: 01:00+01:00 is midnight UTC. */
static void an_offset_is_subtracted(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} rows[] = {
		{ "2026-11-21T00:00:00+01:00", 1795215600 },
		{ "2026-11-20T22:00:00-01:00", 1795215600 },
		{ "2026-11-21T00:30:00+01:30", 1795215600 },
		{ "2026-11-20T17:15:00-05:45", 1795215600 },
		{ "2026-11-21T22:59:00+23:59", 1795215600 },
		{ "2026-11-20T23:00:00+00:00", 1795215600 },
		{ "2026-11-20T23:00:00-00:00", 1795215600 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(seconds_of(rows[i].text), rows[i].seconds);
}

/* POSIX time has no second 60. */
static void a_leap_second_is_the_one_before_it(void **state)
{
	(void)state;
	assert_int_equal(seconds_of("2016-12-31T23:59:60Z"), 1483228799);
	assert_int_equal(seconds_of("2016-12-31T23:59:59Z"), 1483228799);
}

static void what_is_read_is_written_back(void **state)
{
	char text[TIME_TEXT_SIZE];

	(void)state;
	time_format(1795215600, text);
	assert_string_equal(text, "2026-11-20T23:00:00Z");
	time_format(INT64_MAX, text);
	assert_string_equal(text, "9223372036854775807");
}

/* Beside the C library's, and by whole days and their last seconds. */
static void dates_of_ten_thousand_years_are_written(void **state)
{
	(void)state;
	for (int64_t day = -719528; day < 2932897; day += 97) {
		char text[TIME_TEXT_SIZE], expected[64];
		int64_t second = day * 86400 + (day & 1 ? 0 : 86399);
		time_t t = (time_t)second;
		struct tm tm;

		assert_non_null(gmtime_r(&t, &tm));
		snprintf(expected, sizeof(expected),
			 "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
			 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
			 tm.tm_sec);
		time_format(second, text);
		assert_string_equal(text, expected);
		assert_int_equal(seconds_of(text), second);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_seconds_since_1970),
		cmocka_unit_test(an_offset_is_subtracted),
		cmocka_unit_test(a_leap_second_is_the_one_before_it),
		cmocka_unit_test(what_is_read_is_written_back),
		cmocka_unit_test(dates_of_ten_thousand_years_are_written),
	};

	return cmocka_run_group_tests_name("rfc3339", tests, NULL, NULL);
}

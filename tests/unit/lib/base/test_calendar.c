// SPDX-License-Identifier: MIT
/* Ten thousand years, against the C library's calendar. */
#include "lib_files.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/calendar.h"

#define FIRST INT64_C(-62167219200) /* 0000-01-01 */
#define LAST INT64_C(253402300799)  /* 9999-12-31T23:59:59 */
#define MODERN INT64_C(-11676096000) /* 1600-01-01 */
#define DAY 86400

static void check(int64_t seconds)
{
	char text[CALENDAR_TEXT_SIZE], wanted[64];
	time_t t = seconds;
	struct tm tm;

	gmtime_r(&t, &tm);
	snprintf(wanted, sizeof(wanted), "%04d-%02d-%02dT%02d:%02d:%02dZ",
		 tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		 tm.tm_min, tm.tm_sec);
	calendar_text(seconds, text);
	if (strcmp(text, wanted) ||
	    calendar_seconds(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
			     tm.tm_hour, tm.tm_min, tm.tm_sec) != seconds)
		fail_msg("%lld: %s, not %s", (long long)seconds, text, wanted);
}

static void days_are_the_c_librarys(void **state)
{
	(void)state;
	for (int64_t t = MODERN; t < MODERN + 800 * INT64_C(366) * DAY; t += DAY)
		check(t);
	for (int64_t t = FIRST + DAY - 1; t <= LAST; t += 29 * DAY)
		check(t);
	for (int64_t t = 0; t < DAY; t++)
		check(t);
}

static void beyond_the_calendar_is_a_number(void **state)
{
	char text[CALENDAR_TEXT_SIZE];

	(void)state;
	calendar_text(LAST + 1, text);
	assert_string_equal(text, "253402300800");
	calendar_text(FIRST - 1, text);
	assert_string_equal(text, "-62167219201");
	calendar_text(INT64_MIN, text);
	assert_string_equal(text, "-9223372036854775808");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_are_the_c_librarys),
		cmocka_unit_test(beyond_the_calendar_is_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

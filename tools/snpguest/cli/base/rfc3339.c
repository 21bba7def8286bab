// SPDX-License-Identifier: MIT
#include "rfc3339.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

struct date {
	int year, month, day, hour, minute, second;
};

static bool read_digits(const char **text, int count, int *value)
{
	*value = 0;
	for (int i = 0; i < count; i++) {
		char c = **text;

		if (c < '0' || c > '9')
			return false;
		*value = *value * 10 + (c - '0');
		(*text)++;
	}
	return true;
}

static bool read_char(const char **text, char upper, char lower)
{
	if (**text != upper && **text != lower)
		return false;
	(*text)++;
	return true;
}

static bool read_date(const char **text, struct date *date)
{
	return read_digits(text, 4, &date->year) && read_char(text, '-', '-') &&
	       read_digits(text, 2, &date->month) &&
	       read_char(text, '-', '-') && read_digits(text, 2, &date->day) &&
	       read_char(text, 'T', 't') && read_digits(text, 2, &date->hour) &&
	       read_char(text, ':', ':') &&
	       read_digits(text, 2, &date->minute) &&
	       read_char(text, ':', ':') && read_digits(text, 2, &date->second);
}

static bool read_fraction(const char **text)
{
	int digit;

	if (!read_char(text, '.', '.'))
		return true;
	if (!read_digits(text, 1, &digit))
		return false;
	while (**text >= '0' && **text <= '9')
		(*text)++;
	return true;
}

/* Minutes that local time is ahead of UTC. */
static bool read_offset(const char **text, int *minutes)
{
	int sign = **text == '-' ? -1 : 1;
	int hour, minute;

	*minutes = 0;
	if (read_char(text, 'Z', 'z'))
		return true;
	if (!read_char(text, '+', '-') || !read_digits(text, 2, &hour) ||
	    !read_char(text, ':', ':') || !read_digits(text, 2, &minute))
		return false;
	*minutes = sign * (hour * 60 + minute);
	return hour <= 23 && minute <= 59;
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30,
				    31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

static const char *check_date(const struct date *date)
{
	if (date->month < 1 || date->month > 12)
		return "the month is not 01 to 12";
	if (date->day < 1 || date->day > days_in_month(date->year, date->month))
		return "the month has no such day";
	if (date->hour > 23)
		return "the hour is not 00 to 23";
	if (date->minute > 59)
		return "the minute is not 00 to 59";
	if (date->second > 60)
		return "the second is not 00 to 60";
	return NULL;
}

/* Days from 1970-01-01 in the Gregorian calendar. */
static int64_t days_since_1970(const struct date *date)
{
	int64_t years = date->year - 1;
	int64_t days = years * 365 + years / 4 - years / 100 + years / 400;

	if (date->year == 0)
		days = -366;
	for (int month = 1; month < date->month; month++)
		days += days_in_month(date->year, month);
	return days + date->day - 1 - 719162;
}

const char *time_parse(const char *text, int64_t *seconds)
{
	struct date date;
	const char *wrong;
	int second;
	int offset;

	if (!read_date(&text, &date) || !read_fraction(&text))
		return "this is no time";
	if (!read_offset(&text, &offset))
		return "the offset from UTC is missing or wrong";
	if (*text)
		return "something follows the time";
	wrong = check_date(&date);
	if (wrong)
		return wrong;
	second = date.second == 60 ? 59 : date.second;
	*seconds = days_since_1970(&date) * 86400 + date.hour * 3600 +
		   date.minute * 60 + second - (int64_t)offset * 60;
	return NULL;
}

/* The date of a day within years 0 to 9999. */
static struct date date_of(int64_t day)
{
	struct date date = { .month = 1, .day = 1 };

	/* At most two years late. */
	date.year = (int)((day + 719528) * 400 / 146097) + 1;
	while (days_since_1970(&date) > day)
		date.year--;
	day -= days_since_1970(&date);
	for (; day >= days_in_month(date.year, date.month); date.month++)
		day -= days_in_month(date.year, date.month);
	date.day += (int)day;
	return date;
}

/* 0000-01-01 and 10000-01-01 */
#define FIRST INT64_C(-62167219200)
#define END INT64_C(253402300800)

/* Not the C library's, which reads the file of local time to begin with. */
void time_format(int64_t seconds, char text[TIME_TEXT_SIZE])
{
	struct date date;
	int second;

	if (seconds < FIRST || seconds >= END) {
		snprintf(text, TIME_TEXT_SIZE, "%" PRId64, seconds);
		return;
	}
	second = (int)((seconds - FIRST) % 86400);
	date = date_of((seconds - second) / 86400);
	snprintf(text, TIME_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ",
		 date.year, date.month, date.day, second / 3600,
		 second / 60 % 60, second % 60);
}

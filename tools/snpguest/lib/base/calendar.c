// SPDX-License-Identifier: MIT
#include "calendar.h"

#include <stdio.h>

#define DAY 86400
#define YEAR_0 INT64_C(-62167219200)	/* 0000-01-01 */
#define YEAR_10000 INT64_C(253402300800)

/* Days from 0000-03-01 to 1970-01-01; a year begins in March here. */
#define EPOCH 719468
#define DAYS_OF_400_YEARS 146097

/* Days from 0000-03-01 to the first of March of @year. */
static int64_t days_before(int64_t year)
{
	return 365 * year + year / 4 - year / 100 + year / 400;
}

/* Days before @month, counted from March as 0. */
static int days_of_months(int month)
{
	return (153 * month + 2) / 5;
}

int64_t calendar_seconds(int year, int month, int day, int hour, int minute,
			 int second)
{
	int from_march = (month + 9) % 12;
	int64_t years = (int64_t)year - (month < 3) + 400;
	int64_t days = days_before(years) - DAYS_OF_400_YEARS +
		       days_of_months(from_march) + day - 1 - EPOCH;

	return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

/* @value with @digits digits, and @mark behind them. Return: what follows. */
static char *put(char *at, int value, int digits, char mark)
{
	for (int i = digits - 1; i >= 0; i--, value /= 10)
		at[i] = (char)('0' + value % 10);
	at[digits] = mark;
	return at + digits + 1;
}

void calendar_text(int64_t seconds, char text[CALENDAR_TEXT_SIZE])
{
	int64_t days, year;
	int month, second;

	if (seconds < YEAR_0 || seconds >= YEAR_10000) {
		snprintf(text, CALENDAR_TEXT_SIZE, "%lld", (long long)seconds);
		return;
	}
	second = (seconds - YEAR_0) % DAY;
	/* From 400 years earlier on, so that nothing is negative. */
	days = (seconds - YEAR_0 - second) / DAY + YEAR_0 / DAY + EPOCH +
	       DAYS_OF_400_YEARS;
	year = days / DAYS_OF_400_YEARS * 400;
	days %= DAYS_OF_400_YEARS;
	year += days / 366;
	while (days_before(year % 400 + 1) <= days)
		year++;
	days -= days_before(year % 400);
	month = (5 * (int)days + 2) / 153;
	text = put(text, (int)(year - 400 + (month >= 10)), 4, '-');
	text = put(text, (month + 2) % 12 + 1, 2, '-');
	text = put(text, (int)days - days_of_months(month) + 1, 2, 'T');
	text = put(text, second / 3600, 2, ':');
	text = put(text, second / 60 % 60, 2, ':');
	text = put(text, second % 60, 2, 'Z');
	*text = '\0';
}

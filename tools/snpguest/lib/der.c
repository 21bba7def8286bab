// SPDX-License-Identifier: MIT
#include "der.h"

#include <string.h>

#define LENGTH_BYTES_MAX 3 /* 16 MiB: more than anything that is read here */

static void run_out(struct bytes *b)
{
	b->ran_out = true;
}

static size_t read_length(struct bytes *b)
{
	uint8_t first = bytes_u8(b);
	size_t n = first & 0x7f;
	size_t len = 0;

	if (first < 0x80)
		return first;
	if (n < 1 || n > LENGTH_BYTES_MAX) {
		run_out(b);
		return 0;
	}
	for (size_t i = 0; i < n; i++)
		len = len << 8 | bytes_u8(b);
	if (len < 0x80 || len < (size_t)1 << (8 * (n - 1)))
		run_out(b);
	return len;
}

struct snpguest_blob der_any(struct bytes *b, uint8_t *tag)
{
	struct snpguest_blob content = { NULL, 0 };
	size_t len;

	*tag = bytes_u8(b);
	if ((*tag & 0x1f) == 0x1f)
		run_out(b);
	len = read_length(b);
	content.data = bytes_take(b, len);
	content.len = content.data ? len : 0;
	return content;
}

struct snpguest_blob der_read_whole(struct bytes *b, uint8_t tag,
				    struct snpguest_blob *whole)
{
	static const struct snpguest_blob none = { NULL, 0 };
	const uint8_t *start = b->at;
	struct snpguest_blob content;
	uint8_t found;

	*whole = none;
	content = der_any(b, &found);
	if (found != tag)
		run_out(b);
	if (b->ran_out)
		return none;
	*whole = (struct snpguest_blob){ start, b->at - start };
	return content;
}

struct snpguest_blob der_read(struct bytes *b, uint8_t tag)
{
	struct snpguest_blob whole;

	return der_read_whole(b, tag, &whole);
}

struct bytes der_enter(struct bytes *b, uint8_t tag)
{
	struct bytes inner = bytes_of(der_read(b, tag));

	inner.ran_out = b->ran_out;
	return inner;
}

bool der_next_is(const struct bytes *b, uint8_t tag)
{
	return !b->ran_out && b->left && b->at[0] == tag;
}

bool der_done(const struct bytes *b)
{
	return !b->ran_out && !b->left;
}

bool der_uint(struct bytes *b, uint32_t max, uint32_t *value)
{
	struct snpguest_blob content = der_read(b, DER_INTEGER);
	uint64_t sum = 0;

	*value = 0;
	if (b->ran_out || !content.len || content.len > 5 ||
	    content.data[0] & 0x80)
		return false;
	if (content.len > 1 && !content.data[0] && !(content.data[1] & 0x80))
		return false;
	for (size_t i = 0; i < content.len; i++)
		sum = sum << 8 | content.data[i];
	if (sum > max)
		return false;
	*value = sum;
	return true;
}

static bool two_digits(struct bytes *b, int max, int *value)
{
	const uint8_t *p = bytes_take(b, 2);

	if (!p || p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return false;
	*value = (p[0] - '0') * 10 + p[1] - '0';
	return *value <= max;
}

/* Days since 1970-01-01 of a date in the Gregorian calendar. */
static int64_t days_since_1970(int year, int month, int day)
{
	static const int before_month[] = { 0, 31, 59, 90, 120, 151,
					    181, 212, 243, 273, 304, 334 };
	int64_t past = year - 1;
	int64_t days = past * 365 + past / 4 - past / 100 + past / 400;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	days += before_month[month - 1] + (leap && month > 2) + day - 1;
	return days - 719162; /* days before 1970 in the same count */
}

static bool read_year(struct bytes *b, uint8_t tag, int *year)
{
	int century, rest;

	if (tag == DER_GENERALIZED_TIME) {
		if (!two_digits(b, 99, &century) || !two_digits(b, 99, &rest))
			return false;
		*year = century * 100 + rest;
		return *year >= 1;
	}
	if (!two_digits(b, 99, &rest))
		return false;
	*year = rest + (rest < 50 ? 2000 : 1900);
	return true;
}

static bool day_exists(int year, int month, int day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30,
				    31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month < 1 || day < 1)
		return false;
	return day <= days[month - 1] + (leap && month == 2);
}

bool der_read_time(struct bytes *b, int64_t *seconds)
{
	int year, month, day, hour, minute, second;
	struct bytes t;
	uint8_t tag;

	t = bytes_of(der_any(b, &tag));
	if (b->ran_out || (tag != DER_UTC_TIME && tag != DER_GENERALIZED_TIME))
		return false;
	if (!read_year(&t, tag, &year) || !two_digits(&t, 12, &month) ||
	    !two_digits(&t, 31, &day) || !two_digits(&t, 23, &hour) ||
	    !two_digits(&t, 59, &minute) || !two_digits(&t, 59, &second))
		return false;
	if (!day_exists(year, month, day) || bytes_u8(&t) != 'Z' ||
	    !der_done(&t))
		return false;
	*seconds = days_since_1970(year, month, day) * 86400 + hour * 3600 +
		   minute * 60 + second;
	return true;
}

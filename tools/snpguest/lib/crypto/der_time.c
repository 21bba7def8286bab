// SPDX-License-Identifier: MIT
/* Times as certificates have them: in Greenwich, to the second (RFC 5280 4.1.2.5). */
#include "../base/calendar.h"
#include "der.h"

/* The number of @digits decimal digits that comes next; above 9999: none. */
static unsigned int take_number(struct bytes *text, unsigned int digits)
{
	unsigned int number = 0;

	while (digits--) {
		uint8_t digit = bytes_u8(text);

		if (digit < '0' || digit > '9')
			return 10000;
		number = 10 * number + (digit - '0');
	}
	return number;
}

static unsigned int days_of(unsigned int year, unsigned int month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30,
					31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

/* Two digits stand for 1950 to 2049. */
static unsigned int take_year(struct bytes *text, uint8_t tag)
{
	unsigned int year;

	if (tag == DER_GENERALIZED_TIME)
		return take_number(text, 4);
	year = take_number(text, 2);
	return year < 50 ? year + 2000 : year + 1900;
}

bool der_read_time(const struct der_element *element, int64_t *seconds)
{
	struct bytes text = bytes_of(element->content);
	unsigned int year, month, day, hour, minute, second;

	if (element->tag != DER_UTC_TIME && element->tag != DER_GENERALIZED_TIME)
		return false;
	year = take_year(&text, element->tag);
	month = take_number(&text, 2);
	day = take_number(&text, 2);
	hour = take_number(&text, 2);
	minute = take_number(&text, 2);
	second = take_number(&text, 2);
	if (bytes_u8(&text) != 'Z' || text.left || text.ran_out)
		return false;
	if (year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > days_of(year, month) || hour > 23 || minute > 59 ||
	    second > 59)
		return false;
	*seconds = calendar_seconds(year, month, day, hour, minute, second);
	return true;
}

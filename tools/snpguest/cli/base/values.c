// SPDX-License-Identifier: MIT
#include "values.h"

#include <string.h>
#include <strings.h>

#include <snpguest.h>

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool value_bytes(const char *text, uint8_t *bytes, size_t len)
{
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		text += 2;
	if (strlen(text) != 2 * len)
		return false;
	for (size_t i = 0; i < len; i++) {
		int high = digit_value(text[2 * i]);
		int low = digit_value(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		bytes[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

static unsigned int take_base(const char **text)
{
	char c = (*text)[0] == '0' ? (*text)[1] : '\0';
	unsigned int base = 10;

	if (c == 'x' || c == 'X')
		base = 16;
	else if (c == 'b' || c == 'B')
		base = 2;
	if (base != 10)
		*text += 2;
	return base;
}

bool value_number(const char *text, uint64_t max, uint64_t *number)
{
	unsigned int base = take_base(&text);

	*number = 0;
	if (!*text)
		return false;
	for (; *text; text++) {
		int digit = digit_value(*text);

		if (digit < 0 || (unsigned int)digit >= base)
			return false;
		if (*number > (UINT64_MAX - (unsigned int)digit) / base)
			return false;
		*number = *number * base + (unsigned int)digit;
	}
	return *number <= max;
}

void value_hex(const uint8_t *bytes, size_t len, char *text)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	text[2 * len] = '\0';
}

/* The bytes of a table stand in the order of the text. */
void value_guid(const uint8_t guid[16], char text[VALUE_GUID_SIZE])
{
	static const size_t parts[] = { 4, 2, 2, 2, 6 };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		value_hex(guid, parts[i], text);
		guid += parts[i];
		text += 2 * parts[i];
		if (i < 4)
			*text++ = '-';
	}
}

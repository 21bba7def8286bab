// SPDX-License-Identifier: MIT
#include "base64.h"

#include <string.h>

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static char *put_group(char *to, const uint8_t *from, size_t n)
{
	uint32_t group = (uint32_t)from[0] << 16;

	if (n > 1)
		group |= (uint32_t)from[1] << 8;
	if (n > 2)
		group |= from[2];
	to[0] = alphabet[group >> 18];
	to[1] = alphabet[group >> 12 & 63];
	to[2] = n > 1 ? alphabet[group >> 6 & 63] : '=';
	to[3] = n > 2 ? alphabet[group & 63] : '=';
	return to + 4;
}

void base64_encode(const uint8_t *bytes, size_t len, char *text)
{
	for (size_t at = 0; at < len; at += 3)
		text = put_group(text, bytes + at,
				 len - at < 3 ? len - at : 3);
	*text = '\0';
}

static int value_of(char c)
{
	const char *at = c ? strchr(alphabet, c) : NULL;

	return at ? (int)(at - alphabet) : -1;
}

/* Four characters to @n bytes; bits that are left over have to be zero. */
static bool get_group(const char *from, uint8_t *to, size_t n)
{
	uint32_t group = 0;

	for (size_t i = 0; i < 4; i++) {
		int value = i <= n ? value_of(from[i]) : 0;

		if (value < 0 || (i > n && from[i] != '='))
			return false;
		group = group << 6 | (uint32_t)value;
	}
	for (size_t i = 0; i < n; i++)
		to[i] = (uint8_t)(group >> (16 - 8 * i));
	return n == 3 || !(group & (n == 2 ? 0xff : 0xffff));
}

bool base64_decode(const char *text, uint8_t *bytes, size_t len)
{
	if (strlen(text) + 1 != BASE64_SIZE(len))
		return false;
	for (size_t at = 0; at < len; at += 3, text += 4)
		if (!get_group(text, bytes + at,
			       len - at < 3 ? len - at : 3))
			return false;
	return true;
}

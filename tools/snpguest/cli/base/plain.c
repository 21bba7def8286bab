// SPDX-License-Identifier: MIT
#include "plain.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Bytes of a character by its first one; 0 for what is none. */
static size_t length_of(uint8_t first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/* [RFC 3629] The shortest form only, and no surrogates. */
static bool is_number_of(size_t len, uint32_t code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	return code >= least[len] && code <= 0x10ffff &&
	       (code < 0xd800 || code > 0xdfff);
}

/* Decodes one character. Return: its bytes; 0 for what is none. */
static size_t decode(const uint8_t *at, uint32_t *code)
{
	size_t len = length_of(at[0]);

	*code = len < 2 ? at[0] : at[0] & (0xffU >> (len + 1));
	for (size_t i = 1; i < len; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (at[i] & 0x3f);
	}
	return len && is_number_of(len, *code) ? len : 0;
}

static bool steers(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) ||
	       (code >= 0x202a && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069) || code == 0x200e ||
	       code == 0x200f || code == 0x2028 || code == 0x2029;
}

size_t plain_take(const char **text, char out[PLAIN_MAX])
{
	uint32_t code;
	size_t len = decode((const uint8_t *)*text, &code);

	if (len && !steers(code)) {
		memcpy(out, *text, len);
		*text += len;
		return len;
	}
	*text += len ? len : 1;
	out[0] = '?';
	return 1;
}

void plain_text(char *text)
{
	const char *from = text;
	char *to = text;

	while (*from) {
		char c[PLAIN_MAX];
		size_t len = plain_take(&from, c);

		memcpy(to, c, len);
		to += len;
	}
	*to = '\0';
}

// SPDX-License-Identifier: MIT
#include "text_encoding.h"

#include <string.h>

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool text_is(struct snpguest_blob blob)
{
	for (size_t i = 0; i < blob.len; i++) {
		uint8_t c = blob.data[i];

		if ((c < 0x20 && !is_blank(c)) || c == 0x7f)
			return false;
	}
	return blob.len;
}

struct snpguest_blob text_trim(struct snpguest_blob blob)
{
	if (blob.len >= 3 && memcmp(blob.data, "\xef\xbb\xbf", 3) == 0) {
		blob.data += 3;
		blob.len -= 3;
	}
	while (blob.len && is_blank(blob.data[0])) {
		blob.data++;
		blob.len--;
	}
	while (blob.len && is_blank(blob.data[blob.len - 1]))
		blob.len--;
	return blob;
}

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Both alphabets: which one it is was decided before. */
static int base64_digit(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	if (c == '/' || c == '_')
		return 63;
	return -1;
}

static struct snpguest_blob without_0x(struct snpguest_blob text)
{
	text = text_trim(text);
	if (text.len >= 2 && text.data[0] == '0' &&
	    (text.data[1] == 'x' || text.data[1] == 'X')) {
		text.data += 2;
		text.len -= 2;
	}
	return text;
}

static bool is_hex(struct snpguest_blob text)
{
	size_t digits = 0;

	text = without_0x(text);
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.data[i];

		if (hex_digit(c) >= 0)
			digits++;
		else if (!is_blank(c) && c != ':')
			return false;
	}
	return digits && digits % 2 == 0;
}

/** What base64 is made of, counted. */
struct characters {
	size_t digits, padding;
	bool standard, url, other;
};

static struct characters count_characters(struct snpguest_blob text)
{
	struct characters count = { 0 };

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.data[i];

		if (is_blank(c))
			continue;
		if (c == '=')
			count.padding++;
		else if (base64_digit(c) < 0 || count.padding)
			count.other = true;
		else
			count.digits++;
		count.standard |= c == '+' || c == '/';
		count.url |= c == '-' || c == '_';
	}
	return count;
}

static enum text_encoding base64_of(struct snpguest_blob text)
{
	struct characters count = count_characters(text_trim(text));

	if (count.other || count.digits < 2 || count.digits % 4 == 1 ||
	    (count.standard && count.url))
		return TEXT_ENCODING_NONE;
	if (count.padding && (count.digits + count.padding) % 4)
		return TEXT_ENCODING_NONE;
	if (count.padding > 2)
		return TEXT_ENCODING_NONE;
	return count.url ? TEXT_ENCODING_BASE64URL : TEXT_ENCODING_BASE64;
}

bool text_may_be(struct snpguest_blob text, enum text_encoding encoding)
{
	if (encoding == TEXT_ENCODING_HEX)
		return is_hex(text);
	return encoding != TEXT_ENCODING_NONE && base64_of(text) == encoding;
}

enum text_encoding text_encoding_of(struct snpguest_blob text)
{
	return is_hex(text) ? TEXT_ENCODING_HEX : base64_of(text);
}

static size_t decode_hex(struct snpguest_blob text, uint8_t *bytes)
{
	size_t len = 0;
	int high = -1;

	text = without_0x(text);
	for (size_t i = 0; i < text.len; i++) {
		int digit = hex_digit(text.data[i]);

		if (digit < 0)
			continue;
		if (high >= 0)
			bytes[len++] = (uint8_t)(high << 4 | digit);
		high = high < 0 ? digit : -1;
	}
	return len;
}

/* Bits that are left over belong to no byte and have to be zero. */
static bool decode_base64(struct snpguest_blob text, uint8_t *bytes,
			  size_t *len)
{
	unsigned int bits = 0, held = 0;

	*len = 0;
	for (size_t i = 0; i < text.len; i++) {
		int digit = base64_digit(text.data[i]);

		if (digit < 0)
			continue;
		held = (held << 6 | (unsigned int)digit) & 0xfff;
		bits += 6;
		if (bits < 8)
			continue;
		bits -= 8;
		bytes[(*len)++] = (uint8_t)(held >> bits);
		held &= (1U << bits) - 1;
	}
	return held == 0;
}

bool text_decode(struct snpguest_blob text, enum text_encoding encoding,
		 uint8_t *bytes, size_t *len)
{
	switch (encoding) {
	case TEXT_ENCODING_HEX:
		*len = decode_hex(text, bytes);
		return true;
	case TEXT_ENCODING_BASE64:
	case TEXT_ENCODING_BASE64URL:
		return decode_base64(text_trim(text), bytes, len);
	case TEXT_ENCODING_NONE:
		break;
	}
	return false;
}

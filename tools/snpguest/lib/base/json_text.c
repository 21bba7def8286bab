// SPDX-License-Identifier: MIT
#include "json_text.h"

#include <string.h>

static void wrong(struct bytes *b)
{
	b->ran_out = true;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_blanks(struct bytes *b)
{
	while (!b->ran_out && b->left && is_blank(*b->at))
		bytes_take(b, 1);
}

char json_peek(struct bytes *b)
{
	skip_blanks(b);
	return b->ran_out || !b->left ? '\0' : (char)*b->at;
}

bool json_take(struct bytes *b, char c)
{
	return json_peek(b) == c && c && bytes_take(b, 1);
}

/* Only its form; the rest is json_unescape()'s. */
static bool take_escape(struct bytes *b)
{
	uint8_t c = bytes_u8(b);

	if (c != 'u')
		return c && strchr("\"\\/bfnrt", c);
	for (int i = 0; i < 4; i++) {
		c = bytes_u8(b);
		if (!c || !strchr("0123456789abcdefABCDEF", c))
			return false;
	}
	return true;
}

bool json_take_string(struct bytes *b, struct json_string *string)
{
	struct bytes ahead = *b;
	uint8_t c;

	if (!json_take(&ahead, '"'))
		return false;
	*string = (struct json_string){ .raw = { .data = ahead.at } };
	for (;;) {
		c = bytes_u8(&ahead);
		if (c == '"')
			break;
		if (c < 0x20 || ahead.ran_out)
			return false;
		if (c != '\\')
			continue;
		string->escaped = true;
		if (!take_escape(&ahead))
			return false;
	}
	string->raw.len = (size_t)(ahead.at - string->raw.data) - 1;
	*b = ahead;
	return true;
}

static bool is_digit(const struct bytes *b)
{
	return !b->ran_out && b->left && *b->at >= '0' && *b->at <= '9';
}

/* "12.5" and "1e3" are numbers, too, but no counts. */
static bool goes_on(const struct bytes *b)
{
	return b->left && (*b->at == '.' || *b->at == 'e' || *b->at == 'E');
}

bool json_take_number(struct bytes *b, uint64_t *number)
{
	struct bytes ahead = *b;
	uint64_t value = 0;
	char first = json_peek(&ahead);
	size_t digits = 0;

	for (; is_digit(&ahead); digits++) {
		unsigned int digit = bytes_u8(&ahead) - '0';

		if (value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	if (!digits || (first == '0' && digits > 1) || goes_on(&ahead))
		return false;
	*number = value;
	*b = ahead;
	return true;
}

static bool take_word(struct bytes *b, const char *word)
{
	struct bytes ahead = *b;
	const uint8_t *at;

	json_peek(&ahead);
	at = bytes_take(&ahead, strlen(word));
	if (!at || memcmp(at, word, strlen(word)) != 0)
		return false;
	*b = ahead;
	return true;
}

bool json_take_null(struct bytes *b)
{
	return take_word(b, "null");
}

/* Between two items a comma; true when there is another one. */
static bool next_item(struct bytes *b, bool *first, char close)
{
	bool was_first = *first;

	*first = false;
	if (json_take(b, close))
		return false;
	if (!was_first && !json_take(b, ','))
		wrong(b);
	return !b->ran_out;
}

bool json_member(struct bytes *b, bool *first, struct json_string *key)
{
	if (!next_item(b, first, '}'))
		return false;
	if (!json_take_string(b, key) || !json_take(b, ':'))
		wrong(b);
	return !b->ran_out;
}

bool json_element(struct bytes *b, bool *first)
{
	return next_item(b, first, ']');
}

/* A number of any kind: its characters are looked at, not its form. */
static bool skip_number(struct bytes *b)
{
	size_t len = 0;

	json_peek(b);
	while (len < b->left && strchr("+-.0123456789eE", b->at[len]) &&
	       b->at[len])
		len++;
	return len && bytes_take(b, len);
}

static void skip_scalar(struct bytes *b)
{
	struct json_string string;

	if (!json_take_string(b, &string) && !take_word(b, "null") &&
	    !take_word(b, "true") && !take_word(b, "false") && !skip_number(b))
		wrong(b);
}

static void skip_levels(struct bytes *b, unsigned int levels)
{
	struct json_string key;
	bool first = true;

	if (levels == 0)
		wrong(b);
	else if (json_take(b, '{'))
		while (json_member(b, &first, &key))
			skip_levels(b, levels - 1);
	else if (json_take(b, '['))
		while (json_element(b, &first))
			skip_levels(b, levels - 1);
	else
		skip_scalar(b);
}

void json_skip(struct bytes *b)
{
	skip_levels(b, JSON_TEXT_LEVELS);
}

static unsigned int hex_value(uint8_t c)
{
	if (c <= '9')
		return c - '0';
	return (c | 0x20) - 'a' + 10;
}

static unsigned int take_hex4(struct bytes *b)
{
	unsigned int value = 0;

	for (int i = 0; i < 4; i++)
		value = value << 4 | hex_value(bytes_u8(b));
	return value;
}

/* The second half of a pair, if it comes next. */
static unsigned int take_low_surrogate(struct bytes *b)
{
	struct bytes ahead = *b;
	unsigned int value;

	if (ahead.left < 6 || bytes_u8(&ahead) != '\\' ||
	    bytes_u8(&ahead) != 'u')
		return 0;
	value = take_hex4(&ahead);
	if (value < 0xdc00 || value > 0xdfff)
		return 0;
	*b = ahead;
	return value;
}

static unsigned int take_code_point(struct bytes *b)
{
	unsigned int high = take_hex4(b), low;

	if (high < 0xd800 || high > 0xdfff)
		return high;
	low = high < 0xdc00 ? take_low_surrogate(b) : 0;
	return low ? 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00) : '?';
}

/* At most four bytes for six or twelve characters. */
static size_t put_utf8(unsigned int c, uint8_t *text)
{
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const uint8_t lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = n; i-- > 1; c >>= 6)
		text[i] = 0x80 | (c & 0x3f);
	text[0] = lead[n] | (uint8_t)c;
	return n;
}

static size_t put_escape(struct bytes *b, uint8_t *text)
{
	static const char names[] = "bfnrt", meanings[] = "\b\f\n\r\t";
	uint8_t c = bytes_u8(b);
	const char *name;

	if (c == 'u')
		return put_utf8(take_code_point(b), text);
	name = strchr(names, c);
	text[0] = name && c ? (uint8_t)meanings[name - names] : c;
	return 1;
}

size_t json_unescape(struct json_string string, uint8_t *text)
{
	struct bytes b = bytes_of(string.raw);
	size_t len = 0;

	while (b.left) {
		uint8_t c = bytes_u8(&b);

		if (c == '\\')
			len += put_escape(&b, text + len);
		else
			text[len++] = c;
	}
	return len;
}

// SPDX-License-Identifier: MIT
/* Names as text (RFC 2253), as X509_NAME_print_ex() has it. */
#include "name.h"

#include <string.h>

/* Each attribute takes two characters and a comma, but for the first. */
#define SHOWN_MAX (NAME_TEXT_MAX / 3 + 1)

/* RFC 4519 2; PKCS #9 */
static const struct {
	const char *oid;
	size_t len;
	const char *name;
} types[] = {
	{ "\x55\x04\x03", 3, "CN" },
	{ "\x55\x04\x04", 3, "SN" },
	{ "\x55\x04\x05", 3, "serialNumber" },
	{ "\x55\x04\x06", 3, "C" },
	{ "\x55\x04\x07", 3, "L" },
	{ "\x55\x04\x08", 3, "ST" },
	{ "\x55\x04\x09", 3, "street" },
	{ "\x55\x04\x0a", 3, "O" },
	{ "\x55\x04\x0b", 3, "OU" },
	{ "\x55\x04\x0c", 3, "title" },
	{ "\x55\x04\x2a", 3, "GN" },
	{ "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01", 10, "UID" },
	{ "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19", 10, "DC" },
	{ "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01", 9, "emailAddress" },
};

static const char *known_type(struct snpguest_blob oid)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (oid.len == types[i].len &&
		    !memcmp(oid.data, types[i].oid, oid.len))
			return types[i].name;
	return NULL;
}

/* struct text - what does not fit is cut off */
struct text {
	char *at;
	size_t left;
};

static void put(struct text *text, char c)
{
	if (text->left < 2)
		return;
	*text->at++ = c;
	text->left--;
}

static void put_all(struct text *text, const char *from)
{
	while (*from)
		put(text, *from++);
}

static void put_hex(struct text *text, uint8_t byte)
{
	static const char digits[] = "0123456789ABCDEF";

	put(text, digits[byte >> 4]);
	put(text, digits[byte & 15]);
}

static void put_escaped_byte(struct text *text, uint8_t byte)
{
	put(text, '\\');
	put_hex(text, byte);
}

/* UTF-8, each byte escaped. */
static void put_beyond_ascii(struct text *text, uint32_t c)
{
	if (c < 0x800) {
		put_escaped_byte(text, 0xc0 | c >> 6);
	} else {
		if (c < 0x10000) {
			put_escaped_byte(text, 0xe0 | c >> 12);
		} else {
			put_escaped_byte(text, 0xf0 | c >> 18);
			put_escaped_byte(text, 0x80 | (c >> 12 & 0x3f));
		}
		put_escaped_byte(text, 0x80 | (c >> 6 & 0x3f));
	}
	put_escaped_byte(text, 0x80 | (c & 0x3f));
}

/* RFC 2253 2.4 */
static void put_character(struct text *text, uint32_t c, bool first, bool last)
{
	if (c >= 0x80) {
		put_beyond_ascii(text, c);
	} else if (c < 0x20 || c == 0x7f) {
		put_escaped_byte(text, c);
	} else {
		if (strchr(",+\"\\<>;", c) || (c == ' ' && (first || last)) ||
		    (c == '#' && first))
			put(text, '\\');
		put(text, c);
	}
}

static void put_value(struct text *text, const struct der_element *value)
{
	struct bytes rest = bytes_of(value->content);
	bool first = true;
	uint32_t c;

	while (text->left > 1 && der_next_character(&rest, value->tag, &c)) {
		put_character(text, c, first, !rest.left);
		first = false;
	}
}

/* Where nobody could tell what it is: its bytes. */
static void put_bytes(struct text *text, struct snpguest_blob bytes)
{
	put(text, '#');
	for (size_t i = 0; text->left > 1 && i < bytes.len; i++)
		put_hex(text, bytes.data[i]);
}

static void put_attribute(struct text *text,
			  const struct name_attribute *attribute)
{
	const char *known = known_type(attribute->type);
	char dotted[64];

	if (!known && !der_oid_text(attribute->type, dotted, sizeof(dotted)))
		strcpy(dotted, "?");
	put_all(text, known ? known : dotted);
	put(text, '=');
	if (known && der_is_text(attribute->value.tag))
		put_value(text, &attribute->value);
	else
		put_bytes(text, attribute->value.whole);
}

/* The last comes first (RFC 2253 2.1), so of many only the last fit. */
void name_text(struct snpguest_blob name, char *text, size_t len)
{
	struct name_cursor before[SHOWN_MAX], rest = name_attributes(name);
	struct name_attribute attribute;
	struct text to = { text, len };
	size_t n = 0, hidden;

	do
		before[n++ % SHOWN_MAX] = rest;
	while (name_next(&rest, &attribute));
	hidden = n > SHOWN_MAX ? n - SHOWN_MAX : 0;
	for (n--; n > hidden; n--) {
		name_next(&before[(n - 1) % SHOWN_MAX], &attribute);
		put_attribute(&to, &attribute);
		if (n > 1)
			put(&to, attribute.joined ? '+' : ',');
	}
	*to.at = '\0';
}

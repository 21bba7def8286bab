// SPDX-License-Identifier: MIT
/* Characters of the string types that names are made of (X.680 41). */
#include "der.h"

bool der_is_text(uint8_t tag)
{
	switch (tag) {
	case DER_UTF8_STRING:
	case DER_NUMERIC_STRING:
	case DER_PRINTABLE_STRING:
	case DER_TELETEX_STRING:
	case DER_IA5_STRING:
	case DER_UNIVERSAL_STRING:
	case DER_BMP_STRING:
		return true;
	default:
		return false;
	}
}

/* Big endian; running out is the cursor's. */
static uint32_t take_number(struct bytes *text, unsigned int n)
{
	uint32_t number = 0;

	while (n--)
		number = number << 8 | bytes_u8(text);
	return number;
}

/* RFC 3629, in the shortest form; UINT32_MAX for what is none. */
static uint32_t take_utf8(struct bytes *text)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	uint8_t first = bytes_u8(text);
	unsigned int more = first < 0x80 ? 0 : first < 0xe0 ? 1 :
			    first < 0xf0 ? 2 : 3;
	uint32_t c = more ? first & (0x3f >> more) : first;

	if (more && (first < 0xc0 || first > 0xf7))
		return UINT32_MAX;
	for (unsigned int i = 0; i < more; i++) {
		uint8_t next = bytes_u8(text);

		if ((next & 0xc0) != 0x80)
			return UINT32_MAX;
		c = c << 6 | (next & 0x3f);
	}
	return c < least[more] ? UINT32_MAX : c;
}

/* Teletex in practice is Latin-1, which is how everybody reads it. */
bool der_next_character(struct bytes *text, uint8_t tag, uint32_t *c)
{
	if (!text->left)
		return false;
	if (tag == DER_UTF8_STRING)
		*c = take_utf8(text);
	else if (tag == DER_UNIVERSAL_STRING)
		*c = take_number(text, 4);
	else if (tag == DER_BMP_STRING)
		*c = take_number(text, 2);
	else
		*c = bytes_u8(text);
	return !text->ran_out && *c <= 0x10ffff &&
	       (*c < 0xd800 || *c > 0xdfff);
}

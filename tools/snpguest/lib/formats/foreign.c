// SPDX-License-Identifier: MIT
/* What people take for an SNP report and is none: known by name, not read. */
#include <string.h>

#include "shapes.h"
#include "text_encoding.h"

#define INTEL_HEADER 48
#define INTEL_TEE_TDX 0x81
#define TPM_GENERATED "\xff" "TCG"
#define CBOR_LEVELS 16

/* Intel's quote: version, kind of key, kind of enclave; two bytes each, four. */
static bool intel_quote_is(struct snpguest_blob bytes, uint32_t tee)
{
	struct bytes b = bytes_of(bytes);
	uint32_t first = bytes_le32(&b);
	uint32_t version = first & 0xffff, key = first >> 16;

	return bytes.len > INTEL_HEADER && version >= 3 && version <= 5 &&
	       (key == 2 || key == 3) && bytes_le32(&b) == tee;
}

bool tdx_quote_is(struct snpguest_blob bytes)
{
	return intel_quote_is(bytes, INTEL_TEE_TDX);
}

bool sgx_quote_is(struct snpguest_blob bytes)
{
	return intel_quote_is(bytes, 0);
}

/* TPMS_ATTEST, or TPM2B_ATTEST with its size before it. */
bool tpm_quote_is(struct snpguest_blob bytes)
{
	for (size_t at = 0; at <= 2 && bytes.len >= at + 6; at += 2)
		if (memcmp(bytes.data + at, TPM_GENERATED, 4) == 0 &&
		    bytes.data[at + 4] == 0x80)
			return true;
	return false;
}

static bool is_token_character(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* RFC 7519, signed: three parts, the first of them '{"...' in base64url. */
bool token_is(struct snpguest_blob bytes)
{
	struct snpguest_blob text = text_trim(bytes);
	size_t dots = 0;

	if (text.len < 3 || memcmp(text.data, "eyJ", 3) != 0)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '.')
			dots++;
		else if (!is_token_character(text.data[i]))
			return false;
	}
	return dots == 2;
}

/* -------------------------------------------------------- CBOR, RFC 8949 */

enum { CBOR_BYTES = 2, CBOR_TEXT, CBOR_ARRAY, CBOR_MAP, CBOR_TAG, CBOR_SIMPLE };

/** struct cbor_head - of an item; @indefinite: until a break */
struct cbor_head {
	unsigned int major;
	uint64_t argument;
	bool indefinite;
};

static bool cbor_take_head(struct bytes *b, struct cbor_head *head)
{
	uint8_t first = bytes_u8(b), low = first & 0x1f;

	head->major = first >> 5;
	head->argument = low;
	head->indefinite = low == 31;
	if (low >= 24 && low <= 27) {
		head->argument = 0;
		for (unsigned int n = 1U << (low - 24); n; n--)
			head->argument = head->argument << 8 | bytes_u8(b);
	}
	return !b->ran_out && (low < 28 || low == 31);
}

static bool cbor_at_break(struct bytes *b)
{
	if (!b->left || *b->at != 0xff)
		return false;
	return bytes_take(b, 1);
}

static bool cbor_skip(struct bytes *b, unsigned int levels);

/* @each: values an item has: two in a map. */
static bool cbor_skip_items(struct bytes *b, const struct cbor_head *head,
			    unsigned int each, unsigned int levels)
{
	for (uint64_t i = 0; head->indefinite || i < head->argument; i++) {
		if (head->indefinite && cbor_at_break(b))
			return true;
		for (unsigned int n = 0; n < each; n++)
			if (!cbor_skip(b, levels))
				return false;
	}
	return true;
}

static bool cbor_skip(struct bytes *b, unsigned int levels)
{
	struct cbor_head head;

	if (!levels || !cbor_take_head(b, &head))
		return false;
	switch (head.major) {
	case CBOR_BYTES:
	case CBOR_TEXT:
		if (head.indefinite)
			return cbor_skip_items(b, &head, 1, levels - 1);
		return head.argument <= b->left &&
		       bytes_take(b, (size_t)head.argument);
	case CBOR_ARRAY:
	case CBOR_MAP:
		return cbor_skip_items(b, &head, head.major - CBOR_BYTES - 1,
				       levels - 1);
	case CBOR_TAG:
		return !head.indefinite && cbor_skip(b, levels - 1);
	default:
		return !head.indefinite;
	}
}

/* One well-formed array, map or tagged item, to the last byte. */
bool cbor_is(struct snpguest_blob bytes)
{
	struct bytes b = bytes_of(bytes);
	unsigned int major = bytes.len ? bytes.data[0] >> 5 : 0;

	return major >= CBOR_ARRAY && major <= CBOR_TAG &&
	       cbor_skip(&b, CBOR_LEVELS) && !b.left;
}

// SPDX-License-Identifier: MIT
#include "report_fields.h"

#include <string.h>

#include "report.h"
#include "text_encoding.h"

#define KEY_MAX 24
#define SIGNATURE_SIZE 512
#define ENOUGH 8 /* fields; other objects have a version and a policy, too */

enum kind { NUMBER, BYTES, TCB, VERSION, CPUID, SIGNATURE };

/* Bits of @have. */
enum { HAVE_DATA = 1, HAVE_MEASUREMENT = 2, HAVE_SIGNATURE = 4, HAVE_ALL = 7 };

/**
 * struct field - of [ABI] ATTESTATION_REPORT
 * @name: without '_', in lower case
 * @size: bytes, of a number or of a byte string
 */
struct field {
	const char *name;
	enum kind kind;
	uint16_t offset, size;
	unsigned int have;
};

static const struct field fields_known[] = {
	{ "version", NUMBER, 0x000, 4, 0 },
	{ "guestsvn", NUMBER, 0x004, 4, 0 },
	{ "policy", NUMBER, 0x008, 8, 0 },
	{ "familyid", BYTES, 0x010, 16, 0 },
	{ "imageid", BYTES, 0x020, 16, 0 },
	{ "vmpl", NUMBER, 0x030, 4, 0 },
	{ "sigalgo", NUMBER, 0x034, 4, 0 },
	{ "signaturealgo", NUMBER, 0x034, 4, 0 },
	{ "currenttcb", TCB, 0x038, 8, 0 },
	{ "platinfo", NUMBER, 0x040, 8, 0 },
	{ "platforminfo", NUMBER, 0x040, 8, 0 },
	{ "authorkeyen", NUMBER, 0x048, 4, 0 },
	{ "keyinfo", NUMBER, 0x048, 4, 0 },
	{ "signerinfo", NUMBER, 0x048, 4, 0 },
	{ "reserved0", NUMBER, 0x04c, 4, 0 },
	{ "reportdata", BYTES, 0x050, 64, HAVE_DATA },
	{ "measurement", BYTES, 0x090, 48, HAVE_MEASUREMENT },
	{ "hostdata", BYTES, 0x0c0, 32, 0 },
	{ "idkeydigest", BYTES, 0x0e0, 48, 0 },
	{ "authorkeydigest", BYTES, 0x110, 48, 0 },
	{ "reportid", BYTES, 0x140, 32, 0 },
	{ "reportidma", BYTES, 0x160, 32, 0 },
	{ "reportedtcb", TCB, 0x180, 8, 0 },
	{ "cpuidfamid", NUMBER, 0x188, 1, 0 },
	{ "cpuidmodid", NUMBER, 0x189, 1, 0 },
	{ "cpuidstep", NUMBER, 0x18a, 1, 0 },
	{ "cpuid1eaxfms", CPUID, 0x188, 3, 0 },
	{ "reserved1", BYTES, 0x188, 24, 0 },
	{ "reserved1", BYTES, 0x18b, 21, 0 },
	{ "chipid", BYTES, 0x1a0, 64, 0 },
	{ "committedtcb", TCB, 0x1e0, 8, 0 },
	{ "currentbuild", NUMBER, 0x1e8, 1, 0 },
	{ "currentminor", NUMBER, 0x1e9, 1, 0 },
	{ "currentmajor", NUMBER, 0x1ea, 1, 0 },
	{ "current", VERSION, 0x1e8, 3, 0 },
	{ "reserved2", NUMBER, 0x1eb, 1, 0 },
	{ "committedbuild", NUMBER, 0x1ec, 1, 0 },
	{ "committedminor", NUMBER, 0x1ed, 1, 0 },
	{ "committedmajor", NUMBER, 0x1ee, 1, 0 },
	{ "committed", VERSION, 0x1ec, 3, 0 },
	{ "reserved3", NUMBER, 0x1ef, 1, 0 },
	{ "launchtcb", TCB, 0x1f0, 8, 0 },
	{ "reserved4", BYTES, 0x1f8, 168, 0 },
	{ "reserved4", BYTES, 0x208, 152, 0 },
	{ "launchmitvector", NUMBER, 0x1f8, 8, 0 },
	{ "currentmitvector", NUMBER, 0x200, 8, 0 },
	{ "signature", SIGNATURE, REPORT_R, SIGNATURE_SIZE, HAVE_SIGNATURE },
};

/* "guest_svn" and "guestSvn" become "guestsvn"; what is long becomes "". */
static bool plain_name(struct json_string key, char name[KEY_MAX])
{
	size_t len = 0;
	bool camel = false;

	name[0] = '\0';
	for (size_t i = 0; i < key.raw.len; i++) {
		uint8_t c = key.raw.data[i];

		if (c == '_')
			continue;
		if (len == KEY_MAX - 1) {
			name[0] = '\0';
			return false;
		}
		camel |= c >= 'A' && c <= 'Z';
		name[len++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : (char)c;
	}
	name[len] = '\0';
	return camel;
}

/* ---------------------------------------------------------------- values */

/* JSON has no 64 bits everywhere: protobuf writes them as text. */
static bool take_number(struct bytes *b, uint64_t *number)
{
	struct json_string text;
	struct bytes inside;

	if (json_take_number(b, number))
		return true;
	if (!json_take_string(b, &text))
		return false;
	inside = bytes_of(text.raw);
	return json_take_number(&inside, number) && !inside.left;
}

static bool put_number(uint8_t *to, size_t size, uint64_t number)
{
	for (size_t i = 0; i < size; i++, number >>= 8)
		to[i] = (uint8_t)number;
	return number == 0;
}

static bool read_number(uint8_t *to, size_t size, struct bytes *b)
{
	uint64_t number;

	return take_number(b, &number) && put_number(to, size, number);
}

static bool take_array(uint8_t *to, size_t size, struct bytes *b)
{
	uint64_t number;
	bool first = true;
	size_t len = 0;

	while (json_element(b, &first)) {
		if (len == size || !json_take_number(b, &number) ||
		    number > 0xff)
			return false;
		to[len++] = (uint8_t)number;
	}
	return len == size && !b->ran_out;
}

#define TEXT_MAX 1100 /* hexadecimal of the longest field, and some blanks */

/* Zeros in base64 are 'A's, which are hexadecimal, too: the length tells. */
static bool decode_text(uint8_t *to, size_t size, struct snpguest_blob text)
{
	uint8_t bytes[TEXT_MAX];
	size_t len;

	for (enum text_encoding encoding = TEXT_ENCODING_HEX;
	     encoding <= TEXT_ENCODING_BASE64URL; encoding++) {
		if (!text_may_be(text, encoding) ||
		    !text_decode(text, encoding, bytes, &len) || len != size)
			continue;
		memcpy(to, bytes, size);
		return true;
	}
	return false;
}

static bool take_text(uint8_t *to, size_t size, struct bytes *b)
{
	uint8_t bytes[TEXT_MAX];
	struct snpguest_blob text = { .data = bytes };
	struct json_string string;

	if (!json_take_string(b, &string) || string.raw.len > sizeof(bytes))
		return false;
	text.len = json_unescape(string, bytes);
	return decode_text(to, size, text);
}

static bool read_bytes(uint8_t *to, size_t size, struct bytes *b)
{
	if (json_take(b, '['))
		return take_array(to, size, b);
	return take_text(to, size, b);
}

/** struct part - of an object that stands for some bytes */
struct part {
	const char *name;
	uint16_t offset, size;
};

static bool read_part(uint8_t *to, const struct part *part, struct bytes *b)
{
	if (json_take_null(b))
		return true;
	if (part->size > 1)
		return read_bytes(to + part->offset, part->size, b);
	return read_number(to + part->offset, 1, b);
}

/* Of members without a name here only plain values are passed by. */
static bool skip_plain(struct bytes *b)
{
	char next = json_peek(b);

	if (next == '{' || next == '[')
		return false;
	json_skip(b);
	return true;
}

/*
 * @n: how many of the first parts have to be there
 * @given: out: bit n: part n is there, and not null
 */
static bool read_parts(uint8_t *to, const struct part *parts, size_t n,
		       struct bytes *b, unsigned int *given)
{
	struct json_string key;
	char name[KEY_MAX];
	unsigned int have = 0;
	bool first = true;

	*given = 0;
	if (!json_take(b, '{'))
		return false;
	while (json_member(b, &first, &key)) {
		struct bytes ahead = *b;
		size_t i = 0;

		plain_name(key, name);
		while (parts[i].name && strcmp(parts[i].name, name) != 0)
			i++;
		have |= 1U << i;
		if (!json_take_null(&ahead))
			*given |= 1U << i;
		if (parts[i].name ? !read_part(to, &parts[i], b) :
				    !skip_plain(b))
			return false;
	}
	return !b->ran_out && (have & ((1U << n) - 1)) == (1U << n) - 1;
}

/* The parts of a TCB in the order of Turin's bytes, and what others reserve. */
enum { PART_FMC, PART_BL, PART_TEE, PART_SNP, PART_UCODE, PART_RESERVED,
       PARTS_SIZE = PART_RESERVED + 4 };

/* The layout of Turin has a first part that the others lack. */
static void put_tcb(uint8_t *to, const uint8_t *part, bool turin)
{
	memset(to, 0, 8);
	if (turin) {
		memcpy(to, part + PART_FMC, 4);
	} else {
		memcpy(to, part + PART_BL, 2);
		memcpy(to + 2, part + PART_RESERVED, 4);
		to[6] = part[PART_SNP];
	}
	to[7] = part[PART_UCODE];
}

/* In one go: an object that is no TCB may be long, and within another. */
static bool read_tcb(uint8_t *to, struct bytes *b)
{
	static const struct part parts[] = {
		{ "bootloader", PART_BL, 1 }, { "tee", PART_TEE, 1 },
		{ "snp", PART_SNP, 1 },	      { "microcode", PART_UCODE, 1 },
		{ "fmc", PART_FMC, 1 },	      { "reserved", PART_RESERVED, 4 },
		{ NULL, 0, 0 },
	};
	enum { FMC_GIVEN = 1 << 4, RESERVED_GIVEN = 1 << 5 };
	uint8_t part[PARTS_SIZE] = { 0 };
	unsigned int given;

	if (json_peek(b) != '{')
		return read_number(to, 8, b);
	if (!read_parts(part, parts, 4, b, &given) ||
	    (given & FMC_GIVEN && given & RESERVED_GIVEN))
		return false;
	put_tcb(to, part, given & FMC_GIVEN);
	return true;
}

static bool read_version(uint8_t *to, struct bytes *b)
{
	static const struct part parts[] = {
		{ "build", 0, 1 }, { "minor", 1, 1 }, { "major", 2, 1 },
		{ NULL, 0, 0 },
	};
	unsigned int given;

	return read_parts(to, parts, 3, b, &given);
}

/* CPUID 1, EAX: family, model and stepping, extended parts above. */
static bool read_cpuid(uint8_t *to, struct bytes *b)
{
	uint64_t eax;

	if (!take_number(b, &eax) || eax > UINT32_MAX)
		return false;
	to[0] = (uint8_t)((eax >> 8 & 0xf) + (eax >> 20 & 0xff));
	to[1] = (uint8_t)((eax >> 4 & 0xf) | (eax >> 12 & 0xf0));
	to[2] = eax & 0xf;
	return true;
}

static bool read_signature(uint8_t *to, struct bytes *b)
{
	static const struct part parts[] = {
		{ "r", 0, REPORT_RS_SIZE },
		{ "s", REPORT_RS_SIZE, REPORT_RS_SIZE },
		{ "reserved", 2 * REPORT_RS_SIZE, SIGNATURE_SIZE - 2 * REPORT_RS_SIZE },
		{ NULL, 0, 0 },
	};
	unsigned int given;

	if (json_peek(b) != '{')
		return read_bytes(to, SIGNATURE_SIZE, b);
	return read_parts(to, parts, 2, b, &given);
}

static bool read_value(const struct field *field, uint8_t *to, struct bytes *b)
{
	switch (field->kind) {
	case NUMBER:
		return read_number(to, field->size, b);
	case BYTES:
		return read_bytes(to, field->size, b);
	case TCB:
		return read_tcb(to, b);
	case VERSION:
		return read_version(to, b);
	case CPUID:
		return read_cpuid(to, b);
	case SIGNATURE:
		return read_signature(to, b);
	}
	return false;
}

/* One of the forms that a field of this name has had. */
static bool take_as(struct report_fields *fields, const struct field *field,
		    struct bytes *b)
{
	uint8_t value[SIGNATURE_SIZE] = { 0 };
	struct bytes ahead = *b;

	if (!json_take_null(&ahead)) {
		if (!read_value(field, value, &ahead))
			return false;
		memcpy(fields->report + field->offset, value, field->size);
	}
	fields->seen++;
	fields->have |= field->have;
	*b = ahead;
	return true;
}

bool report_fields_take(struct report_fields *fields, struct json_string key,
			struct bytes *b)
{
	size_t count = sizeof(fields_known) / sizeof(*fields_known);
	const char *known = NULL;
	char name[KEY_MAX];
	bool camel = plain_name(key, name);

	for (size_t i = 0; i < count; i++) {
		if (strcmp(fields_known[i].name, name) != 0)
			continue;
		known = fields_known[i].name;
		if (take_as(fields, &fields_known[i], b)) {
			fields->camel |= camel;
			return true;
		}
	}
	if (!fields->wrong)
		fields->wrong = known;
	return false;
}

bool report_fields_are_report(const struct report_fields *fields)
{
	return fields->have == HAVE_ALL || fields->seen >= ENOUGH;
}

const char *report_fields_wrong(const struct report_fields *fields)
{
	if (fields->wrong)
		return fields->wrong;
	if (!(fields->have & HAVE_DATA))
		return "report_data";
	if (!(fields->have & HAVE_MEASUREMENT))
		return "measurement";
	return fields->have & HAVE_SIGNATURE ? NULL : "signature";
}

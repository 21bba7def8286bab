// SPDX-License-Identifier: MIT
/*
 * A policy: JSON, every key optional, nothing else allowed. Each key is one line
 * of a table: how its value is read, and the member that it fills, whose type
 * the reader names. Whoever writes a policy must not find out later that a part
 * of it was not understood, so anything unexpected refuses the whole.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../base/bytes.h"
#include "../base/error.h"
#include "../formats/text_encoding.h"
#include "../verdict/claims.h"
#include "../verdict/policy.h"
#include "../verdict/verifier.h"
#include "bit_names.h"
#include "build.h"

#define ALLOCATIONS 24
#define FLOORS 32

struct snpguest_policy_json {
	struct snpguest_policy policy;
	struct snpguest_tcb_floor floors[FLOORS];
	void *allocated[ALLOCATIONS];
	size_t n_allocated;
};

/**
 * struct reader - where reading stands
 * @products: known beside the library's own; NULL: none
 * @path: names the object, "tcb_min."
 */
struct reader {
	const struct products *products;
	struct snpguest_policy_json *to;
	struct snpguest_error *error;
	char path[64];
	uint32_t product; /* whose floors are read; 0: of every one */
};

struct rule;

/* What readers fill, by type. */
#define KINDS(kind)							\
	kind(values, struct snpguest_values)				\
	kind(blob, struct snpguest_blob)				\
	kind(text, const char *)					\
	kind(number, uint32_t)						\
	kind(bits, uint64_t)						\
	kind(byte, uint8_t)						\
	kind(policy, struct snpguest_policy)

#define KIND_NAME(name, type) KIND_##name,
enum kind { KINDS(KIND_NAME) KIND_alone };

/* A reader, and what it fills: the compiler sees that they are of one type. */
#define PAIR(name, type)						\
	struct {							\
		int (*read)(struct reader *reader,			\
			    const struct rule *rule,			\
			    const json_t *value, type *to);		\
		type *to;						\
	} name;

/**
 * struct rule - one key
 * @kind: which of the pairs it is; RULE() keeps both together
 * @alone: fills what @reader->to says. All readers return 0, -EINVAL after
 *	wrong(), or -ENOMEM
 * @size: bytes of a string, parts of a version, or a bit
 */
struct rule {
	const char *key;
	enum kind kind;
	union {
		KINDS(PAIR)
		int (*alone)(struct reader *reader, const struct rule *rule,
			     const json_t *value);
	};
	uint64_t size;
};

#define RULE(name, of, reader, member, n)				\
	{ .key = name, .kind = KIND_##of, .of = { reader, member }, .size = n }
#define RULE_ALONE(name, reader, n)					\
	{ .key = name, .kind = KIND_alone, .alone = reader, .size = n }
#define RULES_END { .key = NULL }

/* What is written and demands nothing was meant to demand something. */
#define DEMANDS_NOTHING "it demands nothing; leave it out, or name a part"

__attribute__((format(printf, 3, 4))) static int
wrong(struct reader *reader, const char *key, const char *format, ...)
{
	char text[160];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return fail(reader->error, -EINVAL, "\"%s%.64s\": %s", reader->path,
		    key, text);
}

static void *allocate(struct reader *reader, size_t size)
{
	struct snpguest_policy_json *to = reader->to;
	void *memory = NULL;

	if (to->n_allocated < ALLOCATIONS)
		memory = calloc(1, size);
	if (memory)
		to->allocated[to->n_allocated++] = memory;
	else
		fail_memory(reader->error);
	return memory;
}

#define READ(name, type)						\
	case KIND_##name:						\
		return rule->name.read(reader, rule, value, rule->name.to);

static int read_value(struct reader *reader, const struct rule *rule,
		      const json_t *value)
{
	switch (rule->kind) {
	KINDS(READ)
	case KIND_alone:
		return rule->alone(reader, rule, value);
	}
	return -EINVAL;
}

static int read_object(struct reader *reader, const struct rule *rules,
		       const json_t *object)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value) {
		const struct rule *rule = rules;
		int err;

		while (rule->key && strcmp(rule->key, key) != 0)
			rule++;
		if (!rule->key)
			return wrong(reader, key, "there is no such key");
		err = read_value(reader, rule, value);
		if (err)
			return err;
	}
	return 0;
}

/* An object inside; its keys are named with its own before them. */
static int read_group(struct reader *reader, const char *key,
		      const struct rule *rules, const json_t *value)
{
	struct reader inner = *reader;

	if (!json_is_object(value))
		return wrong(reader, key, "an object is needed");
	if (json_object_size(value) == 0)
		return wrong(reader, key, DEMANDS_NOTHING);
	snprintf(inner.path, sizeof(inner.path), "%.40s%.20s.", reader->path,
		 key);
	return read_object(&inner, rules, value);
}

/* ---------------------------------------------------------- byte strings */

/* Exactly @len bytes, and nothing but their digits, "0x" before them. */
static bool take_hex(const json_t *value, uint8_t *bytes, size_t len)
{
	const char *text = json_string_value(value);
	struct snpguest_blob blob = { (const uint8_t *)text,
				      json_string_length(value) };
	size_t digits = blob.len, decoded;

	if (!text || strpbrk(text, " \t\r\n:") || strlen(text) != digits)
		return false;
	if (digits >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		digits -= 2;
	if (digits != 2 * len || !text_may_be(blob, TEXT_ENCODING_HEX))
		return false;
	return text_decode(blob, TEXT_ENCODING_HEX, bytes, &decoded);
}

/* A Turin chip id is also known as its first 8 bytes; the rest is zero. */
static bool take_value(const struct rule *rule, const json_t *value,
		       uint8_t *bytes)
{
	if (take_hex(value, bytes, rule->size))
		return true;
	return strcmp(rule->key, "chip_id") == 0 && take_hex(value, bytes, 8);
}

static int read_bytes(struct reader *reader, const struct rule *rule,
		      const json_t *value, struct snpguest_values *to)
{
	uint8_t *bytes = allocate(reader, rule->size);

	if (!bytes)
		return -ENOMEM;
	if (!take_value(rule, value, bytes))
		return wrong(reader, rule->key,
			     "a string of %u hexadecimal digits is needed",
			     2 * (unsigned int)rule->size);
	*to = (struct snpguest_values){ bytes, 1 };
	return 0;
}

/* An empty list could be met by nothing, yet would read as "not demanded". */
static int read_list(struct reader *reader, const struct rule *rule,
		     const json_t *value, struct snpguest_values *to)
{
	size_t count = json_array_size(value);
	uint8_t *bytes;

	if (count == 0)
		return wrong(reader, rule->key,
			     "a list with at least one string is needed");
	bytes = allocate(reader, count * rule->size);
	if (!bytes)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		if (!take_value(rule, json_array_get(value, i),
				bytes + i * rule->size))
			return wrong(reader, rule->key,
				     "element %zu: a string of %u hexadecimal"
				     " digits is needed",
				     i + 1, 2 * (unsigned int)rule->size);
	}
	*to = (struct snpguest_values){ bytes, count };
	return 0;
}

/* As many bytes as are given, at most @size. */
static int read_some(struct reader *reader, const struct rule *rule,
		     const json_t *value, struct snpguest_blob *to)
{
	const char *text = json_string_value(value);
	size_t len = json_string_length(value);
	uint8_t *bytes;

	if (text && text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		len -= 2;
	if (len < 2 || len > 2 * rule->size)
		return wrong(reader, rule->key,
			     "a string of 2 to %u hexadecimal digits is needed",
			     2 * (unsigned int)rule->size);
	bytes = allocate(reader, len / 2);
	if (!bytes)
		return -ENOMEM;
	if (!take_hex(value, bytes, len / 2))
		return wrong(reader, rule->key,
			     "a string of 2 to %u hexadecimal digits is needed",
			     2 * (unsigned int)rule->size);
	*to = (struct snpguest_blob){ bytes, len / 2 };
	return 0;
}

/* As text again, whose form is the verdict's to know. */
static int read_claims(struct reader *reader, const struct rule *rule,
		       const json_t *value, struct snpguest_blob *to)
{
	size_t len = json_dumpb(value, NULL, 0, JSON_COMPACT);
	const char *problem;
	char *text;

	if (!json_is_object(value))
		return wrong(reader, rule->key, "an object is needed");
	if (len > rule->size)
		return wrong(reader, rule->key,
			     "more than %u bytes of claims are demanded",
			     (unsigned int)rule->size);
	text = allocate(reader, len + 1);
	if (!text)
		return -ENOMEM;
	if (json_dumpb(value, text, len, JSON_COMPACT) != len)
		return fail_memory(reader->error);
	*to = (struct snpguest_blob){ (const uint8_t *)text, len };
	problem = claims_problem(*to);
	return problem ? wrong(reader, rule->key, "%s", problem) : 0;
}

static int read_text(struct reader *reader, const struct rule *rule,
		     const json_t *value, const char **to)
{
	size_t len = json_string_length(value);
	char *copy;

	if (!json_is_string(value) || len == 0 ||
	    len != strlen(json_string_value(value)))
		return wrong(reader, rule->key, "a string is needed");
	copy = allocate(reader, len + 1);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, json_string_value(value), len);
	*to = copy;
	return 0;
}

/* --------------------------------------------------------------- numbers */

static bool is_number(const json_t *value, uint64_t max)
{
	return json_is_integer(value) && json_integer_value(value) >= 0 &&
	       (uint64_t)json_integer_value(value) <= max;
}

static int read_byte(struct reader *reader, const struct rule *rule,
		     const json_t *value, uint8_t *to)
{
	if (!is_number(value, UINT8_MAX))
		return wrong(reader, rule->key,
			     "a number from 0 to 255 is needed");
	*to = (uint8_t)json_integer_value(value);
	return 0;
}

static int read_number(struct reader *reader, const struct rule *rule,
		       const json_t *value, uint32_t *to)
{
	if (!is_number(value, UINT32_MAX))
		return wrong(reader, rule->key,
			     "a number from 0 to %u is needed", UINT32_MAX);
	*to = (uint32_t)json_integer_value(value);
	return *to ? 0 : wrong(reader, rule->key, DEMANDS_NOTHING);
}

/* Seconds, of which 0 would say that any age will do. */
static int read_age(struct reader *reader, const struct rule *rule,
		    const json_t *value, uint32_t *to)
{
	if (!is_number(value, UINT32_MAX) || json_integer_value(value) == 0)
		return wrong(reader, rule->key,
			     "a number of seconds from 1 to %u is needed",
			     UINT32_MAX);
	*to = (uint32_t)json_integer_value(value);
	return 0;
}

/* The value of a hexadecimal digit; 16: it is none. */
static unsigned int digit_of(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *digit = c ? strchr(digits, c) : NULL;

	return digit ? (unsigned int)(digit - digits) % 16 : 16;
}

static bool take_digits(const char *text, unsigned int base, uint64_t *number)
{
	*number = 0;
	if (!*text || strlen(text) > 16)
		return false;
	for (; *text; text++) {
		unsigned int digit = digit_of(*text);

		if (digit >= base)
			return false;
		*number = *number * base + digit;
	}
	return true;
}

/* 64 bits do not fit in every JSON number, so "0x..." is taken, too. */
static bool take_bits(const json_t *value, uint64_t *bits)
{
	const char *text = json_string_value(value);

	if (is_number(value, INT64_MAX)) {
		*bits = (uint64_t)json_integer_value(value);
		return true;
	}
	return text && text[0] == '0' && text[1] == 'x' &&
	       take_digits(text + 2, 16, bits);
}

static int read_bits(struct reader *reader, const struct rule *rule,
		     const json_t *value, uint64_t *to)
{
	if (!take_bits(value, to))
		return wrong(reader, rule->key,
			     "a number, or a string like \"0x3f\", is needed");
	return *to ? 0 : wrong(reader, rule->key, DEMANDS_NOTHING);
}

static int read_bits32(struct reader *reader, const struct rule *rule,
		       const json_t *value, uint32_t *to)
{
	uint64_t bits;

	if (!take_bits(value, &bits) || bits > UINT32_MAX)
		return wrong(reader, rule->key,
			     "a number, or a string like \"0x3f\", is needed");
	*to = (uint32_t)bits;
	return bits ? 0 : wrong(reader, rule->key, DEMANDS_NOTHING);
}

static bool take_part(const char **text, uint32_t *version)
{
	unsigned int part = 0;
	int digits;

	for (digits = 0; digits < 3 && **text >= '0' && **text <= '9';
	     digits++, (*text)++)
		part = part * 10 + (unsigned int)(**text - '0');
	*version = *version << 8 | part;
	return digits > 0 && part <= 255;
}

static bool take_version(const char *text, uint64_t parts, uint32_t *version)
{
	*version = 0;
	for (uint64_t i = 0; i < parts; i++) {
		if (i > 0 && *text++ != '.')
			return false;
		if (!take_part(&text, version))
			return false;
	}
	return *text == '\0';
}

/* "1.55" or "1.55.29": @size parts of one byte each. */
static int read_version(struct reader *reader, const struct rule *rule,
			const json_t *value, uint32_t *to)
{
	const char *text = json_string_value(value);

	if (text && take_version(text, rule->size, to))
		return *to ? 0 : wrong(reader, rule->key, DEMANDS_NOTHING);
	return wrong(reader, rule->key, "a string like \"%s\" is needed",
		     rule->size == 2 ? "1.55" : "1.55.29");
}

/* ----------------------------------------------------------- true, false */

/* true: it must be; false: it must not. */
static int read_must(struct reader *reader, const struct rule *rule,
		     const json_t *value, uint32_t *to)
{
	if (!json_is_boolean(value))
		return wrong(reader, rule->key, "true or false is needed");
	*to = json_is_true(value) ? SNPGUEST_MUST : SNPGUEST_MUST_NOT;
	return 0;
}

/* true: it may be; false: it must not. */
static int read_may(struct reader *reader, const struct rule *rule,
		    const json_t *value, uint32_t *to)
{
	if (!json_is_boolean(value))
		return wrong(reader, rule->key, "true or false is needed");
	*to = json_is_true(value) ? SNPGUEST_ANY : SNPGUEST_MUST_NOT;
	return 0;
}

static int read_flag(struct reader *reader, const struct rule *rule,
		     const json_t *value, uint32_t *to)
{
	if (!json_is_boolean(value))
		return wrong(reader, rule->key, "true or false is needed");
	*to = json_is_true(value);
	return 0;
}

/* A waiver is said aloud; "false" would say nothing. */
static int read_waiver(struct reader *reader, const struct rule *rule,
		       const json_t *value, uint32_t *to)
{
	if (!json_is_true(value))
		return wrong(reader, rule->key, "true is needed; leave it out otherwise");
	*to = 1;
	return 0;
}

/* A bit of the guest policy, @size. */
static int read_guest_bit(struct reader *reader, const struct rule *rule,
			  const json_t *value, struct snpguest_policy *to)
{
	if (!json_is_boolean(value))
		return wrong(reader, rule->key, "true or false is needed");
	if (json_is_true(value))
		to->guest_require |= rule->size;
	else
		to->guest_forbid |= rule->size;
	return 0;
}

/* "false" is what holds anyway; said aloud, nothing may lift it. */
static int read_debug(struct reader *reader, const struct rule *rule,
		      const json_t *value, struct snpguest_policy *to)
{
	if (!json_is_boolean(value))
		return wrong(reader, rule->key, "true or false is needed");
	if (json_is_true(value))
		to->guest_allow |= SNPGUEST_POLICY_DEBUG;
	else
		to->guest_forbid |= SNPGUEST_POLICY_DEBUG;
	return 0;
}

/* ----------------------------------------------------------------- names */

static const struct bit_name vmpl_names[] = { { NULL, 0 } };

static const struct bit_name signer_names[] = {
	{ "vcek", 1U << SNPGUEST_SIGNING_KEY_VCEK },
	{ "vlek", 1U << SNPGUEST_SIGNING_KEY_VLEK },
	{ NULL, 0 },
};

/* Those that the verifier knows: see take_product(). */
static const struct bit_name product_names[] = { { NULL, 0 } };

static bool take_name(const struct bit_name *names, const char *text,
		      uint64_t *bits)
{
	for (; text && names->name; names++) {
		if (strcmp(names->name, text) == 0) {
			*bits |= names->bit;
			return true;
		}
	}
	return false;
}

static bool take_product(const struct reader *reader, const char *text,
			 uint64_t *bits)
{
	enum snpguest_product product =
		text ? products_called(reader->products, text) :
		       SNPGUEST_PRODUCT_UNKNOWN;

	*bits |= product ? UINT64_C(1) << product : 0;
	return product != SNPGUEST_PRODUCT_UNKNOWN;
}

static bool take_vmpl(const json_t *value, uint64_t *mask)
{
	if (!is_number(value, 3))
		return false;
	*mask |= 1U << json_integer_value(value);
	return true;
}

static bool take_bit(const struct reader *reader, const struct bit_name *names,
		     const json_t *value, uint64_t *mask)
{
	const char *text = json_string_value(value);

	if (names == vmpl_names)
		return take_vmpl(value, mask);
	if (names == product_names)
		return take_product(reader, text, mask);
	return take_name(names, text, mask);
}

/* One value or a list of values, each a bit of a mask. */
static int read_mask(struct reader *reader, const struct rule *rule,
		     const json_t *value, uint32_t *to,
		     const struct bit_name *names, const char *needed)
{
	size_t count = json_is_array(value) ? json_array_size(value) : 1;
	uint64_t mask = 0;

	if (count == 0)
		return wrong(reader, rule->key, "an empty list allows nothing");
	for (size_t i = 0; i < count; i++) {
		const json_t *one =
			json_is_array(value) ? json_array_get(value, i) : value;

		if (!take_bit(reader, names, one, &mask))
			return wrong(reader, rule->key, "%s", needed);
	}
	*to |= (uint32_t)mask;
	return 0;
}

static int read_vmpl(struct reader *reader, const struct rule *rule,
		     const json_t *value, uint32_t *to)
{
	return read_mask(reader, rule, value, to, vmpl_names,
			 "a number from 0 to 3, or a list of them, is needed");
}

static int read_signer(struct reader *reader, const struct rule *rule,
		       const json_t *value, uint32_t *to)
{
	return read_mask(reader, rule, value, to, signer_names,
			 "\"vcek\" or \"vlek\", or a list of them, is needed");
}

static int read_products(struct reader *reader, const struct rule *rule,
			 const json_t *value, uint32_t *to)
{
	if (!json_is_array(value))
		return wrong(reader, rule->key, "a list is needed");
	return read_mask(reader, rule, value, to, product_names,
			 "names are milan, genoa, bergamo, siena and turin, and those of --anchors");
}

/* A list of names, each a bit. */
static int read_names(struct reader *reader, const struct rule *rule,
		      const json_t *value, uint64_t *to,
		      const struct bit_name *names, const char *needed)
{
	if (!json_is_array(value))
		return wrong(reader, rule->key, "a list is needed");
	if (json_array_size(value) == 0)
		return wrong(reader, rule->key, DEMANDS_NOTHING);
	for (size_t i = 0; i < json_array_size(value); i++) {
		const json_t *name = json_array_get(value, i);

		if (!take_name(names, json_string_value(name), to))
			return wrong(reader, rule->key, "%s", needed);
	}
	return 0;
}

static int read_platform_names(struct reader *reader, const struct rule *rule,
			       const json_t *value, uint64_t *to)
{
	return read_names(reader, rule, value, to, platform_info_bits,
			  "names are smt, tsme, ecc, rapl_dis,"
			  " ciphertext_hiding, alias_check, tio");
}

static int read_guest_names(struct reader *reader, const struct rule *rule,
			    const json_t *value, uint64_t *to)
{
	return read_names(reader, rule, value, to, guest_policy_bits,
			  "names are smt, migration_agent, debug,"
			  " single_socket, cxl, mem_aes_256_xts, rapl_dis,"
			  " ciphertext_hiding, page_swap_disable");
}

/* Of those without a name: the one that has to be set, and those from 26 on. */
static bool is_nameless_bit(const json_t *value)
{
	return is_number(value, 63) && (json_integer_value(value) == 17 ||
					json_integer_value(value) >= 26);
}

/* Bits without a name by their number; and debug. */
static int read_guest_allowed(struct reader *reader, const struct rule *rule,
			      const json_t *value, uint64_t *to)
{
	if (!json_is_array(value))
		return wrong(reader, rule->key, "a list is needed");
	if (json_array_size(value) == 0)
		return wrong(reader, rule->key, DEMANDS_NOTHING);
	for (size_t i = 0; i < json_array_size(value); i++) {
		const json_t *one = json_array_get(value, i);
		const char *text = json_string_value(one);

		if (text && strcmp(text, "debug") == 0)
			*to |= SNPGUEST_POLICY_DEBUG;
		else if (is_nameless_bit(one))
			*to |= UINT64_C(1) << json_integer_value(one);
		else
			return wrong(reader, rule->key,
				     "\"debug\", or the number of a bit"
				     " without a name, 17 or from 26 to 63,"
				     " is needed");
	}
	return 0;
}

/* ---------------------------------------------------------------- groups */

/* One TCB, @size; of every product, or of the one whose group this is in. */
static int read_floor(struct reader *reader, const struct rule *rule,
		      const json_t *value)
{
	struct snpguest_policy *policy = &reader->to->policy;
	struct snpguest_tcb_floor *floor =
		&reader->to->floors[policy->n_tcb_floors];
	const struct rule rules[] = {
		RULE("fmc", byte, read_byte, &floor->fmc, 0),
		RULE("bl", byte, read_byte, &floor->bl, 0),
		RULE("tee", byte, read_byte, &floor->tee, 0),
		RULE("snp", byte, read_byte, &floor->snp, 0),
		RULE("ucode", byte, read_byte, &floor->ucode, 0),
		RULES_END,
	};

	if (policy->n_tcb_floors == FLOORS)
		return wrong(reader, rule->key, "there are too many floors");
	policy->tcb_floors = reader->to->floors;
	policy->n_tcb_floors++;
	floor->which = (uint32_t)rule->size;
	floor->product = reader->product;
	return read_group(reader, rule->key, rules, value);
}

#define FLOOR_RULES							\
	RULE_ALONE("reported", read_floor, SNPGUEST_TCB_REPORTED),	\
	RULE_ALONE("committed", read_floor, SNPGUEST_TCB_COMMITTED),	\
	RULE_ALONE("current", read_floor, SNPGUEST_TCB_CURRENT),	\
	RULE_ALONE("launch", read_floor, SNPGUEST_TCB_LAUNCH)

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

static int read_product_floors(struct reader *reader, const struct rule *rule,
			       const json_t *value)
{
	static const struct rule rules[] = { FLOOR_RULES, RULES_END };
	struct reader inner = *reader;

	inner.product = (uint32_t)rule->size;
	return read_group(&inner, rule->key, rules, value);
}

#define PRODUCTS_MAX (3 + 2 * PRODUCTS_ADDED_MAX)

/* The four for every product, and an object of them for each that is known. */
static int read_floors(struct reader *reader, const struct rule *rule,
		       const json_t *value)
{
	struct rule rules[4 + PRODUCTS_MAX + 1] = { FLOOR_RULES };
	char names[PRODUCTS_MAX][PRODUCT_NAME_SIZE];
	enum snpguest_product product;

	for (size_t i = 0; (product = products_at(reader->products, i)); i++) {
		const char *name = products_name(reader->products, product);

		for (size_t k = 0; k < PRODUCT_NAME_SIZE; k++)
			names[i][k] = lower(name[k]);
		rules[4 + i] = (struct rule)RULE_ALONE(
			names[i], read_product_floors, product);
	}
	return read_group(reader, rule->key, rules, value);
}

static int read_platform(struct reader *reader, const struct rule *rule,
			 const json_t *value, struct snpguest_policy *p)
{
	const struct rule rules[] = {
		RULE("require", bits, read_platform_names,
		     &p->platform_require, 0),
		RULE("forbid", bits, read_platform_names,
		     &p->platform_forbid, 0),
		RULES_END,
	};
	int err = read_group(reader, rule->key, rules, value);

	if (!err && (p->platform_require & p->platform_forbid))
		return wrong(reader, rule->key,
			     "a name is both required and forbidden");
	return err;
}

static int read_guest(struct reader *reader, const struct rule *rule,
		      const json_t *value, struct snpguest_policy *p)
{
	const struct rule rules[] = {
		RULE("require", bits, read_guest_names, &p->guest_require, 0),
		RULE("forbid", bits, read_guest_names, &p->guest_forbid, 0),
		RULE("allow", bits, read_guest_allowed, &p->guest_allow, 0),
		RULES_END,
	};

	return read_group(reader, rule->key, rules, value);
}

static int read_mitigations(struct reader *reader, const struct rule *rule,
			    const json_t *value, struct snpguest_policy *p)
{
	const struct rule rules[] = {
		RULE("launch", bits, read_bits, &p->mitigations_launch, 0),
		RULE("current", bits, read_bits, &p->mitigations_current, 0),
		RULES_END,
	};

	return read_group(reader, rule->key, rules, value);
}

static int read_hash(struct reader *reader, const struct rule *rule,
		     const json_t *value, uint32_t *to)
{
	static const struct bit_name names[] = {
		{ "sha256", SNPGUEST_SHA256 }, { "sha384", SNPGUEST_SHA384 },
		{ "sha512", SNPGUEST_SHA512 }, { NULL, 0 },
	};
	uint64_t hash = 0;

	if (!take_name(names, json_string_value(value), &hash))
		return wrong(reader, rule->key,
			     "\"sha256\", \"sha384\" or \"sha512\" is needed");
	*to = (uint32_t)hash;
	return 0;
}

#define DIGESTED_MAX 65536

static int read_report_data_of(struct reader *reader, const struct rule *rule,
			       const json_t *value, struct snpguest_policy *p)
{
	const struct rule rules[] = {
		RULE("hash", number, read_hash, &p->report_data_hash, 0),
		RULE("bytes", blob, read_some,
		     &p->report_data_of, DIGESTED_MAX),
		RULES_END,
	};
	int err = read_group(reader, rule->key, rules, value);

	if (!err && (!p->report_data_hash || !p->report_data_of.len))
		return wrong(reader, rule->key,
			     "\"hash\" and \"bytes\" are needed");
	return err;
}

static int read_crl(struct reader *reader, const struct rule *rule,
		    const json_t *value, uint32_t *to)
{
	const char *text = json_string_value(value);

	*to = text && strcmp(text, "require") == 0;
	if (*to || (text && strcmp(text, "if-present") == 0))
		return 0;
	return wrong(reader, rule->key,
		     "\"require\" or \"if-present\" is needed");
}

static int contradiction(struct reader *reader,
			 const struct snpguest_policy *p)
{
	if (p->guest_require & p->guest_forbid)
		return wrong(reader, "guest",
			     "a bit is both required and forbidden");
	if (p->guest_allow & p->guest_forbid)
		return wrong(reader, "guest",
			     "a bit is both allowed and forbidden");
	if (p->report_data_any && policy_demands_freshness(p))
		return wrong(reader, "report_data_any",
			     "freshness is both demanded and waived");
	if (p->measurement_any && p->measurement.count)
		return wrong(reader, "measurement_any",
			     "a measurement is both demanded and waived");
	return 0;
}

static int read_policy(struct reader *reader, const json_t *root)
{
	struct snpguest_policy *p = &reader->to->policy;
	const struct rule rules[] = {
		RULE("report_data", values, read_bytes, &p->report_data, 64),
		RULE("report_data_prefix", blob, read_some,
		     &p->report_data_prefix, 64),
		RULE("report_data_of", policy, read_report_data_of, p, 0),
		RULE("report_data_any", number, read_waiver,
		     &p->report_data_any, 0),
		RULE("user_data", blob, read_some, &p->user_data, 64),
		RULE("claims", blob, read_claims, &p->claims,
		     CLAIMS_DEMAND_MAX),
		RULE("measurement_any", number, read_waiver,
		     &p->measurement_any, 0),
		RULE("host_data", values, read_bytes, &p->host_data, 32),
		RULE("family_id", values, read_bytes, &p->family_id, 16),
		RULE("image_id", values, read_bytes, &p->image_id, 16),
		RULE("report_id", values, read_list, &p->report_id, 32),
		RULE("measurement", values, read_list, &p->measurement, 48),
		RULE("chip_id", values, read_list, &p->chip_id, 64),
		RULE("id_key_digest", values, read_list, &p->id_key_digest, 48),
		RULE("author_key_digest", values, read_list,
		     &p->author_key_digest, 48),
		RULE("author_key", number, read_must, &p->author_key, 0),
		RULE("csp_id", text, read_text, &p->csp_id, 0),
		RULE("guest_svn_min", number, read_number,
		     &p->guest_svn_min, 0),
		RULE("vmpl", number, read_vmpl, &p->vmpl_mask, 0),
		RULE("debug", policy, read_debug, p, 0),
		RULE("migration_agent", policy, read_guest_bit,
		     p, SNPGUEST_POLICY_MIGRATE_MA),
		RULE("smt", policy, read_guest_bit, p, SNPGUEST_POLICY_SMT),
		RULE("single_socket", policy, read_guest_bit,
		     p, SNPGUEST_POLICY_SINGLE_SOCKET),
		RULE("guest", policy, read_guest, p, 0),
		RULE("key_info_allow", number, read_bits32,
		     &p->key_info_allow, 0),
		RULE("abi_min", number, read_version, &p->abi_min, 2),
		RULE("firmware_min", number, read_version, &p->firmware_min, 3),
		RULE_ALONE("tcb_min", read_floors, 0),
		RULE("platform", policy, read_platform, p, 0),
		RULE("signer", number, read_signer, &p->signer_mask, 0),
		RULE("products", number, read_products, &p->product_mask, 0),
		RULE("provisional", number, read_may, &p->provisional, 0),
		RULE("mitigations", policy, read_mitigations, p, 0),
		RULE("masked_chip_id", number, read_flag,
		     &p->masked_chip_id, 0),
		RULE("any_root", number, read_waiver, &p->any_root, 0),
		RULE("crl", number, read_crl, &p->crl_required, 0),
		RULE("crl_max_age", number, read_age, &p->crl_max_age, 0),
		RULES_END,
	};
	int err;

	if (!json_is_object(root))
		return fail(reader->error, -EINVAL,
			    "a policy is a JSON object");
	err = read_object(reader, rules, root);
	return err ? err : contradiction(reader, p);
}

/* ------------------------------------------------------------- the whole */

static int read_text_into(const struct snpguest_verifier *verifier,
			  struct snpguest_policy_json *to,
			  struct snpguest_blob text,
			  struct snpguest_error *error)
{
	struct reader reader = {
		.products = verifier ? &verifier->products : NULL,
		.to = to, .error = error,
	};
	json_error_t problem;
	json_t *root;
	int err = build_load(text, &root, &problem);

	if (err == -ENOMEM)
		return fail_memory(error);
	if (err)
		return fail(error, -EINVAL, "line %d: no policy: %s",
			    problem.line, problem.text);
	snpguest_policy_init(&to->policy, sizeof(to->policy));
	err = read_policy(&reader, root);
	json_decref(root);
	return err ? err : snpguest_policy_identify(&to->policy, text, error);
}

int snpguest_policy_json_read_for(const struct snpguest_verifier *verifier,
				  struct snpguest_blob text,
				  struct snpguest_policy_json **policy,
				  struct snpguest_error *error)
{
	struct snpguest_policy_json *read = calloc(1, sizeof(*read));
	int err;

	*policy = NULL;
	if (!read)
		return fail_memory(error);
	err = read_text_into(verifier, read, text, error);
	if (err) {
		snpguest_policy_json_free(read);
		return err;
	}
	*policy = read;
	return 0;
}

int snpguest_policy_json_read(struct snpguest_blob text,
			      struct snpguest_policy_json **policy,
			      struct snpguest_error *error)
{
	return snpguest_policy_json_read_for(NULL, text, policy, error);
}

const struct snpguest_policy *
snpguest_policy_json_policy(const struct snpguest_policy_json *policy)
{
	return &policy->policy;
}

void snpguest_policy_json_free(struct snpguest_policy_json *policy)
{
	if (!policy)
		return;
	for (size_t i = 0; i < policy->n_allocated; i++)
		free(policy->allocated[i]);
	free(policy);
}

// SPDX-License-Identifier: MIT
/*
 * Each key is one line of a table: how its value is read and where it goes.
 * Whoever writes a policy must not find out later that a part of it was not
 * understood, so anything unexpected refuses the whole file.
 */
#include "policy_json.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "../base/talk.h"
#include "../base/values.h"

/** Where reading stands: the file, and the way to the key. */
struct reader {
	const char *path;
	struct policy_file *file;
	const char *group; /* NULL, or the key the current one is in */
	const char *part;  /* NULL, or the key that one is in */
};

/**
 * struct rule - one key
 * @read: returns EXIT_DONE, or EXIT_USAGE after wrong()
 * @field: what @read fills, of the type that it knows
 * @size: length of a byte string, or the largest number
 */
struct rule {
	const char *key;
	enum exit_code (*read)(struct reader *reader, const struct rule *rule,
			       const json_t *value);
	void *field;
	uint64_t size;
};

/* What is written and demands nothing was meant to demand something. */
#define DEMANDS_NOTHING "it demands nothing; leave it out, or name a part"

__attribute__((format(printf, 3, 4))) static enum exit_code
wrong(const struct reader *reader, const char *key, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return usage("%s: \"%s%s%s%s%s\": %s", reader->path,
		     reader->part ? reader->part : "", reader->part ? "." : "",
		     reader->group ? reader->group : "",
		     reader->group ? "." : "", key, text);
}

static void *allocate(struct policy_file *file, size_t size)
{
	void *memory = NULL;

	if (file->n_allocated < POLICY_ALLOCATIONS)
		memory = calloc(1, size);
	if (memory)
		file->allocated[file->n_allocated++] = memory;
	else
		trouble("out of memory");
	return memory;
}

static const struct rule *find_rule(const struct rule *rules, const char *key)
{
	for (; rules->key; rules++) {
		if (strcmp(rules->key, key) == 0)
			return rules;
	}
	return NULL;
}

static enum exit_code read_object(struct reader *reader,
				  const struct rule *rules,
				  const json_t *object)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)object, key, value) {
		const struct rule *rule = find_rule(rules, key);
		enum exit_code status;

		if (!rule)
			return wrong(reader, key, "there is no such key");
		status = rule->read(reader, rule, value);
		if (status)
			return status;
	}
	return EXIT_DONE;
}

/* A Turin chip id is also known as its first 8 bytes; the rest is zero. */
static bool read_value(const struct rule *rule, const json_t *value,
		       uint8_t *bytes)
{
	const char *text = json_string_value(value);

	if (!text || strlen(text) != json_string_length(value))
		return false;
	if (value_bytes(text, bytes, rule->size))
		return true;
	return strcmp(rule->key, "chip_id") == 0 && value_bytes(text, bytes, 8);
}

static enum exit_code read_bytes(struct reader *reader, const struct rule *rule,
				 const json_t *value)
{
	struct snpguest_values *values = rule->field;
	uint8_t *bytes = allocate(reader->file, rule->size);

	if (!bytes)
		return EXIT_TROUBLE;
	if (!read_value(rule, value, bytes))
		return wrong(reader, rule->key,
			     "a string of %u hexadecimal digits is needed",
			     2 * (unsigned int)rule->size);
	values->data = bytes;
	values->count = 1;
	return EXIT_DONE;
}

/* As many bytes as the guest was given. */
static enum exit_code read_user_data(struct reader *reader,
				     const struct rule *rule,
				     const json_t *value)
{
	struct snpguest_blob *blob = rule->field;
	size_t size = json_string_length(value) / 2;
	uint8_t *bytes;

	if (size < 1 || size > SNPGUEST_REPORT_DATA_SIZE)
		return wrong(reader, rule->key,
			     "a string of 2 to 128 hexadecimal digits is needed");
	bytes = allocate(reader->file, size);
	if (!bytes)
		return EXIT_TROUBLE;
	if (!value_bytes(json_string_value(value), bytes, size))
		return wrong(reader, rule->key,
			     "a string of 2 to 128 hexadecimal digits is needed");
	*blob = (struct snpguest_blob){ bytes, size };
	return EXIT_DONE;
}

/* An empty list could be met by nothing, yet would read as "not demanded". */
static enum exit_code read_list(struct reader *reader, const struct rule *rule,
				const json_t *value)
{
	struct snpguest_values *values = rule->field;
	size_t count = json_array_size(value);
	uint8_t *bytes;

	if (count == 0)
		return wrong(reader, rule->key,
			     "a list with at least one string is needed");
	bytes = allocate(reader->file, count * rule->size);
	if (!bytes)
		return EXIT_TROUBLE;
	for (size_t i = 0; i < count; i++) {
		if (!read_value(rule, json_array_get(value, i),
				bytes + i * rule->size))
			return wrong(reader, rule->key,
				     "element %zu: a string of %u hexadecimal"
				     " digits is needed",
				     i + 1, 2 * (unsigned int)rule->size);
	}
	values->data = bytes;
	values->count = count;
	return EXIT_DONE;
}

static bool is_number(const json_t *value, uint64_t max)
{
	return json_is_integer(value) && json_integer_value(value) >= 0 &&
	       (uint64_t)json_integer_value(value) <= max;
}

static enum exit_code read_byte(struct reader *reader, const struct rule *rule,
				const json_t *value)
{
	if (!is_number(value, UINT8_MAX))
		return wrong(reader, rule->key,
			     "a number from 0 to 255 is needed");
	*(uint8_t *)rule->field = (uint8_t)json_integer_value(value);
	return EXIT_DONE;
}

static enum exit_code read_number(struct reader *reader,
				  const struct rule *rule, const json_t *value)
{
	if (!is_number(value, UINT32_MAX))
		return wrong(reader, rule->key,
			     "a number from 0 to %llu is needed",
			     (unsigned long long)UINT32_MAX);
	*(uint32_t *)rule->field = (uint32_t)json_integer_value(value);
	return EXIT_DONE;
}

/* true: it must be; false: it must not. */
static enum exit_code read_must(struct reader *reader, const struct rule *rule,
				const json_t *value)
{
	if (!json_is_boolean(value))
		return wrong(reader, rule->key, "true or false is needed");
	*(uint32_t *)rule->field =
		json_is_true(value) ? SNPGUEST_MUST : SNPGUEST_MUST_NOT;
	return EXIT_DONE;
}

/* The same of a bit of the guest policy, @size. */
static enum exit_code read_bit(struct reader *reader, const struct rule *rule,
			       const json_t *value)
{
	struct snpguest_policy *policy = rule->field;

	if (!json_is_boolean(value))
		return wrong(reader, rule->key, "true or false is needed");
	if (json_is_true(value))
		policy->guest_require |= rule->size;
	else
		policy->guest_forbid |= rule->size;
	return EXIT_DONE;
}

/* true: it may be; false: it must not. */
static enum exit_code read_may(struct reader *reader, const struct rule *rule,
			       const json_t *value)
{
	if (!json_is_boolean(value))
		return wrong(reader, rule->key, "true or false is needed");
	*(uint32_t *)rule->field =
		json_is_true(value) ? SNPGUEST_ANY : SNPGUEST_MUST_NOT;
	return EXIT_DONE;
}

static enum exit_code read_debug(struct reader *reader, const struct rule *rule,
				 const json_t *value)
{
	struct snpguest_policy *policy = rule->field;

	if (!json_is_boolean(value))
		return wrong(reader, rule->key, "true or false is needed");
	reader->file->forbids_debug = json_is_false(value);
	if (json_is_true(value))
		policy->guest_allow |= SNPGUEST_POLICY_DEBUG;
	return EXIT_DONE;
}

static enum exit_code read_bool(struct reader *reader, const struct rule *rule,
				const json_t *value)
{
	if (!json_is_boolean(value))
		return wrong(reader, rule->key, "true or false is needed");
	*(uint32_t *)rule->field = json_is_true(value);
	return EXIT_DONE;
}

static enum exit_code read_string(struct reader *reader,
				  const struct rule *rule, const json_t *value)
{
	size_t len = json_string_length(value);
	char *copy;

	if (!json_is_string(value) || len == 0 ||
	    len != strlen(json_string_value(value)))
		return wrong(reader, rule->key, "a string is needed");
	copy = allocate(reader->file, len + 1);
	if (!copy)
		return EXIT_TROUBLE;
	memcpy(copy, json_string_value(value), len);
	*(const char **)rule->field = copy;
	return EXIT_DONE;
}

/* One value or a list of values, each a bit of a mask. */
static enum exit_code read_mask(struct reader *reader, const struct rule *rule,
				const json_t *value,
				bool (*bit)(const json_t *, uint32_t *),
				const char *needed)
{
	uint32_t *mask = rule->field;
	size_t count = json_is_array(value) ? json_array_size(value) : 1;

	if (count == 0)
		return wrong(reader, rule->key, "an empty list allows nothing");
	for (size_t i = 0; i < count; i++) {
		const json_t *one =
			json_is_array(value) ? json_array_get(value, i) : value;

		if (!bit(one, mask))
			return wrong(reader, rule->key, "%s", needed);
	}
	return EXIT_DONE;
}

static bool vmpl_bit(const json_t *value, uint32_t *mask)
{
	if (!is_number(value, 3))
		return false;
	*mask |= 1U << json_integer_value(value);
	return true;
}

static enum exit_code read_vmpl(struct reader *reader, const struct rule *rule,
				const json_t *value)
{
	return read_mask(reader, rule, value, vmpl_bit,
			 "a number from 0 to 3, or a list of them, is needed");
}

static bool signer_bit(const json_t *value, uint32_t *mask)
{
	const char *text = json_string_value(value);

	if (text && strcmp(text, "vcek") == 0)
		*mask |= 1U << SNPGUEST_SIGNING_KEY_VCEK;
	else if (text && strcmp(text, "vlek") == 0)
		*mask |= 1U << SNPGUEST_SIGNING_KEY_VLEK;
	else
		return false;
	return true;
}

static enum exit_code read_signer(struct reader *reader,
				  const struct rule *rule, const json_t *value)
{
	return read_mask(reader, rule, value, signer_bit,
			 "\"vcek\" or \"vlek\", or a list of them, is needed");
}

static bool product_bit(const json_t *value, uint32_t *mask)
{
	const char *text = json_string_value(value);
	unsigned int product;

	if (!text || !value_product(text, &product))
		return false;
	*mask |= 1U << product;
	return true;
}

static enum exit_code read_products(struct reader *reader,
				    const struct rule *rule,
				    const json_t *value)
{
	if (!json_is_array(value))
		return wrong(reader, rule->key, "a list is needed");
	return read_mask(reader, rule, value, product_bit,
			 "names are milan, genoa, bergamo, siena and turin");
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

static bool parse_version(const char *text, uint64_t parts, uint32_t *version)
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
static enum exit_code read_version(struct reader *reader,
				   const struct rule *rule, const json_t *value)
{
	const char *text = json_string_value(value);

	if (text && parse_version(text, rule->size, rule->field))
		return EXIT_DONE;
	return wrong(reader, rule->key, "a string like \"%s\" is needed",
		     rule->size == 2 ? "1.55" : "1.55.29");
}

/* 64 bits do not fit in every JSON number, so "0x..." is taken, too. */
static enum exit_code read_bits(struct reader *reader, const struct rule *rule,
				const json_t *value)
{
	uint64_t *bits = rule->field;
	const char *text = json_string_value(value);
	bool is_text = text && text[0] == '0' && text[1] == 'x';

	if (is_number(value, INT64_MAX))
		*bits = (uint64_t)json_integer_value(value);
	else if (!is_text || !value_number(text, UINT64_MAX, bits))
		return wrong(reader, rule->key,
			     "a number, or a string like \"0x3f\", is needed");
	return *bits ? EXIT_DONE : wrong(reader, rule->key, DEMANDS_NOTHING);
}

static enum exit_code read_group(struct reader *reader, const char *key,
				 const struct rule *rules, const json_t *value)
{
	struct reader inner = { .path = reader->path,
				.file = reader->file,
				.group = key,
				.part = reader->group };

	if (!json_is_object(value))
		return wrong(reader, key, "an object is needed");
	if (json_object_size(value) == 0)
		return wrong(reader, key, DEMANDS_NOTHING);
	return read_object(&inner, rules, value);
}

/* One TCB, @size; of every product, or of the one whose group this is in. */
static enum exit_code read_floor(struct reader *reader, const struct rule *rule,
				 const json_t *value)
{
	struct policy_file *file = reader->file;
	struct snpguest_tcb_floor *floor = &file->floors[file->n_floors];
	const struct rule rules[] = {
		{ "fmc", read_byte, &floor->fmc, 0 },
		{ "bl", read_byte, &floor->bl, 0 },
		{ "tee", read_byte, &floor->tee, 0 },
		{ "snp", read_byte, &floor->snp, 0 },
		{ "ucode", read_byte, &floor->ucode, 0 },
		{ .key = NULL },
	};

	if (file->n_floors == POLICY_FLOORS)
		return wrong(reader, rule->key, "there are too many floors");
	file->n_floors++;
	floor->which = (uint32_t)rule->size;
	floor->product = rule->field ? *(uint32_t *)rule->field : 0;
	return read_group(reader, rule->key, rules, value);
}

static enum exit_code read_product_floors(struct reader *reader,
					  const struct rule *rule,
					  const json_t *value)
{
	uint32_t product = (uint32_t)rule->size;
	const struct rule rules[] = {
		{ "reported", read_floor, &product, SNPGUEST_TCB_REPORTED },
		{ "committed", read_floor, &product, SNPGUEST_TCB_COMMITTED },
		{ "current", read_floor, &product, SNPGUEST_TCB_CURRENT },
		{ "launch", read_floor, &product, SNPGUEST_TCB_LAUNCH },
		{ .key = NULL },
	};

	return read_group(reader, rule->key, rules, value);
}

static enum exit_code read_floors(struct reader *reader,
				  const struct rule *rule, const json_t *value)
{
	struct policy_file *file = reader->file;
	const struct rule rules[] = {
		{ "reported", read_floor, NULL, SNPGUEST_TCB_REPORTED },
		{ "committed", read_floor, NULL, SNPGUEST_TCB_COMMITTED },
		{ "current", read_floor, NULL, SNPGUEST_TCB_CURRENT },
		{ "launch", read_floor, NULL, SNPGUEST_TCB_LAUNCH },
		{ "milan", read_product_floors, NULL, SNPGUEST_PRODUCT_MILAN },
		{ "genoa", read_product_floors, NULL, SNPGUEST_PRODUCT_GENOA },
		{ "turin", read_product_floors, NULL, SNPGUEST_PRODUCT_TURIN },
		{ .key = NULL },
	};
	enum exit_code status = read_group(reader, rule->key, rules, value);

	if (!status && file->n_floors) {
		file->policy.tcb_floors = file->floors;
		file->policy.n_tcb_floors = file->n_floors;
	}
	return status;
}

static bool platform_bit(const char *name, uint64_t *bits)
{
	static const struct {
		const char *name;
		uint64_t bit;
	} names[] = {
		{ "smt", SNPGUEST_PLATFORM_SMT_EN },
		{ "tsme", SNPGUEST_PLATFORM_TSME_EN },
		{ "ecc", SNPGUEST_PLATFORM_ECC_EN },
		{ "rapl_dis", SNPGUEST_PLATFORM_RAPL_DIS },
		{ "ciphertext_hiding", SNPGUEST_PLATFORM_CIPHERTEXT_HIDING_EN },
		{ "alias_check", SNPGUEST_PLATFORM_ALIAS_CHECK_COMPLETE },
		{ "tio", SNPGUEST_PLATFORM_TIO_EN },
	};

	for (size_t i = 0; name && i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i].name, name) == 0) {
			*bits |= names[i].bit;
			return true;
		}
	}
	return false;
}

static enum exit_code read_platform_list(struct reader *reader,
					 const struct rule *rule,
					 const json_t *value)
{
	if (!json_is_array(value))
		return wrong(reader, rule->key, "a list is needed");
	if (json_array_size(value) == 0)
		return wrong(reader, rule->key, DEMANDS_NOTHING);
	for (size_t i = 0; i < json_array_size(value); i++) {
		const json_t *name = json_array_get(value, i);

		if (!platform_bit(json_string_value(name), rule->field))
			return wrong(reader, rule->key,
				     "names are smt, tsme, ecc, rapl_dis,"
				     " ciphertext_hiding, alias_check, tio");
	}
	return EXIT_DONE;
}

static enum exit_code read_platform(struct reader *reader,
				    const struct rule *rule,
				    const json_t *value)
{
	struct snpguest_policy *policy = rule->field;
	const struct rule rules[] = {
		{ "require", read_platform_list, &policy->platform_require, 0 },
		{ "forbid", read_platform_list, &policy->platform_forbid, 0 },
		{ .key = NULL },
	};
	enum exit_code status = read_group(reader, rule->key, rules, value);

	if (!status && (policy->platform_require & policy->platform_forbid))
		return wrong(reader, rule->key,
			     "a name is both required and forbidden");
	return status;
}

static enum exit_code read_mitigations(struct reader *reader,
				       const struct rule *rule,
				       const json_t *value)
{
	struct snpguest_policy *policy = rule->field;
	const struct rule rules[] = {
		{ "launch", read_bits, &policy->mitigations_launch, 0 },
		{ "current", read_bits, &policy->mitigations_current, 0 },
		{ .key = NULL },
	};

	return read_group(reader, rule->key, rules, value);
}

static enum exit_code read_crl(struct reader *reader, const struct rule *rule,
			       const json_t *value)
{
	const char *text = json_string_value(value);
	uint32_t *required = rule->field;

	*required = text && strcmp(text, "require") == 0;
	if (*required || (text && strcmp(text, "if-present") == 0))
		return EXIT_DONE;
	return wrong(reader, rule->key,
		     "\"require\" or \"if-present\" is needed");
}

static enum exit_code read_policy(struct reader *reader, const json_t *root)
{
	struct snpguest_policy *p = &reader->file->policy;
	const struct rule rules[] = {
		{ "report_data", read_bytes, &p->report_data, 64 },
		{ "user_data", read_user_data, &p->user_data, 0 },
		{ "host_data", read_bytes, &p->host_data, 32 },
		{ "family_id", read_bytes, &p->family_id, 16 },
		{ "image_id", read_bytes, &p->image_id, 16 },
		{ "measurement", read_list, &p->measurement, 48 },
		{ "chip_id", read_list, &p->chip_id, 64 },
		{ "id_key_digest", read_list, &p->id_key_digest, 48 },
		{ "author_key_digest", read_list, &p->author_key_digest, 48 },
		{ "csp_id", read_string, &p->csp_id, 0 },
		{ "guest_svn_min", read_number, &p->guest_svn_min, 0 },
		{ "vmpl", read_vmpl, &p->vmpl_mask, 0 },
		{ "debug", read_debug, p, 0 },
		{ "migration_agent", read_bit, p, SNPGUEST_POLICY_MIGRATE_MA },
		{ "smt", read_bit, p, SNPGUEST_POLICY_SMT },
		{ "single_socket", read_bit, p, SNPGUEST_POLICY_SINGLE_SOCKET },
		{ "author_key", read_must, &p->author_key, 0 },
		{ "abi_min", read_version, &p->abi_min, 2 },
		{ "firmware_min", read_version, &p->firmware_min, 3 },
		{ "tcb_min", read_floors, p, 0 },
		{ "platform", read_platform, p, 0 },
		{ "signer", read_signer, &p->signer_mask, 0 },
		{ "products", read_products, &p->product_mask, 0 },
		{ "provisional", read_may, &p->provisional, 0 },
		{ "mitigations", read_mitigations, p, 0 },
		{ "masked_chip_id", read_bool, &p->masked_chip_id, 0 },
		{ "crl", read_crl, &p->crl_required, 0 },
		{ .key = NULL },
	};

	if (!json_is_object(root))
		return usage("%s: a policy is a JSON object", reader->path);
	return read_object(reader, rules, root);
}

/* What the verdict names the policy by. */
static enum exit_code identify(struct buffer bytes,
			       struct snpguest_policy *policy)
{
	struct snpguest_blob file = { bytes.data, bytes.len };
	struct snpguest_error error;

	if (snpguest_policy_identify(policy, file, &error))
		return trouble("%s", error.what);
	return EXIT_DONE;
}

enum exit_code policy_file_parse(const char *name, struct buffer bytes,
				 struct policy_file *file)
{
	const struct snpguest_policy init = SNPGUEST_POLICY_INIT;
	struct reader reader = { .path = name, .file = file };
	enum exit_code status;
	json_error_t error;
	json_t *root;

	memset(file, 0, sizeof(*file));
	file->policy = init;
	errno = 0;
	root = json_loadb((const char *)bytes.data, bytes.len,
			  JSON_REJECT_DUPLICATES, &error);
	/*
	 * jansson 2.14 takes a lack of memory for bad syntax or goes on with a
	 * shorter string; only errno tells.
	 */
	if (errno == ENOMEM) {
		json_decref(root);
		return trouble("%s: out of memory", name);
	}
	if (!root)
		return usage("%s: line %d: no policy: %s", name, error.line,
			     error.text);
	status = read_policy(&reader, root);
	json_decref(root);
	return status ? status : identify(bytes, &file->policy);
}

enum exit_code policy_file_load(const char *path, struct policy_file *file)
{
	enum exit_code status;
	struct buffer bytes;

	memset(file, 0, sizeof(*file));
	if (file_read(path, FILE_LIMIT, &bytes))
		return EXIT_TROUBLE;
	status = policy_file_parse(path, bytes, file);
	free(bytes.data);
	return status;
}

void policy_file_free(struct policy_file *file)
{
	for (int i = 0; i < file->n_allocated; i++)
		free(file->allocated[i]);
	file->n_allocated = 0;
}

// SPDX-License-Identifier: MIT
/*
 * Evidence in JSON, whatever the names around it: an object with the fields of a
 * report is one; text or an array of numbers that stands for bytes is looked
 * into, and counts when it has a shape of evidence. Objects and arrays are gone
 * through to the bottom, so nesting does not matter.
 */
#include <errno.h>
#include <string.h>

#include "../base/json_text.h"
#include "report_fields.h"
#include "shapes.h"
#include "text_encoding.h"

#define BYTES_MIN 192 /* less is neither a report nor a certificate */
#define CUT_MIN 16 /* unless it begins like one that was cut off */

static int read_value(struct snpguest_container *container, struct bytes *b,
		      unsigned int levels);

bool json_is(struct snpguest_blob bytes)
{
	struct snpguest_blob text = text_trim(bytes);

	return text.len >= 2 && text_is(text) && strchr("{[\"", text.data[0]);
}

/* ------------------------------------------------------- text and arrays */

static bool begins(struct snpguest_blob text, const char *with)
{
	return text.len >= strlen(with) &&
	       !memcmp(text.data, with, strlen(with));
}

static bool begins_like_cert(struct snpguest_blob bytes)
{
	return der_cert_is(bytes) ||
	       begins(bytes, "-----BEGIN CERTIFICATE-----");
}

/* What is no evidence is no fault of what is around it. */
static int search(struct snpguest_container *container,
		  struct snpguest_blob bytes)
{
	bool before = container->searching;
	int err;

	if (bytes.len < BYTES_MIN && !begins_like_cert(bytes))
		return 0;
	container->searching = true;
	err = shape_read(container, bytes);
	container->searching = before;
	return err;
}

/* How much was found so far. */
static size_t findings(const struct snpguest_container *container)
{
	return container->n_certs + container->n_copies + container->n_crls +
	       container->n_notes +
	       !!container->report.data + !!container->table.data +
	       !!container->refusal[0];
}

/*
 * What stands where a certificate belongs and is none was meant to be one: it is
 * for the verdict to refuse, as it would be in a table.
 */
static int was_announced(struct snpguest_container *container, size_t before,
			 struct snpguest_blob bytes)
{
	if (!container->cert_min || bytes.len < container->cert_min ||
	    findings(container) != before)
		return 0;
	return container_add_cert(container, bytes);
}

/* As the text of one does, in base64 or hexadecimal. */
static bool is_text_of_cert(struct snpguest_blob text)
{
	return begins(text, "MI") || begins(text, "3082");
}

/* Bytes, or text: PEM, JSON, or another wrapping. */
static int look_into(struct snpguest_container *container, uint8_t *data,
		     size_t len)
{
	struct snpguest_blob text = { data, len };
	size_t before = findings(container);
	bool is_cert = is_text_of_cert(text);
	int err = 0;

	if (pem_is(text) || json_is(text) ||
	    text_decode(text, text_encoding_of(text), data, &text.len))
		err = search(container, text);
	else if (is_cert)
		err = container_add_cert(container, text);
	return err ? err : was_announced(container, before, text);
}

static int read_string(struct snpguest_container *container, struct bytes *b)
{
	struct json_string string;
	uint8_t *data;
	int err;

	if (!json_take_string(b, &string)) {
		json_skip(b);
		return 0;
	}
	if (string.raw.len < CUT_MIN &&
	    !(container->cert_min && string.raw.len >= container->cert_min))
		return 0;
	err = container_unpack(container, string.raw.len, &data);
	if (err)
		return err;
	return look_into(container, data, json_unescape(string, data));
}

/* How many numbers from 0 to 255 an array has; 0 when others are in it. */
static size_t count_bytes(struct bytes b)
{
	uint64_t number;
	bool first = true;
	size_t count = 0;

	json_take(&b, '[');
	for (; json_element(&b, &first); count++)
		if (!json_take_number(&b, &number) || number > 0xff)
			return 0;
	return b.ran_out ? 0 : count;
}

static int read_byte_array(struct snpguest_container *container,
			   struct bytes *b, size_t count)
{
	size_t before = findings(container);
	struct snpguest_blob bytes = { NULL, count };
	uint64_t number = 0;
	bool first = true;
	uint8_t *data;
	int err = container_unpack(container, count, &data);

	if (err)
		return err;
	json_take(b, '[');
	for (size_t i = 0; json_element(b, &first); i++) {
		json_take_number(b, &number);
		data[i] = (uint8_t)number;
	}
	bytes.data = data;
	err = search(container, bytes);
	return err ? err : was_announced(container, before, bytes);
}

static int read_array(struct snpguest_container *container, struct bytes *b,
		      unsigned int levels)
{
	size_t count = count_bytes(*b);
	bool first = true;

	if (count >= CUT_MIN || (count && container->cert_min))
		return read_byte_array(container, b, count);
	json_take(b, '[');
	while (json_element(b, &first)) {
		int err = read_value(container, b, levels);

		if (err)
			return err;
	}
	return 0;
}

/* --------------------------------------------------------------- objects */

/* The JSON as such, not what is in it. */
static void name_whole(struct snpguest_container *container,
		       enum snpguest_shape shape)
{
	container->levels--;
	container_name(container, shape);
	container->levels++;
}

static int set_assembled(struct snpguest_container *container,
			 const struct report_fields *fields)
{
	const char *wrong = report_fields_wrong(fields);
	enum snpguest_shape shape = fields->camel ? SNPGUEST_SHAPE_GO_SEV_GUEST :
						    SNPGUEST_SHAPE_COCO;
	uint8_t *report;
	int err;

	name_whole(container, shape);
	if (wrong)
		return container_refuse(container,
					"%s: its %s is missing or wrong",
					container->text, wrong);
	err = container_unpack(container, SNPGUEST_REPORT_SIZE, &report);
	if (err)
		return err;
	memcpy(report, fields->report, SNPGUEST_REPORT_SIZE);
	container->levels--;
	err = container_set_report(container, shape, report);
	container->levels++;
	return err;
}

/* In upper or lower case, which members are written in at random. */
static bool contains(struct snpguest_blob text, const char *lower)
{
	size_t n = strlen(lower), matched = 0;

	for (size_t i = 0; i < text.len && matched < n; i++) {
		if ((text.data[i] | 0x20) == lower[matched])
			matched++;
		else
			matched = (text.data[i] | 0x20) == lower[0];
	}
	return matched == n;
}

#define ANY_BYTES 1
#define CERT_MIN 64 /* more than the names and numbers that stand beside them */

static bool is_key(struct json_string key, const char *name)
{
	return key.raw.len == strlen(name) &&
	       !memcmp(key.raw.data, name, key.raw.len);
}

/* From how many bytes on the value of @key is a certificate; 0: never. */
static size_t announces(const struct snpguest_container *container,
			struct json_string key)
{
	/* Of an entry, beside what says which certificate it is. */
	if (container->cert_min && is_key(key, "data"))
		return ANY_BYTES;
	if (key.raw.len <= strlen("vcekcert") &&
	    (contains(key.raw, "vcek") || contains(key.raw, "vlek")))
		return ANY_BYTES;
	return contains(key.raw, "cert") ? CERT_MIN : 0;
}

/* A number, or an array that begins with one: no null, empty array or text. */
static bool is_of_numbers(struct bytes b)
{
	char next;

	json_take(&b, '[');
	next = json_peek(&b);
	return next == '-' || (next >= '0' && next <= '9');
}

/* What stands for a certificate and cannot be one is for the verdict to refuse. */
static int was_no_cert(struct snpguest_container *container, size_t before,
		       struct bytes at)
{
	static uint8_t nothing;

	if (container->cert_min != ANY_BYTES || findings(container) != before ||
	    !is_of_numbers(at))
		return 0;
	return container_add_cert(container,
				  (struct snpguest_blob){ &nothing, 1 });
}

/* The same of a list: a text, or an array that begins with one. */
static int was_no_list(struct snpguest_container *container, struct bytes at)
{
	static uint8_t nothing;

	json_take(&at, '[');
	if (json_peek(&at) != '"' || (at.left > 1 && at.at[1] == '"'))
		return 0;
	return container_add_crl(container,
				 (struct snpguest_blob){ &nothing, 1 });
}

static int read_member(struct snpguest_container *container,
		       struct json_string key, struct bytes *b,
		       unsigned int levels)
{
	size_t before = container->cert_min, found = findings(container);
	size_t lists = container->n_crls;
	size_t announced = announces(container, key);
	struct bytes at = *b;
	int err;

	if (announced)
		container->cert_min = announced;
	err = read_value(container, b, levels);
	if (!err && announced)
		err = was_no_cert(container, found, at);
	if (!err && container->n_crls == lists &&
	    (is_key(key, "crl") || is_key(key, "crls")))
		err = was_no_list(container, at);
	container->cert_min = before;
	return err;
}

static int read_object(struct snpguest_container *container, struct bytes *b,
		       unsigned int levels)
{
	struct report_fields fields = { .seen = 0 };
	struct json_string key;
	bool first = true, thim = false;
	int err = 0;

	json_take(b, '{');
	while (!err && json_member(b, &first, &key)) {
		thim |= is_key(key, "vcekCert") && json_peek(b) == '"';
		if (!report_fields_take(&fields, key, b))
			err = read_member(container, key, b, levels);
	}
	if (!err && report_fields_are_report(&fields))
		err = set_assembled(container, &fields);
	if (thim && container->n_certs)
		name_whole(container, SNPGUEST_SHAPE_THIM);
	return err;
}

static int read_value(struct snpguest_container *container, struct bytes *b,
		      unsigned int levels)
{
	char next = json_peek(b);

	if (levels == 0)
		return container_refuse(container,
					"JSON of more than %d levels",
					JSON_TEXT_LEVELS);
	if (next == '{')
		return read_object(container, b, levels - 1);
	if (next == '[')
		return read_array(container, b, levels - 1);
	if (next == '"')
		return read_string(container, b);
	json_skip(b);
	return 0;
}

static bool found_something(const struct snpguest_container *container)
{
	return container->report.data || container->table.data ||
	       container->n_certs || container->n_crls;
}

int json_read(struct snpguest_container *container, struct snpguest_blob bytes)
{
	struct bytes b = bytes_of(text_trim(bytes));
	int err;

	if (container->levels == CONTAINER_LEVELS)
		return container_cut_off(container,
					 "more than %d wrappings in one another",
					 CONTAINER_LEVELS);
	container->wrappings[container->levels++] = "JSON with ";
	err = read_value(container, &b, JSON_TEXT_LEVELS);
	container->levels--;
	container->cut |= err == -EBADMSG; /* what stands behind was not looked at */
	if (err)
		return err;
	if (b.ran_out || json_peek(&b))
		return container_broken(container, "JSON that is malformed");
	if (found_something(container))
		return 0;
	container_name(container, SNPGUEST_SHAPE_JSON);
	return container_nothing(container, "JSON without a report or a"
				 " certificate in it");
}

// SPDX-License-Identifier: MIT
#include "name.h"

#include <string.h>

#define COMMON_NAME 3 /* last number of its OID below 2.5.4 */

struct name_cursor name_attributes(struct snpguest_blob name)
{
	struct snpguest_blob content;

	if (!der_only(name, DER_SEQUENCE, &content))
		content = (struct snpguest_blob){ NULL, 0 };
	return (struct name_cursor){ .sets = bytes_of(content) };
}

bool name_ends(const struct name_cursor *rest)
{
	return !rest->sets.left && !rest->set.left;
}

static bool open_set(struct name_cursor *rest)
{
	struct der_element set;

	if (!der_take(&rest->sets, DER_SET, &set))
		return false;
	rest->set = bytes_of(set.content);
	return true;
}

/* As X.690 11.6 wants it: what is shorter first, as if it were filled with 0. */
static bool in_order(struct snpguest_blob a, struct snpguest_blob b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = memcmp(a.data, b.data, n);

	return order ? order < 0 : a.len <= b.len;
}

static bool read_attribute(struct snpguest_blob content,
			   struct name_attribute *attribute)
{
	struct bytes parts = bytes_of(content);
	struct der_element oid;

	if (!der_take(&parts, DER_OID, &oid) ||
	    !der_next(&parts, &attribute->value) || parts.left)
		return false;
	attribute->type = oid.content;
	return true;
}

bool name_next(struct name_cursor *rest, struct name_attribute *attribute)
{
	struct der_element whole;

	attribute->joined = rest->set.left;
	if (!attribute->joined && !open_set(rest))
		return false;
	if (!der_take(&rest->set, DER_SEQUENCE, &whole) ||
	    (attribute->joined && !in_order(rest->last, whole.whole)))
		return false;
	rest->last = whole.whole;
	return read_attribute(whole.content, attribute);
}

/* ------------------------------------------------------------------- reading */

static bool is_readable(const struct der_element *value)
{
	struct bytes rest = bytes_of(value->content);
	uint32_t c;

	if (!der_is_text(value->tag))
		return true;
	while (rest.left)
		if (!der_next_character(&rest, value->tag, &c))
			return false;
	return true;
}

static bool is_common_name(const struct name_attribute *attribute)
{
	static const uint8_t oid[] = { 0x55, 0x04, COMMON_NAME };

	return blob_equal(attribute->type,
			  (struct snpguest_blob){ oid, sizeof(oid) });
}

bool name_read(struct snpguest_blob name, struct snpguest_blob *common_name)
{
	struct name_cursor rest = name_attributes(name);
	struct name_attribute attribute;
	unsigned int count = 0;

	*common_name = (struct snpguest_blob){ NULL, 0 };
	while (!name_ends(&rest)) {
		if (!name_next(&rest, &attribute) ||
		    !is_readable(&attribute.value))
			return false;
		if (!is_common_name(&attribute))
			continue;
		if (!count++ && (attribute.value.tag == DER_UTF8_STRING ||
				 attribute.value.tag == DER_PRINTABLE_STRING))
			*common_name = attribute.value.content;
		else
			*common_name = (struct snpguest_blob){ NULL, 0 };
	}
	return true;
}

/* ----------------------------------------------------------------- comparing */

/* struct folded - text as it is compared; @begun once there was a character */
struct folded {
	struct bytes rest;
	uint8_t tag;
	bool begun;
};

#define END UINT32_MAX

static bool is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The next character; END behind the last. One blank stands for several. */
static uint32_t next_folded(struct folded *text)
{
	struct bytes ahead = text->rest;
	bool blanks = false;
	uint32_t c = END;

	while (der_next_character(&ahead, text->tag, &c) && is_blank(c)) {
		text->rest = ahead;
		blanks = true;
		c = END;
	}
	if (c == END || (blanks && text->begun))
		return c == END ? END : ' ';
	text->rest = ahead;
	text->begun = true;
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static bool same_text(const struct der_element *a, const struct der_element *b)
{
	struct folded x = { bytes_of(a->content), a->tag, false };
	struct folded y = { bytes_of(b->content), b->tag, false };
	uint32_t c;

	do {
		c = next_folded(&x);
		if (c != next_folded(&y))
			return false;
	} while (c != END);
	return true;
}

static bool same_value(const struct der_element *a, const struct der_element *b)
{
	if (blob_equal(a->whole, b->whole))
		return true;
	return der_is_text(a->tag) && der_is_text(b->tag) && same_text(a, b);
}

bool name_equal(struct snpguest_blob a, struct snpguest_blob b)
{
	struct name_cursor x = name_attributes(a), y = name_attributes(b);
	struct name_attribute p, q;

	if (blob_equal(a, b))
		return true;
	while (name_next(&x, &p))
		if (!name_next(&y, &q) || p.joined != q.joined ||
		    !blob_equal(p.type, q.type) ||
		    !same_value(&p.value, &q.value))
			return false;
	return name_ends(&x) && name_ends(&y);
}

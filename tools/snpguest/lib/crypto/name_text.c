// SPDX-License-Identifier: MIT
#include "name_text.h"

#include <string.h>

#include "der_certificate.h"

#define ATTRIBUTES_MAX 12

/* Below 2.5.4, with the names that RFC 4519 2 gives them. */
static const char *type_of(struct snpguest_blob oid)
{
	static const char *const types[] = {
		[3] = "CN", [5] = "serialNumber", [6] = "C", [7] = "L",
		[8] = "ST", [10] = "O", [11] = "OU",
	};

	if (oid.len != 3 || oid.data[0] != 0x55 || oid.data[1] != 0x04 ||
	    oid.data[2] >= sizeof(types) / sizeof(*types))
		return NULL;
	return types[oid.data[2]];
}

/* A "#" in front is shown in more than one way; that is left to the library. */
static bool is_known(const struct der_attribute *attribute)
{
	return type_of(attribute->type) && attribute->value.data[0] != '#';
}

/* Return: how many; 0 where one is not known, or there are more. */
static size_t read_attributes(struct snpguest_blob name,
			      struct der_attribute attributes[ATTRIBUTES_MAX])
{
	struct bytes rest = der_attributes(name);
	size_t n = 0;

	while (rest.left)
		if (n == ATTRIBUTES_MAX ||
		    !der_next_attribute(&rest, &attributes[n]) ||
		    !is_known(&attributes[n++]))
			return 0;
	return n;
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

/* RFC 2253 2.4 */
static bool is_escaped(struct snpguest_blob value, size_t at)
{
	char c = value.data[at];

	if (strchr(",+\"\\<>;", c))
		return true;
	return c == ' ' && (at == 0 || at == value.len - 1);
}

static void put_attribute(struct text *text,
			  const struct der_attribute *attribute)
{
	const struct snpguest_blob value = attribute->value;

	for (const char *c = type_of(attribute->type); *c; c++)
		put(text, *c);
	put(text, '=');
	for (size_t i = 0; i < value.len; i++) {
		if (is_escaped(value, i))
			put(text, '\\');
		put(text, value.data[i]);
	}
}

bool name_text(struct snpguest_blob name, char *text, size_t len)
{
	struct der_attribute attributes[ATTRIBUTES_MAX];
	struct text to = { text, len };
	size_t n = read_attributes(name, attributes);

	/* The last comes first (RFC 2253 2.1). */
	for (size_t i = n; i > 0; i--) {
		put_attribute(&to, &attributes[i - 1]);
		if (i > 1)
			put(&to, ',');
	}
	*to.at = '\0';
	return n;
}

/* SPDX-License-Identifier: MIT */
/*
 * Names of certificates and lists (RFC 5280 4.1.2.4), read without OpenSSL: a
 * name may be as long as its certificate, and whoever hands one in chooses it.
 * Nothing is allocated, and each byte is looked at a bounded number of times.
 */
#ifndef SNPGUEST_NAME_H
#define SNPGUEST_NAME_H

#include "der.h"

/**
 * struct name_attribute
 * @type: content of its OID
 * @joined: in one set with the attribute before it
 */
struct name_attribute {
	struct snpguest_blob type;
	struct der_element value;
	bool joined;
};

/** struct name_cursor - @sets of a name, what is left of one, and the last read */
struct name_cursor {
	struct bytes sets, set;
	struct snpguest_blob last;
};

/** What stands in @name, SEQUENCE, whole; nothing where it is none. */
struct name_cursor name_attributes(struct snpguest_blob name);

/** True behind the last attribute. */
bool name_ends(const struct name_cursor *rest);

/** False behind the last attribute, and where what follows is none. */
bool name_next(struct name_cursor *rest, struct name_attribute *attribute);

/**
 * name_read() - is @name one, to the last attribute?
 * @name: SEQUENCE, whole; DER to the bottom
 * @common_name: out: text of the only common name, where that is a UTF8String or
 *		 PrintableString; else empty
 *
 * Return: false also where a text is none of its type.
 */
bool name_read(struct snpguest_blob name, struct snpguest_blob *common_name);

/**
 * name_equal() - are @a and @b, which can be read, one name (RFC 5280 7.1)?
 *
 * Text is compared whatever its type, without case (of ASCII), blanks around it
 * and more than one blank within; attributes of one set in the order in which
 * they stand.
 */
bool name_equal(struct snpguest_blob a, struct snpguest_blob b);

/**
 * name_text() - @name, which can be read, as RFC 2253 text
 * @text: out: always terminated, cut where it is too long
 * @len: its room, at least 1, at most NAME_TEXT_MAX
 *
 * In ASCII: what is beyond, and what a terminal would act on, as "\C3".
 */
#define NAME_TEXT_MAX 256
void name_text(struct snpguest_blob name, char *text, size_t len);

#endif

/* SPDX-License-Identifier: MIT */
/* Bytes written as text: hexadecimal, base64 and base64url (RFC 4648). */
#ifndef SNPGUEST_TEXT_ENCODING_H
#define SNPGUEST_TEXT_ENCODING_H

#include "snpguest.h"

enum text_encoding {
	TEXT_ENCODING_NONE,
	TEXT_ENCODING_HEX,
	TEXT_ENCODING_BASE64,
	TEXT_ENCODING_BASE64URL,
};

/** True for what people can read: UTF-8 or not, but no control characters. */
bool text_is(struct snpguest_blob blob);

/** @blob without the byte order mark and the blanks at both ends. */
struct snpguest_blob text_trim(struct snpguest_blob blob);

/** True when @text's characters and their number allow this reading of it. */
bool text_may_be(struct snpguest_blob text, enum text_encoding encoding);

/**
 * text_encoding_of() - how @text could be read, by its characters
 *
 * Blanks and line ends may stand anywhere; "0x" before hexadecimal, and colons
 * in it; base64 with or without its padding. Text without any byte is NONE.
 * Hexadecimal wins, since its digits are those of base64, too.
 */
enum text_encoding text_encoding_of(struct snpguest_blob text);

/**
 * text_decode() - the bytes that @text stands for
 * @encoding: as text_encoding_of() said
 * @bytes: room for half as many bytes as hexadecimal has digits, for @text.len of
 *	   base64; may be @text's own memory
 * @len: out
 *
 * Return: false when the last digits stand for no whole byte.
 */
bool text_decode(struct snpguest_blob text, enum text_encoding encoding,
		 uint8_t *bytes, size_t *len);

#endif

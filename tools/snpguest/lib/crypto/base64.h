/* SPDX-License-Identifier: MIT */
/* Base64 (RFC 4648 4), strict: one text for the same bytes, and no other. */
#ifndef SNPGUEST_BASE64_H
#define SNPGUEST_BASE64_H

#include "snpguest.h"

/** Characters that @len bytes become, padding included. */
size_t base64_size(size_t len);

/**
 * base64_decode() - decode a text without blanks or line ends
 * @text: at least one character, at most 2^30
 * @data: out: from malloc()
 *
 * Return: 0; -EBADMSG: another character, padding that is missing or elsewhere
 * than at the end, or bits set that do not count; -ENOMEM.
 */
int base64_decode(struct snpguest_blob text, uint8_t **data, size_t *len);

/** Writes base64_size(@data.len) characters and a NUL. */
void base64_encode(struct snpguest_blob data, char *text);

#endif

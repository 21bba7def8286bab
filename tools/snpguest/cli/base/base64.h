/* SPDX-License-Identifier: MIT */
/* RFC 4648 base64 with padding, on one line. */
#ifndef BASE64_H
#define BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Characters of @len bytes in base64, with the NUL. */
#define BASE64_SIZE(len) (((len) + 2) / 3 * 4 + 1)

/** Writes BASE64_SIZE(@len) characters. */
void base64_encode(const uint8_t *bytes, size_t len, char *text);

/** Reads exactly @len bytes; false for anything else. */
bool base64_decode(const char *text, uint8_t *bytes, size_t len);

#endif /* BASE64_H */

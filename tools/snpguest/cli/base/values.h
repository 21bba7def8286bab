/* SPDX-License-Identifier: MIT */
/* Values of options and of policy files, from text; strict. */
#ifndef VALUES_H
#define VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Reads exactly @len bytes of hexadecimal; "0x" may stand before them. */
bool value_bytes(const char *text, uint8_t *bytes, size_t len);

/** Reads a number in decimal, or with 0x or 0b; @max is the largest allowed. */
bool value_number(const char *text, uint64_t max, uint64_t *number);

/** Lower-case hexadecimal; @text has room for 2 * @len + 1. */
void value_hex(const uint8_t *bytes, size_t len, char *text);

#define VALUE_GUID_SIZE 37

/** A GUID of a certificate table, in lower case with dashes. */
void value_guid(const uint8_t guid[16], char text[VALUE_GUID_SIZE]);

#endif /* VALUES_H */

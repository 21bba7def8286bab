/* SPDX-License-Identifier: MIT */
#ifndef RFC3339_H
#define RFC3339_H

#include <stdint.h>

/**
 * time_parse() - read a time in the form of RFC 3339
 * @text: "2026-11-20T23:00:00Z", with a fraction or an offset like +01:30
 * @seconds: out: since 1970, UTC; a fraction is dropped
 *
 * A leap second counts as the second before it, as POSIX time has none.
 *
 * Return: NULL; else what is wrong, for a message.
 */
const char *time_parse(const char *text, int64_t *seconds);

#define TIME_TEXT_SIZE 32

/** Writes @seconds as "2026-11-20T23:00:00Z"; outside years 0 to 9999 as they are. */
void time_format(int64_t seconds, char text[TIME_TEXT_SIZE]);

#endif /* RFC3339_H */

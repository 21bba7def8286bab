/* SPDX-License-Identifier: MIT */
/* What is said in lines of "NAME VALUE", as JSON for programs. */
#ifndef EMULATOR_JSON_LINES_H
#define EMULATOR_JSON_LINES_H

#include <stdio.h>

/*
 * json_lines() - one object, one member per line of @text
 *
 * A number of at most 15 digits is a number, "on" and "off" are true and false,
 * anything else is a string.
 */
void json_lines(FILE *to, const char *text);

/* {"error": @text}, but for the end of the line. */
void json_error(FILE *to, const char *text);

/* @text as a string, in quotes. What is no UTF-8 is U+FFFD. */
void json_text(FILE *to, const char *text);

#endif /* EMULATOR_JSON_LINES_H */

/* SPDX-License-Identifier: MIT */
/*
 * Text from files, hosts and certificates, as a terminal may see it: UTF-8 that
 * can be printed stays, everything else becomes '?'.
 */
#ifndef PLAIN_H
#define PLAIN_H

#include <stddef.h>

/** Bytes of the longest character. */
#define PLAIN_MAX 4

/**
 * plain_take() - the next character of @text, made harmless
 * @text: in: not at its end; out: behind the character
 * @out: receives it
 *
 * Control characters (also those of U+0080 to U+009F), characters that turn the
 * direction of writing, and bytes that are no UTF-8 become '?'.
 *
 * Return: bytes in @out; it takes one column.
 */
size_t plain_take(const char **text, char out[PLAIN_MAX]);

/** plain_text() - make all of @text harmless where it stands */
void plain_text(char *text);

#endif /* PLAIN_H */

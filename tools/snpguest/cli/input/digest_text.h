/* SPDX-License-Identifier: MIT */
/* Digests and identifiers as people write them. */
#ifndef DIGEST_TEXT_H
#define DIGEST_TEXT_H

#include <stdbool.h>

#include <snpguest.h>

#include "options.h"

/** 96 hexadecimal digits, with or without 0x, or base64 of 48 bytes. */
bool digest_from_text(const char *text, uint8_t digest[SNPGUEST_DIGEST_SIZE]);

/** hex or base64, in any case; hex where not given. EXIT_DONE, EXIT_USAGE. */
enum exit_code output_format(const struct call *call, bool *base64);

/**
 * digest_print() - a digest to standard output, and to a file where one is given
 * @prefix: before hexadecimal digits
 * @path: NULL, or receives the text without a newline
 *
 * Return: EXIT_DONE, EXIT_TROUBLE.
 */
enum exit_code digest_print(const char *prefix, const uint8_t *digest,
			    size_t len, bool base64, bool quiet,
			    const char *path);

#endif /* DIGEST_TEXT_H */

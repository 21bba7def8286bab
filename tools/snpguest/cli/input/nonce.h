/* SPDX-License-Identifier: MIT */
/* The 64 bytes that a report is asked for: given, of a file, or random. */
#ifndef NONCE_H
#define NONCE_H

#include "options.h"
#include <snpguest.h>

extern const struct option nonce_options[];

/**
 * nonce_check() - the options that name one, at most one of them
 *
 * Return: EXIT_DONE; EXIT_USAGE.
 */
enum exit_code nonce_check(const struct call *call);

/** How many of --nonce, --hash and --report-data were given. */
int nonce_is_named(const struct call *call);

/**
 * nonce_get() - --nonce, --report-data, the digest of --hash, or random bytes
 *
 * Return: EXIT_DONE; EXIT_USAGE for a nonce of a wrong size; EXIT_TROUBLE.
 */
enum exit_code nonce_get(const struct call *call,
			 uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE]);

/**
 * nonce_of_hash() - the SHA-512 digest of the file of --hash
 *
 * Return: EXIT_DONE; EXIT_TROUBLE.
 */
enum exit_code nonce_of_hash(const struct call *call,
			     uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE]);

/**
 * nonce_read() - exactly 64 bytes of a file
 *
 * Return: EXIT_DONE; EXIT_USAGE when there are more or fewer; EXIT_TROUBLE.
 */
enum exit_code nonce_read(const char *path,
			  uint8_t nonce[SNPGUEST_REPORT_DATA_SIZE]);

#endif /* NONCE_H */

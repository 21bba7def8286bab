/* SPDX-License-Identifier: MIT */
/* The options that several commands share, read and checked. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdint.h>

#include <snpguest.h>

#include "options.h"

/**
 * struct settings
 * @json: the result is one of JSON, or with --field a part of it
 * @verbose: what passed is printed, too
 * @vmpl: 0 to 3, or negative for the lowest the device allows
 * @at: seconds since 1970, or SNPGUEST_NOW
 * @policy, @crl, @trust_anchor, @anchors: file names; NULL where not given
 */
struct settings {
	bool json, quiet, verbose, allow_debug;
	const char *device;
	int32_t vmpl;
	int64_t at;
	const char *policy, *crl, *trust_anchor, *anchors;
};

/**
 * settings_read() - the shared options of a call
 *
 * Return: EXIT_DONE; EXIT_USAGE after saying which value is wrong.
 */
enum exit_code settings_read(const struct call *call,
			     struct settings *settings);

/**
 * settings_bytes() - the argument of an option as @len bytes of hexadecimal
 *
 * Return: EXIT_DONE, also when the option was not given, which leaves @bytes;
 * EXIT_USAGE.
 */
enum exit_code settings_bytes(const struct call *call, enum option_id id,
			      const char *name, uint8_t *bytes, size_t len);

/**
 * settings_streams() - may "-" be standard output here?
 * @from, @n: so many operands name outputs, from this one on
 *
 * Not for two of them, nor beside a result in JSON.
 *
 * Return: EXIT_DONE; EXIT_USAGE.
 */
enum exit_code settings_streams(const struct call *call,
				const struct settings *settings, int from, int n);

/** The same for a number up to @max. */
enum exit_code settings_number(const struct call *call, enum option_id id,
			       const char *name, uint64_t max,
			       uint64_t *number);

#endif /* SETTINGS_H */

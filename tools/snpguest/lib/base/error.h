/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_ERROR_H
#define SNPGUEST_ERROR_H

#include "snpguest.h"

/**
 * fail() - fill the caller's error record
 * @error: may be NULL
 * @code: a negative errno
 *
 * Sets @error->exitinfo2 to 0; keeps errno. Return: @code.
 */
__attribute__((format(printf, 3, 4), cold)) int
fail(struct snpguest_error *error, int code, const char *fmt, ...);

/** fail() for the one failure that needs no words. */
int fail_memory(struct snpguest_error *error);

#endif

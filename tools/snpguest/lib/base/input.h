/* SPDX-License-Identifier: MIT */
/* Structures that callers fill in, of whatever age the callers are. */
#ifndef SNPGUEST_INPUT_H
#define SNPGUEST_INPUT_H

#include "snpguest.h"

/**
 * input_copy() - a caller's structure as the library knows it
 * @to: @size bytes; what @from has not got is zero
 * @from: begins with its own size, uint64_t
 * @name: for the message
 *
 * Return: 0; -EINVAL: its size is none; -E2BIG: it demands what this library
 * does not know.
 */
int input_copy(void *to, size_t size, const void *from, const char *name,
	       struct snpguest_error *error);

/** Is there something where @blob says so? */
bool input_blob_fits(struct snpguest_blob blob);

/** Return: 0; -EINVAL: @blob, called @name, is a length without bytes. */
int input_check_blob(struct snpguest_blob blob, const char *name,
		     struct snpguest_error *error);

/** Fills in what the library knows of @size bytes, and zeros behind it. */
void output_copy(void *to, size_t size, const void *from, size_t known);

#endif

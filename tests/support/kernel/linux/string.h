/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_STRING_H
#define STANDIN_LINUX_STRING_H

#include <string.h>

#define memzero_explicit(p, n)	explicit_bzero(p, n)

/* The first byte that is not @byte, or NULL. */
static inline const void *memchr_inv(const void *start, int byte, size_t size)
{
	const unsigned char *at = start;

	for (; size; size--, at++)
		if (*at != byte)
			return at;
	return NULL;
}

#endif

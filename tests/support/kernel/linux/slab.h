/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_SLAB_H
#define STANDIN_LINUX_SLAB_H

#include <linux/types.h>
#include <stdlib.h>

typedef unsigned int gfp_t;

#define GFP_KERNEL		0U
#define GFP_KERNEL_ACCOUNT	0U

/* Allocations that still succeed; negative for all. Counts down. */
extern int standin_allocations_left;

static inline void *kvzalloc(size_t size, gfp_t flags)
{
	(void)flags;
	if (!standin_allocations_left)
		return NULL;
	if (standin_allocations_left > 0)
		standin_allocations_left--;
	return calloc(1, size);
}

static inline void kvfree(const void *pointer)
{
	free((void *)pointer);
}

#endif

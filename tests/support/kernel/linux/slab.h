/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_SLAB_H
#define STANDIN_LINUX_SLAB_H

#include <linux/types.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned int gfp_t;

#define GFP_KERNEL		0U
#define GFP_KERNEL_ACCOUNT	1U

/* Allocations that still succeed; negative for all. Counts down. */
extern int standin_allocations_left;
/* Those that were charged to the caller. */
extern unsigned int standin_accounted;

static inline void *kvzalloc(size_t size, gfp_t flags)
{
	if (!standin_allocations_left)
		return NULL;
	if (standin_allocations_left > 0)
		standin_allocations_left--;
	standin_accounted += flags == GFP_KERNEL_ACCOUNT;
	return calloc(1, size);
}

static inline void *kvmemdup(const void *from, size_t size, gfp_t flags)
{
	void *to = kvzalloc(size, flags);

	return to ? memcpy(to, from, size) : NULL;
}

static inline void *kzalloc(size_t size, gfp_t flags)
{
	return kvzalloc(size, flags);
}

/* Looked at by the test before it is gone. */
void standin_freed(const void *pointer, size_t size, bool wiped);

#define kfree_sensitive(pointer) \
	standin_freed(pointer, sizeof(*(pointer)), true)
#define kfree(pointer)	standin_freed(pointer, sizeof(*(pointer)), false)

static inline void kvfree(const void *pointer)
{
	free((void *)pointer);
}

#endif

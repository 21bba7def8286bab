/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_SLAB_H
#define STANDIN_HOSTS_LINUX_SLAB_H

#include <linux/container_of.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/types.h>
#include <stdlib.h>

#define GFP_KERNEL	0U

static inline void *kzalloc(size_t size, unsigned int flags)
{
	(void)flags;
	return calloc(1, size);
}

static inline void kfree(const void *pointer)
{
	free((void *)pointer);
}

#define kfree_sensitive(pointer)	kfree(pointer)

static inline bool IS_ERR_OR_NULL(const void *pointer)
{
	return !pointer || (unsigned long)pointer >= (unsigned long)-4095;
}

#endif

/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_SLAB_H
#define STANDIN_HOSTS_LINUX_SLAB_H

#include <linux/container_of.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/types.h>
#include <stdlib.h>

typedef unsigned int gfp_t;

#define GFP_KERNEL		0U
#define GFP_KERNEL_ACCOUNT	1U

/* Counted, and short now and then: see lab.h. */
void *lab_allocate(size_t size);
void lab_free(const void *pointer);

#define kzalloc(size, flags)		((void)(flags), lab_allocate(size))
#define kvzalloc(size, flags)		kzalloc(size, flags)
#define kfree(pointer)			lab_free(pointer)
#define kvfree(pointer)			lab_free(pointer)
#define kfree_sensitive(pointer)	lab_free(pointer)

static inline bool IS_ERR_OR_NULL(const void *pointer)
{
	return !pointer || (unsigned long)pointer >= (unsigned long)-4095;
}

#endif

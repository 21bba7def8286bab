/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_GFP_H
#define STANDIN_LINUX_GFP_H

#include <linux/slab.h>

#define __GFP_NOWARN		2U
#define __GFP_RETRY_MAYFAIL	4U

/* What a test gives, and what it gets back. */
void *alloc_pages_exact(size_t size, gfp_t flags);
void free_pages_exact(void *pages, size_t size);

#endif

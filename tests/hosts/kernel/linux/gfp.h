/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_GFP_H
#define STANDIN_HOSTS_LINUX_GFP_H

#include <linux/slab.h>

#define __GFP_NOWARN		0U
#define __GFP_RETRY_MAYFAIL	0U

#define alloc_pages_exact(size, flags)	kzalloc(size, flags)
#define free_pages_exact(pages, size)	((void)(size), lab_free(pages))

#endif

/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_MM_H
#define STANDIN_LINUX_MM_H

#include <linux/slab.h>

#define PAGE_SIZE	4096UL
#define __pa(address)	((unsigned long)(address))

typedef unsigned long phys_addr_t;

#endif

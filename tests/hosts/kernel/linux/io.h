/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_IO_H
#define STANDIN_HOSTS_LINUX_IO_H

#include <linux/types.h>

#define __force
#define __iomem

void *ioremap_encrypted(u64 address, unsigned long size);

static inline void iounmap(void *address)
{
	(void)address;
}

#endif

/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_SET_MEMORY_H
#define STANDIN_HOSTS_LINUX_SET_MEMORY_H

#include <linux/types.h>

/* Counts shared pages; sharing fails now and then, taking back never. */
int set_memory_decrypted(unsigned long address, unsigned int npages);
int set_memory_encrypted(unsigned long address, unsigned int npages);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_SET_MEMORY_H
#define STANDIN_LINUX_SET_MEMORY_H

int set_memory_decrypted(unsigned long address, unsigned int npages);
int set_memory_encrypted(unsigned long address, unsigned int npages);

#endif

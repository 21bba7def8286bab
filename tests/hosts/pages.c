// SPDX-License-Identifier: MIT
/*
 * Page states: what is shared is counted with what is allocated. When
 * sharing fails nobody knows how far it got.
 */
#include <errno.h>

#include <linux/set_memory.h>

#include "lab.h"

int set_memory_decrypted(unsigned long address, unsigned int npages)
{
	(void)address;
	lab_allocated += npages;
	return lab_short() ? -ENOMEM : 0;
}

int set_memory_encrypted(unsigned long address, unsigned int npages)
{
	(void)address;
	lab_allocated -= npages;
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages shared with the host, see sev-guest.h.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/set_memory.h>
#include <linux/string.h>

#include "sev-guest.h"

void snp_unshare_pages(void *pages, unsigned int npages)
{
	phys_addr_t address;

	if (!pages)
		return;
	if (!set_memory_encrypted((unsigned long)pages, npages)) {
		free_pages_exact(pages, npages * PAGE_SIZE);
		return;
	}
	address = __pa(pages);
	pr_alert("%u pages at %pa could not be made private and are lost\n",
		 npages, &address);
}

void *snp_share_pages(unsigned int npages)
{
	void *pages;

	/* As long as the device, so nobody's in particular. */
	pages = alloc_pages_exact(npages * PAGE_SIZE, GFP_KERNEL |
				  __GFP_NOWARN | __GFP_RETRY_MAYFAIL);
	if (!pages)
		return NULL;
	if (set_memory_decrypted((unsigned long)pages, npages)) {
		snp_unshare_pages(pages, npages);
		return NULL;
	}
	memset(pages, 0, npages * PAGE_SIZE);
	return pages;
}

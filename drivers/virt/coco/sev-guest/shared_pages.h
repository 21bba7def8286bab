/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages shared between the guest and its host on the real machine.
 */
#ifndef SEV_GUEST_SHARED_PAGES_H
#define SEV_GUEST_SHARED_PAGES_H

/**
 * snp_share_pages() - pages that the host can read and write
 * @npages: at least 1
 *
 * Context: may sleep.
 * Return: physically contiguous zeroed pages in the linear map, or NULL.
 */
void *snp_share_pages(unsigned int npages);

/**
 * snp_unshare_pages() - make pages private again and free them
 * @pages: NULL is allowed
 *
 * What cannot be made private is leaked, with a message: the host could still
 * write to it.
 */
void snp_unshare_pages(void *pages, unsigned int npages);

#endif /* SEV_GUEST_SHARED_PAGES_H */

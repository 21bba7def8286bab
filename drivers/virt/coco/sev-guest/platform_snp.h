/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The real machine: what platform_snp.c, the same on every kernel, the carrier,
 * the one platform_snp_*.c that fits the kernel, and shared_pages.c want of each
 * other.
 */
#ifndef SEV_GUEST_PLATFORM_SNP_H
#define SEV_GUEST_PLATFORM_SNP_H

#include <linux/types.h>

#include "platform.h"

struct device;
struct snp_carrier;

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
 * @pages: what snp_share_pages() gave; NULL is allowed
 * @npages: how many
 *
 * What cannot be made private is leaked, with a message: the host could still
 * write to it.
 */
void snp_unshare_pages(void *pages, unsigned int npages);

/**
 * struct snp_platform - the real machine
 * @events: what to tell
 * @carrier: takes messages to the host
 * @secrets: the secrets page, as long as @carrier lives
 */
struct snp_platform {
	const struct snp_platform_events *events;
	struct snp_carrier *carrier;
	u8 *secrets;
};

/**
 * snp_carrier_create() - what takes messages to the host
 * @dev: the device that the architecture made for SNP guests
 * @secrets: out: the secrets page
 *
 * Context: probe. May sleep.
 * Return: the carrier, -ENODEV or -ENOMEM.
 */
struct snp_carrier *snp_carrier_create(struct device *dev, u8 **secrets);

/* Waits until the host is not asked any more; @carrier is gone after. */
void snp_carrier_destroy(struct snp_carrier *carrier);

#endif /* SEV_GUEST_PLATFORM_SNP_H */

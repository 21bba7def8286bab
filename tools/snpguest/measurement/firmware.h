/* SPDX-License-Identifier: MIT */
/*
 * The stages of an SNP launch: images, sections, processors. Each takes the
 * chain where the one before left it, so what stays the same need not be
 * computed again.
 */
#ifndef SNPGUEST_FIRMWARE_H
#define SNPGUEST_FIRMWARE_H

#include "page_chain.h"
#include "kernel_hashes.h"

/**
 * struct firmware - the images of a launch, read
 * @measured: the one whose sections are measured: @svsm if there is one
 */
struct firmware {
	struct snpguest_blob image, svsm_image;
	struct snpguest_ovmf ovmf, svsm;
	const struct snpguest_ovmf *measured;
	uint64_t svsm_gpa;
};

/**
 * launch_check() - what can be said without looking into the images
 *
 * Return: 0, -EINVAL.
 */
int launch_check(const struct snpguest_launch *launch,
		 struct snpguest_error *error);

/**
 * firmware_read() - parse the images, and see that @launch fits them
 *
 * @firmware->measured points into @firmware. Return: 0, -EBADMSG.
 */
int firmware_read(const struct snpguest_launch *launch,
		  struct firmware *firmware, struct snpguest_error *error);

/** First stage: the images, or the hash given for OVMF. */
int firmware_measure(struct page_chain *chain,
		     const struct snpguest_launch *launch,
		     const struct firmware *firmware);

/**
 * Second stage: the sections, in the order and with the types of @vmm.
 * @hashes: the table, or NULL when no kernel is measured
 */
int sections_measure(struct page_chain *chain, uint32_t vmm,
		     const struct firmware *firmware, const uint8_t *hashes);

/** The page of a vCPU. All but the first are the same. */
void launch_vmsa(const struct snpguest_launch *launch,
		 const struct firmware *firmware, bool first,
		 uint8_t page[SNPGUEST_PAGE_SIZE]);

#endif

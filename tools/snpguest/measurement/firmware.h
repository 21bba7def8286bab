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

/** Its beginning: the sections before that of the hashes. */
int sections_before_hashes(struct page_chain *chain, uint32_t vmm,
			   const struct firmware *firmware);

/**
 * struct hashes - what is in the first page of the section for them
 * @table: KERNEL_HASHES_SIZE bytes, or NULL when no kernel is measured
 * @contents: SHA-384 of the page when it is known; else NULL
 */
struct hashes {
	const uint8_t *table, *contents;
};

/** The rest of it, from the section of the hashes on. */
int sections_from_hashes(struct page_chain *chain, uint32_t vmm,
			 const struct firmware *firmware,
			 const struct hashes *hashes);

/** The page of a vCPU. All but the first are the same. */
void launch_vmsa(const struct snpguest_launch *launch,
		 const struct firmware *firmware, bool first,
		 uint8_t page[SNPGUEST_PAGE_SIZE]);

#endif

/* SPDX-License-Identifier: MIT */
/* The SNP launch digest: a chain of SHA-384 over PAGE_INFO, [ABI] 8.17. */
#ifndef SNPGUEST_PAGE_CHAIN_H
#define SNPGUEST_PAGE_CHAIN_H

#include "../lib/crypto/crypto_hash.h"
#include "snpguest_measure.h"

/**
 * struct page_chain - a digest that grows page by page
 * @ld: the launch digest so far; may be saved and put back
 * @hash: SHA-384, also for contents
 * @work: what was computed so far, in links; a page that was hashed has the
 *	  time of PAGE_CHAIN_PAGE_WORK. May be added to
 * @observer: NULL, or sees each page
 */
struct page_chain {
	uint8_t ld[SNPGUEST_DIGEST_SIZE];
	struct crypto_hash *hash;
	uint64_t work;
	const struct snpguest_observer *observer;
};

#define PAGE_CHAIN_PAGE_WORK 16

/** Return: 0, -ENOMEM, -EIO. End with page_chain_free(). */
int page_chain_init(struct page_chain *chain,
		    const struct snpguest_observer *observer);

void page_chain_free(struct page_chain *chain);

/** struct page - where a page is, and what it is told as */
struct page {
	const char *origin;
	uint32_t index;
	uint32_t type;
	uint64_t gpa;
};

/** True for the types whose contents are measured. */
bool page_has_contents(uint32_t type);

/**
 * page_chain_add() - one page more
 * @data: SNPGUEST_PAGE_SIZE bytes; not used where contents are not measured
 *
 * Return: 0, -ENOMEM, -EIO, what the observer returned.
 */
int page_chain_add(struct page_chain *chain, const struct page *page,
		   const uint8_t *data);

/**
 * page_chain_link() - the step alone, for contents that were hashed before
 * @contents: SNPGUEST_DIGEST_SIZE bytes, or NULL for zero
 *
 * No observer sees it. Return: 0, -ENOMEM, -EIO.
 */
int page_chain_link(struct page_chain *chain, uint32_t type, uint64_t gpa,
		    const uint8_t *contents);

/** All pages of an image, one after another from @first->gpa on. */
int page_chain_add_image(struct page_chain *chain, const struct page *first,
			 struct snpguest_blob image);

/** @size bytes of zeros, whole pages, which are hashed once. */
int page_chain_add_zeros(struct page_chain *chain, const struct page *first,
			 uint64_t size);

/** @size bytes, whole pages, whose contents are not measured. */
int page_chain_add_range(struct page_chain *chain, const struct page *first,
			 uint64_t size);

#endif

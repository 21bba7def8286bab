// SPDX-License-Identifier: MIT
#include "page_chain.h"

#include <string.h>

#include "../lib/base/little_endian.h"

/* [ABI] PAGE_INFO; permissions of VMPL 1 to 3 and the IMI bit are zero. */
#define PAGE_INFO_SIZE 0x70
#define PAGE_INFO_LD 0x00
#define PAGE_INFO_CONTENTS 0x30
#define PAGE_INFO_LENGTH 0x60
#define PAGE_INFO_TYPE 0x62
#define PAGE_INFO_GPA 0x68

int page_chain_init(struct page_chain *chain,
		    const struct snpguest_observer *observer)
{
	memset(chain, 0, sizeof(*chain));
	chain->observer = observer;
	return crypto_hash_new(CRYPTO_HASH_SHA384, &chain->hash);
}

void page_chain_free(struct page_chain *chain)
{
	crypto_hash_free(chain->hash);
	chain->hash = NULL;
}

bool page_has_contents(uint32_t type)
{
	return type == SNPGUEST_PAGE_NORMAL || type == SNPGUEST_PAGE_VMSA;
}

int page_chain_link(struct page_chain *chain, uint32_t type, uint64_t gpa,
		    const uint8_t *contents)
{
	uint8_t info[PAGE_INFO_SIZE] = { 0 };

	memcpy(info + PAGE_INFO_LD, chain->ld, SNPGUEST_DIGEST_SIZE);
	if (contents)
		memcpy(info + PAGE_INFO_CONTENTS, contents,
		       SNPGUEST_DIGEST_SIZE);
	put_le16(info + PAGE_INFO_LENGTH, PAGE_INFO_SIZE);
	info[PAGE_INFO_TYPE] = (uint8_t)type;
	put_le64(info + PAGE_INFO_GPA, gpa);
	chain->work++;
	return crypto_hash_once(chain->hash,
				(struct snpguest_blob){ info, sizeof(info) },
				chain->ld);
}

static int tell(const struct page_chain *chain, const struct page *page,
		const uint8_t *data, const uint8_t *contents)
{
	struct snpguest_measured measured = {
		.origin = page->origin,
		.index = page->index,
		.type = page->type,
		.gpa = page->gpa,
		.data = data,
		.len = data ? SNPGUEST_PAGE_SIZE : 0,
	};

	if (!chain->observer)
		return 0;
	memcpy(measured.contents, contents, SNPGUEST_DIGEST_SIZE);
	memcpy(measured.digest, chain->ld, SNPGUEST_DIGEST_SIZE);
	return chain->observer->measured(chain->observer->priv, &measured);
}

static int add_hashed(struct page_chain *chain, const struct page *page,
		      const uint8_t *data, const uint8_t *contents)
{
	int err = page_chain_link(chain, page->type, page->gpa, contents);

	return err ? err : tell(chain, page, data, contents);
}

static int hash_contents(struct page_chain *chain, const uint8_t *data,
			 uint8_t contents[SNPGUEST_DIGEST_SIZE])
{
	chain->work += PAGE_CHAIN_PAGE_WORK;
	return crypto_hash_once(chain->hash, (struct snpguest_blob){
		data, SNPGUEST_PAGE_SIZE }, contents);
}

int page_chain_add(struct page_chain *chain, const struct page *page,
		   const uint8_t *data)
{
	uint8_t contents[SNPGUEST_DIGEST_SIZE] = { 0 };
	int err;

	if (!page_has_contents(page->type))
		return add_hashed(chain, page, NULL, contents);
	err = hash_contents(chain, data, contents);
	return err ? err : add_hashed(chain, page, data, contents);
}

int page_chain_add_image(struct page_chain *chain, const struct page *first,
			 struct snpguest_blob image)
{
	struct page page = *first;
	int err = 0;

	for (size_t at = 0; !err && at < image.len; at += SNPGUEST_PAGE_SIZE) {
		err = page_chain_add(chain, &page, image.data + at);
		page.gpa += SNPGUEST_PAGE_SIZE;
	}
	return err;
}

int page_chain_add_zeros(struct page_chain *chain, const struct page *first,
			 uint64_t size)
{
	static const uint8_t zeros[SNPGUEST_PAGE_SIZE];
	uint8_t contents[SNPGUEST_DIGEST_SIZE];
	struct page page = *first;
	int err = hash_contents(chain, zeros, contents);

	for (uint64_t at = 0; !err && at < size; at += SNPGUEST_PAGE_SIZE) {
		err = add_hashed(chain, &page, zeros, contents);
		page.gpa += SNPGUEST_PAGE_SIZE;
	}
	return err;
}

int page_chain_add_range(struct page_chain *chain, const struct page *first,
			 uint64_t size)
{
	struct page page = *first;
	int err = 0;

	for (uint64_t at = 0; !err && at < size; at += SNPGUEST_PAGE_SIZE) {
		err = page_chain_add(chain, &page, NULL);
		page.gpa += SNPGUEST_PAGE_SIZE;
	}
	return err;
}

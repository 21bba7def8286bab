// SPDX-License-Identifier: GPL-2.0-only
/*
 * Certificate buffers, see certs.h.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "certs.h"

/* One entry of the table; the certificates follow the all-zero last one. */
struct table_entry {
	u8 guid[16];
	__le32 offset;
	__le32 length;
} __packed;

static_assert(sizeof(struct table_entry) == 24);

static size_t certs_bytes(unsigned int npages)
{
	return (size_t)npages * SNP_CERTS_PAGE_SIZE;
}

void snp_certs_init(struct snp_certs *certs, struct snp_platform *platform,
		    unsigned int limit)
{
	memset(certs, 0, sizeof(*certs));
	certs->platform = platform;
	certs->limit = limit;
}

static void certs_unshare(struct snp_certs *certs)
{
	if (certs->shared)
		snp_platform_unshare(certs->platform, certs->shared,
				     certs->npages);
	certs->shared = NULL;
	certs->npages = 0;
}

static void free_table(struct snp_table *table)
{
	kvfree(table->data);
	table->data = NULL;
	table->npages = 0;
}

void snp_certs_free(struct snp_certs *certs, struct snp_table *table)
{
	free_table(table);
	if (table->lasting)
		WRITE_ONCE(certs->lent, false);
	table->lasting = false;
}

void snp_certs_destroy(struct snp_certs *certs)
{
	certs_unshare(certs);
	free_table(&certs->spare);
}

static int certs_grow_table(struct snp_table *table, unsigned int npages)
{
	gfp_t flags = table->lasting ? GFP_KERNEL : GFP_KERNEL_ACCOUNT;
	u8 *data;

	if (npages <= table->npages)
		return 0;
	data = kvzalloc(certs_bytes(npages), flags);
	if (!data)
		return -ENOMEM;
	free_table(table);
	table->data = data;
	table->npages = npages;
	return 0;
}

/*
 * The old buffer is there until there is a new one, and as long as anybody may ask
 * the host with it.
 */
int snp_certs_grow(struct snp_certs *certs, struct snp_table *table,
		   unsigned int npages)
{
	u8 *shared;

	if (certs_grow_table(table, npages))
		return -ENOMEM;
	if (npages <= certs->npages)
		return 0;
	if (certs->shared && snp_platform_settle(certs->platform, 0))
		return -EBUSY;

	shared = snp_platform_share(certs->platform, npages);
	if (!shared)
		return -ENOMEM;
	certs_unshare(certs);
	certs->shared = shared;
	certs->npages = npages;
	return 0;
}

int snp_certs_take(struct snp_certs *certs, struct snp_table *table)
{
	*table = (struct snp_table){};
	if (!READ_ONCE(certs->lent)) {
		*table = certs->spare;
		table->lasting = true;
		certs->spare = (struct snp_table){};
		certs->lent = true;
	}
	if (!certs_grow_table(table, certs->npages))
		return 0;
	snp_certs_free(certs, table);
	return -ENOMEM;
}

void snp_certs_give(struct snp_certs *certs, struct snp_table *table)
{
	if (table->lasting) {
		certs->spare = *table;
		certs->spare.lasting = false;
		table->data = NULL;
	}
	snp_certs_free(certs, table);
}

void snp_certs_clear(struct snp_certs *certs)
{
	if (certs->shared)
		memset(certs->shared, 0, certs_bytes(certs->npages));
}

static bool is_last_entry(const struct table_entry *entry)
{
	static const struct table_entry last;

	return !memcmp(entry, &last, sizeof(last));
}

/* Offset and length are the host's and 32 bits wide; their sum is not. */
static u64 end_of_entry(const struct table_entry *entry)
{
	return (u64)le32_to_cpu(entry->offset) + le32_to_cpu(entry->length);
}

size_t snp_table_size(const struct snp_table *table, unsigned int npages)
{
	const struct table_entry *entry = (void *)table->data;
	size_t limit = certs_bytes(min(npages, table->npages));
	size_t i, entries = limit / sizeof(*entry);
	u64 end = 0;

	for (i = 0; i < entries; i++) {
		if (is_last_entry(&entry[i]))
			return i ? max_t(u64, end, (i + 1) * sizeof(*entry)) : 0;
		end = max(end, end_of_entry(&entry[i]));
		if (end > limit)
			break;
	}
	return limit;
}

size_t snp_certs_copy(struct snp_certs *certs, struct snp_table *table,
		      unsigned int npages)
{
	size_t size;

	npages = min3(npages, certs->npages, table->npages);
	if (!npages)
		return 0;
	memcpy(table->data, certs->shared, certs_bytes(npages));
	size = snp_table_size(table, npages);
	/* The host may want more than the certificates take, see request.c. */
	certs->known = max_t(unsigned int, certs->known,
			     DIV_ROUND_UP(size, SNP_CERTS_PAGE_SIZE));
	certs->known = min(certs->known, npages);
	return size;
}

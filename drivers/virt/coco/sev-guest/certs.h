/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The buffer that the host writes certificate tables to, and private copies
 * of what it wrote. The shared buffer is kept between requests and only ever
 * grows: in the steady state nothing changes between private and shared.
 */
#ifndef SEV_GUEST_CERTS_H
#define SEV_GUEST_CERTS_H

#include <linux/types.h>

#include "platform.h"

#define SNP_CERTS_PAGE_SIZE	4096

/**
 * struct snp_table - a private copy of a certificate table
 * @data: @npages pages, or NULL
 * @lasting: the device's own: it outlives the request
 */
struct snp_table {
	u8 *data;
	unsigned int npages;
	bool lasting;
};

/**
 * struct snp_certs - the shared buffer
 * @shared: @npages pages that the host may write, or NULL
 * @limit: pages it may grow to
 * @known: pages the host's table takes; 0 when that is not known
 * @told: the last caller was told @known, and the host was not asked
 * @spare: a private buffer for the next request
 * @lent: a request has it
 */
struct snp_certs {
	struct snp_platform *platform;
	u8 *shared;
	unsigned int npages;
	unsigned int limit;
	unsigned int known;
	bool told;
	struct snp_table spare;
	bool lent;
};

/* An empty buffer. @limit is in pages. */
void snp_certs_init(struct snp_certs *certs, struct snp_platform *platform,
		    unsigned int limit);

/* Frees everything, given that the host is not asked any more. */
void snp_certs_destroy(struct snp_certs *certs);

/**
 * snp_certs_grow() - make the shared buffer and @table at least @npages long
 *
 * Return: 0; -ENOMEM, or -EBUSY while the host may be asked with the buffer that
 * there is; each of the two is as it was or longer then.
 */
int snp_certs_grow(struct snp_certs *certs, struct snp_table *table,
		   unsigned int npages);

/**
 * snp_certs_take() - a private buffer for one request
 *
 * As long as the shared one, zero length included. Give it back with
 * snp_certs_give(). What lasts as long as the device is not charged to whoever
 * asks first.
 * Return: 0 or -ENOMEM.
 */
int snp_certs_take(struct snp_certs *certs, struct snp_table *table);

/* Frees @table; an empty one is allowed. Needs no lock. */
void snp_certs_free(struct snp_certs *certs, struct snp_table *table);

/* Takes @table back: it is kept for the next request, or freed. */
void snp_certs_give(struct snp_certs *certs, struct snp_table *table);

/* Clears the shared buffer, so that nothing of an earlier table remains. */
void snp_certs_clear(struct snp_certs *certs);

/**
 * snp_table_size() - how long a table is
 * @table: a private copy
 * @npages: how much of it the host may have written
 *
 * Return: bytes up to the end of the last certificate, 0 for a table without
 * entries, all of @npages for something that is not a table.
 */
size_t snp_table_size(const struct snp_table *table, unsigned int npages);

/**
 * snp_certs_copy() - copy the table out of shared memory, once
 * @npages: what was offered to the host
 *
 * What is remembered of the table's length is brought up to date.
 * Return: as snp_table_size().
 */
size_t snp_certs_copy(struct snp_certs *certs, struct snp_table *table,
		      unsigned int npages);

#endif /* SEV_GUEST_CERTS_H */

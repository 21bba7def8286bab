/* SPDX-License-Identifier: MIT */
/* A certificate table entry by entry, so that a bad one spoils no other. */
#ifndef SNPGUEST_CERTIFICATE_TABLE_H
#define SNPGUEST_CERTIFICATE_TABLE_H

#include "snpguest.h"

/**
 * struct table - @count entries of any kind; @bytes may be the host's
 * @left: as many bytes as entries may still have: they share none, or a short
 *	  table could be long to read
 */
struct table {
	struct snpguest_blob bytes;
	size_t count, left;
};

/** Counts the entries. Return: 0; -EBADMSG: nothing ends them. */
int table_open(struct snpguest_blob bytes, struct table *table,
	       struct snpguest_error *error);

/**
 * table_take() - entry number @index; each is taken once
 * @entry: out: its blob points into the table; without one after -EBADMSG
 *
 * Return: 0; -EBADMSG: it is empty, not within the table, or the entries taken
 * up to here have more bytes than the table: they overlap.
 */
int table_take(struct table *table, size_t index,
	       struct snpguest_table_entry *entry, struct snpguest_error *error);

/**
 * table_check_unique() - has an entry before number @index its GUID?
 *
 * Return: 0; -EBADMSG: one has.
 */
int table_check_unique(const struct table *table, size_t index,
		       struct snpguest_error *error);

#endif

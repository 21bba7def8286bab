// SPDX-License-Identifier: MIT
/*
 * Any bytes as a certificate table: every entry lies inside, after the head, and
 * what is built of the entries reads as they do.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "snpguest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_same(const struct snpguest_table_entry *a,
		       const struct snpguest_table_entry *b)
{
	if (a->kind != b->kind || a->blob.len != b->blob.len ||
	    memcmp(a->guid, b->guid, sizeof(a->guid)) ||
	    memcmp(a->blob.data, b->blob.data, a->blob.len))
		abort();
}

static void build_again(const struct snpguest_table_entry *entries, size_t count)
{
	struct snpguest_table_entry again[SNPGUEST_TABLE_MAX];
	size_t len, found = 0;
	uint8_t *table;

	if (snpguest_table_build(entries, count, &table, &len, NULL) ||
	    snpguest_table_parse(table, len, again, SNPGUEST_TABLE_MAX, &found,
				 NULL) || found != count)
		abort();
	for (size_t i = 0; i < count; i++)
		check_same(&entries[i], &again[i]);
	free(table);
}

static void expect_refused(const struct snpguest_table_entry *entries,
			   size_t count)
{
	uint8_t *table;
	size_t len;

	if (snpguest_table_build(entries, count, &table, &len, NULL) != -EINVAL)
		abort();
}

/* Of more entries than one may have, of one twice, empty, or of nobody. */
static void build_wrong(struct snpguest_table_entry entry)
{
	struct snpguest_table_entry entries[SNPGUEST_TABLE_MAX + 1] = {
		entry, entry,
	};

	expect_refused(entries, 2);
	expect_refused(entries, SNPGUEST_TABLE_MAX + 1);
	entries[1].blob.len = 0;
	expect_refused(entries, 2);
	entries[1] = entry;
	memset(entries[1].guid, 0, sizeof(entries[1].guid));
	expect_refused(entries, 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snpguest_table_entry entries[SNPGUEST_TABLE_MAX];
	static const uint8_t none[SNPGUEST_GUID_SIZE];
	bool has_guid = true;
	size_t count = 0;

	if (snpguest_table_parse(data, size, entries, SNPGUEST_TABLE_MAX,
				 &count, NULL))
		return 0;
	for (size_t i = 0; i < count; i++) {
		size_t offset = entries[i].blob.data - data;

		if (offset < (count + 1) * 24 || offset >= size ||
		    !entries[i].blob.len || entries[i].blob.len > size - offset)
			abort();
		has_guid &= !!memcmp(entries[i].guid, none, sizeof(none));
	}
	if (!has_guid)
		return 0;
	build_again(entries, count);
	if (count)
		build_wrong(entries[0]);
	return 0;
}

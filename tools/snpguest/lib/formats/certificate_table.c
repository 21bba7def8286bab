// SPDX-License-Identifier: MIT
/* The table of certificates that a host hands out ([GHCB] 4.1.8.1). */
#include "certificate_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/bytes.h"
#include "../base/error.h"
#include "../base/little_endian.h"

#define ENTRY_SIZE 24

static const struct {
	uint8_t guid[SNPGUEST_GUID_SIZE];
	enum snpguest_entry_kind kind;
} known[] = {
	{ { 0x63, 0xda, 0x75, 0x8d, 0xe6, 0x64, 0x45, 0x64,
	    0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd },
	  SNPGUEST_ENTRY_VCEK },
	{ { 0xa8, 0x07, 0x4b, 0xc2, 0xa2, 0x5a, 0x48, 0x3e,
	    0xaa, 0xe6, 0x39, 0xc0, 0x45, 0xa0, 0xb8, 0xa1 },
	  SNPGUEST_ENTRY_VLEK },
	{ { 0x4a, 0xb7, 0xb3, 0x79, 0xbb, 0xac, 0x4f, 0xe4,
	    0xa0, 0x2f, 0x05, 0xae, 0xf3, 0x27, 0xc7, 0x82 },
	  SNPGUEST_ENTRY_ASK },
	{ { 0xc0, 0xb4, 0x06, 0xa4, 0xa8, 0x03, 0x49, 0x52,
	    0x97, 0x43, 0x3f, 0xb6, 0x01, 0x4c, 0xd0, 0xae },
	  SNPGUEST_ENTRY_ARK },
	{ { 0x92, 0xf8, 0x1b, 0xc3, 0x58, 0x11, 0x4d, 0x3d,
	    0x97, 0xff, 0xd1, 0x9f, 0x88, 0xdc, 0x67, 0xea },
	  SNPGUEST_ENTRY_CRL },
};

const char *snpguest_entry_name(uint32_t kind)
{
	switch ((enum snpguest_entry_kind)kind) {
	case SNPGUEST_ENTRY_VCEK:
		return "vcek";
	case SNPGUEST_ENTRY_VLEK:
		return "vlek";
	case SNPGUEST_ENTRY_ASK:
		return "ask";
	case SNPGUEST_ENTRY_ARK:
		return "ark";
	case SNPGUEST_ENTRY_CRL:
		return "crl";
	case SNPGUEST_ENTRY_UNKNOWN:
		break;
	}
	return "unknown";
}

static enum snpguest_entry_kind kind_of(const uint8_t guid[SNPGUEST_GUID_SIZE])
{
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!memcmp(guid, known[i].guid, SNPGUEST_GUID_SIZE))
			return known[i].kind;
	return SNPGUEST_ENTRY_UNKNOWN;
}

static int guid_of(const struct snpguest_table_entry *entry,
		   uint8_t guid[SNPGUEST_GUID_SIZE])
{
	memcpy(guid, entry->guid, SNPGUEST_GUID_SIZE);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (entry->kind == known[i].kind)
			memcpy(guid, known[i].guid, SNPGUEST_GUID_SIZE);
	return bytes_are_zero(guid, SNPGUEST_GUID_SIZE) ? -EINVAL : 0;
}

int table_open(struct snpguest_blob bytes, struct table *table,
	       struct snpguest_error *error)
{
	struct bytes b = bytes_of(bytes);
	const uint8_t *entry;

	*table = (struct table){ .bytes = bytes, .left = bytes.len };
	if (!bytes.len)
		return 0;
	while ((entry = bytes_take(&b, ENTRY_SIZE))) {
		if (bytes_are_zero(entry, ENTRY_SIZE))
			return 0;
		table->count++;
	}
	return fail(error, -EBADMSG,
		    "certificate table: no all-zero entry ends it");
}

static int read_entry(const struct table *table, size_t index,
		      struct snpguest_table_entry *entry,
		      struct snpguest_error *error)
{
	struct bytes b = bytes_of(table->bytes);
	size_t head = (table->count + 1) * ENTRY_SIZE;
	uint32_t offset, length;

	*entry = (struct snpguest_table_entry){ 0 };
	bytes_take(&b, index * ENTRY_SIZE);
	bytes_copy(&b, entry->guid, sizeof(entry->guid));
	offset = bytes_le32(&b);
	length = bytes_le32(&b);
	entry->kind = kind_of(entry->guid);

	if (!length)
		return fail(error, -EBADMSG,
			    "certificate table: the %s entry is empty",
			    snpguest_entry_name(entry->kind));
	if (offset < head || offset > table->bytes.len ||
	    length > table->bytes.len - offset)
		return fail(error, -EBADMSG,
			    "certificate table: the %s entry, offset %u length %u, does not fit in bytes %zu to %zu",
			    snpguest_entry_name(entry->kind), offset, length,
			    head, table->bytes.len);
	entry->blob = (struct snpguest_blob){ table->bytes.data + offset,
					      length };
	return 0;
}

int table_take(struct table *table, size_t index,
	       struct snpguest_table_entry *entry, struct snpguest_error *error)
{
	int err = read_entry(table, index, entry, error);

	if (err)
		return err;
	if (entry->blob.len > table->left) {
		*entry = (struct snpguest_table_entry){ 0 };
		return fail(error, -EBADMSG,
			    "certificate table: its entries overlap");
	}
	table->left -= entry->blob.len;
	return 0;
}

static const uint8_t *guid_at(const struct table *table, size_t index)
{
	return table->bytes.data + index * ENTRY_SIZE;
}

int table_check_unique(const struct table *table, size_t index,
		       struct snpguest_error *error)
{
	const uint8_t *guid = guid_at(table, index);

	for (size_t i = 0; i < index; i++)
		if (!memcmp(guid_at(table, i), guid, SNPGUEST_GUID_SIZE))
			return fail(error, -EBADMSG,
				    "certificate table: two %s entries with the same GUID",
				    snpguest_entry_name(kind_of(guid)));
	return 0;
}

int snpguest_table_parse(const uint8_t *table, size_t len,
			 struct snpguest_table_entry *entries, size_t max,
			 size_t *count, struct snpguest_error *error)
{
	size_t limit = max < SNPGUEST_TABLE_MAX ? max : SNPGUEST_TABLE_MAX;
	struct table t;
	int err = table_open((struct snpguest_blob){ table, len }, &t, error);

	*count = 0;
	if (err)
		return err;
	if (t.count > limit)
		return fail(error, -EBADMSG,
			    "certificate table: %zu entries, at most %zu are read",
			    t.count, limit);
	for (size_t i = 0; i < t.count; i++) {
		err = table_take(&t, i, &entries[i], error);
		if (!err)
			err = table_check_unique(&t, i, error);
		if (err)
			return err;
	}
	*count = t.count;
	return 0;
}

/* Size of the whole; everything that cannot be in a table is refused here. */
static int measure(const struct snpguest_table_entry *entries, size_t count,
		   size_t *len, struct snpguest_error *error)
{
	uint8_t guids[SNPGUEST_TABLE_MAX][SNPGUEST_GUID_SIZE];

	if (count > SNPGUEST_TABLE_MAX)
		return fail(error, -EINVAL, "certificate table: at most %d entries",
			    SNPGUEST_TABLE_MAX);
	*len = (count + 1) * ENTRY_SIZE;
	for (size_t i = 0; i < count; i++) {
		if (guid_of(&entries[i], guids[i]) || !entries[i].blob.len ||
		    !entries[i].blob.data)
			return fail(error, -EINVAL,
				    "certificate table: an entry without a GUID, or empty");
		for (size_t k = 0; k < i; k++)
			if (!memcmp(guids[i], guids[k], SNPGUEST_GUID_SIZE))
				return fail(error, -EINVAL,
					    "certificate table: two %s entries",
					    snpguest_entry_name(entries[i].kind));
		if (entries[i].blob.len > UINT32_MAX - *len)
			return fail(error, -E2BIG,
				    "certificate table: larger than 4 GiB");
		*len += entries[i].blob.len;
	}
	return 0;
}

int snpguest_table_build(const struct snpguest_table_entry *entries,
			 size_t count, uint8_t **table, size_t *len,
			 struct snpguest_error *error)
{
	size_t at = (count + 1) * ENTRY_SIZE;
	int err = measure(entries, count, len, error);

	*table = NULL;
	if (err)
		return err;
	*table = calloc(1, *len);
	if (!*table)
		return fail_memory(error);
	for (size_t i = 0; i < count; i++) {
		uint8_t *entry = *table + i * ENTRY_SIZE;

		guid_of(&entries[i], entry);
		put_le32(entry + SNPGUEST_GUID_SIZE, (uint32_t)at);
		put_le32(entry + SNPGUEST_GUID_SIZE + 4,
			 (uint32_t)entries[i].blob.len);
		memcpy(*table + at, entries[i].blob.data, entries[i].blob.len);
		at += entries[i].blob.len;
	}
	return 0;
}

// SPDX-License-Identifier: MIT
#include "certificate_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../base/bytes.h"
#include "../firmware/sealed_message.h"

const uint8_t guid_vcek[TABLE_GUID_SIZE] = {
	0x63, 0xda, 0x75, 0x8d, 0xe6, 0x64, 0x45, 0x64,
	0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd,
};

const uint8_t guid_vlek[TABLE_GUID_SIZE] = {
	0xa8, 0x07, 0x4b, 0xc2, 0xa2, 0x5a, 0x48, 0x3e,
	0xaa, 0xe6, 0x39, 0xc0, 0x45, 0xa0, 0xb8, 0xa1,
};

const uint8_t guid_ask[TABLE_GUID_SIZE] = {
	0x4a, 0xb7, 0xb3, 0x79, 0xbb, 0xac, 0x4f, 0xe4,
	0xa0, 0x2f, 0x05, 0xae, 0xf3, 0x27, 0xc7, 0x82,
};

const uint8_t guid_ark[TABLE_GUID_SIZE] = {
	0xc0, 0xb4, 0x06, 0xa4, 0xa8, 0x03, 0x49, 0x52,
	0x97, 0x43, 0x3f, 0xb6, 0x01, 0x4c, 0xd0, 0xae,
};

const uint8_t guid_crl[TABLE_GUID_SIZE] = {
	0x92, 0xf8, 0x1b, 0xc3, 0x58, 0x11, 0x4d, 0x3d,
	0x97, 0xff, 0xd1, 0x9f, 0x88, 0xdc, 0x67, 0xea,
};

static size_t size_of(const struct table_blob *blobs, size_t count)
{
	size_t i, size = (count + 1) * TABLE_ENTRY_SIZE;

	for (i = 0; i < count; i++)
		size += blobs[i].size;
	return size;
}

static void fill(uint8_t *table, const struct table_blob *blobs, size_t count)
{
	size_t i, at = (count + 1) * TABLE_ENTRY_SIZE;
	uint8_t *entry = table;

	for (i = 0; i < count; i++, entry += TABLE_ENTRY_SIZE) {
		memcpy(entry, blobs[i].guid, TABLE_GUID_SIZE);
		store32(entry + TABLE_ENTRY_OFFSET, (uint32_t)at);
		store32(entry + TABLE_ENTRY_LENGTH, (uint32_t)blobs[i].size);
		memcpy(table + at, blobs[i].bytes, blobs[i].size);
		at += blobs[i].size;
	}
}

int table_build(const struct table_blob *blobs, size_t count, uint32_t pages,
		uint8_t **table, size_t *size)
{
	size_t need = size_of(blobs, count);
	size_t padded = (size_t)pages * GUEST_PAGE_SIZE;

	if ((pages && need > padded) || padded > TABLE_SIZE_MAX)
		return -ENOSPC;
	*size = pages ? padded : need;
	*table = calloc(1, *size);
	if (!*table)
		return -ENOMEM;
	fill(*table, blobs, count);
	return 0;
}

#define BLOBS_MAX	5

/* Blobs of which the bytes are ours. */
struct collection {
	struct table_blob blobs[BLOBS_MAX];
	uint8_t *owned[BLOBS_MAX];
	size_t count;
};

static void collect(struct collection *all, const uint8_t *guid, uint8_t *der,
		    size_t size)
{
	all->owned[all->count] = der;
	all->blobs[all->count++] = (struct table_blob){ guid, der, size };
}

static int collect_leaf(struct collection *all, struct identity *identity,
			enum report_signer signer, uint64_t tcb)
{
	uint8_t *der;
	size_t size;
	int err = identity_leaf_certificate(identity, signer, tcb, &der, &size);

	if (!err)
		collect(all, signer == SIGNER_VLEK ? guid_vlek : guid_vcek,
			der, size);
	return err;
}

static int collect_ca(struct collection *all, struct identity *identity,
		      enum identity_ca ca)
{
	uint8_t *der;
	size_t size;
	int err = identity_ca_certificate(identity, ca, &der, &size);

	if (!err)
		collect(all, ca == CA_ARK ? guid_ark : guid_ask, der, size);
	return err;
}

static int collect_signer(struct collection *all, struct identity *identity,
			  enum report_signer signer, uint64_t tcb)
{
	int err = collect_leaf(all, identity, signer, tcb);

	return err ? err : collect_ca(all, identity,
				      signer == SIGNER_VLEK ? CA_ASVK : CA_ASK);
}

static int collect_all(struct collection *all, struct identity *identity,
		       const struct table_content *content)
{
	enum report_signer first = content->signer;
	enum report_signer other = first == SIGNER_VLEK ? SIGNER_VCEK
							: SIGNER_VLEK;
	int err = collect_signer(all, identity, first, content->tcb);

	if (!err && content->both)
		err = collect_signer(all, identity, other, content->tcb);
	return err ? err : collect_ca(all, identity, CA_ARK);
}

int table_of_identity(struct identity *identity,
		      const struct table_content *content, uint8_t **table,
		      size_t *size)
{
	struct collection all = { .count = 0 };
	int err = collect_all(&all, identity, content);
	size_t i;

	if (!err)
		err = table_build(all.blobs, all.count, content->pages, table,
				  size);
	for (i = 0; i < all.count; i++)
		free(all.owned[i]);
	return err;
}

const uint8_t *table_find(const uint8_t *table, size_t size,
			  const uint8_t guid[TABLE_GUID_SIZE],
			  size_t *blob_size)
{
	size_t at, offset, length;

	for (at = 0; at + TABLE_ENTRY_SIZE <= size; at += TABLE_ENTRY_SIZE) {
		if (all_zero(table + at, TABLE_ENTRY_SIZE))
			return NULL;
		if (memcmp(table + at, guid, TABLE_GUID_SIZE))
			continue;
		offset = load32(table + at + TABLE_ENTRY_OFFSET);
		length = load32(table + at + TABLE_ENTRY_LENGTH);
		if (offset > size || length > size - offset)
			return NULL;
		*blob_size = length;
		return table + offset;
	}
	return NULL;
}

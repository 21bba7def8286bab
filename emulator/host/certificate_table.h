/* SPDX-License-Identifier: MIT */
/*
 * The certificate table of an extended request: 24-byte entries (GUID in text
 * order, offset from the table's start, length), an all-zero entry, blobs.
 */
#ifndef EMULATOR_CERTIFICATE_TABLE_H
#define EMULATOR_CERTIFICATE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/platform_types.h"
#include "../pki/identity.h"

#define TABLE_ENTRY_SIZE	24
#define TABLE_GUID_SIZE		16
#define TABLE_ENTRY_OFFSET	16
#define TABLE_ENTRY_LENGTH	20

extern const uint8_t guid_vcek[TABLE_GUID_SIZE];
extern const uint8_t guid_vlek[TABLE_GUID_SIZE];
extern const uint8_t guid_ask[TABLE_GUID_SIZE];	/* ASK and ASVK */
extern const uint8_t guid_ark[TABLE_GUID_SIZE];
extern const uint8_t guid_crl[TABLE_GUID_SIZE];

struct table_blob {
	const uint8_t *guid;
	const uint8_t *bytes;
	size_t size;
};

/*
 * table_build() - lay blobs out
 * @pages: pad with zeros to this many; 0: no padding
 * @table: allocated; free()
 *
 * Returns 0, -ENOSPC when the blobs need more than @pages, or -ENOMEM.
 */
int table_build(const struct table_blob *blobs, size_t count, uint32_t pages,
		uint8_t **table, size_t *size);

/* Which certificates a table has. */
struct table_content {
	enum report_signer signer;	/* whose leaf, or whose comes first */
	bool both;			/* both leaves, and their issuers */
	uint64_t tcb;			/* of the leaves */
	uint32_t pages;			/* as of table_build() */
};

/*
 * table_of_identity() - leaf, ASK or ASVK, and ARK, freshly issued
 *
 * ASK and ASVK share a GUID. Returns as table_build().
 */
int table_of_identity(struct identity *identity,
		      const struct table_content *content, uint8_t **table,
		      size_t *size);

/*
 * table_find() - the blob of a GUID in a table this emulator made
 *
 * Returns its address inside @table, or NULL; bounds are checked.
 */
const uint8_t *table_find(const uint8_t *table, size_t size,
			  const uint8_t guid[TABLE_GUID_SIZE],
			  size_t *blob_size);

#endif /* EMULATOR_CERTIFICATE_TABLE_H */

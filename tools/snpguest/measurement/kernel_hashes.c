// SPDX-License-Identifier: MIT
#include "kernel_hashes.h"

#include <string.h>

#include "../lib/base/little_endian.h"

#define TABLE_SIZE 168
#define TABLE_HEAD 18 /* GUID, u16 length */
#define ENTRY_SIZE 50 /* GUID, u16 length, SHA-256 */

/* EFI GUIDs: the first three groups are little endian. */
static const uint8_t guid_table[] = {
	0x06, 0xd6, 0x38, 0x94, 0x22, 0x4f, 0xc9, 0x4c,
	0xb4, 0x79, 0xa7, 0x93, 0xd4, 0x11, 0xfd, 0x21,
};
static const uint8_t guid_cmdline[] = {
	0xd8, 0x2d, 0xd0, 0x97, 0x20, 0xbd, 0x94, 0x4c,
	0xaa, 0x78, 0xe7, 0x71, 0x4d, 0x36, 0xab, 0x2a,
};
static const uint8_t guid_initrd[] = {
	0x31, 0xf7, 0xba, 0x44, 0x2f, 0x3a, 0xd7, 0x4b,
	0x9a, 0xf1, 0x41, 0xe2, 0x91, 0x69, 0x78, 0x1d,
};
static const uint8_t guid_kernel[] = {
	0x37, 0x94, 0xe7, 0x4d, 0xd2, 0xab, 0x7f, 0x42,
	0xb8, 0x35, 0xd5, 0xb1, 0x72, 0xd2, 0x04, 0x5b,
};

static uint8_t *put_entry(uint8_t *to, const uint8_t *guid,
			  const uint8_t hash[SNPGUEST_SHA256_SIZE])
{
	memcpy(to, guid, SNPGUEST_GUID_SIZE);
	put_le16(to + SNPGUEST_GUID_SIZE, ENTRY_SIZE);
	memcpy(to + SNPGUEST_GUID_SIZE + 2, hash, SNPGUEST_SHA256_SIZE);
	return to + ENTRY_SIZE;
}

/* The string and its NUL, as the VMM hands it over. */
static int hash_cmdline(struct crypto_hash *sha256, struct snpguest_blob text,
			uint8_t hash[SNPGUEST_SHA256_SIZE])
{
	static const uint8_t nul;

	crypto_hash_add(sha256, text);
	return crypto_hash_once(sha256, (struct snpguest_blob){ &nul, 1 },
				hash);
}

static int hash_initrd(struct crypto_hash *sha256, const uint8_t *given,
		       uint8_t hash[SNPGUEST_SHA256_SIZE])
{
	if (!given)
		return crypto_hash_end(sha256, hash);
	memcpy(hash, given, SNPGUEST_SHA256_SIZE);
	return 0;
}

int kernel_hashes_build(const struct snpguest_launch *launch,
			struct crypto_hash *sha256,
			uint8_t table[KERNEL_HASHES_SIZE])
{
	uint8_t cmdline[SNPGUEST_SHA256_SIZE], initrd[SNPGUEST_SHA256_SIZE];
	uint8_t *at = table + TABLE_HEAD;
	int err;

	err = hash_cmdline(sha256, launch->cmdline, cmdline);
	if (!err)
		err = hash_initrd(sha256, launch->initrd_sha256, initrd);
	if (err)
		return err;
	memset(table, 0, KERNEL_HASHES_SIZE);
	memcpy(table, guid_table, SNPGUEST_GUID_SIZE);
	put_le16(table + SNPGUEST_GUID_SIZE, TABLE_SIZE);
	at = put_entry(at, guid_cmdline, cmdline);
	at = put_entry(at, guid_initrd, initrd);
	put_entry(at, guid_kernel, launch->kernel_sha256);
	return 0;
}

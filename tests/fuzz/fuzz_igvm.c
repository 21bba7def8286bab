// SPDX-License-Identifier: MIT
/*
 * Any bytes as an IGVM file: measured by each set of rules. The checksum is made
 * right, or nothing would ever be read.
 */
#include <stdlib.h>
#include <string.h>

#include "snpguest_measure.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t le32(const uint8_t *at)
{
	return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24;
}

static void put32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static uint32_t crc_of(uint32_t crc, const uint8_t *data, size_t len)
{
	crc = ~crc;
	for (size_t i = 0; i < len; i++) {
		crc ^= data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

static void seal(uint8_t *file, size_t size)
{
	uint32_t fixed, at, len, crc;

	if (size < 32)
		return;
	put32(file + 16, (uint32_t)size);
	fixed = le32(file + 4) == 2 ? 32 : 24;
	at = le32(file + 8);
	len = le32(file + 12);
	if (at > size || len > size - at)
		return;
	put32(file + 20, 0);
	crc = crc_of(0, file, fixed);
	put32(file + 20, crc_of(crc, file + at, len));
}

/* Areas cost time and no bytes: none above 16 MiB here. */
static bool is_small(const uint8_t *file, size_t size)
{
	size_t at = size < 32 ? 0 : le32(file + 8);

	for (int i = 0; i < 4096 && at && at + 24 <= size; i++) {
		if (le32(file + at) == 0x301 &&
		    (le32(file + at + 12) || le32(file + at + 8) > 1 << 20))
			return false;
		at += 8 + ((size_t)le32(file + at + 4) + 7) / 8 * 8;
	}
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snpguest_igvm igvm = SNPGUEST_IGVM_INIT;
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
	struct snpguest_igvm_facts facts;
	struct snpguest_error error;
	uint8_t *file = malloc(size + 1);

	if (!file)
		return 0;
	memcpy(file, data, size);
	seal(file, size);
	igvm.file = (struct snpguest_blob){ file, size };
	if (is_small(file, size)) {
		for (uint32_t rules = 0; rules < 3; rules++) {
			igvm.rules = rules;
			igvm.native_zero = size & 1;
			igvm.set_features = size & 2;
			if (snpguest_igvm_digest(&igvm, NULL, digest,
						 &error) > 0)
				abort();
		}
		igvm.rules = SNPGUEST_IGVM_VMM;
		if (snpguest_igvm_check_kvm(&igvm, &error) > 1)
			abort();
		if (snpguest_igvm_read(igvm.file, &facts, &error) > 0)
			abort();
	}
	free(file);
	return 0;
}

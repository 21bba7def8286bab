/* SPDX-License-Identifier: MIT */
/* Numbers into structures that firmware reads. */
#ifndef SNPGUEST_LITTLE_ENDIAN_H
#define SNPGUEST_LITTLE_ENDIAN_H

#include <stdint.h>

static inline void put_le16(uint8_t *to, uint16_t value)
{
	to[0] = (uint8_t)value;
	to[1] = (uint8_t)(value >> 8);
}

static inline void put_le32(uint8_t *to, uint32_t value)
{
	put_le16(to, (uint16_t)value);
	put_le16(to + 2, (uint16_t)(value >> 16));
}

static inline void put_le64(uint8_t *to, uint64_t value)
{
	put_le32(to, (uint32_t)value);
	put_le32(to + 4, (uint32_t)(value >> 32));
}

#endif

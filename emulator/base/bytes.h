/* SPDX-License-Identifier: MIT */
/* Little-endian loads and stores: the byte order of every SNP structure. */
#ifndef EMULATOR_BYTES_H
#define EMULATOR_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline uint16_t load16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t load32(const uint8_t *p)
{
	return load16(p) | (uint32_t)load16(p + 2) << 16;
}

static inline uint64_t load64(const uint8_t *p)
{
	return load32(p) | (uint64_t)load32(p + 4) << 32;
}

static inline void store16(uint8_t *p, uint16_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static inline void store32(uint8_t *p, uint32_t v)
{
	store16(p, (uint16_t)v);
	store16(p + 2, (uint16_t)(v >> 16));
}

static inline void store64(uint8_t *p, uint64_t v)
{
	store32(p, (uint32_t)v);
	store32(p + 4, (uint32_t)(v >> 32));
}

static inline bool all_zero(const uint8_t *p, size_t n)
{
	uint8_t seen = 0;

	while (n--)
		seen |= *p++;
	return seen == 0;
}

#endif /* EMULATOR_BYTES_H */

/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_CRC32_H
#define SNPGUEST_CRC32_H

#include <stddef.h>
#include <stdint.h>

/**
 * crc32_add() - CRC-32 (IEEE 802.3) of bytes that follow others
 * @crc: of what came before; 0 for nothing
 */
uint32_t crc32_add(uint32_t crc, const uint8_t *data, size_t len);

#endif

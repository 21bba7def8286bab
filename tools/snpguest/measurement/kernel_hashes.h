/* SPDX-License-Identifier: MIT */
/* Hashes of kernel, initrd and command line, for OVMF to check what it gets. */
#ifndef SNPGUEST_KERNEL_HASHES_H
#define SNPGUEST_KERNEL_HASHES_H

#include "../lib/crypto/crypto_hash.h"
#include "snpguest_measure.h"

#define KERNEL_HASHES_SIZE 176 /* 168 and padding to a multiple of 16 */

/**
 * kernel_hashes_build() - the table of a launch that has a kernel
 * @sha256: a hash of that type
 *
 * Return: 0, -ENOMEM, -EIO.
 */
int kernel_hashes_build(const struct snpguest_launch *launch,
			struct crypto_hash *sha256,
			uint8_t table[KERNEL_HASHES_SIZE]);

#endif

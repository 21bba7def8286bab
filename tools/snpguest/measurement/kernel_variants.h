/* SPDX-License-Identifier: MIT */
/* Ways in which kernel, initrd and command line are not what was predicted. */
#ifndef SNPGUEST_KERNEL_VARIANTS_H
#define SNPGUEST_KERNEL_VARIANTS_H

#include "kernel_hashes.h"
#include "search.h"

#define KERNEL_VARIANTS_MAX 16

/**
 * struct kernel_variant
 * @hashed: there is a table; false for no kernel hashes at all
 * @cmdline_needed: NULL for the command line as given, else what it should be
 * @no_initrd: the initrd that was given is left out
 * @n_changes: against what was given
 */
struct kernel_variant {
	bool hashed, no_initrd;
	const char *cmdline_needed;
	uint32_t n_changes;
	uint8_t table[KERNEL_HASHES_SIZE];
};

struct kernel_variants {
	struct kernel_variant list[KERNEL_VARIANTS_MAX];
	uint32_t n;
};

/**
 * kernel_variants_make() - the launch as given first
 * @sha256: a hash of that type
 *
 * Return: 0, -ENOMEM, -EIO.
 */
int kernel_variants_make(struct kernel_variants *variants,
			 const struct snpguest_launch *launch,
			 struct crypto_hash *sha256);

/** The changes of @variant. */
void kernel_variant_changes(struct search *search,
			    const struct snpguest_launch *launch,
			    const struct kernel_variant *variant);

/** A command line, or its beginning, in quotes. */
void quote_cmdline(char *text, size_t size, struct snpguest_blob cmdline);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What bits are called, in what is said of a report and in what a policy demands
 * of it: stable names, in snpguest-json(5) and snpguest-policy(5).
 */
#ifndef SNPGUEST_BIT_NAMES_H
#define SNPGUEST_BIT_NAMES_H

#include <stdint.h>

/** struct bit_name - the name of a bit; a list ends with NULL */
struct bit_name {
	const char *name;
	uint64_t bit;
};

/** Of POLICY and of PLATFORM_INFO, as the ABI specification numbers them. */
extern const struct bit_name guest_policy_bits[];
extern const struct bit_name platform_info_bits[];

#endif

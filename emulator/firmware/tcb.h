/* SPDX-License-Identifier: MIT */
/*
 * TCB_VERSION: eight bytes whose meaning depends on the product. Held as the
 * little-endian word that stands in reports.
 */
#ifndef EMULATOR_TCB_H
#define EMULATOR_TCB_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/platform_types.h"

/* The parts of a TCB_VERSION; @fmc is a part on Turin only. */
struct tcb_parts {
	uint8_t fmc, bl, tee, snp, ucode;
};

struct tcb_parts tcb_split(enum platform_product product, uint64_t tcb);
uint64_t tcb_join(enum platform_product product, struct tcb_parts parts);

/* Every part of @a is at most that of @b. */
bool tcb_at_most(enum platform_product product, uint64_t a, uint64_t b);

/* True when the bytes that are no part of the product's layout are zero. */
bool tcb_reserved_zero(enum platform_product product, uint64_t tcb);

/*
 * tcb_parse() - 16 hex digits, the bytes in the order they have in a report
 *
 * Returns 0, or -EINVAL with *@tcb as it was.
 */
int tcb_parse(const char *text, uint64_t *tcb);

/* The same digits again; @text takes 17 bytes. */
void tcb_print(uint64_t tcb, char text[17]);

#endif /* EMULATOR_TCB_H */

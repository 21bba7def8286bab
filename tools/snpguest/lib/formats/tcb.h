/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_TCB_H
#define SNPGUEST_TCB_H

#include "snpguest.h"

/** The parts of a TCB_VERSION that products have, in order of their names. */
enum tcb_part {
	TCB_FMC,
	TCB_BL,
	TCB_TEE,
	TCB_SNP,
	TCB_UCODE,
	TCB_PARTS,
};

/** "fmc", "bl", "tee", "snp", "ucode". */
const char *tcb_part_name(enum tcb_part part);

/** The value of one part. */
uint8_t tcb_part(const struct snpguest_tcb *tcb, enum tcb_part part);

/** The bytes of TCB_VERSION that no part of @product's layout occupies. */
uint64_t tcb_reserved_mask(enum snpguest_product product);

/** True when no part of @low is above that part of @high. */
bool tcb_not_above(const struct snpguest_tcb *low,
		 const struct snpguest_tcb *high);

/** "fmc 1 bl 1 tee 1 snp 4 ucode 81", without fmc where there is none. */
void tcb_text(const struct snpguest_tcb *tcb, char *text, size_t len);

#endif

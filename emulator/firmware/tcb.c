// SPDX-License-Identifier: MIT
#include "tcb.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/bytes.h"

/* Byte of each part: fmc, bl, tee, snp, ucode; -1 where there is none. */
struct layout {
	int fmc, bl, tee, snp, ucode;
};

static const struct layout *layout_of(enum platform_product product)
{
	static const struct layout classic = { -1, 0, 1, 6, 7 };
	static const struct layout turin = { 0, 1, 2, 3, 7 };

	return product == PRODUCT_TURIN ? &turin : &classic;
}

struct tcb_parts tcb_split(enum platform_product product, uint64_t tcb)
{
	const struct layout *at = layout_of(product);
	uint8_t b[8];

	store64(b, tcb);
	return (struct tcb_parts){
		.fmc = at->fmc < 0 ? 0 : b[at->fmc],
		.bl = b[at->bl],
		.tee = b[at->tee],
		.snp = b[at->snp],
		.ucode = b[at->ucode],
	};
}

uint64_t tcb_join(enum platform_product product, struct tcb_parts parts)
{
	const struct layout *at = layout_of(product);
	uint8_t b[8] = { 0 };

	if (at->fmc >= 0)
		b[at->fmc] = parts.fmc;
	b[at->bl] = parts.bl;
	b[at->tee] = parts.tee;
	b[at->snp] = parts.snp;
	b[at->ucode] = parts.ucode;
	return load64(b);
}

bool tcb_at_most(enum platform_product product, uint64_t a, uint64_t b)
{
	struct tcb_parts x = tcb_split(product, a), y = tcb_split(product, b);

	return x.fmc <= y.fmc && x.bl <= y.bl && x.tee <= y.tee &&
	       x.snp <= y.snp && x.ucode <= y.ucode;
}

bool tcb_reserved_zero(enum platform_product product, uint64_t tcb)
{
	return tcb_join(product, tcb_split(product, tcb)) == tcb;
}

int tcb_parse(const char *text, uint64_t *tcb)
{
	uint8_t b[8];
	unsigned int i, byte;
	int used;

	if (strlen(text) != 16 || strspn(text, "0123456789abcdefABCDEF") != 16)
		return -EINVAL;
	for (i = 0; i < 8; i++) {
		if (sscanf(text + 2 * i, "%2x%n", &byte, &used) != 1)
			return -EINVAL;
		b[i] = (uint8_t)byte;
	}
	*tcb = load64(b);
	return 0;
}

void tcb_print(uint64_t tcb, char text[17])
{
	uint8_t b[8];

	store64(b, tcb);
	snprintf(text, 17, "%02x%02x%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2],
		 b[3], b[4], b[5], b[6], b[7]);
}

// SPDX-License-Identifier: MIT
/* TCB_VERSION: which byte means what depends on the product ([ABI], [KDS] 3). */
#include "tcb.h"

#include <stdio.h>

#include "products.h"

#define NOWHERE (-1)

/* Byte of TCB_VERSION, counted from the lowest, that holds a part. */
static const signed char milan_layout[TCB_PARTS] = {
	[TCB_FMC] = NOWHERE, [TCB_BL] = 0, [TCB_TEE] = 1,
	[TCB_SNP] = 6, [TCB_UCODE] = 7,
};
static const signed char turin_layout[TCB_PARTS] = {
	[TCB_FMC] = 0, [TCB_BL] = 1, [TCB_TEE] = 2,
	[TCB_SNP] = 3, [TCB_UCODE] = 7,
};

static const signed char *layout_of(enum snpguest_product product)
{
	if (product_is_like_turin(product))
		return turin_layout;
	if (product == SNPGUEST_PRODUCT_MILAN ||
	    product == SNPGUEST_PRODUCT_GENOA || product_is_added(product))
		return milan_layout;
	return NULL;
}

const char *tcb_part_name(enum tcb_part part)
{
	static const char *const names[TCB_PARTS] = {
		[TCB_FMC] = "fmc", [TCB_BL] = "bl", [TCB_TEE] = "tee",
		[TCB_SNP] = "snp", [TCB_UCODE] = "ucode",
	};

	return names[part];
}

static uint8_t *part_of(struct snpguest_tcb *tcb, enum tcb_part part)
{
	switch (part) {
	case TCB_FMC:
		return &tcb->fmc;
	case TCB_BL:
		return &tcb->bl;
	case TCB_TEE:
		return &tcb->tee;
	case TCB_SNP:
		return &tcb->snp;
	default:
		return &tcb->ucode;
	}
}

uint8_t tcb_part(const struct snpguest_tcb *tcb, enum tcb_part part)
{
	struct snpguest_tcb copy = *tcb;

	return *part_of(&copy, part);
}

struct snpguest_tcb snpguest_tcb_decode(uint32_t product,
					uint64_t raw)
{
	const signed char *layout = layout_of(product);
	struct snpguest_tcb tcb = { .raw = raw };

	if (!layout)
		return tcb;

	tcb.has_fmc = layout[TCB_FMC] != NOWHERE;
	for (int part = 0; part < TCB_PARTS; part++)
		if (layout[part] != NOWHERE)
			*part_of(&tcb, part) = raw >> (8 * layout[part]);
	return tcb;
}

uint64_t tcb_reserved_mask(enum snpguest_product product)
{
	const signed char *layout = layout_of(product);
	uint64_t parts = 0;

	for (int part = 0; layout && part < TCB_PARTS; part++)
		if (layout[part] != NOWHERE)
			parts |= UINT64_C(0xff) << (8 * layout[part]);
	return ~parts;
}

bool tcb_not_above(const struct snpguest_tcb *low,
		 const struct snpguest_tcb *high)
{
	for (int part = 0; part < TCB_PARTS; part++)
		if (tcb_part(low, part) > tcb_part(high, part))
			return false;
	return true;
}

void tcb_text(const struct snpguest_tcb *tcb, char *text, size_t len)
{
	char fmc[16] = "";

	if (tcb->has_fmc)
		snprintf(fmc, sizeof(fmc), "fmc %u ", tcb->fmc);
	snprintf(text, len, "%sbl %u tee %u snp %u ucode %u", fmc, tcb->bl,
		 tcb->tee, tcb->snp, tcb->ucode);
}

// SPDX-License-Identifier: MIT
#include "snpguest.h"

const char *snpguest_version(void)
{
	return SNPGUEST_VERSION;
}

const char *snpguest_product_name(enum snpguest_product product)
{
	switch (product) {
	case SNPGUEST_PRODUCT_MILAN:
		return "Milan";
	case SNPGUEST_PRODUCT_GENOA:
		return "Genoa";
	case SNPGUEST_PRODUCT_TURIN:
		return "Turin";
	case SNPGUEST_PRODUCT_UNKNOWN:
		break;
	}
	return "unknown";
}

/* Ranges of models that belong to one product, by combined CPUID values. */
static const struct {
	uint8_t family, first, last;
	enum snpguest_product product;
} cpuid_ranges[] = {
	{ 0x19, 0x00, 0x0f, SNPGUEST_PRODUCT_MILAN },
	{ 0x19, 0x10, 0x1f, SNPGUEST_PRODUCT_GENOA },
	{ 0x19, 0xa0, 0xaf, SNPGUEST_PRODUCT_GENOA }, /* Bergamo, Siena */
	{ 0x1a, 0x00, 0x1f, SNPGUEST_PRODUCT_TURIN }, /* and Turin Dense */
};

enum snpguest_product snpguest_product_of_cpuid(uint8_t family, uint8_t model)
{
	for (size_t i = 0; i < sizeof(cpuid_ranges) / sizeof(*cpuid_ranges); i++)
		if (family == cpuid_ranges[i].family &&
		    model >= cpuid_ranges[i].first &&
		    model <= cpuid_ranges[i].last)
			return cpuid_ranges[i].product;
	return SNPGUEST_PRODUCT_UNKNOWN;
}

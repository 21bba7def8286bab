// SPDX-License-Identifier: MIT
/* QEMU's processor models by name, and CPUID signatures. */
#include <errno.h>
#include <strings.h>

#include "snpguest_measure.h"

/* Versions of a model differ in features alone, never in the signature. */
static const struct {
	const char *name;
	uint32_t signature;
} models[] = {
	{ "EPYC", 0x00800f12 },
	{ "EPYC-v1", 0x00800f12 },
	{ "EPYC-v2", 0x00800f12 },
	{ "EPYC-IBPB", 0x00800f12 },
	{ "EPYC-v3", 0x00800f12 },
	{ "EPYC-v4", 0x00800f12 },
	{ "EPYC-v5", 0x00800f12 },
	{ "EPYC-Rome", 0x00830f10 },
	{ "EPYC-Rome-v1", 0x00830f10 },
	{ "EPYC-Rome-v2", 0x00830f10 },
	{ "EPYC-Rome-v3", 0x00830f10 },
	{ "EPYC-Rome-v4", 0x00830f10 },
	{ "EPYC-Rome-v5", 0x00830f10 },
	{ "EPYC-Milan", 0x00a00f11 },
	{ "EPYC-Milan-v1", 0x00a00f11 },
	{ "EPYC-Milan-v2", 0x00a00f11 },
	{ "EPYC-Milan-v3", 0x00a00f11 },
	{ "EPYC-Genoa", 0x00a10f10 },
	{ "EPYC-Genoa-v1", 0x00a10f10 },
	{ "EPYC-Genoa-v2", 0x00a10f10 },
	{ "EPYC-Turin", 0x00b00f00 },
	{ "EPYC-Turin-v1", 0x00b00f00 },
	{ "EPYC-Turin-v2", 0x00b00f00 },
};

#define N_MODELS (sizeof(models) / sizeof(models[0]))

const char *snpguest_vcpu_model(size_t index, uint32_t *signature)
{
	if (index >= N_MODELS)
		return NULL;
	*signature = models[index].signature;
	return models[index].name;
}

int snpguest_vcpu_signature(const char *model, uint32_t *signature)
{
	for (size_t i = 0; i < N_MODELS; i++) {
		if (strcasecmp(models[i].name, model) == 0) {
			*signature = models[i].signature;
			return 0;
		}
	}
	return -ENOENT;
}

/* CPUID leaf 1 EAX: families above 15 go into the extended field. */
int snpguest_vcpu_signature_of(uint32_t family, uint32_t model,
			       uint32_t stepping, uint32_t *signature)
{
	uint32_t low = family < 0xf ? family : 0xf;

	if (family > 0xf + 0xff || model > 0xff || stepping > 0xf)
		return -EINVAL;
	*signature = (family - low) << 20 | (model >> 4) << 16 | low << 8 |
		     (model & 0xf) << 4 | stepping;
	return 0;
}

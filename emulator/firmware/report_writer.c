// SPDX-License-Identifier: MIT
#include "report_writer.h"

#include <errno.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include "../base/bytes.h"
#include "../base/ecdsa_deterministic.h"

#define SIGNATURE_PART	72
#define ALGO_ECDSA_P384_SHA384	1

struct cpu {
	uint8_t family, model, stepping;
};

static struct cpu cpu_of(enum platform_product product)
{
	switch (product) {
	case PRODUCT_MILAN:
		return (struct cpu){ 0x19, 0x01, 0x01 };
	case PRODUCT_GENOA:
		return (struct cpu){ 0x19, 0x11, 0x01 };
	case PRODUCT_TURIN:
		return (struct cpu){ 0x1a, 0x02, 0x01 };
	}
	return (struct cpu){ 0 };
}

/* As CPUID says it: from family 15 on the extended parts count, too. */
static struct cpu cpu_of_eax(uint32_t eax)
{
	return (struct cpu){
		.family = (uint8_t)((eax >> 8 & 0xf) + (eax >> 20 & 0xff)),
		.model = (uint8_t)((eax >> 4 & 0xf) | (eax >> 12 & 0xf0)),
		.stepping = eax & 0xf,
	};
}

uint32_t product_cpuid(enum platform_product product)
{
	struct cpu cpu = cpu_of(product);

	return cpu.stepping | (uint32_t)(cpu.model & 0xf) << 4 | 0xf << 8 |
	       (uint32_t)(cpu.model >> 4) << 16 |
	       (uint32_t)(cpu.family - 0xf) << 20;
}

static void put_firmware(uint8_t *at, struct firmware_version version)
{
	at[0] = version.build;
	at[1] = version.minor;
	at[2] = version.major;
}

static void put_since_3(const struct report_content *content, uint8_t *report)
{
	struct cpu cpu = content->cpuid ? cpu_of_eax(content->cpuid)
					: cpu_of(content->product);

	report[REPORT_CPUID] = cpu.family;
	report[REPORT_CPUID + 1] = cpu.model;
	report[REPORT_CPUID + 2] = cpu.stepping;
}

static void put_since_5(const struct report_content *content, uint8_t *report)
{
	store64(report + REPORT_LAUNCH_MITIGATIONS, content->launch_mitigations);
	store64(report + REPORT_CURRENT_MITIGATIONS,
		content->current_mitigations);
}

static void put_blobs(const struct report_content *content, uint8_t *report)
{
#define PUT(offset, field) \
	memcpy(report + (offset), content->field, sizeof(content->field))
	PUT(REPORT_FAMILY_ID, family_id);
	PUT(REPORT_IMAGE_ID, image_id);
	PUT(REPORT_REPORT_DATA, report_data);
	PUT(REPORT_MEASUREMENT, measurement);
	PUT(REPORT_HOST_DATA, host_data);
	PUT(REPORT_ID_KEY_DIGEST, id_key_digest);
	PUT(REPORT_AUTHOR_KEY_DIGEST, author_key_digest);
	PUT(REPORT_REPORT_ID, report_id);
	PUT(REPORT_REPORT_ID_MA, report_id_ma);
	PUT(REPORT_CHIP_ID, chip_id);
#undef PUT
}

void report_write(const struct report_content *content,
		  uint8_t report[REPORT_SIZE])
{
	memset(report, 0, REPORT_SIZE);
	store32(report + REPORT_VERSION, content->version);
	store32(report + REPORT_GUEST_SVN, content->guest_svn);
	store64(report + REPORT_POLICY, content->policy);
	store32(report + REPORT_VMPL, content->vmpl);
	store32(report + REPORT_SIGNATURE_ALGO, ALGO_ECDSA_P384_SHA384);
	store64(report + REPORT_PLATFORM_INFO, content->platform_info);
	store32(report + REPORT_KEY_INFO,
		(uint32_t)content->author_key_en |
		(uint32_t)content->mask_chip_key << 1 |
		(uint32_t)content->signer << 2);
	put_blobs(content, report);
	store64(report + REPORT_CURRENT_TCB, content->current_tcb);
	store64(report + REPORT_COMMITTED_TCB, content->committed_tcb);
	store64(report + REPORT_REPORTED_TCB, content->reported_tcb);
	store64(report + REPORT_LAUNCH_TCB, content->launch_tcb);
	put_firmware(report + REPORT_CURRENT_FIRMWARE,
		     content->current_firmware);
	put_firmware(report + REPORT_COMMITTED_FIRMWARE,
		     content->committed_firmware);
	if (content->version >= 3)
		put_since_3(content, report);
	if (content->version >= 5)
		put_since_5(content, report);
}

int report_sign(EVP_PKEY *key, uint8_t report[REPORT_SIZE])
{
	uint8_t *rs = report + REPORT_SIGNATURE;

	memset(rs, 0, REPORT_SIZE - REPORT_SIGNATURE);
	return ecdsa_sign_sha384(key, report, REPORT_SIGNED_SIZE, rs,
				 rs + SIGNATURE_PART, SIGNATURE_PART);
}

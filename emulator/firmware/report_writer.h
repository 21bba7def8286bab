/* SPDX-License-Identifier: MIT */
/*
 * Attestation reports: 1184 bytes, laid out as in the firmware ABI's
 * ATTESTATION_REPORT, versions 2 to 5, signed with ECDSA P-384 and SHA-384.
 *
 * Every function is thread safe.
 */
#ifndef EMULATOR_REPORT_WRITER_H
#define EMULATOR_REPORT_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/platform_types.h"

#define REPORT_SIZE		0x4a0
#define REPORT_SIGNED_SIZE	0x2a0

/* Offsets in the report. */
enum {
	REPORT_VERSION = 0x000,
	REPORT_GUEST_SVN = 0x004,
	REPORT_POLICY = 0x008,
	REPORT_FAMILY_ID = 0x010,
	REPORT_IMAGE_ID = 0x020,
	REPORT_VMPL = 0x030,
	REPORT_SIGNATURE_ALGO = 0x034,
	REPORT_CURRENT_TCB = 0x038,
	REPORT_PLATFORM_INFO = 0x040,
	REPORT_KEY_INFO = 0x048,
	REPORT_REPORT_DATA = 0x050,
	REPORT_MEASUREMENT = 0x090,
	REPORT_HOST_DATA = 0x0c0,
	REPORT_ID_KEY_DIGEST = 0x0e0,
	REPORT_AUTHOR_KEY_DIGEST = 0x110,
	REPORT_REPORT_ID = 0x140,
	REPORT_REPORT_ID_MA = 0x160,
	REPORT_REPORTED_TCB = 0x180,
	REPORT_CPUID = 0x188,
	REPORT_CHIP_ID = 0x1a0,
	REPORT_COMMITTED_TCB = 0x1e0,
	REPORT_CURRENT_FIRMWARE = 0x1e8,
	REPORT_COMMITTED_FIRMWARE = 0x1ec,
	REPORT_LAUNCH_TCB = 0x1f0,
	REPORT_LAUNCH_MITIGATIONS = 0x1f8,
	REPORT_CURRENT_MITIGATIONS = 0x200,
	REPORT_SIGNATURE = 0x2a0,
};

/* KEY_INFO.SIGNING_KEY */
enum report_signer {
	SIGNER_VCEK = 0,
	SIGNER_VLEK = 1,
	SIGNER_NONE = 7,
};

struct firmware_version {
	uint8_t major, minor, build;
};

/* What a report says, apart from its signature. */
struct report_content {
	enum platform_product product;
	uint32_t version;	/* 2 to 5; decides which fields are written */
	uint32_t guest_svn;
	uint64_t policy;
	uint8_t family_id[16];
	uint8_t image_id[16];
	uint32_t vmpl;
	uint64_t platform_info;
	bool author_key_en;
	bool mask_chip_key;
	enum report_signer signer;
	uint8_t report_data[64];
	uint8_t measurement[48];
	uint8_t host_data[32];
	uint8_t id_key_digest[48];
	uint8_t author_key_digest[48];
	uint8_t report_id[32];
	uint8_t report_id_ma[32];
	uint8_t chip_id[64];
	uint64_t current_tcb, committed_tcb, reported_tcb, launch_tcb;
	struct firmware_version current_firmware, committed_firmware;
	uint64_t launch_mitigations, current_mitigations;
	uint32_t cpuid;		/* leaf 1 EAX; 0: that of the product */
};

/* Lays @content out; the signature is left zero. */
void report_write(const struct report_content *content,
		  uint8_t report[REPORT_SIZE]);

struct evp_pkey_st;

/*
 * report_sign() - sign bytes 0 to 0x29f, R and S as 72-byte little-endian
 * @key: an EC key; of whatever curve of at most 384 bits it has
 *
 * Returns 0, or -EINVAL when @key cannot sign, or -ENOMEM.
 */
int report_sign(struct evp_pkey_st *key, uint8_t report[REPORT_SIZE]);

/*
 * CPUID leaf 1 EAX of the product: family, model and stepping, as reports and
 * the secrets page show them.
 */
uint32_t product_cpuid(enum platform_product product);

#endif /* EMULATOR_REPORT_WRITER_H */

// SPDX-License-Identifier: MIT
#include "machine.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../base/bytes.h"
#include "../pki/seeded_keys.h"
#include "../firmware/tcb.h"

/* Offsets in the secrets page. */
enum {
	SECRETS_VERSION = 0x000,
	SECRETS_FMS = 0x008,
	SECRETS_VMPCK0 = 0x020,
	SECRETS_TSC_FACTOR = 0x160,
};

#define TSC_FACTOR	200

uint64_t machine_default_tcb(enum platform_product product)
{
	switch (product) {
	case PRODUCT_MILAN:
		return tcb_join(product, (struct tcb_parts){
			.bl = 4, .snp = 0x18, .ucode = 0xdb });
	case PRODUCT_GENOA:
		return tcb_join(product, (struct tcb_parts){
			.bl = 0x0a, .snp = 0x17, .ucode = 0x54 });
	case PRODUCT_TURIN:
		return tcb_join(product, (struct tcb_parts){
			.fmc = 1, .bl = 1, .tee = 1, .snp = 4, .ucode = 0x51 });
	}
	return 0;
}

/* As configured, or a build that was seen to emit the report version. */
static struct firmware_version firmware_of(const uint8_t version[3],
					   uint32_t report_version)
{
	static const uint8_t builds[] = { 25, 29, 31, 65 };

	if (!all_zero(version, 3))
		return (struct firmware_version){ version[0], version[1],
						  version[2] };
	return (struct firmware_version){ 1, 55, builds[report_version - 2] };
}

static uint64_t platform_info_of(const struct platform_config *config)
{
	if (config->platform_info)
		return config->platform_info;
	if (config->report_version == 2)
		return 0x01;
	return config->product == PRODUCT_TURIN ? 0x65 : 0x25;
}

/* The first launch has the plain label, so that a state says what it said. */
static int launch_bytes(const struct platform_config *config, const char *what,
			uint64_t boot, uint8_t *bytes, size_t size)
{
	char label[48];

	if (boot)
		snprintf(label, sizeof(label), "%s, boot %" PRIu64, what, boot);
	else
		snprintf(label, sizeof(label), "%s", what);
	return seeded_bytes(config->seed, label, bytes, size);
}

int machine_launch(const struct platform_config *config, uint64_t boot,
		   struct guest_context *guest)
{
	char label[16];
	int i, err;

	*guest = config->guest;
	err = all_zero(guest->report_id, sizeof(guest->report_id))
		      ? launch_bytes(config, "report id", boot,
				     guest->report_id, sizeof(guest->report_id))
		      : 0;
	for (i = 0; !err && i < VMPCK_COUNT; i++) {
		snprintf(label, sizeof(label), "vmpck %d", i);
		err = launch_bytes(config, label, boot, guest->vmpck[i],
				   SEALED_KEY_SIZE);
	}
	return err ? err : launch_bytes(config, "vmrk", boot, guest->vmrk,
					ROOT_KEY_SIZE);
}

int machine_processor(const struct platform_config *config,
		      const struct identity *identity,
		      struct secure_processor *sp, struct why why)
{
	int err;

	*sp = (struct secure_processor){
		.product = config->product,
		.report_version = config->report_version,
		.strict = config->strict,
		.platform_info = platform_info_of(config),
		.launch_mitigations = config->mitigations_launch,
		.current_mitigations = config->mitigations_current,
		.current_firmware = firmware_of(config->firmware_current,
						config->report_version),
		.committed_firmware = firmware_of(config->firmware_committed,
						  config->report_version),
		.cpuid = config->cpuid,
		.launch_tcb = config->launch_tcb,
		.longer_report = (uint16_t)config->longer_report,
	};
	identity_chip_id(identity, sp->chip_id);
	err = identity_root_key(identity, SIGNER_VCEK, sp->chip_root);
	if (!err)
		err = identity_root_key(identity, SIGNER_VLEK, sp->vlek_root);
	if (!err)
		err = machine_launch(config, 0, &sp->guest);
	return err ? because(why, err, "not enough memory") : 0;
}

void machine_secrets(const struct secure_processor *sp, uint8_t page[4096])
{
	memset(page, 0, GUEST_PAGE_SIZE);
	store32(page + SECRETS_VERSION, 3);
	store32(page + SECRETS_FMS,
		sp->cpuid ? sp->cpuid : product_cpuid(sp->product));
	memcpy(page + SECRETS_VMPCK0, sp->guest.vmpck, sizeof(sp->guest.vmpck));
	store32(page + SECRETS_TSC_FACTOR, TSC_FACTOR);
}

int machine_check_secrets(const struct secure_processor *sp,
			  const uint8_t page[4096], struct why why)
{
	const uint8_t *key = page + SECRETS_VMPCK0;
	int i;

	if (load32(page + SECRETS_VERSION) != 3)
		return because(why, -EBADMSG,
			       "memory: no secrets page in it; put a copy back or make a new state with init");
	for (i = 0; i < VMPCK_COUNT; i++, key += SEALED_KEY_SIZE)
		if (!all_zero(key, SEALED_KEY_SIZE) &&
		    memcmp(key, sp->guest.vmpck[i], SEALED_KEY_SIZE))
			return because(why, -EBADMSG,
				       "memory: VMPCK%d belongs to another machine; the state directory is mixed up",
				       i);
	return 0;
}

bool machine_key_is_gone(const uint8_t page[4096], uint32_t vmpl)
{
	return all_zero(page + SECRETS_VMPCK0 + SEALED_KEY_SIZE * vmpl,
			SEALED_KEY_SIZE);
}

/* SPDX-License-Identifier: MIT */
/* A powered-off machine: what follows from its configuration. */
#ifndef EMULATOR_MACHINE_H
#define EMULATOR_MACHINE_H

#include "config.h"
#include "../pki/identity.h"

#define MACHINE_MEMORY_SIZE	(4U << 20)
#define MACHINE_MEMORY_GPA	0x10000000ULL
/* From here on it is handed from kernel to kernel: what a driver has pending. */
#define MACHINE_MEMORY_KEPT	0x3e0000U

/* A plausible TCB_VERSION for the product. */
uint64_t machine_default_tcb(enum platform_product product);

/*
 * machine_processor() - everything of @sp but its state and its doors; the guest
 * as at its first launch
 *
 * Returns 0, or -ENOMEM with a line in @why.
 */
int machine_processor(const struct platform_config *config,
		      const struct identity *identity,
		      struct secure_processor *sp, struct why why);

/*
 * machine_launch() - the guest's context and keys at a launch
 * @boot: 0: the first; each has VMPCKs, report id and VMRK of its own
 *
 * Returns 0 or -ENOMEM.
 */
int machine_launch(const struct platform_config *config, uint64_t boot,
		   struct guest_context *guest);

/* The secrets page as the firmware fills it at launch. */
void machine_secrets(const struct secure_processor *sp, uint8_t page[4096]);

/*
 * machine_check_secrets() - does the page belong to this machine?
 *
 * A VMPCK may have been wiped by the guest. Returns 0, or -EBADMSG.
 */
int machine_check_secrets(const struct secure_processor *sp,
			  const uint8_t page[4096], struct why why);

/* Whether the guest has wiped VMPCK @vmpl from its secrets page. */
bool machine_key_is_gone(const uint8_t page[4096], uint32_t vmpl);

#endif /* EMULATOR_MACHINE_H */

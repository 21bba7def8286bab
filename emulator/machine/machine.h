/* SPDX-License-Identifier: MIT */
/* A powered-off machine: what follows from its configuration. */
#ifndef EMULATOR_MACHINE_H
#define EMULATOR_MACHINE_H

#include "config.h"
#include "../pki/identity.h"

#define MACHINE_MEMORY_SIZE	(4U << 20)
#define MACHINE_MEMORY_GPA	0x10000000ULL

/* A plausible TCB_VERSION for the product. */
uint64_t machine_default_tcb(enum platform_product product);

/*
 * machine_processor() - everything of @sp but its state and its doors
 *
 * Returns 0, or -ENOMEM with a line in @why.
 */
int machine_processor(const struct platform_config *config,
		      const struct identity *identity,
		      struct secure_processor *sp, struct why why);

/* The secrets page as the firmware fills it at launch. */
void machine_secrets(const struct secure_processor *sp, uint8_t page[4096]);

/*
 * machine_check_secrets() - does the page belong to this machine?
 *
 * A VMPCK may have been wiped by the guest. Returns 0, or -EBADMSG.
 */
int machine_check_secrets(const struct secure_processor *sp,
			  const uint8_t page[4096], struct why why);

#endif /* EMULATOR_MACHINE_H */

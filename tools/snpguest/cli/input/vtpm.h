/* SPDX-License-Identifier: MIT */
/*
 * The vTPM of a guest under a paravisor (Azure), which has no device of its own:
 * it hands out an HCL report, made for the user data in another index. vtpm_tss.c
 * does it with tpm2-tss; vtpm_none.c stands in for builds without (WITH_TPM=1
 * has it).
 */
#ifndef VTPM_H
#define VTPM_H

#include "../base/files.h"
#include "settings.h"

/**
 * vtpm_evidence() - an HCL report for 64 bytes of user data
 * @settings: its device is the TCTI, such as "device:/dev/tpmrm0"; auto: that of
 *	      tpm2-tss
 * @hcl: out: as it was read; free(@hcl->data)
 * @fresh: out: whether its claims name @user_data. The paravisor takes seconds to
 *	   make a new report, and is waited for; an older one is evidence, too,
 *	   that a demand of the user data refuses
 *
 * Writes NV index 0x01400002, which it defines where it is missing, and reads
 * 0x01400001, both with the owner's (empty) authorization. The TPM is free
 * between the two. Return: EXIT_DONE; EXIT_TROUBLE.
 */
enum exit_code vtpm_evidence(const struct settings *settings,
			     const uint8_t user_data[SNPGUEST_REPORT_DATA_SIZE],
			     struct buffer *hcl, bool *fresh);

#endif /* VTPM_H */

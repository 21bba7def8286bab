/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reports through configfs-tsm, where the kernel has it.
 */
#ifndef SEV_GUEST_TSM_H
#define SEV_GUEST_TSM_H

#include <linux/kconfig.h>

#include "device.h"

#if IS_ENABLED(CONFIG_TSM_REPORTS)

/**
 * snp_tsm_register() - become the provider of reports, "sev_guest"
 *
 * A provider that is there already, or an entry that somebody forgot, keeps this
 * one out; the device serves all the same.
 *
 * Return: 0, also then, or a negative errno.
 */
int snp_tsm_register(struct snp_device *device);

/* Returns when no report is being made any more. */
void snp_tsm_unregister(void);

#else

static inline int snp_tsm_register(struct snp_device *device)
{
	return 0;
}

static inline void snp_tsm_unregister(void)
{
}

#endif

#endif /* SEV_GUEST_TSM_H */

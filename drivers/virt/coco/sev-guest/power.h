/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reboot, kexec and hibernation: moments at which a message that is outstanding
 * would be lost with this kernel's memory.
 */
#ifndef SEV_GUEST_POWER_H
#define SEV_GUEST_POWER_H

#include "device.h"

/**
 * snp_power_register() - look after @device at these moments
 *
 * Before reboot and kexec outstanding messages are completed, within a bound.
 * Hibernation is refused when that fails.
 * Return: 0 or a negative errno.
 */
int snp_power_register(struct snp_device *device);

void snp_power_unregister(void);

#endif /* SEV_GUEST_POWER_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The self-check of CPUID, see Documentation/ABI/testing/debugfs-sev-guest.
 */
#ifndef SEV_GUEST_CPUID_FILE_H
#define SEV_GUEST_CPUID_FILE_H

#include "device.h"

struct dentry;

/* A file in @folder, which goes with it. Cannot fail visibly. */
void snp_cpuid_file_publish(struct snp_device *device, struct dentry *folder);

#endif /* SEV_GUEST_CPUID_FILE_H */

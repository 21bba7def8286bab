/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the kernels this driver is built for differ. The only place that looks
 * at a version.
 */
#ifndef SEV_GUEST_COMPAT_H
#define SEV_GUEST_COMPAT_H

#include <linux/version.h>

/* cpuid_count() moved in 6.16. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
#include <asm/cpuid/api.h>
#else
#include <asm/processor.h>
#endif

/* remove() of a platform driver has returned nothing since 6.11. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
#define SNP_PLATFORM_REMOVE(function)	.remove = (function)
#else
#define SNP_PLATFORM_REMOVE(function)	.remove_new = (function)
#endif

/* Kernels before 6.12 run at VMPL0 or do not know. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define snp_kernel_vmpl()		(snp_vmpl)
#else
#define snp_kernel_vmpl()		0U
#endif

/*
 * configfs-tsm was renamed in 6.17. The old names exist again there and mean
 * something else.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 17, 0)
#define snp_tsm_ops			tsm_report_ops
#define snp_tsm_provider_register	tsm_report_register
#define snp_tsm_provider_unregister	tsm_report_unregister
#else
#define snp_tsm_ops			tsm_ops
#define snp_tsm_provider_register	tsm_register
#define snp_tsm_provider_unregister	tsm_unregister
#endif

#endif /* SEV_GUEST_COMPAT_H */

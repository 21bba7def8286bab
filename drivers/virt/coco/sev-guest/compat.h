/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the kernels this driver is built for differ. The only place that looks
 * at a version.
 */
#ifndef SEV_GUEST_COMPAT_H
#define SEV_GUEST_COMPAT_H

#include <linux/version.h>

/*
 * Tested on 6.1, 6.12, 7.2 and 7.3; between those that share a carrier nothing
 * is known to change. A build for another kernel has to say that it knows.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0) || \
	LINUX_VERSION_CODE >= KERNEL_VERSION(7, 4, 0) || \
	(LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0) && \
	 LINUX_VERSION_CODE < KERNEL_VERSION(7, 2, 0))
#ifndef SNP_UNTESTED_KERNEL
#error "not tested on this kernel; tested are 6.1 to 6.12, 7.2 and 7.3"
#endif
#endif

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

/* The longest piece of contiguous memory: the meaning of its name has changed. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
#define SNP_CONTIGUOUS_MAX		(PAGE_SIZE << MAX_PAGE_ORDER)
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
#define SNP_CONTIGUOUS_MAX		(PAGE_SIZE << MAX_ORDER)
#else
#define SNP_CONTIGUOUS_MAX		(PAGE_SIZE << (MAX_ORDER - 1))
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

/*
 * The cipher that the architecture made of a key, struct snp_msg_desc. It is
 * wiped by snp_msg_free() since 7.3, where it has another name.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 3, 0)
#define snp_wipe_cipher(desc)		((void)(desc))
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(7, 2, 0)
#include <crypto/gcm.h>
#include <linux/string.h>
#include <asm/sev.h>

static inline void snp_wipe_cipher(struct snp_msg_desc *desc)
{
	if (desc->ctx)
		memzero_explicit(desc->ctx, sizeof(*desc->ctx));
}
#endif

#endif /* SEV_GUEST_COMPAT_H */

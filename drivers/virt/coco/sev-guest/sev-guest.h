/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The inner face of the module: what its files want of each other beside the
 * channel (channel.h), messages (message.h), the machine (platform.h), the
 * device (device.h) and its requests (request.h). What is tested by itself in
 * user space has a header of its own (aead.h, certs.h, cpuid.h, svsm.h), and so
 * have the events (trace.h): define_trace.h reads that file several times over.
 */
#ifndef SEV_GUEST_H
#define SEV_GUEST_H

#include <linux/kconfig.h>
#include <linux/types.h>

#include "device.h"
#include "platform.h"

struct dentry;
struct tsm_report;

/* ------------------------------------------- ioctl.c: linux/sev-guest.h */

/**
 * snp_ioctl() - serve an ioctl of linux/sev-guest.h
 * @arg: address of a struct snp_guest_request_ioctl in user space
 *
 * Context: process context. May sleep.
 * Return: 0 or a negative errno; see Documentation/virt/coco/sev-guest.rst.
 */
long snp_ioctl(struct snp_device *device, unsigned int cmd, unsigned long arg);

/* -------------------------- tsm.c, tsm_svsm.c: reports by configfs-tsm */

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

/**
 * snp_tsm_svsm_report() - fill @report with what the SVSM attests
 *
 * For all services, or for the one of service_guid.
 * Context: may sleep.
 * Return: as snp_svsm_attest(); -EINVAL without an SVSM.
 */
int snp_tsm_svsm_report(struct tsm_report *report);

/* ------------------------------------------------ power.c: power events */

/**
 * snp_power_register() - look after @device when the machine stops
 *
 * Reboot, kexec and hibernation are moments at which a message that is
 * outstanding would be lost with this kernel's memory. Outstanding messages are
 * completed, within a bound, and no other request is made. Hibernation is
 * refused when that fails.
 * Return: 0 or a negative errno.
 */
int snp_power_register(struct snp_device *device);

void snp_power_unregister(void);

/* ----------------- statistics.c, cpuid_file.c: debugfs, see its ABI file */

/* Counts a request that has ended with @result. Callers serialise. */
void snp_statistics_count(struct snp_statistics *statistics,
			  const struct snp_exchange *exchange, int result);

/* Returns the folder for snp_statistics_withdraw(). Cannot fail visibly. */
struct dentry *snp_statistics_publish(struct snp_device *device);

/* Returns when nobody reads any more. */
void snp_statistics_withdraw(struct dentry *folder);

/* A file in @folder, which goes with it. Cannot fail visibly. */
void snp_cpuid_file_publish(struct snp_device *device, struct dentry *folder);

/* ------- platform_snp.c, its carrier, shared_pages.c: the real machine */

struct device;
struct snp_carrier;

/**
 * snp_share_pages() - pages that the host can read and write
 * @npages: at least 1
 *
 * Context: may sleep.
 * Return: physically contiguous zeroed pages in the linear map, or NULL.
 */
void *snp_share_pages(unsigned int npages);

/**
 * snp_unshare_pages() - make pages private again and free them
 * @pages: what snp_share_pages() gave; NULL is allowed
 * @npages: how many
 *
 * What cannot be made private is leaked, with a message: the host could still
 * write to it.
 */
void snp_unshare_pages(void *pages, unsigned int npages);

/**
 * struct snp_platform - the real machine
 * @events: what to tell
 * @carrier: takes messages to the host
 * @secrets: the secrets page, as long as @carrier lives
 */
struct snp_platform {
	const struct snp_platform_events *events;
	struct snp_carrier *carrier;
	u8 *secrets;
};

/**
 * snp_carrier_create() - what takes messages to the host
 * @dev: the device that the architecture made for SNP guests
 * @secrets: out: the secrets page
 *
 * Context: probe. May sleep.
 * Return: the carrier, -ENODEV or -ENOMEM.
 */
struct snp_carrier *snp_carrier_create(struct device *dev, u8 **secrets);

/* Waits until the host is not asked any more; @carrier is gone after. */
void snp_carrier_destroy(struct snp_carrier *carrier);

#endif /* SEV_GUEST_H */

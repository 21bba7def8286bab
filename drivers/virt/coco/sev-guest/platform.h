/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the driver needs from the machine it runs on.
 *
 * Exactly one platform is linked into a module. The line runs between
 * "which bytes go to the host, and when" (channel.c, above) and "how bytes get
 * to the host and back" (the platform, below). A platform keeps no policy: it
 * makes one trip to the host per call, never retries, never waits on its own
 * account, and never looks at keys or sequence numbers of the channel.
 *
 * Everything a trip brings back is the host's word. The platform copies each
 * shared byte once, into private memory, and judges nothing.
 */
#ifndef SEV_GUEST_PLATFORM_H
#define SEV_GUEST_PLATFORM_H

#include <linux/types.h>

#include "channel.h"

struct snp_platform;

/**
 * struct snp_platform_events - what a platform tells the driver
 * @start: the machine is there; @start may call everything below. Returns 0
 *	   or a negative errno, after which @stop will not be called
 * @stop: the machine goes away; when @stop returns nobody calls the platform any
 *	  more. A trip that its caller left may still be on, with a buffer of his
 * @free: no trip is on any more; called behind @stop, or when @start has failed,
 *	  once that is so
 */
struct snp_platform_events {
	int (*start)(struct snp_platform *platform);
	void (*stop)(struct snp_platform *platform);
	void (*free)(void);
};

/**
 * snp_platform_register() - begin to look for the machine
 * @events: called once the machine is found; must outlive the registration
 *
 * Context: module init. May sleep.
 * Return: 0, -ENODEV when there is no such machine, or another negative errno.
 */
int snp_platform_register(const struct snp_platform_events *events);

/**
 * snp_platform_unregister() - stop looking; calls @stop and @free if it has started
 *
 * Context: module exit. May sleep.
 */
void snp_platform_unregister(void);

/**
 * snp_platform_vmpl() - the VMPL this kernel runs at
 *
 * Return: 0 to 3; 0 where the kernel does not tell.
 */
unsigned int snp_platform_vmpl(struct snp_platform *platform);

/**
 * snp_platform_vmpck() - a VMPCK in the secrets page
 * @id: 0 to 3
 *
 * Return: 32 bytes, writable so that a key can be given up; valid until stop.
 */
u8 *snp_platform_vmpck(struct snp_platform *platform, unsigned int id);

/**
 * snp_platform_seqno() - the durable counter of a VMPCK: os_area.msg_seqno_N
 * @id: 0 to 3
 *
 * Return: the little endian word in the secrets page; valid until stop.
 */
__le32 *snp_platform_seqno(struct snp_platform *platform, unsigned int id);

/**
 * snp_platform_carry() - one trip to the host
 *
 * Copies the image to the shared request page, asks the host, and copies the
 * response page once. What an earlier trip left behind is fetched first, in place
 * of all that.
 *
 * Context: process context, callers serialise. May sleep. Bounded: a platform
 * that has to wait for whoever asks the host gives up after @trip->timeout_ms,
 * as soon as a fatal signal is pending, and when the machine is about to stop; the
 * trip goes on without its caller.
 * Return: 0 when the host answered, whatever it said; -EIO when it answered
 * with an exception or a malformed-input complaint (SW_EXITINFO1 not zero);
 * -EINTR when a fatal signal ended a wait, -ETIMEDOUT when one took too long,
 * -EAGAIN when the machine is about to stop;
 * -ENODEV when there is no host; -ENOMEM. In the last two cases nothing was
 * exposed. -EKEYREVOKED when other bytes than the image's were encrypted under
 * its number: the key must not be used any more.
 */
int snp_platform_carry(struct snp_platform *platform, struct snp_trip *trip);

/**
 * snp_platform_settle() - wait until the host is not asked for anybody any more
 * @timeout_ms: wait no longer
 *
 * A caller of snp_platform_carry() who left may have found its answer in the page,
 * and whoever asks the host goes on all the same, with the certificate buffer.
 *
 * Context: process context, callers serialise. May sleep.
 * Return: 0, or -EBUSY when a trip is still on, also when a fatal signal ended
 * the wait.
 */
int snp_platform_settle(struct snp_platform *platform, u32 timeout_ms);

/**
 * snp_platform_share() - pages the host may write certificates to
 * @npages: how many, at least 1
 *
 * The pages are contiguous for the host, zeroed, and shared. Two such buffers
 * at a time: the caller unshares the old one when it has the new one.
 *
 * Context: callers serialise. May sleep.
 * Return: the buffer, or NULL when memory is short.
 */
void *snp_platform_share(struct snp_platform *platform, unsigned int npages);

/**
 * snp_platform_unshare() - take back what snp_platform_share() gave
 * @buffer: NULL is allowed
 *
 * Pages that cannot be made private again are leaked, with a message.
 */
void snp_platform_unshare(struct snp_platform *platform, void *buffer,
			  unsigned int npages);

#endif /* SEV_GUEST_PLATFORM_H */

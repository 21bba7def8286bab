/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One machine with a secure processor: its platform, its channel, and the lock
 * that requests take turns with.
 */
#ifndef SEV_GUEST_DEVICE_H
#define SEV_GUEST_DEVICE_H

#include <linux/mutex.h>
#include <linux/types.h>

#include "certs.h"
#include "channel.h"
#include "platform.h"

/**
 * struct snp_statistics - what has happened since the channel was opened
 * @exchanges: requests that got as far as the channel
 * @failures: those that ended with an error
 * @trips: times the host was asked
 * @waited_ms: time spent waiting because the host was busy
 * @exitinfo2: the last answer of the host that was not 0
 * @outstanding: messages that are not acknowledged
 * @certs_npages: pages of the certificate buffer
 */
struct snp_statistics {
	u64 exchanges;
	u64 failures;
	u64 trips;
	u64 waited_ms;
	u64 exitinfo2;
	u32 outstanding;
	u32 certs_npages;
};

/**
 * struct snp_device - everything a request needs
 * @platform: the machine
 * @aead: the cipher under the key in use; NULL once it is given up
 * @vmpck_id: number of the VMPCK in use
 * @certs_limit: the most certificate pages a request may ask for
 * @lock: for one request at a time
 * @channel: to the secure processor, under @vmpck_id
 * @certs: what is shared with the host for certificates
 * @table: where the request in progress wants its certificates
 * @statistics: counters, read without the lock
 * @key: the key in use, to see whether it is still there
 * @suspended: no request may begin, because memory is being written to disk
 * @pinned: the module cannot be unloaded, because a message is outstanding
 */
struct snp_device {
	struct snp_platform *platform;
	struct snp_aead *aead;
	unsigned int vmpck_id;
	unsigned int certs_limit;

	/* Protects everything below. */
	struct mutex lock;
	struct snp_channel channel;
	struct snp_certs certs;
	struct snp_table *table;
	struct snp_statistics statistics;
	u8 key[SNP_AEAD_KEY_SIZE];
	bool suspended;
	bool pinned;
};

/**
 * snp_device_create() - open the channel under a VMPCK
 * @vmpck_id: 0 to 3, or -1 for the one of the VMPL the kernel runs at
 * @busy_timeout_ms: the longest a request waits for a busy host
 * @certs_limit: pages
 *
 * Return: the device, or an ERR_PTR(): -EINVAL for a number that is not a
 * VMPCK or one whose key is empty, -EIO for a counter that cannot be right,
 * -ENOMEM, or what the cipher returned. The cause is in the log.
 */
struct snp_device *snp_device_create(struct snp_platform *platform,
				     int vmpck_id, u32 busy_timeout_ms,
				     unsigned int certs_limit);

/* Wipes and frees everything. No request may be running. */
void snp_device_destroy(struct snp_device *device);

/* Milliseconds, monotonic: the time of snp_exchange.since. */
u64 snp_device_now(void);

/**
 * snp_device_exchange() - snp_channel_exchange(), and what follows from it
 * @table: receives certificates later; grown when the host wants more room.
 *	   NULL for a request that is not extended
 *
 * Context: @device->lock is held.
 * Return: as snp_channel_exchange().
 */
int snp_device_exchange(struct snp_device *device,
			struct snp_exchange *exchange,
			struct snp_table *table);

/**
 * snp_device_drain() - complete outstanding messages
 * @timeout_ms: how long a request in progress, and then a busy host, is waited
 *		for
 *
 * Context: takes @device->lock. May sleep.
 * Return: as snp_channel_drain(); -ETIMEDOUT when a request is in progress.
 */
int snp_device_drain(struct snp_device *device, u32 timeout_ms);

/**
 * snp_device_suspend() - complete outstanding messages, begin no request
 *
 * Requests fail with -EAGAIN until snp_device_resume().
 * Return: as snp_device_drain(); on error requests go on.
 */
int snp_device_suspend(struct snp_device *device, u32 timeout_ms);

/* Begin requests again, unless the machine has another key now. */
void snp_device_resume(struct snp_device *device);

#endif /* SEV_GUEST_DEVICE_H */

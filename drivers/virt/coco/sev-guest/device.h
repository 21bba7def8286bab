/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One machine with a secure processor: its platform, its channel, and the lock
 * that requests take turns with.
 */
#ifndef SEV_GUEST_DEVICE_H
#define SEV_GUEST_DEVICE_H

#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "certs.h"
#include "channel.h"
#include "platform.h"
#include "stop.h"

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
 * struct snp_stuck - why a message is outstanding
 * @seqno: number of the oldest one that is; 0 when none is
 * @since: when the oldest one was left without an answer, by snp_device_now();
 *	   0 when none is outstanding
 * @error: with which errno the last request ended
 * @exitinfo2: what the host said to it
 * @told: the log has it
 */
struct snp_stuck {
	u64 seqno;
	u64 since;
	int error;
	u64 exitinfo2;
	bool told;
};

/**
 * struct snp_device - everything a request needs
 * @platform: the machine
 * @aead: the cipher under the key in use; NULL once it is given up
 * @vmpck_id: number of the VMPCK in use
 * @certs_limit: the most certificate pages a request may ask for
 * @stop: no request may begin and none may wait, because the machine is about
 *	  to stop
 * @lock: for one request at a time
 * @channel: to the secure processor, under @vmpck_id
 * @certs: what is shared with the host for certificates
 * @table: where the request in progress wants its certificates
 * @first_answer: to the first message of an extended report, during the second
 * @statistics: counters, read without the lock
 * @stuck: about the outstanding message
 * @key: the key in use while memory is written to disk, to see afterwards whether
 *	 it is still there
 */
struct snp_device {
	struct snp_platform *platform;
	struct snp_aead *aead;
	unsigned int vmpck_id;
	unsigned int certs_limit;
	struct snp_stop stop;

	/* Protects everything below. */
	struct mutex lock;
	struct snp_channel channel;
	struct snp_certs certs;
	struct snp_table *table;
	u8 first_answer[SNP_MESSAGE_PAYLOAD_MAX];
	struct snp_statistics statistics;
	struct snp_stuck stuck;
	u8 key[SNP_AEAD_KEY_SIZE];
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
 * Return: as snp_channel_exchange(); -EAGAIN when the machine is about to stop.
 */
int snp_device_exchange(struct snp_device *device,
			struct snp_exchange *exchange,
			struct snp_table *table);

/* Whether the machine is about to stop: a request fails with -EAGAIN. */
bool snp_device_stopping(const struct snp_device *device);

/**
 * snp_device_stop() - begin no request, complete outstanding messages
 * @timeout_ms: how long all of it may take, SNP_CHANNEL_TRIP_MS aside
 *
 * A request that waits for a busy host ends with -EAGAIN; from now on all do.
 *
 * Context: takes @device->lock. May sleep.
 * Return: 0 when nothing is outstanding; -EBUSY when a request is in progress
 * and does not end; otherwise as snp_channel_drain().
 */
int snp_device_stop(struct snp_device *device, u32 timeout_ms);

/**
 * snp_device_suspend() - snp_device_stop() for a machine that will come back
 *
 * Return: as snp_device_stop(); on error requests go on.
 */
int snp_device_suspend(struct snp_device *device, u32 timeout_ms);

/* Begin requests again, unless the machine has another key now. */
void snp_device_resume(struct snp_device *device);

#endif /* SEV_GUEST_DEVICE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The channel to the secure processor under one VMPCK: which bytes go to the
 * host and when, and what its answers are worth. Rules and states are at the
 * top of channel.c.
 *
 * Plain C: everything it needs of its surroundings is in struct
 * snp_channel_ops. Callers serialise.
 */
#ifndef SEV_GUEST_CHANNEL_H
#define SEV_GUEST_CHANNEL_H

#include <linux/sev-guest.h>
#include <linux/types.h>

#include "message.h"

struct snp_stop;

/* How a request is presented to the host: SW_EXITCODE of the GHCB. */
enum snp_request_class {
	SNP_REQUEST_PLAIN,	/* SNP GUEST_REQUEST, 0x80000011 */
	SNP_REQUEST_EXTENDED,	/* SNP EXT_GUEST_REQUEST, 0x80000012 */
};

/**
 * struct snp_trip - one trip of a sealed message to the host and back
 * @image: the message; sealed once, sent as often as needed, never changed
 * @class: plain or extended
 * @certs_npages: pages of the certificate buffer to offer; extended only
 * @certs: that buffer, which snp_platform_share() gave; NULL when none is offered
 * @timeout_ms: how long a platform that cannot ask the host itself may wait for
 *		whoever does
 * @stop: whether the machine is about to stop: a platform that waits for others
 *	  goes then
 * @first: no byte of @image, nor of an unacknowledged message before it, was
 *	   in shared memory before: the platform clears the response page
 * @exitinfo2: all ones; out: SW_EXITINFO2, when the host gave one
 * @certs_needed: out: RBX as the host left it, as far as the platform sees it:
 *		  the architecture's code keeps 32 bits
 * @fetched: out: this is what an earlier trip, whose caller did not wait for its
 *	     end, has brought back; the host has not been asked again
 * @response: out: private copy of the whole response page, taken once, valid
 *	      on every return of carry but -ENODEV, -ENOMEM and -ESHUTDOWN
 */
struct snp_trip {
	const struct snp_image *image;
	enum snp_request_class class;
	unsigned int certs_npages;
	void *certs;
	u32 timeout_ms;
	struct snp_stop *stop;
	bool first;

	u64 exitinfo2;
	u64 certs_needed;
	bool fetched;
	struct snp_message_page *response;
};

/* The most messages that may be exposed and not acknowledged. */
#define SNP_CHANNEL_WINDOW	2

/* Trips per message whose answer is neither authentic nor BUSY. */
#define SNP_CHANNEL_TRIES	3

/* Growths of the certificate buffer per message. */
#define SNP_CHANNEL_GROWTHS	4

/*
 * First and longest wait between two trips of a message while BUSY. Those in
 * between are at most half of the time waited so far.
 */
#define SNP_CHANNEL_WAIT_FIRST_MS	50
#define SNP_CHANNEL_WAIT_MAX_MS		2000

/*
 * What a trip may take although the deadline is nearer or past: a caller who
 * queued for long still gets an answer that is there for the asking.
 */
#define SNP_CHANNEL_TRIP_MS	100

/* The last sequence number of a request: the durable counter has 32 bits. */
#define SNP_CHANNEL_SEQNO_MAX	0xfffffffdU

/* exitinfo2 when the host was not asked or gave no answer. */
#define SNP_EXITINFO2_NONE	(~0ULL)

/* What the firmware says when another sequence number is due. */
#define SNP_EXITINFO2_AEAD_OFLOW	0x1dULL

/* What the hypervisor says, and nothing of the firmware's. */
#define SNP_EXITINFO2_INVALID_LEN \
	SNP_GUEST_ERR(SNP_GUEST_VMM_ERR_INVALID_LEN, 0)
#define SNP_EXITINFO2_BUSY	SNP_GUEST_ERR(SNP_GUEST_VMM_ERR_BUSY, 0)

/**
 * struct snp_channel_ops - what a channel needs; all of it, none optional
 * @seal: snp_message_seal(); -EAGAIN when the machine is about to stop
 * @open: snp_message_open()
 * @carry: snp_platform_carry(); its return values and rules are in platform.h. Or
 *	   -ESHUTDOWN, and the host was not asked: the machine is about to stop
 * @grow: make the certificate buffer that is offered to the host at least
 *	  @npages long. Returns 0, or a negative errno with the old one kept.
 * @load_counter: the durable counter
 * @store_counter: set it; when this returns the value is in memory
 * @now: milliseconds, monotonic
 * @wait: sleep @ms milliseconds. Returns 0, or as soon as the caller should go,
 *	  -EINTR for a fatal signal, -EAGAIN when the machine is about to stop
 * @random: any number, to spread waits
 */
struct snp_channel_ops {
	int (*seal)(void *context, const struct snp_message *message,
		    struct snp_image *image);
	int (*open)(void *context, const struct snp_message *request,
		    const struct snp_message_page *page, u8 *payload,
		    u16 *size);
	int (*carry)(void *context, struct snp_trip *trip);
	int (*grow)(void *context, unsigned int npages);
	u32 (*load_counter)(void *context);
	void (*store_counter)(void *context, u32 value);
	u64 (*now)(void *context);
	int (*wait)(void *context, u32 ms);
	u32 (*random)(void *context);
};

/**
 * struct snp_exchange - one request, and what became of it
 * @type: an enum snp_message_type
 * @version: version of the payload
 * @payload: @size bytes; 16-byte multiple, not zero
 * @answer: out: @answer_max bytes, zero unless the result is 0
 * @answer_min: the shortest answer
 * @answer_max: the longest
 * @extended: ask for certificates too
 * @certs_npages: pages of the certificate buffer to offer; in and out
 * @certs_limit: the most pages that may be offered
 * @since: when the caller began, by snp_channel_ops.now; the deadline counts
 *	   from here, so that callers who queued behind a busy host do not each
 *	   wait as long as the first
 *
 * @answer_size: out: bytes of the answer; zeros follow it
 * @exitinfo2: out: what the host said to the last trip; SNP_GUEST_VMM_ERR_
 *	       INVALID_LEN when it wanted a bigger buffer and did not get it,
 *	       though the message was completed; all ones when it was not asked
 * @certs_needed: out: pages the host asked for, its word; 0 if it did not ask
 * @certs_given: out: the host says that the certificates are in the buffer
 * @seqno: out: sequence number of the message; 0 if none was sealed
 * @trips: out: times the host was asked, for earlier messages too
 * @waited_ms: out: time spent waiting because of BUSY
 */
struct snp_exchange {
	u8 type;
	u8 version;
	const u8 *payload;
	u8 *answer;
	u16 size;
	u16 answer_min;
	u16 answer_max;
	bool extended;
	unsigned int certs_npages;
	unsigned int certs_limit;
	u64 since;

	u16 answer_size;
	u64 exitinfo2;
	u64 certs_needed;
	bool certs_given;
	u64 seqno;
	unsigned int trips;
	u32 waited_ms;
};

/* A message that was sealed and is not acknowledged. */
struct snp_slot {
	struct snp_image image;
	bool exposed;	/* the host may have seen its bytes */
};

/**
 * struct snp_channel - the channel; only channel.c looks inside
 * @slot: ring of outstanding messages, oldest at @oldest
 * @response: private copy of the response page
 * @plain: what was decrypted last; wiped before the channel is left
 * @plain_size: bytes of it
 */
struct snp_channel {
	const struct snp_channel_ops *ops;
	void *context;
	u8 vmpck;
	bool dead;
	u32 busy_timeout_ms;
	u64 deadline;
	bool begun;	/* a trip was made for this caller, or one fetched */
	u64 last_seqno;
	unsigned int outstanding;
	unsigned int oldest;
	struct snp_slot slot[SNP_CHANNEL_WINDOW];
	struct snp_message_page response;
	u8 plain[SNP_MESSAGE_PAYLOAD_MAX];
	u16 plain_size;
};

/**
 * snp_channel_init() - a channel with nothing outstanding
 * @channel: lies in the linear map
 * @vmpck: number of the key, 0 to 3
 * @busy_timeout_ms: the longest a caller may wait because the host is busy
 *
 * Return: 0, or -EIO when the durable counter is not one that a request can
 * follow (odd: the next IV would be one of the secure processor's).
 */
int snp_channel_init(struct snp_channel *channel,
		     const struct snp_channel_ops *ops, void *context,
		     u8 vmpck, u32 busy_timeout_ms);

/**
 * snp_channel_exchange() - send a request, get its authentic answer
 *
 * Completes earlier messages first, if there are any.
 *
 * Return: 0 with the answer, whatever the host said. Otherwise, with the
 * host's words in @exchange->exitinfo2:
 * -ENOTTY	the key has been given up, now or before
 * -EINVAL	the firmware would not take such a message; nothing was sent
 * -EAGAIN	an earlier message could not be completed, or the machine is
 *		about to stop; nothing was lost
 * -EIO		the host refused, or the counter is exhausted (exitinfo2 all
 *		ones: the host was not asked)
 * -EBADMSG	the host claims success but the answer is not authentic
 * -EPROTO	an authentic answer of the wrong type, version or size
 * -ETIMEDOUT	busy_timeout_ms have passed
 * -EINTR	a fatal signal came
 * -ENODEV	there is no host
 * -ENOMEM	or another errno of seal, open or carry
 *
 * Takes until the deadline and SNP_CHANNEL_TRIP_MS at most, as far as the
 * operations keep their own promises.
 *
 * After an error the message may be left outstanding; the next exchange
 * completes it. The key stays in use.
 */
int snp_channel_exchange(struct snp_channel *channel,
			 struct snp_exchange *exchange);

/**
 * snp_channel_drain() - complete what is outstanding, discard the answers
 * @timeout_ms: how long it may take, SNP_CHANNEL_TRIP_MS aside
 *
 * Return: 0 when nothing is outstanding; otherwise as snp_channel_exchange().
 */
int snp_channel_drain(struct snp_channel *channel, u32 timeout_ms);

/* Messages that are sealed and not acknowledged: 0, 1 or 2. */
unsigned int snp_channel_outstanding(const struct snp_channel *channel);

/* Number of the oldest of them; 0 when there is none. */
u64 snp_channel_oldest(const struct snp_channel *channel);

/* Whether the key has been given up. */
bool snp_channel_dead(const struct snp_channel *channel);

/* Wipes everything and refuses further exchanges. May be called again. */
void snp_channel_retire(struct snp_channel *channel);

#endif /* SEV_GUEST_CHANNEL_H */

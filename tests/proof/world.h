/* SPDX-License-Identifier: MIT */
/*
 * The world that channel.c is proved in, for CBMC: a secure processor, a host
 * that does whatever cryptography and the secure processor leave it, a durable
 * counter, a clock, and the power.
 *
 * Cryptography is ideal: a page is authentic when seal() or the secure
 * processor made it; the host can copy such pages and cannot make one. Whether
 * message.c is as good as its cipher is not proved: it rests on its own tests.
 *
 * One call of the channel is looked at, from any state that an earlier call can
 * have left, so what is proved holds for any number of calls. WORLD_TRIPS is
 * the most trips to the host that one call makes here.
 */
#ifndef PROOF_WORLD_H
#define PROOF_WORLD_H

#include <errno.h>

#include <linux/string.h>

#include "small_message.h"
#include "channel.h"

/*
 * One run proves the claims of one name: claim(iv, ...) is checked when
 * PROVE_iv is 1.
 */
#define claim(name, condition, text)				\
	do {							\
		if (PROVE_##name)				\
			__CPROVER_assert(condition, #name ": " text);	\
	} while (0)

#define assume(condition)	__CPROVER_assume(condition)

/* Numbers of which nothing is known. */
_Bool nondet_bool(void);
u8 nondet_u8(void);
u32 nondet_u32(void);
u64 nondet_u64(void);

/* Who made a page: stands in the tag. */
enum maker { NOBODY, GUEST, SECURE_PROCESSOR };

/**
 * struct exposure - a message as the host saw it first
 * @seqno: its number; 0 for none
 * @token: what it asks
 * @made: which act of sealing it comes from
 */
struct exposure {
	u64 seqno;
	u8 token;
	u8 made;
};

#define WORLD_NOW		1000
#define WORLD_TIMEOUT_MS	60000

/* More than the messages a call deals with: the window's, and its own. */
#define WORLD_MESSAGES	4

/**
 * struct world - all but the channel
 * @counter: the durable counter
 * @consumed: the secure processor's: it takes message @consumed + 1 next
 * @highest: the highest number that was ever in shared memory
 * @oldest: numbers below are of messages that nobody here remembers
 * @sealed: acts of sealing
 * @trips: of the call
 * @begun: a trip goes on whose caller has left
 * @late: the deadline is past
 * @revoked: a carrier has said that the key is not safe any more
 * @may_crash: the power can go at any time
 * @crashed: it went: nothing the guest does counts any more
 * @had_crash: an earlier machine may have left messages behind
 * @fair: the host serves, and shows the last answer again as KVM does
 * @forgets: a fair host shows each answer only once
 */
struct world {
	u32 counter;
	u64 consumed;
	u64 highest;
	u64 oldest;
	u8 sealed;
	unsigned int trips;
	bool begun;
	bool late;
	bool revoked;
	bool may_crash;
	bool crashed;
	bool had_crash;
	bool fair;
	bool forgets;
};

extern struct world world;
/* Where the host keeps the message of this number, when world_has() it. */
struct exposure *world_exposure(u64 seqno);
bool world_has(u64 seqno);

/* The ring of a channel, see channel_small.c. */
struct snp_slot *choose_slot(struct snp_channel *channel, unsigned int index);
struct snp_slot *real_slot_at(struct snp_channel *channel, unsigned int index);

extern const struct snp_channel_ops world_ops;

/* What the secure processor answers; the host can tell requests apart. */
#define ANSWER_TO(token)	((u8)((token) | 0x80))

#endif /* PROOF_WORLD_H */

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The channel to the secure processor, see channel.h.
 *
 * The host carries every message and can drop, repeat, change, delay and
 * invent anything. Two things it must never get: two ciphertexts under one IV,
 * and a guest that believes it. The sequence number is the IV, and the secure
 * processor takes number n only when it has consumed n - 2, so after any
 * trouble the same bytes must go again before anything else can.
 *
 * States. n is the sequence number of the oldest message concerned.
 *
 *	IDLE(n)		nothing outstanding; n = durable counter + 1
 *	SEALED(n)	n is encrypted in private memory, the durable counter
 *			is n + 1, no byte has been exposed
 *	INFLIGHT(n)	the bytes of n are in shared memory, its caller is here
 *	PENDING(n)	as INFLIGHT, its caller is gone
 *	PROBE(n)	as PENDING, and n + 2 is in flight or pending too
 *	DEAD		the key is given up
 *
 * Transitions. "authentic" is judged after every trip, whatever the host says.
 *
 *	from		event				to
 *	--------------	------------------------------	-----------------------
 *	IDLE(n)		request the firmware would	IDLE(n): EINVAL
 *			refuse
 *			counter past its end		DEAD: EIO
 *			request				SEALED(n)
 *	SEALED(n)	trip, nothing exposed		PENDING(n): ENODEV, ENOMEM, EAGAIN
 *			trip				INFLIGHT(n)
 *	INFLIGHT(n)	authentic			IDLE(n + 2): 0
 *			BUSY				wait, same bytes again
 *			BUSY at the deadline		PENDING(n): ETIMEDOUT
 *			fatal signal			PENDING(n): EINTR
 *			bytes that are not n's went	DEAD: ENOTTY
 *			out under its number
 *			an older trip's end fetched	same bytes, first time
 *			deadline past			PENDING(n): ETIMEDOUT
 *			machine about to stop		PENDING(n): EAGAIN
 *			INVALID_LEN, can grow		bigger buffer, same
 *							bytes again
 *			INVALID_LEN, cannot grow	same bytes again, plain
 *			anything else, tries left	same bytes again
 *			anything else			PENDING(n): EIO, EBADMSG
 *	PENDING(n)	next caller			INFLIGHT(n) as plain, the
 *							answer is discarded
 *			not authentic			PENDING(n): EAGAIN
 *			host claims n was consumed	seal the caller's own
 *			(AEAD_OFLOW)			request as n + 2: PROBE(n)
 *	PROBE(n)	n authentic			INFLIGHT(n + 2)
 *			n + 2 authentic			IDLE(n + 4): 0
 *			neither				PROBE(n): EAGAIN
 *			next caller			n, then n + 2, as plain
 *	any		retire				DEAD
 *	DEAD		request				DEAD: ENOTTY
 *
 * Rules that follow, each kept at one place:
 *
 *	Write-ahead	seal_next() stores counter n + 1 before the image can
 *			reach carry(), so no crash can bring n back.
 *	One plaintext	an image is written by seal_next() only, into a free
 *			slot; slots are freed by
 *			channel_acknowledge() only.
 *	Only an authentic answer frees a slot.
 *	The window	seal_next() refuses with two slots in use.
 *	Bounds		BUSY by the deadline, growth by SNP_CHANNEL_GROWTHS, an
 *			older trip's end by one, all else by SNP_CHANNEL_TRIES.
 *	The deadline	is looked at before every trip but the first, by
 *			channel_is_late(), and is what a trip may take.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "channel.h"

/* One outstanding message on its way to its answer. */
struct delivery {
	unsigned int index;	/* from the oldest outstanding one */
	enum snp_request_class class;
	bool own;		/* the caller's: it gets the answer */
	bool refused_room;	/* INVALID_LEN, and the buffer did not grow */
	bool fetched;		/* the last trip was an older one's end */
	unsigned int fetches;
	unsigned int tries;
	unsigned int growths;
	u32 waited_ms;
};

static struct snp_slot *slot_at(struct snp_channel *channel, unsigned int index)
{
	return &channel->slot[(channel->oldest + index) % SNP_CHANNEL_WINDOW];
}

static void wipe_slot(struct snp_slot *slot)
{
	memzero_explicit(slot, sizeof(*slot));
}

/* The secure processor has consumed everything up to @index. */
static void channel_acknowledge(struct snp_channel *channel, unsigned int index)
{
	unsigned int i;

	for (i = 0; i <= index; i++)
		wipe_slot(slot_at(channel, i));
	channel->oldest = (channel->oldest + index + 1) % SNP_CHANNEL_WINDOW;
	channel->outstanding -= index + 1;
}

/*
 * Whether the response page answers an outstanding message, newest first.
 * Returns its index, with the judgement in @err and the answer in
 * channel->plain; or the number of outstanding messages, with @err -EBADMSG or
 * what kept the cipher from telling.
 */
static unsigned int find_answered(struct snp_channel *channel, int *err)
{
	unsigned int i;
	int result;

	*err = -EBADMSG;
	for (i = channel->outstanding; i-- > 0;) {
		result = channel->ops->open(channel->context,
					    &slot_at(channel, i)->image.message,
					    &channel->response, channel->plain,
					    &channel->plain_size);
		if (!result || result == -EPROTO) {
			*err = result;
			return i;
		}
		if (result != -EBADMSG)
			*err = result;
	}
	return channel->outstanding;
}

/* Whether any byte of the messages up to @index was in shared memory before. */
static bool exposed_up_to(struct snp_channel *channel, unsigned int index)
{
	unsigned int i;

	for (i = 0; i <= index; i++)
		if (slot_at(channel, i)->exposed)
			return true;
	return false;
}

/* The first trip is made for whoever has queued for long, none after it. */
static bool channel_is_late(struct snp_channel *channel)
{
	return channel->begun &&
	       channel->ops->now(channel->context) > channel->deadline;
}

/* What a trip may take. */
static u32 channel_trip_ms(struct snp_channel *channel)
{
	u64 now = channel->ops->now(channel->context);

	if (channel->deadline <= now)
		return SNP_CHANNEL_TRIP_MS;
	return clamp_t(u64, channel->deadline - now, SNP_CHANNEL_TRIP_MS,
		       U32_MAX);
}

/* Nothing was shared with the host, and nothing is there to be looked at. */
static bool no_trip(int err)
{
	return err == -ENODEV || err == -ENOMEM || err == -ESHUTDOWN;
}

/* One trip, and nothing about what it brought back. */
static int channel_take_trip(struct snp_channel *channel,
			     struct snp_exchange *exchange,
			     struct delivery *delivery)
{
	bool extended = delivery->class == SNP_REQUEST_EXTENDED;
	struct snp_slot *slot = slot_at(channel, delivery->index);
	struct snp_trip trip = {
		.image = &slot->image,
		.class = delivery->class,
		.certs_npages = extended ? exchange->certs_npages : 0,
		.timeout_ms = channel_trip_ms(channel),
		.first = !exposed_up_to(channel, delivery->index),
		.exitinfo2 = SNP_EXITINFO2_NONE,
		.response = &channel->response,
	};
	int err;

	channel->begun = true;
	err = channel->ops->carry(channel->context, &trip);
	delivery->fetched = trip.fetched;
	exchange->trips += !trip.fetched;
	exchange->exitinfo2 = trip.exitinfo2;
	if (no_trip(err) || trip.fetched)
		return err;

	slot->exposed = true;
	if (!err && extended && trip.exitinfo2 == SNP_EXITINFO2_INVALID_LEN)
		exchange->certs_needed = trip.certs_needed;
	return err;
}

/* The host is busy: wait a part of the time it has cost already. */
static int channel_back_off(struct snp_channel *channel,
			    struct snp_exchange *exchange,
			    struct delivery *delivery)
{
	u64 now = channel->ops->now(channel->context);
	u32 wait = SNP_CHANNEL_WAIT_FIRST_MS;

	if (now >= channel->deadline)
		return -ETIMEDOUT;

	/* Between 5/12 and half: nobody waits half as long again as he must. */
	if (delivery->waited_ms)
		wait = delivery->waited_ms * 5 / 12;
	wait += channel->ops->random(channel->context) %
		(delivery->waited_ms / 12 + 1);
	wait = min_t(u32, wait, SNP_CHANNEL_WAIT_MAX_MS);
	wait = min_t(u64, wait, channel->deadline - now);
	delivery->waited_ms += wait;
	exchange->waited_ms += wait;
	return channel->ops->wait(channel->context, wait);
}

/* The host wants a bigger certificate buffer. Without it, go on as plain. */
static void channel_make_room(struct snp_channel *channel,
			      struct snp_exchange *exchange,
			      struct delivery *delivery)
{
	u64 needed = exchange->certs_needed;

	if (delivery->growths++ < SNP_CHANNEL_GROWTHS &&
	    needed > exchange->certs_npages && needed <= exchange->certs_limit &&
	    !channel->ops->grow(channel->context, needed)) {
		exchange->certs_npages = needed;
		return;
	}
	delivery->class = SNP_REQUEST_PLAIN;
	delivery->refused_room = true;
}

/*
 * What to do after a trip that brought no authentic answer.
 * Returns 0 to go again with the same bytes.
 */
static int channel_next_step(struct snp_channel *channel,
			     struct snp_exchange *exchange,
			     struct delivery *delivery, int carried, int judged)
{
	if (carried && carried != -EIO)
		return carried;
	if (delivery->fetched && !delivery->fetches++)
		return 0;
	if (!carried && exchange->exitinfo2 == SNP_EXITINFO2_BUSY)
		return channel_back_off(channel, exchange, delivery);
	if (!carried && exchange->exitinfo2 == SNP_EXITINFO2_INVALID_LEN &&
	    delivery->class == SNP_REQUEST_EXTENDED) {
		channel_make_room(channel, exchange, delivery);
		return 0;
	}
	if (++delivery->tries < SNP_CHANNEL_TRIES)
		return 0;
	if (judged != -EBADMSG)
		return judged;
	return carried || exchange->exitinfo2 ? -EIO : -EBADMSG;
}

/* The caller's own message has its answer. */
static void channel_hand_over(struct snp_channel *channel,
			      struct snp_exchange *exchange,
			      const struct delivery *delivery, int judged)
{
	if (!judged) {
		exchange->answer_size = channel->plain_size;
		memcpy(exchange->answer, channel->plain, channel->plain_size);
	}
	if (delivery->refused_room)
		exchange->exitinfo2 = SNP_EXITINFO2_INVALID_LEN;
	exchange->certs_given = !judged && !exchange->exitinfo2 &&
				delivery->class == SNP_REQUEST_EXTENDED;
}

/*
 * Look for an answer in what a trip brought. Returns whether the message is
 * acknowledged. @judged: the result of the delivery then; otherwise why there is
 * no answer.
 */
static bool channel_take_answer(struct snp_channel *channel,
				struct snp_exchange *exchange,
				struct delivery *delivery, int *judged)
{
	unsigned int answered = find_answered(channel, judged);
	bool done = answered >= delivery->index;
	bool mine = delivery->own && answered == delivery->index;

	if (answered == channel->outstanding)
		return false;

	if (mine)
		channel_hand_over(channel, exchange, delivery, *judged);
	memzero_explicit(channel->plain, sizeof(channel->plain));
	channel_acknowledge(channel, answered);
	if (done) {
		*judged = mine ? *judged : 0;
		return true;
	}
	delivery->index -= answered + 1;
	*judged = -EBADMSG;
	return false;
}

/*
 * Issue an outstanding message until it is acknowledged.
 * Returns 0 then; -EPROTO for a wrong kind of answer to the caller's own.
 */
static int channel_deliver(struct snp_channel *channel,
			   struct snp_exchange *exchange,
			   struct delivery *delivery)
{
	int carried, judged, err;

	while (!channel_is_late(channel)) {
		carried = channel_take_trip(channel, exchange, delivery);
		if (no_trip(carried))
			return carried == -ESHUTDOWN ? -EAGAIN : carried;
		if (carried == -EKEYREVOKED) {
			snp_channel_retire(channel);
			return -ENOTTY;
		}
		if (channel_take_answer(channel, exchange, delivery, &judged))
			return judged;

		err = channel_next_step(channel, exchange, delivery, carried,
					judged);
		if (err)
			return err;
	}
	return -ETIMEDOUT;
}

/* Issue an outstanding message again only to be acknowledged. */
static int channel_complete(struct snp_channel *channel,
			    struct snp_exchange *exchange, unsigned int index)
{
	struct delivery delivery = {
		.index = index,
		.class = SNP_REQUEST_PLAIN,
	};

	return channel_deliver(channel, exchange, &delivery);
}

/* Errors that say something about the answers and not about this caller. */
static bool no_answer(int err)
{
	return err == -EIO || err == -EBADMSG;
}

/*
 * Complete the outstanding messages, oldest first.
 * Returns 0 when the next message may be sealed: nothing is outstanding, or
 * one that the host claims was consumed. -EAGAIN when one could not be
 * completed.
 */
static int channel_drain(struct snp_channel *channel,
			 struct snp_exchange *exchange)
{
	int err;

	while (channel->outstanding) {
		err = channel_complete(channel, exchange, 0);
		if (no_answer(err) &&
		    exchange->exitinfo2 == SNP_EXITINFO2_AEAD_OFLOW) {
			if (channel->outstanding < SNP_CHANNEL_WINDOW)
				return 0;
			err = channel_complete(channel, exchange, 1);
		}
		if (err)
			return no_answer(err) ? -EAGAIN : err;
	}
	return 0;
}

static u64 next_seqno(struct snp_channel *channel)
{
	return (u64)channel->ops->load_counter(channel->context) + 1;
}

static bool channel_exhausted(struct snp_channel *channel)
{
	return next_seqno(channel) > SNP_CHANNEL_SEQNO_MAX;
}

/* Whether no message and no answer can have had this number. */
static bool is_fresh(const struct snp_channel *channel, u64 seqno)
{
	return seqno & 1 && seqno > channel->last_seqno &&
	       seqno <= SNP_CHANNEL_SEQNO_MAX;
}

/*
 * Seal the caller's request into a free slot. The durable counter moves before
 * the image can be exposed: no crash can bring its number back.
 */
static int seal_next(struct snp_channel *channel, struct snp_exchange *exchange)
{
	struct snp_slot *slot = slot_at(channel, channel->outstanding);
	struct snp_message message = {
		.type = exchange->type,
		.version = exchange->version,
		.vmpck = channel->vmpck,
		.seqno = next_seqno(channel),
		.payload = exchange->payload,
		.size = exchange->size,
		.answer_min = exchange->answer_min,
		.answer_max = exchange->answer_max,
	};
	int err;

	if (channel->outstanding >= SNP_CHANNEL_WINDOW)
		return -EAGAIN;
	if (!is_fresh(channel, message.seqno))
		return -EIO;
	err = channel->ops->seal(channel->context, &message, &slot->image);
	if (err)
		return err;

	channel->ops->store_counter(channel->context, message.seqno + 1);
	channel->last_seqno = message.seqno;
	channel->outstanding++;
	exchange->seqno = message.seqno;
	return 0;
}

/* Seal the caller's request and get its answer. */
static int channel_request(struct snp_channel *channel,
			   struct snp_exchange *exchange)
{
	struct delivery delivery = {
		.index = channel->outstanding,
		.class = exchange->extended ? SNP_REQUEST_EXTENDED :
					      SNP_REQUEST_PLAIN,
		.own = true,
	};
	int err;

	exchange->exitinfo2 = SNP_EXITINFO2_NONE;
	if (channel_is_late(channel))
		return -ETIMEDOUT;
	err = seal_next(channel, exchange);
	if (err)
		return err;

	err = channel_deliver(channel, exchange, &delivery);
	if (no_answer(err) && channel->outstanding == SNP_CHANNEL_WINDOW)
		return -EAGAIN;
	return err;
}

static void channel_begin(struct snp_channel *channel,
			  struct snp_exchange *exchange, u32 timeout_ms)
{
	channel->deadline = exchange->since + timeout_ms;
	channel->begun = false;
	exchange->answer_size = 0;
	exchange->exitinfo2 = SNP_EXITINFO2_NONE;
	exchange->certs_needed = 0;
	exchange->certs_given = false;
	exchange->seqno = 0;
	exchange->trips = 0;
	exchange->waited_ms = 0;
	memset(exchange->answer, 0, exchange->answer_max);
}

int snp_channel_exchange(struct snp_channel *channel,
			 struct snp_exchange *exchange)
{
	int err;

	channel_begin(channel, exchange, channel->busy_timeout_ms);
	if (channel->dead)
		return -ENOTTY;

	err = channel_drain(channel, exchange);
	if (err)
		return err;
	if (channel_exhausted(channel) && !channel->outstanding) {
		snp_channel_retire(channel);
		exchange->exitinfo2 = SNP_EXITINFO2_NONE;
		return -EIO;
	}
	return channel_request(channel, exchange);
}

int snp_channel_drain(struct snp_channel *channel, u32 timeout_ms)
{
	struct snp_exchange nothing = {
		.answer = channel->plain,
		.since = channel->ops->now(channel->context),
	};
	int err;

	if (channel->dead)
		return 0;

	channel_begin(channel, &nothing, timeout_ms);
	err = channel_drain(channel, &nothing);
	if (!err && channel->outstanding)
		return -EAGAIN;
	return err;
}

int snp_channel_init(struct snp_channel *channel,
		     const struct snp_channel_ops *ops, void *context,
		     u8 vmpck, u32 busy_timeout_ms)
{
	memset(channel, 0, sizeof(*channel));
	channel->ops = ops;
	channel->context = context;
	channel->vmpck = vmpck;
	channel->busy_timeout_ms = busy_timeout_ms;
	return ops->load_counter(context) & 1 ? -EIO : 0;
}

unsigned int snp_channel_outstanding(const struct snp_channel *channel)
{
	return channel->outstanding;
}

u64 snp_channel_oldest(const struct snp_channel *channel)
{
	if (!channel->outstanding)
		return 0;
	return channel->slot[channel->oldest].image.message.seqno;
}

bool snp_channel_dead(const struct snp_channel *channel)
{
	return channel->dead;
}

void snp_channel_retire(struct snp_channel *channel)
{
	unsigned int i;

	for (i = 0; i < SNP_CHANNEL_WINDOW; i++)
		wipe_slot(&channel->slot[i]);
	memzero_explicit(channel->plain, sizeof(channel->plain));
	memzero_explicit(&channel->response, sizeof(channel->response));
	channel->outstanding = 0;
	channel->dead = true;
}

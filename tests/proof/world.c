// SPDX-License-Identifier: MIT
/*
 * The world of the proof, see world.h.
 */
#include "world.h"

struct world world;
static struct exposure exposed_0, exposed_1, exposed_2, exposed_3;

/* The power may go between any two things that the guest does. */
static bool power_is_gone(void)
{
	if (world.may_crash && nondet_bool())
		world.crashed = true;
	return world.crashed;
}

static int seal(void *context, const struct snp_message *message,
		struct snp_image *image)
{
	(void)context;
	if (power_is_gone() || (!world.fair && nondet_bool()))
		return nondet_bool() ? -EINVAL : -ENOMEM;

	claim(iv, message->seqno % 2 == 1, "a request has an odd number");
	claim(iv, message->seqno > world.highest,
	      "a number that was in shared memory is not sealed again");
	claim(iv, message->seqno <= SNP_CHANNEL_SEQNO_MAX,
	      "the numbers end before the counter does");
	claim(iv, image->page.header.authtag[0] == NOBODY,
	      "an outstanding image is not written again");
	image->page.header.authtag[0] = GUEST;
	image->page.header.authtag[1] = ++world.sealed;
	image->page.header.msg_seqno = message->seqno;
	image->page.payload[0] = message->payload[0];
	image->message = *message;
	image->message.payload = image->plain;
	return 0;
}

static int open(void *context, const struct snp_message *request,
		const struct snp_message_page *page, u8 *payload,
		u16 *size)
{
	(void)context;
	payload[0] = 0;
	*size = 0;
	if (!world.fair && nondet_bool())
		return -ENOMEM;
	if (page->header.authtag[0] != SECURE_PROCESSOR ||
	    page->header.msg_seqno != request->seqno + 1)
		return -EBADMSG;
	/* An answer may have another form than was asked. */
	if (!world.fair && nondet_bool())
		return -EPROTO;
	payload[0] = page->payload[0];
	*size = 1;
	return 0;
}

struct exposure *world_exposure(u64 seqno)
{
	switch (seqno / 2 % WORLD_MESSAGES) {
	case 0:
		return &exposed_0;
	case 1:
		return &exposed_1;
	case 2:
		return &exposed_2;
	default:
		return &exposed_3;
	}
}

bool world_has(u64 seqno)
{
	return world_exposure(seqno)->seqno == seqno;
}

/* Every byte that was in shared memory is the host's for ever. */
static void expose(const struct snp_image *image)
{
	u64 seqno = image->page.header.msg_seqno;
	struct exposure *exposure = world_exposure(seqno);

	claim(iv, !world.revoked, "a key given up is not used");
	claim(iv, image->page.header.authtag[0] == GUEST,
	      "what was not sealed does not leave");
	claim(write_ahead, world.counter > seqno,
	      "the durable counter is past a message before its first byte");
	if (exposure->seqno == seqno) {
		claim(iv, exposure->made == image->page.header.authtag[1] &&
		      exposure->token == image->page.payload[0],
		      "one ciphertext per number");
		return;
	}
	claim(iv, seqno > world.highest, "numbers go up");
	world.highest = seqno;
	exposure->seqno = seqno;
	exposure->token = image->page.payload[0];
	exposure->made = image->page.header.authtag[1];
}

/*
 * The secure processor is handed whatever the host has, and takes the message
 * that is due. What a machine before the crash exposed, the host may have.
 */
static bool take_next(void)
{
	u64 due = world.consumed + 1;
	bool forgotten = world.had_crash && due < world.oldest &&
			 due <= world.highest && nondet_bool();

	if (!forgotten && !world_has(due))
		return false;
	world.consumed += 2;
	return true;
}

/* An answer that exists; of forgotten messages, any. */
static void show_answer(struct snp_message_page *page, u64 seqno)
{
	u8 token = nondet_u8();

	if (world_has(seqno))
		token = world_exposure(seqno)->token;
	page->header.authtag[0] = SECURE_PROCESSOR;
	page->header.msg_seqno = seqno + 1;
	page->payload[0] = ANSWER_TO(token);
}

static void show_noise(struct snp_message_page *page)
{
	page->header.authtag[0] = nondet_bool() ? NOBODY : GUEST;
	page->header.msg_seqno = WORLD_START + nondet_u8();
	page->payload[0] = nondet_u8();
}

/* Whatever it likes, with what it has. */
static void be_hostile(struct snp_trip *trip)
{
	u64 shown = WORLD_START + nondet_u8() % 32;

	if (nondet_bool())
		take_next();
	if (nondet_bool())
		take_next();
	if (shown % 2 == 1 && shown < world.consumed)
		show_answer(trip->response, shown);
	else
		show_noise(trip->response);
	trip->exitinfo2 = nondet_u64();
	trip->certs_needed = nondet_u64();
}

/* As KVM: what the secure processor answered last is shown every time. */
static void be_fair(struct snp_trip *trip, u64 seqno)
{
	bool taken = world.consumed + 1 == seqno && take_next();

	if (world.consumed && (taken || !world.forgets))
		show_answer(trip->response, world.consumed - 1);
	else
		show_noise(trip->response);
	trip->exitinfo2 = taken ? 0 : SNP_EXITINFO2_AEAD_OFLOW;
	trip->certs_needed = 0;
}

/* The caller does not wait for the end of the trip, and looks at the page. */
static int leave(struct snp_trip *trip)
{
	world.begun = true;
	if (world.fair)
		show_noise(trip->response);
	else
		be_hostile(trip);
	trip->exitinfo2 = SNP_EXITINFO2_NONE;
	return nondet_bool() ? -EINTR : -ETIMEDOUT;
}

static int come_back(struct snp_trip *trip)
{
	world.begun = false;
	if (world.fair) {
		be_fair(trip, trip->fetched ? world.consumed - 1 :
			trip->image->message.seqno);
		return 0;
	}
	be_hostile(trip);
	return nondet_bool() ? 0 : -EIO;
}

/* A carrier that may leave a trip to somebody else, and fetches its end. */
static int carry(void *context, struct snp_trip *trip)
{
	(void)context;
	claim(time, !world.late || !world.trips,
	      "past the deadline one trip is made, or one is fetched");
	claim(time, trip->timeout_ms <= SNP_CHANNEL_TRIP_MS +
	      (world.late ? 0 : WORLD_TIMEOUT_MS),
	      "a trip may take until the deadline");
	if (power_is_gone() || (!world.fair && nondet_bool()))
		return nondet_bool() ? -ENODEV :
		       nondet_bool() ? -ENOMEM : -ESHUTDOWN;

	claim(recovery, !world.fair || world.trips < WORLD_TRIPS,
	      "a fair host is asked a bounded number of times");
	assume(world.trips < WORLD_TRIPS);
	world.trips++;
	trip->fetched = world.begun;
	if (!trip->fetched)
		expose(trip->image);
	if (power_is_gone())
		return -ENODEV;
	if (!world.fair && nondet_bool())
		world.late = true;
	if (!world.fair && nondet_bool())
		return leave(trip);
	world.revoked = !world.fair && nondet_bool();
	return world.revoked ? -EKEYREVOKED : come_back(trip);
}

static int grow(void *context, unsigned int npages)
{
	(void)context;
	(void)npages;
	return nondet_bool() ? -ENOMEM : 0;
}

static u32 load_counter(void *context)
{
	(void)context;
	return world.counter;
}

static void store_counter(void *context, u32 value)
{
	(void)context;
	if (power_is_gone())
		return;
	claim(write_ahead, value > world.counter,
	      "the durable counter only moves ahead");
	world.counter = value;
	power_is_gone();
}

/* Time passes in trips and waits. */
static u64 now(void *context)
{
	(void)context;
	return WORLD_NOW + (world.late ? WORLD_TIMEOUT_MS + 1 : 0);
}

static int wait(void *context, u32 ms)
{
	(void)context;
	claim(time, ms && !world.late, "nobody waits past the deadline");
	if (nondet_bool())
		world.late = true;
	if (power_is_gone() || nondet_bool())
		return nondet_bool() ? -EINTR : -EAGAIN;
	return 0;
}

static u32 random_number(void *context)
{
	(void)context;
	return 0;
}

const struct snp_channel_ops world_ops = {
	.seal = seal,
	.open = open,
	.carry = carry,
	.grow = grow,
	.load_counter = load_counter,
	.store_counter = store_counter,
	.now = now,
	.wait = wait,
	.random = random_number,
};

// SPDX-License-Identifier: MIT
/*
 * What channel.c promises, for every host (world.h). One function per setting;
 * tests/checks/channel-proof runs them and states the bounds.
 *
 * By induction over calls: valid() holds for a new channel (beginning), every
 * call keeps it (calling, crashing), and the claims hold in every call that
 * begins with it. So the number of calls, of messages and of crashes has no
 * bound, and neither has the number that the counter starts with.
 */
#include "world.h"

static struct snp_channel channel;

static struct snp_slot slot_0, slot_1;

struct snp_slot *choose_slot(struct snp_channel *of, unsigned int index)
{
	return (of->oldest + index) % SNP_CHANNEL_WINDOW ? &slot_1 : &slot_0;
}

static struct snp_slot *slot(unsigned int index)
{
	return choose_slot(&channel, index);
}

/* A slot of the window holds the message of its number, as it was exposed. */
static bool slot_valid(unsigned int index, u64 seqno)
{
	const struct snp_image *image = &slot(index)->image;
	const struct exposure *exposure = world_exposure(seqno);

	if (image->message.seqno != seqno ||
	    image->page.header.msg_seqno != seqno ||
	    image->page.header.authtag[0] != GUEST ||
	    image->page.header.authtag[1] > world.sealed)
		return false;
	if (!world_has(seqno))
		return world.highest < seqno && world.consumed < seqno;
	return slot(index)->exposed &&
	       exposure->made == image->page.header.authtag[1] &&
	       exposure->token == image->page.payload[0];
}

static bool slot_free(unsigned int index)
{
	return slot(index)->image.page.header.authtag[0] == NOBODY &&
	       !slot(index)->exposed && !slot(index)->image.page.payload[0];
}

/* What is true between calls, of channel and world. */
static bool valid(void)
{
	unsigned int left = channel.outstanding;
	u64 first = world.counter + 1ULL - 2 * left;
	unsigned int i;

	if (left > SNP_CHANNEL_WINDOW || channel.oldest >= SNP_CHANNEL_WINDOW ||
	    world.counter % 2 || world.consumed % 2 || 2 * left > world.counter)
		return false;
	if (world.highest >= world.counter + 1ULL ||
	    world.consumed > world.highest + 1 ||
	    (world.highest && world.highest % 2 == 0) ||
	    channel.last_seqno > world.counter)
		return false;
	if (left && channel.last_seqno != world.counter - 1ULL)
		return false;
	/* Whoever never crashed forgets only what was consumed. */
	if (!world.had_crash && world.consumed + 1 < first)
		return false;
	for (i = 0; i < SNP_CHANNEL_WINDOW; i++)
		if (i < left ? !slot_valid(i, first + 2 * i) : !slot_free(i))
			return false;
	return channel.plain[0] == 0 && world.oldest == first;
}

/* Between calls the host is asked to remember only what is outstanding. */
static void forget(void)
{
	unsigned int i;

	world.oldest = world.counter + 1ULL - 2 * channel.outstanding;
	for (i = 0; i < WORLD_MESSAGES; i++)
		if (world_exposure(2 * i)->seqno < world.oldest)
			*world_exposure(2 * i) = (struct exposure){0};
}

/* Only differences count: a few numbers stand for all. */
static u64 any_number(void)
{
	return WORLD_START + nondet_u8() % 32;
}

static void any_numbers(void)
{
	world.counter = any_number();
	world.consumed = any_number();
	world.highest = nondet_bool() ? 0 : any_number();
	channel.last_seqno = nondet_bool() ? 0 : any_number();
}

/* Any state that calls can have left. */
static void any_state(void)
{
	struct world any_world;
	struct snp_channel any_channel;
	struct snp_slot any_slots[2];
	unsigned int i;

	world = any_world;
	channel = any_channel;
	channel.ops = &world_ops;
	channel.context = NULL;
	channel.busy_timeout_ms = WORLD_TIMEOUT_MS;
	channel.outstanding = WORLD_OUTSTANDING;
	channel.oldest = WORLD_OLDEST;
	channel.dead = false;
	world.crashed = false;
	world.may_crash = false;
	world.fair = false;
	world.trips = 0;
	world.revoked = false;
	any_numbers();
	assume(world.sealed < 100);
	slot_0 = any_slots[0];
	slot_1 = any_slots[1];
	slot_0.image.message.seqno = any_number();
	slot_1.image.message.seqno = any_number();
	slot_0.image.page.header.msg_seqno = slot_0.image.message.seqno;
	slot_1.image.page.header.msg_seqno = slot_1.image.message.seqno;
	slot_0.image.message.payload = slot_0.image.plain;
	slot_1.image.message.payload = slot_1.image.plain;
	for (i = 0; i < WORLD_MESSAGES; i++) {
		u64 seqno = nondet_bool() ? 0 : any_number();

		world_exposure(2 * i)->seqno = seqno;
		world_exposure(2 * i)->token = nondet_u8();
		world_exposure(2 * i)->made = nondet_u8();
		assume(!seqno ||
		       (seqno >= world.oldest && seqno <= world.highest));
	}
	assume(valid());
}

static void check_left_behind(void)
{
	claim(window, channel.outstanding <= SNP_CHANNEL_WINDOW,
	      "at most two outstanding");
	claim(wiped, !channel.plain[0], "no plaintext stays");
	if (channel.dead)
		return;
	claim(forgotten, world.had_crash || world.consumed + 1 >=
	      world.counter + 1ULL - 2 * channel.outstanding,
	      "only what the secure processor took is forgotten");
	forget();
	claim(valid, valid(), "a call leaves what the next can begin with");
}

/* One request of its own kind. Returns what the channel said. */
static int ask(void)
{
	u8 payload[1] = { nondet_u8() };
	u8 answer[1] = { nondet_u8() };
	struct snp_exchange exchange = {
		.type = 5,
		.version = 1,
		.payload = payload,
		.answer = answer,
		.size = 1,
		.answer_min = 1,
		.answer_max = 1,
		.extended = nondet_bool(),
		.certs_npages = nondet_u8(),
		.certs_limit = nondet_u8(),
		.since = WORLD_NOW,
	};
	int err;

	world.trips = 0;
	world.late = !world.fair && world.late;
	err = snp_channel_exchange(&channel, &exchange);
	if (world.crashed)
		return err;

	claim(answer, err || answer[0] == ANSWER_TO(payload[0]),
	      "success means the answer to this request");
	claim(iv, !world.revoked || (err == -ENOTTY && channel.dead),
	      "a key that is not safe is given up");
	claim(answer, err || world.consumed > exchange.seqno,
	      "success means the secure processor took it");
	claim(answer, !err || !answer[0], "an error comes without an answer");
	claim(answer, !exchange.certs_given || !err,
	      "certificates come with an answer");
	check_left_behind();
	return err;
}

static void boot(void)
{
	world.crashed = false;
	world.begun = false;
	world.revoked = false;
	slot_0 = slot_1 = (struct snp_slot){0};
	if (snp_channel_init(&channel, &world_ops, NULL, 0,
			     WORLD_TIMEOUT_MS))
		assume(false);
}

/* The ring outside of the channel stands for the one inside. */
void ring(void)
{
	unsigned int index = nondet_u32();
	struct snp_slot *real;

	channel.oldest = nondet_u32();
	assume(channel.oldest < SNP_CHANNEL_WINDOW);
	assume(index <= SNP_CHANNEL_WINDOW);
	real = real_slot_at(&channel, index);
	claim(valid, SNP_CHANNEL_WINDOW == 2, "a window of two");
	claim(valid, real == (slot(index) == &slot_0 ? &channel.slot[0] :
			      &channel.slot[1]), "the ring is the ring");
}

/* A new machine, and any counter; the first machine of all, and 0. */
void beginning(void)
{
	struct world any_world;

	world = any_world;
	any_numbers();
	world.may_crash = false;
	if (!world.had_crash) {
		assume(world.counter == 0);
		assume(world.consumed == 0 && world.highest == 0);
	}
	assume(world.consumed % 2 == 0 && world.consumed <= world.highest + 1);
	assume(world.highest ? world.highest % 2 : !world.consumed);
	assume(world.highest < world.counter + 1ULL);
	boot();
	forget();
	claim(valid, valid(), "a new channel is one that a call can begin with");
}

/* Any host, one request. */
void calling(void)
{
	any_state();
	ask();
}

/* Any host, one drain. */
void draining(void)
{
	any_state();
	world.late = false;
	snp_channel_drain(&channel, WORLD_TIMEOUT_MS);
	check_left_behind();
}

/* The power goes at any moment of a call; a successor starts. */
void crashing(void)
{
	any_state();
	world.may_crash = true;
	ask();
	world.had_crash = true;
	world.may_crash = false;
	boot();
	forget();
	claim(crash, valid(), "a crash leaves what a successor can begin with");
	claim(crash, world.counter > world.highest || !world.highest,
	      "no number that was exposed comes again");
}

/* Whatever any host did before, a fair one leads back with the next request. */
void recovering(void)
{
	int err;

	any_state();
	assume(!world.had_crash);
	/* When all answers of a full window are lost there is no way back. */
	assume(!world.forgets || channel.outstanding < SNP_CHANNEL_WINDOW ||
	       world.consumed < world.counter - 1);
	world.fair = true;
	err = ask();
	claim(recovery, !err, "a fair host leads back");
	claim(recovery, !channel.outstanding, "nothing is left behind");
}

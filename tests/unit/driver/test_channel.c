// SPDX-License-Identifier: MIT
/*
 * channel.c against a host that follows a script (support/driver_host_model).
 *
 * One row per fault: what the caller is told, how often host and secure
 * processor were asked, what stays outstanding. After every row the host turns
 * fair, and the next request must succeed. The model refuses a second
 * ciphertext under one sequence number in every test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "driver_host_model.h"

#define TIMEOUT_MS	60000
#define NONE		SNP_EXITINFO2_NONE
#define OFLOW		0x1dULL
#define INVALID_PARAM	0x16ULL

#define STEPS		6

/* Steps that many rows begin with. */
#define SAYS(number)	.say = true, .code = (number)
#define BUSY_TWICE	{ .times = 2, SAYS(MODEL_BUSY) }
#define REFUSE(number)	{ .times = SNP_CHANNEL_TRIES, SAYS(number) }
/* Executes, keeps the answer to itself. */
#define SWALLOW(number)	{ .execute = true, SAYS(number) }
#define WANTS(pages)	{ SAYS(MODEL_INVALID_LEN), .rbx = (pages) }

enum kind { REPORT, KEY, EXTENDED };

/**
 * struct row - one fault
 * @room: certificate pages the caller has
 * @offered: pages of the shared buffer at the start
 * @forgets: a fair host has lost the last answer when it is asked again
 * @kill_ms: a fatal signal arrives so long after the start
 * @err...: what must come of it
 * @then: trips of the next request, with a fair host
 */
struct row {
	const char *name;
	enum kind kind;
	unsigned int room, offered;
	bool forgets, grow_fails;
	u64 kill_ms;
	int open_fails;
	struct model_step steps[STEPS];

	int err;
	u64 exitinfo2;
	unsigned int trips, executed, outstanding;
	bool certs;
	u64 needed;
	unsigned int then;
};

static const struct row rows[] = {
	{
		.name = "fair_host_answers_in_one_trip",
		.trips = 1, .executed = 1, .then = 1,
	}, {
		.name = "derived_key_takes_one_trip",
		.kind = KEY, .trips = 1, .executed = 1, .then = 1,
	}, {
		.name = "certificates_come_with_an_extended_report",
		.kind = EXTENDED, .room = 4, .offered = 4,
		.trips = 1, .executed = 1, .certs = true, .then = 1,
	}, {
		.name = "busy_twice_then_served",
		.steps = { BUSY_TWICE },
		.trips = 3, .executed = 1, .then = 1,
	}, {
		.name = "busy_with_a_low_bit_set_is_not_busy",
		.steps = { REFUSE(MODEL_BUSY | 1) },
		.err = -EIO, .exitinfo2 = MODEL_BUSY | 1,
		.trips = 3, .outstanding = 1, .then = 2,
	}, {
		.name = "busy_after_executing_with_the_answer_there_is_success",
		.steps = { { .execute = true, .page = MODEL_FAIR,
			     SAYS(MODEL_BUSY) } },
		.exitinfo2 = MODEL_BUSY, .trips = 1, .executed = 1, .then = 1,
	}, {
		.name = "busy_after_executing_without_the_answer_recovers_by_redelivery",
		.steps = { SWALLOW(MODEL_BUSY) },
		.exitinfo2 = OFLOW, .trips = 2, .executed = 1, .then = 1,
	}, {
		.name = "generic_error_after_executing_with_the_answer_there_is_success",
		.steps = { { .execute = true, .page = MODEL_FAIR,
			     SAYS(MODEL_GENERIC) } },
		.exitinfo2 = MODEL_GENERIC, .trips = 1, .executed = 1,
		.then = 1,
	}, {
		.name = "ghcb_error_after_executing_with_the_answer_there_is_success",
		.steps = { { .execute = true, .page = MODEL_FAIR, SAYS(NONE),
			     .carried = -EIO } },
		.exitinfo2 = NONE, .trips = 1, .executed = 1, .then = 1,
	}, {
		.name = "generic_error_leaves_the_message_pending",
		.steps = { REFUSE(MODEL_GENERIC) },
		.err = -EIO, .exitinfo2 = MODEL_GENERIC,
		.trips = 3, .outstanding = 1, .then = 2,
	}, {
		.name = "generic_error_once_is_asked_again",
		.steps = { { SAYS(MODEL_GENERIC) } },
		.trips = 2, .executed = 1, .then = 1,
	}, {
		.name = "firmware_error_leaves_the_message_pending",
		.steps = { REFUSE(INVALID_PARAM) },
		.err = -EIO, .exitinfo2 = INVALID_PARAM,
		.trips = 3, .outstanding = 1, .then = 2,
	}, {
		.name = "ghcb_error_leaves_the_message_pending",
		.steps = { { .times = 3, SAYS(NONE), .carried = -EIO } },
		.err = -EIO, .exitinfo2 = NONE,
		.trips = 3, .outstanding = 1, .then = 2,
	}, {
		.name = "ghcb_error_with_the_code_of_busy_is_not_waited_for",
		.steps = { { .times = 3, SAYS(MODEL_BUSY), .carried = -EIO } },
		.err = -EIO, .exitinfo2 = MODEL_BUSY,
		.trips = 3, .outstanding = 1, .then = 2,
	}, {
		.name = "success_claimed_without_executing_is_not_believed",
		.steps = { REFUSE(0) },
		.err = -EBADMSG, .trips = 3, .outstanding = 1, .then = 2,
	}, {
		.name = "success_claimed_with_noise_is_not_believed",
		.steps = { { .times = 3, .page = MODEL_NOISE, SAYS(0) } },
		.err = -EBADMSG, .trips = 3, .outstanding = 1, .then = 2,
	}, {
		.name = "tampered_answer_recovers_by_redelivery",
		.steps = { { .execute = true, .page = MODEL_TAMPER } },
		.exitinfo2 = OFLOW, .trips = 2, .executed = 1, .then = 1,
	}, {
		.name = "answer_tampered_for_ever_leaves_the_message_pending",
		.steps = { { .times = 3, .execute = true,
			     .page = MODEL_TAMPER, SAYS(0) } },
		.err = -EBADMSG, .trips = 3, .executed = 1, .outstanding = 1,
		.then = 2,
	}, {
		.name = "reflected_request_is_not_an_answer",
		.steps = { { .times = 3, .page = MODEL_REFLECT, SAYS(0) } },
		.err = -EBADMSG, .trips = 3, .outstanding = 1, .then = 2,
	}, {
		.name = "invalid_len_grows_the_buffer_and_sends_the_same_bytes",
		.kind = EXTENDED, .room = 64, .offered = 4,
		.steps = { WANTS(5) },
		.trips = 2, .executed = 1, .certs = true, .needed = 5,
		.then = 1,
	}, {
		.name = "invalid_len_from_no_buffer_at_all_grows_it",
		.kind = EXTENDED, .room = 256,
		.steps = { WANTS(256) },
		.trips = 2, .executed = 1, .certs = true, .needed = 256,
		.then = 1,
	}, {
		.name = "invalid_len_may_grow_four_times",
		.kind = EXTENDED, .room = 256, .offered = 4,
		.steps = { WANTS(5), WANTS(6), WANTS(7), WANTS(8) },
		.trips = 5, .executed = 1, .certs = true, .needed = 8,
		.then = 1,
	}, {
		.name = "invalid_len_does_not_grow_a_fifth_time",
		.kind = EXTENDED, .room = 256, .offered = 4,
		.steps = { WANTS(5), WANTS(6), WANTS(7), WANTS(8), WANTS(9) },
		.exitinfo2 = MODEL_INVALID_LEN,
		.trips = 6, .executed = 1, .needed = 9, .then = 1,
	}, {
		.name = "invalid_len_beyond_the_callers_room_completes_as_plain",
		.kind = EXTENDED, .room = 4, .offered = 4,
		.steps = { WANTS(5) },
		.exitinfo2 = MODEL_INVALID_LEN,
		.trips = 2, .executed = 1, .needed = 5, .then = 1,
	}, {
		.name = "invalid_len_to_a_size_probe_completes_as_plain",
		.kind = EXTENDED,
		.steps = { WANTS(5) },
		.exitinfo2 = MODEL_INVALID_LEN,
		.trips = 2, .executed = 1, .needed = 5, .then = 1,
	}, {
		.name = "invalid_len_of_no_pages_completes_as_plain",
		.kind = EXTENDED, .room = 16, .offered = 4,
		.steps = { WANTS(0) },
		.exitinfo2 = MODEL_INVALID_LEN,
		.trips = 2, .executed = 1, .then = 1,
	}, {
		.name = "invalid_len_of_what_was_offered_completes_as_plain",
		.kind = EXTENDED, .room = 16, .offered = 4,
		.steps = { WANTS(4) },
		.exitinfo2 = MODEL_INVALID_LEN,
		.trips = 2, .executed = 1, .needed = 4, .then = 1,
	}, {
		.name = "invalid_len_beyond_32_bits_completes_as_plain",
		.kind = EXTENDED, .room = 16, .offered = 4,
		.steps = { WANTS(0x100000005) },
		.exitinfo2 = MODEL_INVALID_LEN,
		.trips = 2, .executed = 1, .needed = 0x100000005, .then = 1,
	}, {
		.name = "invalid_len_without_memory_completes_as_plain",
		.kind = EXTENDED, .room = 16, .offered = 4, .grow_fails = true,
		.steps = { WANTS(5) },
		.exitinfo2 = MODEL_INVALID_LEN,
		.trips = 2, .executed = 1, .needed = 5, .then = 1,
	}, {
		.name = "error_after_invalid_len_is_not_hidden",
		.kind = EXTENDED, .room = 4, .offered = 4,
		.steps = { WANTS(5), REFUSE(MODEL_GENERIC) },
		.err = -EIO, .exitinfo2 = MODEL_GENERIC,
		.trips = 4, .needed = 5, .outstanding = 1, .then = 2,
	}, {
		.name = "invalid_len_then_busy_then_served_is_one_message",
		.kind = EXTENDED, .room = 64, .offered = 4,
		.steps = { WANTS(5), BUSY_TWICE },
		.trips = 4, .executed = 1, .certs = true, .needed = 5,
		.then = 1,
	}, {
		.name = "invalid_len_to_a_plain_request_is_an_error",
		.steps = { { .times = 3, SAYS(MODEL_INVALID_LEN), .rbx = 5 } },
		.err = -EIO, .exitinfo2 = MODEL_INVALID_LEN,
		.trips = 3, .outstanding = 1, .then = 2,
	}, {
		.name = "invalid_len_after_executing_gives_the_report_without_certificates",
		.kind = EXTENDED, .room = 64, .offered = 4,
		.steps = { { .execute = true, .page = MODEL_FAIR,
			     SAYS(MODEL_INVALID_LEN), .rbx = 5 } },
		.exitinfo2 = MODEL_INVALID_LEN,
		.trips = 1, .executed = 1, .needed = 5, .then = 1,
	}, {
		.name = "authentic_answer_with_an_error_code_has_no_certificates",
		.kind = EXTENDED, .room = 4, .offered = 4,
		.steps = { { .execute = true, .page = MODEL_FAIR,
			     SAYS(MODEL_GENERIC) } },
		.exitinfo2 = MODEL_GENERIC,
		.trips = 1, .executed = 1, .then = 1,
	}, {
		.name = "overflow_claimed_without_executing_is_not_believed",
		.steps = { REFUSE(OFLOW) },
		.err = -EIO, .exitinfo2 = OFLOW,
		.trips = 3, .outstanding = 1, .then = 2,
	}, {
		.name = "lost_answer_is_recovered_by_the_next_request",
		.steps = { SWALLOW(MODEL_GENERIC), { .times = 2,
						     SAYS(MODEL_GENERIC) } },
		.err = -EIO, .exitinfo2 = MODEL_GENERIC,
		.trips = 3, .executed = 1, .outstanding = 1, .then = 2,
	}, {
		.name = "answer_lost_for_good_is_overtaken_by_the_next_request",
		.forgets = true,
		.steps = { SWALLOW(MODEL_GENERIC), { .times = 2,
						     SAYS(MODEL_GENERIC) } },
		.err = -EIO, .exitinfo2 = MODEL_GENERIC,
		.trips = 3, .executed = 1, .outstanding = 1,
		.then = SNP_CHANNEL_TRIES + 1,
	}, {
		.name = "busy_for_ever_ends_at_the_deadline",
		.steps = { { .times = 1000, SAYS(MODEL_BUSY) } },
		.err = -ETIMEDOUT, .exitinfo2 = MODEL_BUSY,
		.outstanding = 1, .then = 2,
	}, {
		.name = "a_fatal_signal_ends_the_wait_at_once",
		.kill_ms = 3000,
		.steps = { { .times = 1000, SAYS(MODEL_BUSY) } },
		.err = -EINTR, .exitinfo2 = MODEL_BUSY,
		.outstanding = 1, .then = 2,
	}, {
		.name = "no_host_leaves_the_message_pending",
		.steps = { { .carried = -ENODEV } },
		.err = -ENODEV, .exitinfo2 = NONE,
		.trips = 1, .outstanding = 1, .then = 2,
	}, {
		.name = "a_trip_without_memory_leaves_the_message_pending",
		.steps = { { .carried = -ENOMEM } },
		.err = -ENOMEM, .exitinfo2 = NONE,
		.trips = 1, .outstanding = 1, .then = 2,
	}, {
		.name = "a_trip_that_the_platform_gave_up_leaves_the_message_pending",
		.steps = { { .execute = true, SAYS(NONE),
			     .carried = -ETIMEDOUT } },
		.err = -ETIMEDOUT, .exitinfo2 = NONE,
		.trips = 1, .executed = 1, .outstanding = 1, .then = 2,
	}, {
		.name = "an_answer_that_the_cipher_cannot_judge_is_not_lost",
		.open_fails = -ENOMEM,
		.err = -ENOMEM, .exitinfo2 = OFLOW,
		.trips = 3, .executed = 1, .outstanding = 1, .then = 2,
	},
};

struct fixture {
	struct model_host *host;
	struct snp_channel *channel;
	u8 payload[0x60], answer[SNP_MESSAGE_PAYLOAD_MAX];
	struct snp_exchange exchange;
	u64 since;		/* when the next caller began; 0 for now */
};

static struct fixture *new_fixture(void)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->host = model_host_new();
	f->channel = calloc(1, sizeof(*f->channel));
	assert_non_null(f->channel);
	assert_int_equal(snp_channel_init(f->channel, &model_ops, f->host, 0,
					  TIMEOUT_MS), 0);
	return f;
}

static void free_fixture(struct fixture *f)
{
	model_host_free(f->host);
	free(f->channel);
	free(f);
}

/* A request that nobody made before. */
static int ask(struct fixture *f, enum kind kind, unsigned int room)
{
	static unsigned int nonce;
	unsigned int i;

	nonce++;
	for (i = 0; i < sizeof(f->payload); i++)
		f->payload[i] = nonce >> (8 * (i % 4));
	memset(f->answer, 0x55, sizeof(f->answer));
	f->exchange = (struct snp_exchange){
		.type = kind == KEY ? SNP_MESSAGE_KEY_REQ : SNP_MESSAGE_REPORT_REQ,
		.version = 1,
		.payload = f->payload,
		.size = kind == KEY ? 0x20 : 0x60,
		.answer = f->answer,
		.answer_min = kind == KEY ? 0x40 : 0x4c0,
		.answer_max = kind == KEY ? 0x40 : sizeof(f->answer),
		.extended = kind == EXTENDED,
		.certs_limit = room,
		.since = f->since ? f->since : f->host->now,
		.certs_npages = f->host->certs_npages < room ?
				f->host->certs_npages : room,

		/* Of the last message of the same caller. */
		.answer_size = 0x555,
		.exitinfo2 = 0x555,
		.certs_needed = 0x555,
		.certs_given = true,
		.seqno = 0x555,
		.trips = 0x555,
		.waited_ms = 0x555,
	};
	return snp_channel_exchange(f->channel, &f->exchange);
}

static bool all_zero(const void *bytes, size_t len)
{
	const u8 *byte = bytes;

	while (len--)
		if (*byte++)
			return false;
	return true;
}

/* On success the answer is that to this caller's own request. */
static void answer_fits(const struct fixture *f, enum kind kind, int err)
{
	assert_int_equal(!f->exchange.answer_size, !!err);
	if (err)
		assert_true(all_zero(f->answer, f->exchange.answer_max));
	else if (kind == KEY)
		assert_memory_equal(f->answer + 0x20, f->payload, 0x20);
	else
		assert_memory_equal(f->answer + 0x70, f->payload, 0x40);
}

static void nothing_is_left_behind(const struct fixture *f)
{
	unsigned int i;

	assert_true(all_zero(f->channel->plain, sizeof(f->channel->plain)));
	if (snp_channel_outstanding(f->channel))
		return;
	for (i = 0; i < SNP_CHANNEL_WINDOW; i++)
		assert_true(all_zero(&f->channel->slot[i],
				     sizeof(f->channel->slot[i])));
}

static void next_request_succeeds(struct fixture *f, unsigned int trips)
{
	unsigned int before = f->host->executed;
	u64 seqno = f->host->counter + 1;
	int err;

	model_host_follow(f->host, NULL, 0);
	f->host->killed_at = 0;
	f->host->open_fails = 0;
	f->host->trips = 0;
	err = ask(f, REPORT, 0);
	assert_int_equal(err, 0);
	answer_fits(f, REPORT, err);
	assert_int_equal(snp_channel_outstanding(f->channel), 0);
	assert_true(f->exchange.seqno == seqno);
	assert_true(f->host->executed > before);
	assert_true(f->host->count == f->host->counter);
	nothing_is_left_behind(f);
	if (trips)
		assert_int_equal(f->host->trips, trips);
	assert_int_equal(f->exchange.trips, f->host->trips);
}

/* Certificates come from what was offered last, a refusal ends as plain. */
static void last_trip_fits(const struct fixture *f, const struct row *row)
{
	if (row->certs) {
		assert_int_equal(f->host->last_class, SNP_REQUEST_EXTENDED);
		assert_int_equal(f->host->last_offer,
				 row->needed ? row->needed : row->offered);
		assert_int_equal(f->exchange.certs_npages, f->host->last_offer);
	}
	if (row->needed && !row->certs && row->trips > 1)
		assert_int_equal(f->host->last_class, SNP_REQUEST_PLAIN);
}

static void run_row(void **state)
{
	const struct row *row = *state;
	struct fixture *f = new_fixture();
	unsigned int steps;
	int err;

	for (steps = STEPS; steps && all_zero(&row->steps[steps - 1],
					      sizeof(row->steps[0])); steps--)
		;
	model_host_follow(f->host, row->steps, steps);
	f->host->certs_npages = row->offered;
	f->host->grow_fails = row->grow_fails;
	f->host->open_fails = row->open_fails;
	if (row->kill_ms)
		f->host->killed_at = f->host->now + row->kill_ms;

	err = ask(f, row->kind, row->room);
	assert_int_equal(err, row->err);
	assert_true(f->exchange.exitinfo2 == row->exitinfo2);
	if (row->trips)
		assert_int_equal(f->host->trips, row->trips);
	assert_int_equal(f->exchange.trips, f->host->trips);
	assert_int_equal(f->host->executed, row->executed);
	assert_int_equal(snp_channel_outstanding(f->channel), row->outstanding);
	assert_int_equal(f->exchange.certs_given, row->certs);
	assert_true(f->exchange.certs_needed == row->needed);
	answer_fits(f, row->kind, err);
	nothing_is_left_behind(f);
	last_trip_fits(f, row);

	/* A response page is cleared once, before anything can be in it. */
	f->host->forgets = row->forgets;
	next_request_succeeds(f, row->then);
	assert_int_equal(f->host->firsts, row->forgets ? 1 : 2);
	free_fixture(f);
}

/* Leaves message 1 pending, not executed. */
static void leave_pending(struct fixture *f)
{
	static const struct model_step refuse[] = { REFUSE(MODEL_GENERIC) };

	model_host_follow(f->host, refuse, ARRAY_SIZE(refuse));
	assert_int_equal(ask(f, REPORT, 0), -EIO);
	assert_int_equal(snp_channel_outstanding(f->channel), 1);
	f->host->trips = 0;
}

static void next_caller_is_told_that_an_earlier_message_is_stuck(void **state)
{
	static const struct model_step refuse[] = { REFUSE(MODEL_GENERIC) };
	struct fixture *f = new_fixture();
	u32 counter;

	(void)state;
	leave_pending(f);
	counter = f->host->counter;
	model_host_follow(f->host, refuse, ARRAY_SIZE(refuse));
	assert_int_equal(ask(f, REPORT, 0), -EAGAIN);
	assert_true(f->exchange.exitinfo2 == MODEL_GENERIC);
	assert_true(f->exchange.seqno == 0);
	assert_int_equal(f->host->counter, counter);
	answer_fits(f, REPORT, -EAGAIN);
	next_request_succeeds(f, 2);
	free_fixture(f);
}

/* Firmware of other days answers a pending key request at another length. */
static void an_older_answer_of_the_wrong_kind_is_not_this_callers_error(void **state)
{
	static const struct model_step refuse[] = { REFUSE(MODEL_GENERIC) };
	struct fixture *f = new_fixture();

	(void)state;
	model_host_follow(f->host, refuse, ARRAY_SIZE(refuse));
	assert_int_equal(ask(f, KEY, 0), -EIO);
	f->host->longer = 16;
	next_request_succeeds(f, 2);
	free_fixture(f);
}

static void draining_waits_for_a_busy_host_within_the_callers_deadline(void **state)
{
	static const struct model_step busy[] = { { .times = 1000,
						    SAYS(MODEL_BUSY) } };
	struct fixture *f = new_fixture();
	u64 begin;

	(void)state;
	leave_pending(f);
	model_host_follow(f->host, busy, ARRAY_SIZE(busy));
	begin = f->host->now;
	assert_int_equal(ask(f, REPORT, 0), -ETIMEDOUT);
	assert_true(f->host->now - begin == TIMEOUT_MS);
	next_request_succeeds(f, 2);
	free_fixture(f);
}

static void extended_request_is_drained_as_a_plain_one(void **state)
{
	static const struct model_step refuse[] = { REFUSE(MODEL_GENERIC) };
	struct fixture *f = new_fixture();

	(void)state;
	f->host->certs_npages = 4;
	model_host_follow(f->host, refuse, ARRAY_SIZE(refuse));
	assert_int_equal(ask(f, EXTENDED, 4), -EIO);
	/* A plain request does not meet this. */
	f->host->table_npages = 200;
	next_request_succeeds(f, 2);
	free_fixture(f);
}

static void false_claim_of_overflow_opens_the_window_to_two(void **state)
{
	static const struct model_step lie[] = { { .times = 1000,
						   SAYS(OFLOW) } };
	struct fixture *f = new_fixture();
	unsigned int i;

	(void)state;
	leave_pending(f);
	model_host_follow(f->host, lie, ARRAY_SIZE(lie));
	for (i = 0; i < 5; i++) {
		assert_int_equal(ask(f, REPORT, 0), -EAGAIN);
		assert_int_equal(snp_channel_outstanding(f->channel), 2);
		assert_int_equal(f->host->counter, 4);
	}
	assert_int_equal(f->host->executed, 0);
	/* Both are taken in order, then the caller's own. */
	next_request_succeeds(f, 3);
	assert_int_equal(f->host->executed, 3);
	free_fixture(f);
}

static void both_of_the_window_executed_and_lost_recover_by_redelivery(void **state)
{
	static const struct model_step lie[] = { REFUSE(OFLOW), REFUSE(OFLOW) };
	static const struct model_step swallow[] = {
		{ .replay = 1, SAYS(MODEL_GENERIC) },
		SWALLOW(MODEL_GENERIC),
		{ .times = 10, SAYS(MODEL_GENERIC) },
	};
	struct fixture *f = new_fixture();

	(void)state;
	leave_pending(f);
	model_host_follow(f->host, lie, ARRAY_SIZE(lie));
	assert_int_equal(ask(f, REPORT, 0), -EAGAIN);
	assert_int_equal(snp_channel_outstanding(f->channel), 2);

	/* The host delivers both behind the guest's back. */
	model_host_follow(f->host, swallow, ARRAY_SIZE(swallow));
	assert_int_equal(ask(f, REPORT, 0), -EAGAIN);
	next_request_succeeds(f, 0);
	free_fixture(f);
}

static void late_answer_to_the_older_one_lets_the_newer_one_go_on(void **state)
{
	static const struct model_step steps[] = {
		REFUSE(OFLOW),				/* message 1 */
		{ .replay = 1, .page = MODEL_FAIR, SAYS(OFLOW) },
	};
	struct fixture *f = new_fixture();

	(void)state;
	leave_pending(f);
	model_host_follow(f->host, steps, ARRAY_SIZE(steps));
	/* While 3 is issued, the answer to 1 appears; then 3 is served. */
	assert_int_equal(ask(f, REPORT, 0), 0);
	answer_fits(f, REPORT, 0);
	assert_int_equal(f->host->trips, SNP_CHANNEL_TRIES + 2);
	assert_int_equal(snp_channel_outstanding(f->channel), 0);
	next_request_succeeds(f, 1);
	free_fixture(f);
}

static void old_answer_is_not_taken_for_a_new_one(void **state)
{
	static const struct model_step replay[] = {
		{ .times = 3, .page = MODEL_FAIR, SAYS(0) },
	};
	struct fixture *f = new_fixture();

	(void)state;
	assert_int_equal(ask(f, REPORT, 0), 0);
	model_host_follow(f->host, replay, ARRAY_SIZE(replay));
	assert_int_equal(ask(f, REPORT, 0), -EBADMSG);
	next_request_succeeds(f, 2);
	free_fixture(f);
}

static void waits_add_at_most_half_of_the_time_a_host_was_busy(void **state)
{
	static const u64 busy_ms[] = { 1, 5, 20, 50, 500, 5000, 50000 };
	unsigned int i, round;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(busy_ms); i++) {
		for (round = 0; round < 50; round++) {
			struct fixture *f = new_fixture();
			u64 begin = f->host->now, over;

			f->host->random = round;
			f->host->busy_until = begin + busy_ms[i];
			assert_int_equal(ask(f, REPORT, 0), 0);
			over = f->host->now - f->host->busy_until;
			if (over > SNP_CHANNEL_WAIT_FIRST_MS)
				assert_in_range(over, 0, busy_ms[i] / 2);
			assert_true(over <= SNP_CHANNEL_WAIT_MAX_MS);
			assert_true(f->exchange.waited_ms ==
				    f->host->now - begin);
			free_fixture(f);
		}
	}
}

static void a_busy_host_is_asked_ten_times_in_the_first_second(void **state)
{
	unsigned int round;

	(void)state;
	for (round = 0; round < 50; round++) {
		struct fixture *f = new_fixture();

		f->host->random = round;
		f->host->busy_until = f->host->now + 1000;
		assert_int_equal(ask(f, REPORT, 0), 0);
		/* ... and a last time when the second is over. */
		assert_in_range(f->host->trips, 5, 11);
		free_fixture(f);
	}
}

/* Hosts that take their time, and what they say then. */
static const struct model_step slow[] = {
	{ .times = 100000, SAYS(MODEL_BUSY) },
	{ .times = 100000, SAYS(MODEL_GENERIC) },
	{ .times = 100000, SAYS(OFLOW) },
	{ .times = 100000, SAYS(0) },
	{ .times = 100000, SAYS(NONE), .carried = -EIO },
	{ .times = 100000, .execute = true, SAYS(MODEL_BUSY) },
};

static void no_result_comes_later_than_the_deadline_and_one_trip(void **state)
{
	static const u32 trip_ms[] = { 1, 99, 7000, 29000, 59999, 60001 };
	unsigned int i, j, kind;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(slow); i++) {
		for (j = 0; j < ARRAY_SIZE(trip_ms); j++) {
			struct fixture *f = new_fixture();

			f->host->trip_ms = trip_ms[j];
			model_host_follow(f->host, &slow[i], 1);
			for (kind = 0; kind < 6; kind++) {
				u64 begin = f->host->now;

				ask(f, kind % 3, 4);
				assert_in_range(f->host->now - begin, 0,
						TIMEOUT_MS +
						SNP_CHANNEL_TRIP_MS);
			}
			f->host->trip_ms = 0;
			next_request_succeeds(f, 0);
			free_fixture(f);
		}
	}
}

static void growth_has_no_time_of_its_own(void **state)
{
	const struct model_step grow[] = { WANTS(5), WANTS(6), WANTS(7),
					   { .times = 100, SAYS(MODEL_BUSY) } };
	struct fixture *f = new_fixture();
	u64 begin = f->host->now;

	(void)state;
	f->host->trip_ms = 25000;
	f->host->certs_npages = 4;
	model_host_follow(f->host, grow, ARRAY_SIZE(grow));
	assert_int_equal(ask(f, EXTENDED, 64), -ETIMEDOUT);
	assert_in_range(f->host->now - begin, TIMEOUT_MS,
			TIMEOUT_MS + SNP_CHANNEL_TRIP_MS);
	f->host->trip_ms = 0;
	next_request_succeeds(f, 2);
	free_fixture(f);
}

static void whoever_comes_late_gets_one_trip(void **state)
{
	unsigned int i, kind;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(slow); i++) {
		for (kind = 0; kind < 3; kind++) {
			struct fixture *f = new_fixture();
			u64 begin;

			/* Not the first caller of this channel. */
			assert_int_equal(ask(f, REPORT, 0), 0);
			f->since = f->host->now;
			f->host->now += TIMEOUT_MS + 1;
			begin = f->host->now;
			f->host->trip_ms = SNP_CHANNEL_TRIP_MS - 1;
			model_host_follow(f->host, &slow[i], 1);
			assert_int_not_equal(ask(f, kind, 4), 0);
			assert_in_range(f->host->now - begin, 1,
					SNP_CHANNEL_TRIP_MS);
			free_fixture(f);
		}
	}
}

/* n is consumed and its answer gone; n + 2 waits for its turn. */
static void the_younger_of_two_settles_both(void **state)
{
	static const struct model_step lost[] = {
		SWALLOW(MODEL_GENERIC), { .times = 2, SAYS(MODEL_GENERIC) } };
	static const struct model_step lie[] = {
		{ .times = SNP_CHANNEL_TRIES, SAYS(OFLOW) },
		REFUSE(MODEL_GENERIC) };
	struct fixture *f = new_fixture();

	(void)state;
	f->host->forgets = true;
	model_host_follow(f->host, lost, ARRAY_SIZE(lost));
	assert_int_equal(ask(f, REPORT, 0), -EIO);
	model_host_follow(f->host, lie, ARRAY_SIZE(lie));
	assert_int_equal(ask(f, REPORT, 0), -EAGAIN);
	assert_int_equal(snp_channel_outstanding(f->channel), 2);
	assert_int_equal(f->host->executed, 1);
	next_request_succeeds(f, SNP_CHANNEL_TRIES + 2);
	assert_int_equal(f->host->executed, 3);
	free_fixture(f);
}

static void the_next_callers_kind_is_not_that_of_the_pending_one(void **state)
{
	struct fixture *f = new_fixture();

	(void)state;
	leave_pending(f);
	model_host_follow(f->host, NULL, 0);
	f->host->certs_npages = 4;
	f->host->table_npages = 200;
	assert_int_equal(ask(f, EXTENDED, 4), 0);
	/* The pending one, INVALID_LEN, and once more as plain. */
	assert_int_equal(f->exchange.trips, 3);
	free_fixture(f);
}

static void a_drain_that_is_told_of_an_overflow_has_not_drained(void **state)
{
	static const struct model_step lie[] = { { .times = 100,
						   SAYS(OFLOW) } };
	struct fixture *f = new_fixture();

	(void)state;
	leave_pending(f);
	model_host_follow(f->host, lie, ARRAY_SIZE(lie));
	assert_int_equal(snp_channel_drain(f->channel, 2000), -EAGAIN);
	assert_int_equal(snp_channel_outstanding(f->channel), 1);
	free_fixture(f);
}

static void callers_who_began_together_end_together(void **state)
{
	unsigned int i, caller;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(slow); i++) {
		struct fixture *f = new_fixture();
		u64 begin = f->host->now;

		f->since = begin;
		f->host->trip_ms = 30000;
		model_host_follow(f->host, &slow[i], 1);
		for (caller = 0; caller < 5; caller++) {
			ask(f, REPORT, 0);
			assert_in_range(f->host->now - begin, 0, TIMEOUT_MS +
					(caller + 1) * SNP_CHANNEL_TRIP_MS);
		}
		f->since = 0;
		f->host->trip_ms = 0;
		next_request_succeeds(f, 0);
		free_fixture(f);
	}
}

static void a_drain_keeps_its_bound_whatever_is_outstanding(void **state)
{
	static const struct model_step lie[] = { { .times = 9, SAYS(OFLOW) } };
	static const u32 trip_ms[] = { 0, 50, 1999, 2500 };
	unsigned int i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(slow); i++) {
		for (j = 0; j < ARRAY_SIZE(trip_ms); j++) {
			struct fixture *f = new_fixture();
			u64 begin;

			leave_pending(f);
			model_host_follow(f->host, lie, ARRAY_SIZE(lie));
			assert_int_equal(ask(f, REPORT, 0), -EAGAIN);
			assert_int_equal(snp_channel_outstanding(f->channel), 2);

			model_host_follow(f->host, &slow[i], 1);
			f->host->trip_ms = trip_ms[j];
			begin = f->host->now;
			assert_int_not_equal(snp_channel_drain(f->channel,
							       2000), 0);
			assert_in_range(f->host->now - begin, 0,
					2000 + SNP_CHANNEL_TRIP_MS);
			f->host->trip_ms = 0;
			next_request_succeeds(f, 0);
			free_fixture(f);
		}
	}
}

/* A drain that took all the time leaves none for a message of one's own. */
static void nothing_is_sealed_after_the_deadline(void **state)
{
	struct fixture *f = new_fixture();
	u32 counter;

	(void)state;
	leave_pending(f);
	model_host_follow(f->host, NULL, 0);
	f->since = f->host->now;
	f->host->now += TIMEOUT_MS;
	f->host->trip_ms = 10;
	counter = f->host->counter;
	assert_int_equal(ask(f, REPORT, 0), -ETIMEDOUT);
	assert_true(f->exchange.exitinfo2 == NONE);
	assert_int_equal(f->host->counter, counter);
	assert_int_equal(snp_channel_outstanding(f->channel), 0);
	f->since = 0;
	next_request_succeeds(f, 1);
	free_fixture(f);
}

static void longer_answers_are_handed_up_whole(void **state)
{
	static const int longer[] = { 16, 320, SNP_MESSAGE_PAYLOAD_MAX - 0x4c0 };
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(longer); i++) {
		struct fixture *f = new_fixture();
		unsigned int size = 0x4c0 + longer[i];

		f->host->longer = longer[i];
		assert_int_equal(ask(f, REPORT, 0), 0);
		assert_int_equal(f->exchange.answer_size, size);
		answer_fits(f, REPORT, 0);
		assert_int_equal(f->answer[0x4c0], 0xee);
		assert_int_equal(f->answer[size - 1], 0xee);
		assert_true(all_zero(f->answer + size,
				     sizeof(f->answer) - size));
		next_request_succeeds(f, 1);
		free_fixture(f);
	}
}

static void other_sizes_than_a_keys_are_no_answer(void **state)
{
	static const struct {
		enum kind kind;
		int longer;
	} wrong[] = { { KEY, 16 }, { KEY, -16 }, { REPORT, -16 } };
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct fixture *f = new_fixture();

		f->host->longer = wrong[i].longer;
		assert_int_equal(ask(f, wrong[i].kind, 0), -EPROTO);
		assert_int_equal(f->exchange.answer_size, 0);
		answer_fits(f, wrong[i].kind, -EPROTO);
		assert_int_equal(snp_channel_outstanding(f->channel), 0);
		f->host->longer = 0;
		next_request_succeeds(f, 1);
		free_fixture(f);
	}
}

static void other_bytes_under_a_number_end_the_key(void **state)
{
	static const struct model_step other[] = {
		{ .execute = true, .page = MODEL_FAIR,
		  .carried = -EKEYREVOKED } };
	struct fixture *f = new_fixture();

	(void)state;
	model_host_follow(f->host, other, ARRAY_SIZE(other));
	assert_int_equal(ask(f, REPORT, 0), -ENOTTY);
	answer_fits(f, REPORT, -ENOTTY);
	assert_true(snp_channel_dead(f->channel));
	nothing_is_left_behind(f);
	model_host_follow(f->host, NULL, 0);
	assert_int_equal(ask(f, REPORT, 0), -ENOTTY);
	assert_int_equal(f->host->trips, 1);
	free_fixture(f);
}

/* What an older trip brings is judged, and then one's own trips begin. */
static void an_older_trips_end_costs_no_try(void **state)
{
	static const struct model_step fetch[] = {
		{ SAYS(MODEL_GENERIC), .fetched = true },
		{ .times = 2, SAYS(MODEL_GENERIC) } };
	static const struct model_step always[] = {
		{ .times = 1000, SAYS(MODEL_GENERIC), .fetched = true } };
	static const struct model_step late[] = {
		{ .execute = true, .page = MODEL_FAIR, .fetched = true } };
	struct fixture *f = new_fixture();

	(void)state;
	leave_pending(f);
	model_host_follow(f->host, fetch, ARRAY_SIZE(fetch));
	assert_int_equal(ask(f, REPORT, 0), 0);
	assert_int_equal(f->exchange.trips, 4);

	/* A platform that says so for ever does not keep its caller. */
	model_host_follow(f->host, always, ARRAY_SIZE(always));
	assert_int_equal(ask(f, REPORT, 0), -EIO);
	assert_int_equal(f->exchange.trips, 0);

	model_host_follow(f->host, late, ARRAY_SIZE(late));
	assert_int_equal(ask(f, REPORT, 0), 0);
	assert_int_equal(f->exchange.trips, 1);

	/* Whoever comes late fetches, and no more. */
	leave_pending(f);
	f->since = f->host->now;
	f->host->now += TIMEOUT_MS;
	f->host->trip_ms = 1;
	model_host_follow(f->host, fetch, 1);
	assert_int_equal(ask(f, REPORT, 0), -ETIMEDOUT);
	assert_int_equal(f->exchange.trips, 0);
	free_fixture(f);
}

/* Whatever leads there: the window is guarded where messages are made. */
static void a_full_window_seals_nothing(void **state)
{
	static const struct model_step lie[] = { { .times = 100,
						   SAYS(OFLOW) } };
	struct fixture *f = new_fixture();
	u32 counter;
	int i;

	(void)state;
	leave_pending(f);
	model_host_follow(f->host, lie, ARRAY_SIZE(lie));
	assert_int_equal(ask(f, REPORT, 0), -EAGAIN);
	counter = f->host->counter;
	for (i = 0; i < 3; i++) {
		assert_int_equal(ask(f, REPORT, 0), -EAGAIN);
		assert_int_equal(snp_channel_outstanding(f->channel),
				 SNP_CHANNEL_WINDOW);
		assert_int_equal(f->host->counter, counter);
	}
	next_request_succeeds(f, 0);
	free_fixture(f);
}

static void a_minute_of_busy_is_less_than_a_hundred_trips(void **state)
{
	static const struct model_step busy[] = { { .times = 100000,
						    SAYS(MODEL_BUSY) } };
	struct fixture *f = new_fixture();
	u64 begin = f->host->now;

	(void)state;
	model_host_follow(f->host, busy, ARRAY_SIZE(busy));
	assert_int_equal(ask(f, REPORT, 0), -ETIMEDOUT);
	assert_true(f->host->now - begin == TIMEOUT_MS);
	assert_in_range(f->host->trips, 30, 100);
	free_fixture(f);
}

static void caller_who_queued_for_long_asks_once_and_does_not_wait(void **state)
{
	struct fixture *f = new_fixture();

	(void)state;
	f->since = f->host->now;
	f->host->now += TIMEOUT_MS;
	f->host->busy_until = f->host->now + 10;
	assert_int_equal(ask(f, REPORT, 0), -ETIMEDOUT);
	assert_int_equal(f->host->trips, 1);
	assert_int_equal(f->host->waits, 0);
	f->host->busy_until = 0;
	next_request_succeeds(f, 2);
	free_fixture(f);
}

static void host_free_just_before_the_deadline_is_in_time(void **state)
{
	static const int shift[] = { -1, 0, 1 };
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(shift); i++) {
		struct fixture *f = new_fixture();

		f->host->busy_until = f->host->now + TIMEOUT_MS + shift[i];
		assert_int_equal(ask(f, REPORT, 0),
				 shift[i] <= 0 ? 0 : -ETIMEDOUT);
		f->host->busy_until = 0;
		next_request_succeeds(f, 0);
		free_fixture(f);
	}
}

static void killed_caller_costs_few_trips(void **state)
{
	static const struct model_step busy[] = { { .times = 100000,
						    SAYS(MODEL_BUSY) } };
	struct fixture *f = new_fixture();
	u64 begin = f->host->now;

	(void)state;
	model_host_follow(f->host, busy, ARRAY_SIZE(busy));
	f->host->killed_at = begin + 3000;
	assert_int_equal(ask(f, REPORT, 0), -EINTR);
	assert_true(f->host->now - begin == 3000);
	assert_in_range(f->host->trips, 1, 50);
	next_request_succeeds(f, 2);
	free_fixture(f);
}

static void a_successor_never_uses_a_number_again(void **state)
{
	static const struct model_step none[] = { { .carried = -ENODEV } };
	static const struct model_step lost[] = {
		SWALLOW(MODEL_GENERIC), { .times = 2, SAYS(MODEL_GENERIC) } };
	static const struct model_step refused[] = { REFUSE(MODEL_GENERIC) };
	const struct {
		const struct model_step *steps;
		unsigned int count;
		bool usable;
	} crash[] = { { none, 1, false }, { refused, 1, false },
		      { lost, 2, true } };
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(crash); i++) {
		struct fixture *f = new_fixture();
		int err;

		assert_int_equal(ask(f, REPORT, 0), 0);
		model_host_follow(f->host, crash[i].steps, crash[i].count);
		assert_int_not_equal(ask(f, REPORT, 0), 0);

		/* All that is left is the counter in the secrets page. */
		memset(f->channel, 0xa5, sizeof(*f->channel));
		assert_int_equal(snp_channel_init(f->channel, &model_ops,
						  f->host, 0, TIMEOUT_MS), 0);
		model_host_follow(f->host, NULL, 0);
		err = ask(f, REPORT, 0);
		assert_int_equal(err, crash[i].usable ? 0 : -EIO);
		assert_true(f->exchange.seqno == 5);
		free_fixture(f);
	}
}

static void last_number_is_used_then_the_key_is_given_up(void **state)
{
	struct fixture *f = new_fixture();

	(void)state;
	f->host->counter = 0xfffffffc;
	f->host->count = 0xfffffffc;
	assert_int_equal(ask(f, REPORT, 0), 0);
	assert_true(f->exchange.seqno == 0xfffffffd);
	assert_false(snp_channel_dead(f->channel));

	f->host->trips = 0;
	assert_int_equal(ask(f, REPORT, 0), -EIO);
	assert_true(f->exchange.exitinfo2 == NONE);
	assert_true(snp_channel_dead(f->channel));
	assert_int_equal(ask(f, REPORT, 0), -ENOTTY);
	assert_true(f->exchange.exitinfo2 == NONE);
	assert_int_equal(f->host->trips, 0);
	assert_int_equal(f->host->counter, 0xfffffffe);
	free_fixture(f);
}

static void last_number_is_still_completed_when_it_is_pending(void **state)
{
	static const struct model_step refuse[] = { REFUSE(MODEL_GENERIC) };
	struct fixture *f = new_fixture();

	(void)state;
	f->host->counter = 0xfffffffc;
	f->host->count = 0xfffffffc;
	model_host_follow(f->host, refuse, ARRAY_SIZE(refuse));
	assert_int_equal(ask(f, REPORT, 0), -EIO);
	assert_int_equal(ask(f, REPORT, 0), -EIO);
	assert_int_equal(f->host->executed, 1);
	assert_true(snp_channel_dead(f->channel));
	free_fixture(f);
}

static void pending_last_number_is_kept_while_the_host_denies_it(void **state)
{
	static const struct model_step lie[] = { { .times = 6, SAYS(OFLOW) } };
	struct fixture *f = new_fixture();

	(void)state;
	f->host->counter = 0xfffffffc;
	f->host->count = 0xfffffffc;
	model_host_follow(f->host, lie, ARRAY_SIZE(lie));
	assert_int_equal(ask(f, REPORT, 0), -EIO);
	assert_int_equal(ask(f, REPORT, 0), -EIO);
	assert_true(f->exchange.exitinfo2 == NONE);
	assert_int_equal(snp_channel_outstanding(f->channel), 1);
	assert_false(snp_channel_dead(f->channel));
	assert_int_equal(snp_channel_drain(f->channel, 100), 0);
	assert_int_equal(f->host->executed, 1);
	free_fixture(f);
}

static void counter_that_cannot_be_right_is_refused(void **state)
{
	struct fixture *f = new_fixture();

	(void)state;
	f->host->counter = 1;
	assert_int_equal(snp_channel_init(f->channel, &model_ops, f->host, 0,
					  TIMEOUT_MS), -EIO);

	f->host->counter = 0;
	assert_int_equal(snp_channel_init(f->channel, &model_ops, f->host, 0,
					  TIMEOUT_MS), 0);
	assert_int_equal(ask(f, REPORT, 0), 0);
	f->host->trips = 0;
	f->host->counter = 0;		/* moved back */
	assert_int_equal(ask(f, REPORT, 0), -EIO);
	f->host->counter = 3;		/* the next IV is an answer's */
	assert_int_equal(ask(f, REPORT, 0), -EIO);
	assert_int_equal(f->host->trips, 0);
	f->host->counter = 2;
	next_request_succeeds(f, 1);
	free_fixture(f);
}

static void request_that_cannot_be_sealed_costs_nothing(void **state)
{
	struct fixture *f = new_fixture();

	(void)state;
	f->host->seal_fails = -ENOMEM;
	assert_int_equal(ask(f, REPORT, 0), -ENOMEM);
	assert_true(f->exchange.exitinfo2 == NONE);
	assert_int_equal(f->host->trips, 0);
	assert_int_equal(f->host->counter, 0);
	assert_int_equal(snp_channel_outstanding(f->channel), 0);

	f->host->seal_fails = 0;
	leave_pending(f);
	model_host_follow(f->host, NULL, 0);
	f->host->seal_fails = -ENOMEM;
	assert_int_equal(ask(f, REPORT, 0), -ENOMEM);
	assert_true(f->exchange.exitinfo2 == NONE);
	assert_int_equal(snp_channel_outstanding(f->channel), 0);

	f->host->seal_fails = 0;
	next_request_succeeds(f, 1);
	free_fixture(f);
}

static void request_the_firmware_would_refuse_is_not_sent(void **state)
{
	struct fixture *f = new_fixture();
	struct snp_exchange bad = {
		.type = SNP_MESSAGE_REPORT_REQ, .version = 0, .payload = f->payload,
		.size = 0x60, .answer = f->answer, .answer_min = 0x4c0,
		.answer_max = 0x4c0,
	};

	(void)state;
	assert_int_equal(snp_channel_exchange(f->channel, &bad), -EINVAL);
	bad.version = 1;
	bad.size = 0x58;
	assert_int_equal(snp_channel_exchange(f->channel, &bad), -EINVAL);
	assert_int_equal(f->host->trips, 0);
	next_request_succeeds(f, 1);
	free_fixture(f);
}

static void drain_completes_what_is_pending(void **state)
{
	static const struct model_step refuse[] = { { .times = 1000,
						      SAYS(MODEL_GENERIC) } };
	struct fixture *f = new_fixture();

	(void)state;
	assert_int_equal(snp_channel_drain(f->channel, 100), 0);
	leave_pending(f);
	model_host_follow(f->host, refuse, ARRAY_SIZE(refuse));
	assert_int_equal(snp_channel_drain(f->channel, 100), -EAGAIN);
	model_host_follow(f->host, NULL, 0);
	assert_int_equal(snp_channel_drain(f->channel, 100), 0);
	nothing_is_left_behind(f);
	next_request_succeeds(f, 1);
	free_fixture(f);
}

static void drain_of_a_busy_host_ends_in_time(void **state)
{
	struct fixture *f = new_fixture();
	u64 begin;

	(void)state;
	leave_pending(f);
	model_host_follow(f->host, NULL, 0);
	begin = f->host->now;
	f->host->busy_until = begin + 10000;
	assert_int_equal(snp_channel_drain(f->channel, 250), -ETIMEDOUT);
	assert_true(f->host->now - begin == 250);
	free_fixture(f);
}

static void nothing_of_a_message_survives_retirement(void **state)
{
	struct fixture *f = new_fixture();

	(void)state;
	leave_pending(f);
	/* Whatever was wiped on the way here, and by whom. */
	memset(f->channel->plain, 0xaa, sizeof(f->channel->plain));
	memset(&f->channel->response, 0xaa, sizeof(f->channel->response));
	snp_channel_retire(f->channel);
	nothing_is_left_behind(f);
	assert_true(all_zero(&f->channel->response,
			     sizeof(f->channel->response)));
	assert_int_equal(ask(f, REPORT, 0), -ENOTTY);
	assert_int_equal(f->host->trips, 0);
	snp_channel_retire(f->channel);
	free_fixture(f);
}

static struct model_step random_step(void)
{
	static const u64 codes[] = { 0, OFLOW, INVALID_PARAM, MODEL_BUSY,
				     MODEL_INVALID_LEN, MODEL_GENERIC, NONE };
	static const int carried[] = { 0, 0, 0, 0, 0, 0, -EIO, -ENODEV,
				       -ETIMEDOUT, -EINTR };

	return (struct model_step){
		.times = 1 + rand() % 4,
		.execute = rand() % 2,
		.replay = rand() % 3,
		.page = rand() % (MODEL_REFLECT + 1),
		.say = rand() % 4 != 0,
		.code = codes[rand() % ARRAY_SIZE(codes)],
		.rbx = rand() % 20,
		.carried = carried[rand() % ARRAY_SIZE(carried)],
	};
}

/* Whatever the host did, what is accepted is authentic, and it all ends well. */
static void random_hosts_break_nothing(void **state)
{
	unsigned int seed, round, i;

	(void)state;
	for (seed = 0; seed < 300; seed++) {
		struct fixture *f = new_fixture();

		srand(seed);
		for (round = 0; round < 12; round++) {
			struct model_step steps[8];
			enum kind kind = rand() % 3;
			int err;

			for (i = 0; i < ARRAY_SIZE(steps); i++)
				steps[i] = random_step();
			model_host_follow(f->host, steps, ARRAY_SIZE(steps));
			f->host->trips = 0;
			err = ask(f, kind, rand() % 20);
			assert_true(err <= 0);
			answer_fits(f, kind, err);
			nothing_is_left_behind(f);
			assert_in_range(snp_channel_outstanding(f->channel), 0,
					SNP_CHANNEL_WINDOW);
			assert_in_range(f->host->trips, 0, 100);
		}
		next_request_succeeds(f, 0);
		free_fixture(f);
	}
}

#define SINGLE(name) { #name, name, NULL, NULL, NULL }

static const struct CMUnitTest singles[] = {
	SINGLE(next_caller_is_told_that_an_earlier_message_is_stuck),
	SINGLE(an_older_answer_of_the_wrong_kind_is_not_this_callers_error),
	SINGLE(draining_waits_for_a_busy_host_within_the_callers_deadline),
	SINGLE(extended_request_is_drained_as_a_plain_one),
	SINGLE(false_claim_of_overflow_opens_the_window_to_two),
	SINGLE(both_of_the_window_executed_and_lost_recover_by_redelivery),
	SINGLE(late_answer_to_the_older_one_lets_the_newer_one_go_on),
	SINGLE(old_answer_is_not_taken_for_a_new_one),
	SINGLE(waits_add_at_most_half_of_the_time_a_host_was_busy),
	SINGLE(a_busy_host_is_asked_ten_times_in_the_first_second),
	SINGLE(no_result_comes_later_than_the_deadline_and_one_trip),
	SINGLE(callers_who_began_together_end_together),
	SINGLE(a_drain_keeps_its_bound_whatever_is_outstanding),
	SINGLE(nothing_is_sealed_after_the_deadline),
	SINGLE(longer_answers_are_handed_up_whole),
	SINGLE(other_sizes_than_a_keys_are_no_answer),
	SINGLE(other_bytes_under_a_number_end_the_key),
	SINGLE(an_older_trips_end_costs_no_try),
	SINGLE(a_full_window_seals_nothing),
	SINGLE(a_minute_of_busy_is_less_than_a_hundred_trips),
	SINGLE(caller_who_queued_for_long_asks_once_and_does_not_wait),
	SINGLE(host_free_just_before_the_deadline_is_in_time),
	SINGLE(killed_caller_costs_few_trips),
	SINGLE(a_successor_never_uses_a_number_again),
	SINGLE(last_number_is_used_then_the_key_is_given_up),
	SINGLE(last_number_is_still_completed_when_it_is_pending),
	SINGLE(pending_last_number_is_kept_while_the_host_denies_it),
	SINGLE(counter_that_cannot_be_right_is_refused),
	SINGLE(request_that_cannot_be_sealed_costs_nothing),
	SINGLE(request_the_firmware_would_refuse_is_not_sent),
	SINGLE(drain_completes_what_is_pending),
	SINGLE(drain_of_a_busy_host_ends_in_time),
	SINGLE(nothing_of_a_message_survives_retirement),
	SINGLE(growth_has_no_time_of_its_own),
	SINGLE(whoever_comes_late_gets_one_trip),
	SINGLE(the_younger_of_two_settles_both),
	SINGLE(the_next_callers_kind_is_not_that_of_the_pending_one),
	SINGLE(a_drain_that_is_told_of_an_overflow_has_not_drained),
	SINGLE(random_hosts_break_nothing),
};

int main(void)
{
	struct CMUnitTest tests[ARRAY_SIZE(rows) + ARRAY_SIZE(singles)];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		tests[i] = (struct CMUnitTest){
			.name = rows[i].name,
			.test_func = run_row,
			.initial_state = (void *)&rows[i],
		};
	memcpy(tests + i, singles, sizeof(singles));
	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: MIT
/*
 * request.c on the channel and the scripted host: what a caller gets, how often
 * the secure processor is asked for it, and what happens to shared pages.
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
#include <linux/slab.h>
#include <linux/string.h>

#include "driver_host_model.h"
#include "driver_table.h"
#include "request.h"

#define LIMIT	256
#define PAGE	((size_t)SNP_CERTS_PAGE_SIZE)

/* The platform's certificate pages: @buffer is the newest piece. */
struct snp_platform {
	u8 *buffer;
	unsigned int npages;
	unsigned int shares, unshares;
	bool share_fails;
	bool asking;	/* the host, with the buffer that is shared */
};

static struct snp_platform platform;
static struct model_host *host;
static struct snp_device *device;
static struct snp_channel_ops ops;
static unsigned int table_npages;	/* of the host's table; 0 for none */

void *snp_platform_share(struct snp_platform *p, unsigned int npages)
{
	assert_in_range(npages, 1, LIMIT);
	assert_true(p->shares - p->unshares <= 1);
	if (p->share_fails)
		return NULL;
	p->shares++;
	p->npages = npages;
	p->buffer = calloc(npages, PAGE);
	assert_non_null(p->buffer);
	return p->buffer;
}

void snp_platform_unshare(struct snp_platform *p, void *buffer,
			  unsigned int npages)
{
	assert_true(npages <= p->npages);
	p->unshares++;
	free(buffer);
	if (buffer == p->buffer)
		p->buffer = NULL;
}

int snp_platform_settle(struct snp_platform *p, u32 timeout_ms)
{
	(void)timeout_ms;
	return p->asking ? -EBUSY : 0;
}

bool snp_device_stopping(const struct snp_device *d)
{
	return snp_stop_begun(&d->stop);
}

u64 snp_device_now(void)
{
	return host->now;
}

/* What device.c does, without the kernel around it. */
int snp_device_exchange(struct snp_device *d, struct snp_exchange *exchange,
			struct snp_table *table)
{
	int err;

	assert_true(d->lock.locked);
	d->table = table;
	err = snp_channel_exchange(&d->channel, exchange);
	d->table = NULL;
	return err;
}

static int grow(void *context, unsigned int npages)
{
	int err = snp_certs_grow(&device->certs, device->table, npages);

	(void)context;
	if (!err)
		host->certs_npages = device->certs.npages;
	return err;
}

/* One certificate up to ten bytes before the end of the last page. */
static void write_table(void)
{
	u32 end = table_npages * PAGE - 10;

	memset(platform.buffer + 48, 0xcc, end - 48);
	table_put_entry(platform.buffer, 0, 48, end - 48);
	memset(platform.buffer + 24, 0, 24);
}

static int carry(void *context, struct snp_trip *trip)
{
	int err;

	assert_true(!trip->certs_npages || trip->certs_npages <= platform.npages);
	err = model_ops.carry(context, trip);
	/* Also when it speaks of an error afterwards. */
	if (!err && table_npages && trip->certs_npages >= table_npages)
		write_table();
	return err;
}

static int power_on(void **state)
{
	(void)state;
	memset(&platform, 0, sizeof(platform));
	standin_allocations_left = -1;
	table_npages = 0;
	host = model_host_new();
	host->certs_npages = LIMIT;
	ops = model_ops;
	ops.grow = grow;
	ops.carry = carry;
	device = calloc(1, sizeof(*device));
	if (!device)
		return -1;
	device->certs_limit = LIMIT;
	snp_certs_init(&device->certs, &platform, LIMIT);
	return snp_channel_init(&device->channel, &ops, host, 0, 60000);
}

static int power_off(void **state)
{
	(void)state;
	snp_certs_destroy(&device->certs);
	assert_int_equal(platform.shares, platform.unshares);
	free(device);
	model_host_free(host);
	return 0;
}

static void has_table(unsigned int npages)
{
	table_npages = npages;
	host->table_npages = npages;
}

struct result {
	int err;
	u64 exitinfo2;
	u64 needed;
	size_t size, report_size;
	unsigned int executed, trips;
	u8 first_byte;
	bool answered;
};

static struct result ask(unsigned int room)
{
	struct snp_certs_request certs = { .npages = room };
	static struct snp_report_answer answer;
	struct snp_report_req req = {};
	unsigned int executed = host->executed;
	struct result result = {};

	memset(&answer, 0x55, sizeof(answer));
	memset(req.user_data, host->count + 1, sizeof(req.user_data));
	host->trips = 0;
	result.err = snp_get_ext_report(device, &req, &answer, &certs,
					&result.exitinfo2);
	result.answered = !memcmp(answer.data + 0x70, req.user_data, 64);
	result.needed = certs.needed;
	result.size = certs.size;
	result.report_size = answer.size;
	result.executed = host->executed - executed;
	result.trips = host->trips;
	if (certs.size)
		result.first_byte = certs.table.data[48];
	snp_put_certs(device, &certs);
	assert_null(certs.table.data);
	assert_false(device->lock.locked);
	return result;
}

static void is_served(const struct result *result, unsigned int npages)
{
	assert_int_equal(result->err, 0);
	assert_true(result->answered);
	assert_true(result->report_size >= SNP_REPORT_ANSWER_MIN);
	assert_true(result->exitinfo2 == 0);
	assert_int_equal(result->size, npages ? npages * PAGE - 10 : 0);
	assert_int_equal(result->first_byte, npages ? 0xcc : 0);
	assert_int_equal(result->executed, 1);
}

static void is_refused_for_room(const struct result *result, u64 needed,
				unsigned int executed)
{
	assert_int_equal(result->err, -EIO);
	assert_true(result->exitinfo2 == MODEL_INVALID_LEN);
	assert_true(result->needed == needed);
	assert_int_equal(result->size, 0);
	assert_int_equal(result->report_size, 0);
	assert_false(result->answered);
	assert_int_equal(result->executed, executed);
}

static void plain_report_and_key_get_their_answers(void **state)
{
	struct snp_report_req req = { .user_data = { 1, 2, 3 } };
	struct snp_derived_key_req key = { .guest_svn = 7 };
	struct snp_report_answer answer;
	u64 exitinfo2;

	(void)state;
	assert_int_equal(snp_get_report(device, &req, &answer, &exitinfo2), 0);
	assert_memory_equal(answer.data + 0x70, &req, 64);
	assert_true(exitinfo2 == 0);
	assert_int_equal(snp_get_derived_key(device, &key, answer.data,
					     &exitinfo2),
			 0);
	assert_memory_equal(answer.data + 0x20, &key, sizeof(key));
	assert_int_equal(platform.shares, 0);
	assert_false(device->lock.locked);
}

/* The answer counts, and not what the host says beside it. */
static void what_succeeded_speaks_of_no_error(void **state)
{
	static const u64 codes[] = { MODEL_BUSY, MODEL_GENERIC, MODEL_INVALID_LEN, 7 };
	struct snp_report_req req = { .user_data = { 1, 2, 3 } };
	struct snp_report_answer answer;
	u64 exitinfo2;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		struct model_step step = { .execute = true, .page = MODEL_FAIR,
					   .say = true, .code = codes[i] };

		model_host_follow(host, &step, 1);
		assert_int_equal(snp_get_report(device, &req, &answer,
						&exitinfo2), 0);
		assert_true(exitinfo2 == 0);
	}
}

/* A length is said with an error and never beside a report. */
static void what_succeeded_needs_no_room(void **state)
{
	static const struct model_step grown[] = {
		{ .execute = true, .page = MODEL_FAIR, .say = true,
		  .code = MODEL_INVALID_LEN, .rbx = 5 } };
	static const struct model_step absurd[] = {
		{ .execute = true, .page = MODEL_FAIR, .say = true, .code = 7 },
		{ .times = 1000, .say = true, .code = MODEL_INVALID_LEN,
		  .rbx = 0xfffff } };
	struct result result;

	(void)state;
	model_host_follow(host, grown, 1);
	result = ask(LIMIT);
	assert_int_equal(result.err, 0);
	assert_true(result.needed == 0);
	model_host_follow(host, absurd, 2);
	result = ask(8);
	assert_int_equal(result.err, 0);
	assert_true(result.answered);
	assert_true(result.needed == 0);
}

static void the_buffer_stays_while_the_host_may_write_to_it(void **state)
{
	struct result result;

	(void)state;
	has_table(1);
	host->busy_until = host->now + 1000000;
	host->killed_at = host->now + 100;
	result = ask(1);
	assert_int_equal(result.err, -EINTR);
	assert_int_equal(snp_channel_outstanding(&device->channel), 1);

	host->killed_at = host->now + 100;
	result = ask(LIMIT);
	assert_int_equal(result.err, -EINTR);
	assert_int_equal(platform.shares, 1);
	assert_int_equal(platform.unshares, 0);

	host->busy_until = 0;
	host->killed_at = 0;
	result = ask(LIMIT);
	assert_int_equal(result.err, 0);
	assert_true(result.answered);
	assert_int_equal(platform.unshares, 0);
}

/* As it may be where memory was short; what there is does until then. */
static void a_small_buffer_that_is_in_use_does(void **state)
{
	struct snp_table table = {};
	struct result result;

	(void)state;
	assert_int_equal(snp_certs_grow(&device->certs, &table, 2), 0);
	snp_certs_free(&device->certs, &table);
	has_table(2);
	platform.asking = true;
	result = ask(LIMIT);
	is_served(&result, 2);
	assert_int_equal(platform.unshares, 0);
	platform.asking = false;
}

static void a_cpuid_message_gets_an_answer_of_its_own_size(void **state)
{
	struct snp_cpuid_req req = {
		.count = cpu_to_le32(SNP_CPUID_LEAVES),
		.entry[9] = { .regs[3] = cpu_to_le32(0x12345678) },
	};
	struct snp_cpuid_resp resp;
	u64 exitinfo2;

	(void)state;
	assert_int_equal(snp_get_cpuid(device, &req, &resp, &exitinfo2), 0);
	assert_int_equal(resp.status, 0);
	assert_int_equal(resp.count, req.count);
	assert_memory_equal(resp.entry, req.entry, sizeof(req.entry));
	assert_true(exitinfo2 == 0);
	assert_false(device->lock.locked);

	host->longer = -16;
	assert_int_equal(snp_get_cpuid(device, &req, &resp, &exitinfo2), -EPROTO);
	host->longer = 0;
}

static void cold_report_is_one_firmware_call_for_any_table(void **state)
{
	static const unsigned int npages[] = { 0, 1, 4, 5, 64, 256 };
	struct result result;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(npages); i++) {
		if (i) {
			power_off(state);
			assert_int_equal(power_on(state), 0);
		}
		has_table(npages[i]);
		result = ask(LIMIT);
		is_served(&result, npages[i]);
		assert_int_equal(result.trips, npages[i] > 4 ? 2 : 1);
	}
}

static void steady_state_shares_and_allocates_nothing(void **state)
{
	struct result result;
	unsigned int i, shares;

	(void)state;
	has_table(64);
	result = ask(LIMIT);
	is_served(&result, 64);
	shares = platform.shares;
	standin_allocations_left = 0;
	for (i = 0; i < 5; i++) {
		result = ask(i % 2 ? 64 : LIMIT);
		is_served(&result, 64);
		assert_int_equal(result.trips, 1);
	}
	assert_int_equal(platform.shares, shares);
}

static void size_probe_completes_its_message_and_tells_the_length(void **state)
{
	struct result result;

	(void)state;
	has_table(5);
	result = ask(0);
	is_refused_for_room(&result, 5, 1);
	assert_int_equal(platform.shares, 0);
	result = ask(5);
	is_served(&result, 5);
}

static void known_length_is_told_once_without_asking_the_host(void **state)
{
	struct result result;

	(void)state;
	has_table(5);
	result = ask(LIMIT);
	is_served(&result, 5);

	result = ask(4);
	is_refused_for_room(&result, 5, 0);
	assert_int_equal(result.trips, 0);
	result = ask(4);
	is_refused_for_room(&result, 5, 1);
	result = ask(5);
	is_served(&result, 5);
	result = ask(0);
	is_refused_for_room(&result, 5, 0);
}

static void room_beyond_the_certificates_is_told_too(void **state)
{
	struct result result;
	unsigned int i;

	(void)state;
	has_table(5);
	host->table_npages = 20;	/* padded */
	result = ask(LIMIT);
	is_served(&result, 5);
	result = ask(LIMIT);
	is_served(&result, 5);
	/* Each client asks for the length first, then with that much room. */
	for (i = 0; i < 3; i++) {
		result = ask(0);
		is_refused_for_room(&result, 20, 0);
		result = ask(20);
		is_served(&result, 5);
	}
}

static void size_probe_is_not_asked_again_for_certificates(void **state)
{
	static const struct model_step lie = {
		.execute = true, .page = MODEL_FAIR, .say = true,
		.code = MODEL_BUSY,
	};
	struct result result;

	(void)state;
	model_host_follow(host, &lie, 1);
	result = ask(0);
	assert_int_equal(result.err, 0);
	assert_true(result.answered);
	assert_true(result.exitinfo2 == 0);
	assert_int_equal(result.executed, 1);
}

static void what_a_host_only_claims_is_not_held_against_the_next_caller(void **state)
{
	static const struct model_step wants[] = {
		{ .times = 10, .say = true, .code = MODEL_INVALID_LEN,
		  .rbx = 200 },
	};
	struct result result;

	(void)state;
	has_table(2);
	model_host_follow(host, wants, ARRAY_SIZE(wants));
	result = ask(4);
	is_refused_for_room(&result, 200, 0);
	assert_int_equal(snp_channel_outstanding(&device->channel), 1);
	model_host_follow(host, NULL, 0);
	result = ask(4);
	assert_int_equal(result.err, 0);
	assert_int_equal(result.size, 2 * PAGE - 10);
}

static void withheld_certificates_are_asked_for_once_more(void **state)
{
	static const struct model_step withhold[] = {
		{ .execute = true, .page = MODEL_FAIR, .say = true,
		  .code = MODEL_BUSY },
		{ .execute = true, .page = MODEL_FAIR, .say = true,
		  .code = MODEL_GENERIC },
	};
	struct result result;

	(void)state;
	has_table(2);
	model_host_follow(host, withhold, 1);
	result = ask(4);
	assert_int_equal(result.err, 0);
	assert_int_equal(result.size, 2 * PAGE - 10);
	assert_int_equal(result.executed, 2);
	assert_true(result.exitinfo2 == 0);

	model_host_follow(host, withhold, 2);
	result = ask(4);
	assert_int_equal(result.err, 0);
	assert_true(result.answered);
	assert_int_equal(result.size, 0);
	assert_int_equal(result.executed, 2);
	assert_true(result.exitinfo2 == 0);
}

static void table_that_grows_and_shrinks_is_followed(void **state)
{
	static const unsigned int npages[] = { 3, 9, 0, 2, 10, 0, 1 };
	struct result result;
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(npages); i++) {
		has_table(npages[i]);
		result = ask(16);
		is_served(&result, npages[i]);
	}
	assert_int_equal(platform.npages, 10);
}

/* As when the architecture completes the message by itself. */
static const struct model_step too_early = {
	.execute = true, .page = MODEL_FAIR,
	.say = true, .code = MODEL_INVALID_LEN, .rbx = 9,
};

static void completed_message_without_room_costs_a_second_one_once(void **state)
{
	struct result result;

	(void)state;
	model_host_follow(host, &too_early, 1);
	has_table(9);
	result = ask(LIMIT);
	assert_int_equal(result.err, 0);
	assert_true(result.answered);
	assert_int_equal(result.size, 9 * PAGE - 10);
	assert_int_equal(result.executed, 2);
	result = ask(LIMIT);
	is_served(&result, 9);
}

static void host_that_always_completes_without_room_costs_two_messages(void **state)
{
	struct model_step always[] = { too_early, too_early, too_early };
	struct result result;

	(void)state;
	always[1].rbx = 10;
	always[2].rbx = 11;
	model_host_follow(host, always, ARRAY_SIZE(always));
	result = ask(LIMIT);
	is_refused_for_room(&result, 10, 2);
}

static void absurd_lengths_are_reported_and_not_remembered(void **state)
{
	static const u64 absurd[] = { 0, 4, LIMIT + 1, 0xffffffff,
				      0x100000005, ~0ULL };
	struct result result;
	unsigned int i;

	(void)state;
	has_table(3);
	for (i = 0; i < ARRAY_SIZE(absurd); i++) {
		struct model_step wants = { .say = true,
					    .code = MODEL_INVALID_LEN,
					    .rbx = absurd[i] };

		model_host_follow(host, &wants, 1);
		result = ask(16);
		is_refused_for_room(&result, absurd[i], 1);
		result = ask(4);
		is_served(&result, 3);
	}
	assert_int_equal(platform.npages, 4);
}

static void error_of_the_host_gives_no_certificates(void **state)
{
	static const struct model_step refuse[] = {
		{ .times = 3, .say = true, .code = MODEL_GENERIC },
	};
	struct result result;

	(void)state;
	has_table(2);
	model_host_follow(host, refuse, ARRAY_SIZE(refuse));
	result = ask(4);
	assert_int_equal(result.err, -EIO);
	assert_true(result.exitinfo2 == MODEL_GENERIC);
	assert_int_equal(result.size, 0);
	assert_true(result.needed == 0);
	result = ask(4);
	assert_int_equal(result.err, 0);
	assert_int_equal(result.size, 2 * PAGE - 10);
}

static void caller_does_not_wait_to_give_its_buffer_back(void **state)
{
	struct snp_certs_request certs = { .npages = 4 };
	struct snp_report_answer answer;
	struct snp_report_req req = {};
	u64 exitinfo2;

	(void)state;
	assert_int_equal(snp_get_ext_report(device, &req, &answer, &certs,
					    &exitinfo2), 0);
	mutex_lock(&device->lock);
	snp_put_certs(device, &certs);
	assert_null(certs.table.data);
	assert_null(device->certs.spare.data);
	mutex_unlock(&device->lock);
}

/* A caller who is killed, or whose machine stops, does not queue. */
static void nobody_queues_who_cannot_be_served(void **state)
{
	struct snp_certs_request certs = { .npages = 4 };
	static struct snp_report_answer answer;
	struct snp_report_req req = {};
	struct result result;
	u64 exitinfo2;

	(void)state;
	standin_killed = true;
	memset(&answer, 0xff, sizeof(answer));
	assert_int_equal(snp_get_ext_report(device, &req, &answer, &certs,
					    &exitinfo2), -EINTR);
	assert_null(memchr_inv(&answer, 0, sizeof(answer)));
	memset(&answer, 0xff, sizeof(answer));
	assert_int_equal(snp_get_report(device, &req, &answer, &exitinfo2),
			 -EINTR);
	assert_null(memchr_inv(&answer, 0, sizeof(answer)));
	result = ask(4);
	standin_killed = false;
	assert_int_equal(result.err, -EINTR);
	assert_false(result.answered);
	device->stop.stopped = true;
	result = ask(4);
	device->stop.stopped = false;
	assert_int_equal(result.err, -EAGAIN);
	assert_true(result.exitinfo2 == SNP_EXITINFO2_NONE);
	assert_int_equal(host->trips, 0);
}

static struct result ask_optional(unsigned int room)
{
	struct snp_certs_request certs = { .npages = room, .optional = true };
	static struct snp_report_answer answer;
	struct snp_report_req req = { .user_data = { 7, host->count } };
	struct result result = {};

	result.err = snp_get_ext_report(device, &req, &answer, &certs,
					&result.exitinfo2);
	result.answered = !memcmp(answer.data + 0x70, req.user_data, 64);
	result.size = certs.size;
	snp_put_certs(device, &certs);
	return result;
}

/* Certificates can be had elsewhere, the report cannot. */
static void a_report_is_worth_something_without_certificates(void **state)
{
	struct result result;
	unsigned int shares;

	(void)state;
	has_table(9);
	platform.share_fails = true;
	result = ask_optional(16);
	assert_int_equal(result.err, 0);
	assert_true(result.answered && result.exitinfo2 == 0);
	assert_int_equal(result.size, 0);

	standin_allocations_left = 0;
	result = ask_optional(16);
	standin_allocations_left = -1;
	assert_int_equal(result.err, 0);
	assert_true(result.answered);
	assert_int_equal(result.size, 0);

	/* Growth that fails leaves what is there as it is. */
	platform.share_fails = false;
	has_table(2);
	result = ask_optional(16);
	assert_int_equal(result.size, 2 * PAGE - 10);
	shares = platform.shares;
	has_table(9);
	platform.share_fails = true;
	result = ask_optional(16);
	assert_int_equal(result.err, 0);
	assert_int_equal(result.size, 0);
	assert_int_equal(platform.shares, shares);
	assert_int_equal(platform.unshares, 0);
	platform.share_fails = false;
	result = ask_optional(16);
	assert_int_equal(result.size, 9 * PAGE - 10);
}

/* The first message brought it, the second one was to bring the certificates. */
static void a_report_in_hand_is_not_lost_to_a_second_message(void **state)
{
	static const struct model_step refused[] = {
		{ .execute = true, .page = MODEL_FAIR, .say = true,
		  .code = MODEL_GENERIC },
		{ .times = 3, .say = true, .code = MODEL_GENERIC },
	};
	static const struct model_step busy_after_growth[] = {
		/* As the architecture's own messages complete it. */
		{ .execute = true, .page = MODEL_FAIR, .say = true,
		  .code = MODEL_INVALID_LEN, .rbx = 8 },
		{ .times = 1000, .say = true, .code = MODEL_BUSY },
	};
	struct result result;
	size_t i;

	(void)state;
	model_host_follow(host, refused, 2);
	result = ask(4);
	assert_int_equal(result.err, 0);
	assert_true(result.answered && !result.exitinfo2);
	assert_int_equal(result.size, 0);

	model_host_follow(host, NULL, 0);
	ask(4);
	model_host_follow(host, refused, 2);
	result = ask_optional(4);
	assert_int_equal(result.err, 0);
	assert_true(result.answered && !result.exitinfo2);

	model_host_follow(host, NULL, 0);
	ask(4);
	model_host_follow(host, busy_after_growth, 2);
	result = ask_optional(16);
	assert_int_equal(result.err, 0);
	assert_true(result.answered && !result.exitinfo2);
	for (i = 0; i < sizeof(device->first_answer); i++)
		assert_int_equal(device->first_answer[i], 0);
}

static void what_lasts_is_not_charged_to_the_first_caller(void **state)
{
	struct snp_certs_request certs = { .npages = 4 };
	struct snp_report_answer answer;
	struct snp_report_req req = {};
	struct result result;
	u64 exitinfo2;

	(void)state;
	has_table(3);
	standin_accounted = 0;
	result = ask(16);
	is_served(&result, 3);
	assert_int_equal(standin_accounted, 0);
	/* A second one at the same time is the caller's own. */
	assert_int_equal(snp_get_ext_report(device, &req, &answer, &certs,
					    &exitinfo2), 0);
	result = ask(16);
	is_served(&result, 3);
	assert_int_equal(standin_accounted, 1);
	snp_put_certs(device, &certs);
	assert_non_null(device->certs.spare.data);
}

static void every_allocation_may_fail(void **state)
{
	struct result result;
	int left;

	for (left = 0;; left++) {
		has_table(9);
		standin_allocations_left = left;
		result = ask(16);
		standin_allocations_left = -1;
		if (!result.err)
			break;
		assert_true(result.err == -ENOMEM || result.err == -EIO);
		assert_int_equal(result.executed, result.err == -EIO);
		result = ask(16);
		is_served(&result, 9);
		power_off(state);
		assert_int_equal(power_on(state), 0);
	}
	assert_true(left >= 2);
}

static void shared_pages_that_cannot_be_had_cost_no_message(void **state)
{
	struct result result;

	(void)state;
	has_table(3);
	platform.share_fails = true;
	result = ask(16);
	assert_int_equal(result.err, -ENOMEM);
	assert_true(result.exitinfo2 == SNP_EXITINFO2_NONE);
	assert_int_equal(result.trips, 0);
	platform.share_fails = false;
	result = ask(16);
	is_served(&result, 3);
}

static void growth_that_fails_completes_the_message(void **state)
{
	struct result result;

	(void)state;
	has_table(3);
	result = ask(16);
	is_served(&result, 3);
	has_table(9);
	platform.share_fails = true;
	result = ask(16);
	is_refused_for_room(&result, 9, 1);
	platform.share_fails = false;
	result = ask(16);
	is_served(&result, 9);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, power_on, power_off)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(plain_report_and_key_get_their_answers),
		TEST(what_succeeded_speaks_of_no_error),
		TEST(what_succeeded_needs_no_room),
		TEST(a_cpuid_message_gets_an_answer_of_its_own_size),
		TEST(the_buffer_stays_while_the_host_may_write_to_it),
		TEST(a_small_buffer_that_is_in_use_does),
		TEST(cold_report_is_one_firmware_call_for_any_table),
		TEST(steady_state_shares_and_allocates_nothing),
		TEST(size_probe_completes_its_message_and_tells_the_length),
		TEST(known_length_is_told_once_without_asking_the_host),
		TEST(room_beyond_the_certificates_is_told_too),
		TEST(size_probe_is_not_asked_again_for_certificates),
		TEST(what_a_host_only_claims_is_not_held_against_the_next_caller),
		TEST(withheld_certificates_are_asked_for_once_more),
		TEST(table_that_grows_and_shrinks_is_followed),
		TEST(completed_message_without_room_costs_a_second_one_once),
		TEST(host_that_always_completes_without_room_costs_two_messages),
		TEST(absurd_lengths_are_reported_and_not_remembered),
		TEST(error_of_the_host_gives_no_certificates),
		TEST(caller_does_not_wait_to_give_its_buffer_back),
		TEST(nobody_queues_who_cannot_be_served),
		TEST(a_report_is_worth_something_without_certificates),
		TEST(a_report_in_hand_is_not_lost_to_a_second_message),
		TEST(what_lasts_is_not_charged_to_the_first_caller),
		TEST(every_allocation_may_fail),
		TEST(shared_pages_that_cannot_be_had_cost_no_message),
		TEST(growth_that_fails_completes_the_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

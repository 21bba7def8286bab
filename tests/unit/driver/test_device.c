// SPDX-License-Identifier: MIT
/*
 * device.c on the scripted host: what happens to requests, to the key and to
 * waiting when the machine stops, is suspended, or comes back as another.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "driver_host_model.h"
#include "sev-guest.h"

#define TIMEOUT_MS	60000
#define DRAIN_MS	2000

/* The secrets page, as far as the driver knows it. */
struct secrets {
	u8 vmpck[4][SNP_AEAD_KEY_SIZE];
	__le32 seqno[4];
};

static struct secrets secrets;
static unsigned int vmpl;
static struct model_host *host;
static struct snp_device *device;
static char said[1024];
static bool stop_in_sleep;
static bool freed_wiped;

unsigned int snp_platform_vmpl(struct snp_platform *platform)
{
	(void)platform;
	return vmpl;
}

u8 *snp_platform_vmpck(struct snp_platform *platform, unsigned int id)
{
	(void)platform;
	return secrets.vmpck[id];
}

__le32 *snp_platform_seqno(struct snp_platform *platform, unsigned int id)
{
	(void)platform;
	return &secrets.seqno[id];
}

void *snp_platform_share(struct snp_platform *platform, unsigned int npages)
{
	(void)platform;
	return calloc(npages, SNP_CERTS_PAGE_SIZE);
}

void snp_platform_unshare(struct snp_platform *platform, void *buffer,
			  unsigned int npages)
{
	(void)platform;
	(void)npages;
	free(buffer);
}

static int settles;
static u32 settle_ms;

/* A kernel without the cipher, and nothing but a cipher is freed. */
static bool no_cipher;
struct snp_aead *__real_snp_aead_new(const u8 *key);
struct snp_aead *__wrap_snp_aead_new(const u8 *key);
void __real_snp_aead_free(struct snp_aead *aead);
void __wrap_snp_aead_free(struct snp_aead *aead);

struct snp_aead *__wrap_snp_aead_new(const u8 *key)
{
	return no_cipher ? ERR_PTR(-ENOENT) : __real_snp_aead_new(key);
}

void __wrap_snp_aead_free(struct snp_aead *aead)
{
	assert_false(IS_ERR(aead));
	__real_snp_aead_free(aead);
}

int snp_platform_settle(struct snp_platform *platform, u32 timeout_ms)
{
	(void)platform;
	settle_ms = timeout_ms;
	return settles;
}

/* The trip in which another processor stops the machine, and gives up waiting. */
static unsigned int stop_in_trip;

/* The model has a counter of its own, for its check of write-ahead. */

int snp_platform_carry(struct snp_platform *platform, struct snp_trip *trip)
{
	(void)platform;
	if (host->trips + 1 == stop_in_trip)
		assert_int_equal(snp_device_stop(device, DRAIN_MS), -EBUSY);
	host->counter = le32_to_cpu(secrets.seqno[device->vmpck_id]);
	return model_ops.carry(host, trip);
}

void snp_statistics_count(struct snp_statistics *statistics,
			  const struct snp_exchange *exchange, int result)
{
	(void)exchange;
	(void)result;
	statistics->exchanges++;
}

void standin_say(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(said, sizeof(said), format, arguments);
	va_end(arguments);
}

void standin_freed(const void *pointer, size_t size, bool wiped)
{
	(void)size;
	freed_wiped = wiped;
	free((void *)pointer);
}

ktime_t ktime_get(void)
{
	return host->now;
}

void msleep(unsigned int ms)
{
	host->now += ms;
}

long standin_sleep(wait_queue_head_t *queue, long ms)
{
	(void)queue;
	if (standin_killed)
		return -EINTR;
	if (stop_in_sleep) {
		device->stop.stopped = true;
		return ms;
	}
	host->now += ms;
	return 0;
}

static bool is_zero(const void *bytes, size_t size)
{
	return !memchr_inv(bytes, 0, size);
}

static void make_secrets(void)
{
	unsigned int i;

	memset(&secrets, 0, sizeof(secrets));
	for (i = 0; i < 4; i++)
		memcpy(secrets.vmpck[i], MODEL_KEY, SNP_AEAD_KEY_SIZE);
}

static int power_on(void **state)
{
	(void)state;
	make_secrets();
	vmpl = 0;
	said[0] = 0;
	stop_in_sleep = false;
	standin_killed = false;
	standin_allocations_left = -1;
	host = model_host_new();
	host->certs_npages = 256;
	device = snp_device_create(NULL, -1, TIMEOUT_MS, 256);
	return device ? 0 : -1;
}

static int power_off(void **state)
{
	(void)state;
	if (device)
		snp_device_destroy(device);
	model_host_free(host);
	return 0;
}

static int ask(void)
{
	static u8 payload[0x60], answer[SNP_MESSAGE_PAYLOAD_MAX];
	struct snp_exchange exchange = {
		.type = SNP_MESSAGE_REPORT_REQ, .version = 1,
		.payload = payload, .size = sizeof(payload), .answer = answer,
		.answer_min = 0x4c0, .answer_max = sizeof(answer),
		.since = host->now,
	};
	int err;

	payload[0]++;
	memset(answer, 0x55, sizeof(answer));
	mutex_lock(&device->lock);
	err = snp_device_exchange(device, &exchange, NULL);
	mutex_unlock(&device->lock);
	if (err)
		assert_true(is_zero(answer, sizeof(answer)));
	return err;
}

static const struct model_step refuse[] = {
	{ .times = 1000, .say = true, .code = MODEL_GENERIC } };
static const struct model_step busy[] = {
	{ .times = 1000, .say = true, .code = MODEL_BUSY } };

static void leave_pending(void)
{
	model_host_follow(host, refuse, 1);
	assert_int_equal(ask(), -EIO);
	assert_int_equal(device->statistics.outstanding, 1);
}

static void the_key_is_that_of_the_vmpl_or_the_one_asked_for(void **state)
{
	static const struct {
		int asked;
		unsigned int vmpl;
		int used;
	} rows[] = { { -1, 0, 0 }, { -1, 2, 2 }, { 3, 0, 3 }, { 0, 3, 0 },
		     { 4, 0, -EINVAL }, { -2, 0, -EINVAL } };
	struct snp_device *other;
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		vmpl = rows[i].vmpl;
		other = snp_device_create(NULL, rows[i].asked, TIMEOUT_MS, 1);
		if (rows[i].used < 0) {
			assert_int_equal(PTR_ERR(other), rows[i].used);
			continue;
		}
		assert_int_equal(other->vmpck_id, rows[i].used);
		snp_device_destroy(other);
		assert_true(freed_wiped);
	}
	memset(secrets.vmpck[1], 0, SNP_AEAD_KEY_SIZE);
	assert_int_equal(PTR_ERR(snp_device_create(NULL, 1, TIMEOUT_MS, 1)),
			 -EINVAL);
	secrets.seqno[2] = cpu_to_le32(3);
	assert_int_equal(PTR_ERR(snp_device_create(NULL, 2, TIMEOUT_MS, 1)),
			 -EIO);
}

static void without_the_cipher_there_is_no_device(void **state)
{
	struct snp_device *other;

	(void)state;
	no_cipher = true;
	freed_wiped = false;
	other = snp_device_create(NULL, -1, TIMEOUT_MS, 1);
	no_cipher = false;
	assert_int_equal(PTR_ERR(other), -ENOENT);
	assert_non_null(strstr(said, "gcm(aes) is not available: -2"));
	assert_true(freed_wiped);
}

static void an_exhausted_key_is_wiped_everywhere(void **state)
{
	(void)state;
	secrets.seqno[0] = cpu_to_le32(0xfffffffe);
	assert_int_equal(ask(), -EIO);
	assert_true(is_zero(secrets.vmpck[0], SNP_AEAD_KEY_SIZE));
	assert_false(is_zero(secrets.vmpck[1], SNP_AEAD_KEY_SIZE));
	assert_null(device->aead);
	assert_non_null(strstr(said, "given up"));
	assert_int_equal(ask(), -ENOTTY);
}

static void after_a_stop_no_request_begins(void **state)
{
	unsigned int trips;

	(void)state;
	assert_int_equal(ask(), 0);
	assert_int_equal(snp_device_stop(device, DRAIN_MS), 0);
	trips = host->trips;
	assert_int_equal(ask(), -EAGAIN);
	assert_int_equal(host->trips, trips);
	assert_true(snp_device_stopping(device));
	assert_int_equal(device->stop.wake.wakes, 1);
}

static void a_stop_completes_what_is_outstanding(void **state)
{
	(void)state;
	leave_pending();
	model_host_follow(host, NULL, 0);
	assert_int_equal(snp_device_stop(device, DRAIN_MS), 0);
	assert_int_equal(device->statistics.outstanding, 0);
	assert_true(device->stuck.since == 0);
}

/* Whatever the host does and whoever has the lock. */
static void a_stop_takes_its_time_and_no_more(void **state)
{
	static const u32 trip_ms[] = { 0, 700, 5000 };
	unsigned int i;
	u64 begin;

	for (i = 0; i < ARRAY_SIZE(trip_ms); i++) {
		leave_pending();
		model_host_follow(host, busy, 1);
		host->trip_ms = trip_ms[i];
		begin = host->now;
		assert_int_not_equal(snp_device_stop(device, DRAIN_MS), 0);
		assert_in_range(host->now - begin, 0,
				DRAIN_MS + SNP_CHANNEL_TRIP_MS);
		power_off(state);
		assert_int_equal(power_on(state), 0);
	}
	begin = host->now;
	mutex_lock(&device->lock);
	assert_int_equal(snp_device_stop(device, DRAIN_MS), -EBUSY);
	assert_in_range(host->now - begin, DRAIN_MS, DRAIN_MS + 20);
	mutex_unlock(&device->lock);
}

/* The trip under way cannot be taken back; none comes after it, no message either. */
static void a_request_under_way_ends_with_the_machine(void **state)
{
	u32 counter;

	(void)state;
	leave_pending();
	model_host_follow(host, NULL, 0);
	counter = le32_to_cpu(secrets.seqno[device->vmpck_id]);
	stop_in_trip = host->trips + 1; /* which completes the one that is pending */
	assert_int_equal(ask(), -EAGAIN);
	assert_int_equal(host->trips, stop_in_trip);
	assert_int_equal(le32_to_cpu(secrets.seqno[device->vmpck_id]), counter);
	assert_int_equal(device->statistics.outstanding, 0);

	device->stop.stopped = false;
	model_host_follow(host, refuse, 1);
	stop_in_trip = host->trips + 1; /* which would be made once more */
	assert_int_equal(ask(), -EAGAIN);
	assert_int_equal(host->trips, stop_in_trip);
	assert_int_equal(device->statistics.outstanding, 1);
	stop_in_trip = 0;
	/* Whoever stops it completes it. */
	model_host_follow(host, NULL, 0);
	assert_int_equal(snp_device_stop(device, DRAIN_MS), 0);
	assert_int_equal(device->statistics.outstanding, 0);
}

/* A message of an hour ago is answered, and this caller's own is not. */
static void since_when_is_that_of_the_oldest_message(void **state)
{
	static const struct model_step one_call_late[] = {
		{ .execute = true, .page = MODEL_FAIR },
		{ .times = 1000, .say = true, .code = MODEL_GENERIC },
	};

	(void)state;
	leave_pending();
	host->now += 3600000;
	assert_int_equal(ask(), -EAGAIN);
	assert_true(host->now - device->stuck.since >= 3600000);
	assert_true(device->stuck.told);
	model_host_follow(host, one_call_late, 2);
	assert_int_equal(ask(), -EIO);
	assert_int_equal(device->statistics.outstanding, 1);
	assert_true(device->stuck.since == host->now);
	assert_false(device->stuck.told);
}

static void whoever_waits_for_a_busy_host_ends_with_the_machine(void **state)
{
	u64 begin = host->now;

	(void)state;
	model_host_follow(host, busy, 1);
	stop_in_sleep = true;
	said[0] = 0;
	assert_int_equal(ask(), -EAGAIN);
	assert_true(host->now == begin);
	assert_string_equal(said, "");
	assert_false(device->stuck.told);
	/* The drain waits all the same. */
	stop_in_sleep = false;
	assert_int_equal(snp_device_stop(device, DRAIN_MS), -ETIMEDOUT);
	assert_true(host->now - begin >= DRAIN_MS);
}

static void a_fatal_signal_ends_a_wait(void **state)
{
	(void)state;
	model_host_follow(host, busy, 1);
	standin_killed = true;
	assert_int_equal(ask(), -EINTR);
	assert_int_equal(device->stuck.error, -EINTR);
}

/* A trip that nobody waits for any more may still be on. */
static void a_drain_waits_until_the_host_is_not_asked(void **state)
{
	(void)state;
	assert_int_equal(ask(), 0);
	settles = -EBUSY;
	assert_int_equal(snp_device_suspend(device, DRAIN_MS), -EBUSY);
	assert_in_range(settle_ms, 1, DRAIN_MS);
	assert_false(snp_device_stopping(device));
	settles = 0;
	assert_int_equal(snp_device_suspend(device, DRAIN_MS), 0);
	snp_device_resume(device);
	/* What the drain has taken is gone. */
	leave_pending();
	model_host_follow(host, NULL, 0);
	host->trip_ms = 700;
	assert_int_equal(snp_device_suspend(device, DRAIN_MS), 0);
	assert_in_range(settle_ms, 1, DRAIN_MS - 700);
}

static void a_suspend_that_fails_lets_requests_go_on(void **state)
{
	(void)state;
	leave_pending();
	assert_int_equal(snp_device_suspend(device, DRAIN_MS), -EAGAIN);
	assert_false(snp_device_stopping(device));
	assert_true(is_zero(device->key, SNP_AEAD_KEY_SIZE));
	model_host_follow(host, NULL, 0);
	assert_int_equal(ask(), 0);
}

/* The module goes while a hibernation comes to nothing. */
static void what_stops_for_good_is_not_let_go_on(void **state)
{
	(void)state;
	leave_pending();
	assert_int_not_equal(snp_device_stop(device, DRAIN_MS), 0);
	assert_int_not_equal(snp_device_suspend(device, DRAIN_MS), 0);
	assert_int_equal(ask(), -EAGAIN);
	model_host_follow(host, NULL, 0);
	assert_int_equal(snp_device_suspend(device, DRAIN_MS), 0);
	snp_device_resume(device);
	assert_true(snp_device_stopping(device));
	assert_int_equal(ask(), -EAGAIN);
}

static void a_machine_that_comes_back_goes_on(void **state)
{
	(void)state;
	assert_int_equal(snp_device_suspend(device, DRAIN_MS), 0);
	assert_int_equal(ask(), -EAGAIN);
	snp_device_resume(device);
	assert_int_equal(ask(), 0);
	assert_true(is_zero(device->key, SNP_AEAD_KEY_SIZE));
	/* Without a suspend there is nothing to come back from. */
	snp_device_resume(device);
	assert_int_equal(ask(), 0);
}

static void a_machine_that_comes_back_as_another_is_noticed(void **state)
{
	(void)state;
	assert_int_equal(snp_device_suspend(device, DRAIN_MS), 0);
	secrets.vmpck[0][31] ^= 1;
	snp_device_resume(device);
	assert_non_null(strstr(said, "has changed"));
	assert_true(is_zero(device->key, SNP_AEAD_KEY_SIZE));
	assert_null(device->aead);
	assert_int_equal(ask(), -ENOTTY);
	/* The new guest's key is not this driver's to wipe. */
	assert_false(is_zero(secrets.vmpck[0], SNP_AEAD_KEY_SIZE));
}

static void a_stuck_message_is_told_with_the_way_out(void **state)
{
	u64 since;

	(void)state;
	leave_pending();
	since = device->stuck.since;
	assert_true(since);
	assert_int_equal(device->stuck.error, -EIO);
	assert_true(device->stuck.exitinfo2 == MODEL_GENERIC);
	assert_null(strstr(said, "vmpck_id"));
	host->now += 5000;
	assert_int_equal(ask(), -EAGAIN);
	assert_non_null(strstr(said, "load the module with another vmpck_id"));
	assert_true(device->stuck.since == since);
	said[0] = 0;
	assert_int_equal(ask(), -EAGAIN);
	assert_int_equal(said[0], 0);
	model_host_follow(host, NULL, 0);
	assert_int_equal(ask(), 0);
	assert_true(device->stuck.since == 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, power_on, power_off)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_key_is_that_of_the_vmpl_or_the_one_asked_for),
		TEST(without_the_cipher_there_is_no_device),
		TEST(an_exhausted_key_is_wiped_everywhere),
		TEST(after_a_stop_no_request_begins),
		TEST(a_stop_completes_what_is_outstanding),
		TEST(a_stop_takes_its_time_and_no_more),
		TEST(a_request_under_way_ends_with_the_machine),
		TEST(since_when_is_that_of_the_oldest_message),
		TEST(whoever_waits_for_a_busy_host_ends_with_the_machine),
		TEST(a_fatal_signal_ends_a_wait),
		TEST(a_drain_waits_until_the_host_is_not_asked),
		TEST(a_suspend_that_fails_lets_requests_go_on),
		TEST(what_stops_for_good_is_not_let_go_on),
		TEST(a_machine_that_comes_back_goes_on),
		TEST(a_machine_that_comes_back_as_another_is_noticed),
		TEST(a_stuck_message_is_told_with_the_way_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

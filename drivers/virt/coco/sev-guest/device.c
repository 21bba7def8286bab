// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device: the channel with the kernel around it, see device.h.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/compiler.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "sev-guest.h"
#include "trace.h"

bool snp_device_stopping(const struct snp_device *device)
{
	return snp_stop_begun(&device->stop);
}

/*
 * A request may be under way when whoever stops the machine has given up waiting
 * for it: it goes no further, and no message comes after the last one.
 */
static int device_seal(void *context, const struct snp_message *message,
		       struct snp_image *image)
{
	struct snp_device *device = context;

	if (snp_stop_asks(&device->stop))
		return -EAGAIN;
	return snp_message_seal(device->aead, message, image);
}

static int device_open(void *context, const struct snp_message *request,
		       const struct snp_message_page *page, u8 *payload,
		       u16 *size)
{
	struct snp_device *device = context;

	return snp_message_open(device->aead, request, page, payload, size);
}

static int device_carry(void *context, struct snp_trip *trip)
{
	struct snp_device *device = context;

	if (snp_stop_asks(&device->stop))
		return -ESHUTDOWN;
	trip->stop = &device->stop;
	if (trip->certs_npages)
		trip->certs = device->certs.shared;
	return snp_platform_carry(device->platform, trip);
}

static int device_grow(void *context, unsigned int npages)
{
	struct snp_device *device = context;

	return snp_certs_grow(&device->certs, device->table, npages);
}

static u32 device_load_counter(void *context)
{
	struct snp_device *device = context;
	__le32 *counter = snp_platform_seqno(device->platform,
					     device->vmpck_id);

	return le32_to_cpu(READ_ONCE(*counter));
}

static void device_store_counter(void *context, u32 value)
{
	struct snp_device *device = context;
	__le32 *counter = snp_platform_seqno(device->platform,
					     device->vmpck_id);

	WRITE_ONCE(*counter, cpu_to_le32(value));
	/* In memory before any byte of the message is in shared memory. */
	mb();
}

u64 snp_device_now(void)
{
	return ktime_to_ms(ktime_get());
}

static u64 device_now(void *context)
{
	return snp_device_now();
}

/*
 * A killed task does not sleep, so a loop around this would spin if it did not
 * hear of it.
 */
static int device_wait(void *context, u32 ms)
{
	struct snp_device *device = context;
	long left;

	left = wait_event_killable_timeout(device->stop.wake,
					   snp_stop_asks(&device->stop),
					   msecs_to_jiffies(ms));
	if (left < 0)
		return -EINTR;
	return snp_stop_asks(&device->stop) ? -EAGAIN : 0;
}

static u32 device_random(void *context)
{
	return get_random_u32();
}

static const struct snp_channel_ops device_channel_ops = {
	.seal = device_seal,
	.open = device_open,
	.carry = device_carry,
	.grow = device_grow,
	.load_counter = device_load_counter,
	.store_counter = device_store_counter,
	.now = device_now,
	.wait = device_wait,
	.random = device_random,
};

/* What this driver holds of the key. */
static void device_drop_key(struct snp_device *device)
{
	snp_aead_free(device->aead);
	device->aead = NULL;
}

/* Nobody can use this key any more. */
static void device_give_key_up(struct snp_device *device)
{
	u8 *key = snp_platform_vmpck(device->platform, device->vmpck_id);

	pr_alert("VMPCK%u is given up; load the module with another vmpck_id\n",
		 device->vmpck_id);
	memzero_explicit(key, SNP_AEAD_KEY_SIZE);
	device_drop_key(device);
}

/* What follows from what the channel did. */
static void device_settle(struct snp_device *device)
{
	struct snp_statistics *statistics = &device->statistics;

	if (snp_channel_dead(&device->channel) && device->aead)
		device_give_key_up(device);
	statistics->outstanding = snp_channel_outstanding(&device->channel);
	if (!statistics->outstanding)
		device->stuck = (struct snp_stuck){};
	if (statistics->certs_npages != device->certs.npages)
		trace_snp_certs_resize(statistics->certs_npages,
				       device->certs.npages);
	statistics->certs_npages = device->certs.npages;
}

/* Remember why a message is outstanding. The host decides how often. */
static void device_note_stuck(struct snp_device *device,
			      const struct snp_exchange *exchange, int err)
{
	u64 oldest = snp_channel_oldest(&device->channel);
	struct snp_stuck *stuck = &device->stuck;

	if (!oldest)
		return;
	if (stuck->seqno != oldest)
		*stuck = (struct snp_stuck){
			.seqno = oldest,
			.since = snp_device_now(),
		};
	stuck->error = err;
	stuck->exitinfo2 = exchange->exitinfo2;
	if (err != -EAGAIN || stuck->told || snp_device_stopping(device))
		return;
	stuck->told = true;
	pr_warn_ratelimited("VMPCK%u: an earlier message gets no answer, exitinfo2 0x%llx; if this stays so, load the module with another vmpck_id\n",
			    device->vmpck_id, exchange->exitinfo2);
}

int snp_device_exchange(struct snp_device *device,
			struct snp_exchange *exchange,
			struct snp_table *table)
{
	int err;

	lockdep_assert_held(&device->lock);
	if (snp_device_stopping(device)) {
		memset(exchange->answer, 0, exchange->answer_max);
		exchange->answer_size = 0;
		exchange->exitinfo2 = SNP_EXITINFO2_NONE;
		return -EAGAIN;
	}

	device->table = table;
	err = snp_channel_exchange(&device->channel, exchange);
	device->table = NULL;
	device_settle(device);
	device_note_stuck(device, exchange, err);
	snp_statistics_count(&device->statistics, exchange, err);
	trace_snp_exchange(exchange, device->statistics.outstanding, err);
	return err;
}

/*
 * Whoever holds the lock may be in the middle of a trip. Nobody begins to wait
 * for it any more.
 */
static bool device_lock_until(struct snp_device *device, u64 deadline)
{
	while (!mutex_trylock(&device->lock)) {
		if (snp_device_now() >= deadline)
			return false;
		msleep(20);
	}
	return true;
}

/* Milliseconds until @deadline; 0 when it is past. */
static u32 device_left(u64 deadline)
{
	u64 now = snp_device_now();

	return deadline > now ? deadline - now : 0;
}

static int device_drain_locked(struct snp_device *device, u64 deadline)
{
	int err;

	WRITE_ONCE(device->stop.draining, true);
	err = snp_channel_drain(&device->channel, device_left(deadline));
	WRITE_ONCE(device->stop.draining, false);
	device_settle(device);
	if (err)
		return err;
	return snp_platform_settle(device->platform, device_left(deadline));
}

/* @how: the reason, of @device->stop */
static int device_stop(struct snp_device *device, bool *how, u32 timeout_ms)
{
	u64 deadline = snp_device_now() + timeout_ms;
	int err;

	WRITE_ONCE(*how, true);
	wake_up_all(&device->stop.wake);
	if (!device_lock_until(device, deadline))
		return -EBUSY;
	err = device_drain_locked(device, deadline);
	mutex_unlock(&device->lock);
	return err;
}

int snp_device_stop(struct snp_device *device, u32 timeout_ms)
{
	return device_stop(device, &device->stop.stopped, timeout_ms);
}

int snp_device_suspend(struct snp_device *device, u32 timeout_ms)
{
	const u8 *key = snp_platform_vmpck(device->platform, device->vmpck_id);
	int err;

	err = device_stop(device, &device->stop.suspended, timeout_ms);
	if (err)
		WRITE_ONCE(device->stop.suspended, false);
	else
		memcpy(device->key, key, SNP_AEAD_KEY_SIZE);
	return err;
}

/*
 * A machine that was started again to read its memory from disk is another
 * guest to the secure processor, with other keys.
 */
void snp_device_resume(struct snp_device *device)
{
	const u8 *key = snp_platform_vmpck(device->platform, device->vmpck_id);

	if (!READ_ONCE(device->stop.suspended))
		return;
	mutex_lock(&device->lock);
	if (device->aead && memcmp(key, device->key, SNP_AEAD_KEY_SIZE)) {
		pr_warn("VMPCK%u has changed; load the module again\n",
			device->vmpck_id);
		snp_channel_retire(&device->channel);
		device_drop_key(device);
	}
	memzero_explicit(device->key, SNP_AEAD_KEY_SIZE);
	WRITE_ONCE(device->stop.suspended, false);
	mutex_unlock(&device->lock);
}

static int device_choose_vmpck(struct snp_device *device, int vmpck_id)
{
	const u8 *key;

	if (vmpck_id == -1)
		vmpck_id = snp_platform_vmpl(device->platform);
	if (vmpck_id < 0 || vmpck_id > 3) {
		pr_err("vmpck_id is %d, not one of 0 to 3\n", vmpck_id);
		return -EINVAL;
	}
	key = snp_platform_vmpck(device->platform, vmpck_id);
	if (!memchr_inv(key, 0, SNP_AEAD_KEY_SIZE)) {
		pr_err("VMPCK%d is empty; choose another with vmpck_id\n",
		       vmpck_id);
		return -EINVAL;
	}
	device->vmpck_id = vmpck_id;
	return 0;
}

static int device_open_channel(struct snp_device *device, u32 busy_timeout_ms)
{
	const u8 *key = snp_platform_vmpck(device->platform, device->vmpck_id);
	int err;

	device->aead = snp_aead_new(key);
	if (IS_ERR(device->aead)) {
		err = PTR_ERR(device->aead);
		device->aead = NULL;
		pr_err("gcm(aes) is not available: %d\n", err);
		return err;
	}
	err = snp_channel_init(&device->channel, &device_channel_ops, device,
			       device->vmpck_id, busy_timeout_ms);
	if (err)
		pr_err("the counter of VMPCK%u is odd (%u); choose another with vmpck_id\n",
		       device->vmpck_id, device_load_counter(device));
	return err;
}

struct snp_device *snp_device_create(struct snp_platform *platform,
				     int vmpck_id, u32 busy_timeout_ms,
				     unsigned int certs_limit)
{
	struct snp_device *device;
	int err;

	/* Messages lie inside, and the cipher wants them in the linear map. */
	device = kzalloc(sizeof(*device), GFP_KERNEL);
	if (!device)
		return ERR_PTR(-ENOMEM);

	device->platform = platform;
	device->certs_limit = certs_limit;
	init_waitqueue_head(&device->stop.wake);
	mutex_init(&device->lock);
	snp_certs_init(&device->certs, platform, certs_limit);
	err = device_choose_vmpck(device, vmpck_id);
	if (!err)
		err = device_open_channel(device, busy_timeout_ms);
	if (!err)
		return device;

	snp_device_destroy(device);
	return ERR_PTR(err);
}

/* With the device the channel and all it holds is wiped. */
void snp_device_destroy(struct snp_device *device)
{
	snp_certs_destroy(&device->certs);
	snp_aead_free(device->aead);
	mutex_destroy(&device->lock);
	kfree_sensitive(device);
}

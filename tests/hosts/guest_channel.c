// SPDX-License-Identifier: MIT
/*
 * A guest that is the channel, on a carrier, and nothing else: see lab.h.
 */
#include <errno.h>
#include <string.h>

#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "channel.h"
#include "lab.h"
#include "sev-guest.h"

const char *const guest_name = "the channel";

/* One trip for whoever queued, or the end of an older one. */
const unsigned int guest_late_ms = SNP_CHANNEL_TRIP_MS;

#define CERTS_NPAGES	24

static struct snp_platform platform;
static struct snp_channel channel;
static struct snp_stop stop;
static u8 *certs;
static u8 version;	/* of this guest's messages */
static unsigned long call_deadline;
static unsigned long deadline;	/* the same, once the host was asked */

static int op_seal(void *context, const struct snp_message *message,
		   struct snp_image *image)
{
	(void)context;
	if (deadline && jiffies > deadline)
		lab_broken(BOUND, "a message is sealed past the deadline");
	if (snp_stop_asks(&stop))
		return -EAGAIN;
	return snp_message_seal(lab_aead(), message, image);
}

static int op_open(void *context, const struct snp_message *request,
		   const struct snp_message_page *page, u8 *payload, u16 *size)
{
	(void)context;
	return snp_message_open(lab_aead(), request, page, payload, size);
}

static int op_carry(void *context, struct snp_trip *trip)
{
	int err;

	(void)context;
	if (snp_stop_asks(&stop))
		return -ESHUTDOWN;
	trip->stop = &stop;
	trip->certs = trip->certs_npages ? certs : NULL;
	err = snp_platform_carry(&platform, trip);
	deadline = call_deadline;
	return err;
}

static int op_grow(void *context, unsigned int npages)
{
	(void)context;
	return npages > CERTS_NPAGES || (!lab_fair() && !lab_random(4)) ?
	       -ENOMEM : 0;
}

static u32 op_load(void *context)
{
	u32 value;

	(void)context;
	memcpy(&value, lab_secrets() + 0xa0, sizeof(value));
	return value;
}

static void op_store(void *context, u32 value)
{
	(void)context;
	memcpy(lab_secrets() + 0xa0, &value, sizeof(value));
}

static u64 op_now(void *context)
{
	(void)context;
	return jiffies;
}

static int op_wait(void *context, u32 ms)
{
	(void)context;
	if (wait_event_killable_timeout(stop.wake, snp_stop_asks(&stop), ms) < 0)
		return -EINTR;
	return snp_stop_asks(&stop) ? -EAGAIN : 0;
}

static u32 op_random(void *context)
{
	(void)context;
	return lab_random(1U << 30);
}

static const struct snp_channel_ops ops = {
	.seal = op_seal,
	.open = op_open,
	.carry = op_carry,
	.grow = op_grow,
	.load_counter = op_load,
	.store_counter = op_store,
	.now = op_now,
	.wait = op_wait,
	.random = op_random,
};

bool guest_start(u32 timeout_ms)
{
	version = 1 + lab_random(3);
	if (!lab_carrier(&platform))
		return false;
	certs = lab_allocate(CERTS_NPAGES * 4096);
	return !snp_channel_init(&channel, &ops, NULL, 0, timeout_ms);
}

static struct snp_exchange report(const u8 *payload, u8 *answer)
{
	return (struct snp_exchange){
		.type = SNP_MESSAGE_REPORT_REQ,
		.version = version,
		.payload = payload,
		.answer = answer,
		.size = LAB_REQUEST_SIZE,
		.answer_min = LAB_REPORT_SIZE,
		.answer_max = LAB_ANSWER_MAX,
		.certs_limit = 16,
		.since = jiffies,
	};
}

int guest_ask(const u8 *payload, u8 *answer, size_t *size, unsigned long since)
{
	struct snp_exchange exchange = report(payload, answer);
	int err;

	exchange.extended = lab_random(2);
	exchange.certs_npages = lab_random(4);
	exchange.since = since;

	deadline = 0;
	call_deadline = since + channel.busy_timeout_ms;
	err = snp_channel_exchange(&channel, &exchange);
	*size = exchange.answer_size;
	return err;
}

/* One message where it can be sent again, two where it cannot. */
bool guest_gets_certs(const u8 *payload)
{
	u8 answer[LAB_ANSWER_MAX];
	struct snp_exchange exchange = report(payload, answer);
	unsigned int i;

	deadline = 0;
	call_deadline = jiffies + channel.busy_timeout_ms;
	memset(certs, 0, CERTS_NPAGES * 4096);
	exchange.extended = true;
	for (i = 0; i < 2; i++) {
		if (snp_channel_exchange(&channel, &exchange))
			return false;
		if (exchange.certs_given)
			return lab_are_certs(certs);
		exchange.certs_npages = exchange.certs_needed;
	}
	return false;
}

int guest_drain(u32 timeout_ms)
{
	int err;

	deadline = 0;
	call_deadline = jiffies + timeout_ms;
	stop.suspended = stop.draining = true;
	err = snp_channel_drain(&channel, timeout_ms);
	stop.suspended = stop.draining = false;
	if (err)
		return err;
	return snp_platform_settle(&platform, jiffies < call_deadline ?
				   call_deadline - jiffies : 0);
}

unsigned int guest_outstanding(void)
{
	return snp_channel_outstanding(&channel);
}

void guest_stop_begins(void)
{
	stop.suspended = true;
	wake_up_all(&stop.wake);
}

bool guest_dead(void)
{
	return snp_channel_dead(&channel);
}

void guest_end(void)
{
	snp_carrier_destroy(platform.carrier);
	lab_free(certs);
}

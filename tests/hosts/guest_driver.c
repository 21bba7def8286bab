// SPDX-License-Identifier: MIT
/*
 * A guest that is the driver below its ioctls: requests, device, certificates,
 * pages, and a carrier; memory is short now and then. See lab.h.
 */
#include <errno.h>
#include <string.h>

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/random.h>
#include <linux/wait.h>

#include "lab.h"
#include "request.h"
#include "sev-guest.h"

#define CERTS_LIMIT	20

const char *const guest_name = "the driver";

/* An extended report may take a second message. */
const unsigned int guest_late_ms = 2 * SNP_CHANNEL_TRIP_MS;

static struct snp_platform platform;
static struct snp_device *device;

/* When the caller began, for whoever queued; then the clock itself. */
static bool caller_began;
static unsigned long caller_since;

ktime_t ktime_get(void)
{
	if (!caller_began)
		return jiffies;
	caller_began = false;
	return caller_since;
}

void msleep(unsigned int ms)
{
	lab_pass(jiffies + ms);
}

u32 get_random_u32(void)
{
	return lab_random(1U << 30);
}

unsigned int snp_platform_vmpl(struct snp_platform *of)
{
	(void)of;
	return 0;
}

u8 *snp_platform_vmpck(struct snp_platform *of, unsigned int id)
{
	return of->secrets + 0x20 + 0x20 * id;
}

__le32 *snp_platform_seqno(struct snp_platform *of, unsigned int id)
{
	return (__le32 *)(of->secrets + 0xa0) + id;
}

void *snp_platform_share(struct snp_platform *of, unsigned int npages)
{
	(void)of;
	return snp_share_pages(npages);
}

void snp_platform_unshare(struct snp_platform *of, void *buffer,
			  unsigned int npages)
{
	(void)of;
	snp_unshare_pages(buffer, npages);
}

void snp_statistics_count(struct snp_statistics *statistics,
			  const struct snp_exchange *exchange, int result)
{
	(void)exchange;
	(void)result;
	statistics->exchanges++;
}

bool standin_killed;

bool guest_start(u32 timeout_ms)
{
	if (!lab_carrier(&platform))
		return false;
	device = snp_device_create(&platform, 0, timeout_ms, CERTS_LIMIT);
	return !IS_ERR(device);
}

/* Who asks a fair host has room for all that one of the others claimed. */
static int ask_extended(const struct snp_report_req *req,
			struct snp_report_answer *answer)
{
	struct snp_certs_request certs = {
		.npages = lab_fair() ? CERTS_LIMIT : lab_random(CERTS_LIMIT + 1),
		.optional = lab_random(2),
	};
	u64 exitinfo2;
	int err;

	err = snp_get_ext_report(device, req, answer, &certs, &exitinfo2);
	if (certs.size > certs.npages * 4096UL)
		lab_broken(ANSWER, "more certificates than there is room for");
	snp_put_certs(device, &certs);
	return err;
}

int guest_ask(const u8 *payload, u8 *answer, size_t *size, unsigned long since)
{
	static struct snp_report_answer whole;
	struct snp_report_req req;
	u64 exitinfo2;
	int err;

	memcpy(&req, payload, sizeof(req));
	memset(&whole, 0xa5, sizeof(whole));
	caller_began = true;
	caller_since = since;
	err = lab_random(2) ? ask_extended(&req, &whole) :
			      snp_get_report(device, &req, &whole, &exitinfo2);
	*size = whole.size;
	memcpy(answer, whole.data, LAB_ANSWER_MAX);
	return err;
}

bool guest_gets_certs(const u8 *payload)
{
	struct snp_certs_request certs = { .npages = CERTS_LIMIT };
	static struct snp_report_answer answer;
	struct snp_report_req req;
	u64 exitinfo2;
	bool come;
	int err;

	memcpy(&req, payload, sizeof(req));
	err = snp_get_ext_report(device, &req, &answer, &certs, &exitinfo2);
	come = !err && certs.size == LAB_CERTS * 4096UL &&
	       lab_are_certs(certs.table.data);
	snp_put_certs(device, &certs);
	return come;
}

/* As before a hibernation that comes to nothing. */
int guest_drain(u32 timeout_ms)
{
	int err = snp_device_suspend(device, timeout_ms);

	if (!err)
		snp_device_resume(device);
	return err;
}

unsigned int guest_outstanding(void)
{
	return snp_channel_outstanding(&device->channel);
}

/* As snp_device_suspend() does before it waits for whoever is asking. */
void guest_stop_begins(void)
{
	device->stop.suspended = true;
	wake_up_all(&device->stop.wake);
}

bool guest_dead(void)
{
	return snp_channel_dead(&device->channel);
}

void guest_end(void)
{
	snp_carrier_destroy(platform.carrier); /* a worker may be asking still */
	snp_device_destroy(device);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests to the secure processor, see request.h.
 */
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include "request.h"

static_assert(sizeof(struct snp_report_req) == 0x60);
static_assert(sizeof(struct snp_derived_key_req) == 0x20);

/* Pages that are offered before the host has asked for any number. */
#define FIRST_CERTS_NPAGES	4

static int request_lock(struct snp_device *device, u64 *exitinfo2)
{
	*exitinfo2 = SNP_EXITINFO2_NONE;
	if (snp_device_stopping(device))
		return -EAGAIN;
	return mutex_lock_killable(&device->lock);
}

static int request_exchange(struct snp_device *device,
			    struct snp_exchange *exchange, u64 *exitinfo2)
{
	int err;

	err = request_lock(device, exitinfo2);
	if (err)
		return err;
	err = snp_device_exchange(device, exchange, NULL);
	mutex_unlock(&device->lock);
	*exitinfo2 = err ? exchange->exitinfo2 : 0;
	return err;
}

int snp_get_report(struct snp_device *device, const struct snp_report_req *req,
		   struct snp_report_answer *answer, u64 *exitinfo2)
{
	struct snp_exchange report = {
		.type = SNP_MESSAGE_REPORT_REQ,
		.version = SNP_REQUEST_VERSION,
		.payload = (const u8 *)req,
		.size = sizeof(*req),
		.answer = answer->data,
		.answer_min = SNP_REPORT_ANSWER_MIN,
		.answer_max = sizeof(answer->data),
		.since = snp_device_now(),
	};
	int err;

	*answer = (struct snp_report_answer){};
	err = request_exchange(device, &report, exitinfo2);
	answer->size = report.answer_size;
	return err;
}

int snp_get_derived_key(struct snp_device *device,
			const struct snp_derived_key_req *req, u8 *answer,
			u64 *exitinfo2)
{
	struct snp_exchange key = {
		.type = SNP_MESSAGE_KEY_REQ,
		.version = SNP_REQUEST_VERSION,
		.payload = (const u8 *)req,
		.size = sizeof(*req),
		.answer = answer,
		.answer_min = SNP_KEY_ANSWER_SIZE,
		.answer_max = SNP_KEY_ANSWER_SIZE,
		.since = snp_device_now(),
	};

	return request_exchange(device, &key, exitinfo2);
}

int snp_get_cpuid(struct snp_device *device, const struct snp_cpuid_req *req,
		  struct snp_cpuid_resp *resp, u64 *exitinfo2)
{
	struct snp_exchange cpuid = {
		.type = SNP_MESSAGE_CPUID_REQ,
		.version = SNP_REQUEST_VERSION,
		.payload = (const u8 *)req,
		.size = sizeof(*req),
		.answer = (u8 *)resp,
		.answer_min = sizeof(*resp),
		.answer_max = sizeof(*resp),
		.since = snp_device_now(),
	};

	return request_exchange(device, &cpuid, exitinfo2);
}

/*
 * Whether it is known already that the caller has not enough room. Every other
 * time the host is asked all the same: its table may have become smaller.
 */
static bool known_too_small(struct snp_certs *certs,
			    struct snp_certs_request *want)
{
	bool told = certs->told;

	certs->told = false;
	if (want->npages >= certs->known || told)
		return false;
	want->needed = certs->known;
	certs->told = true;
	return true;
}

/*
 * Copy the certificates out. A host may want more room than they take: what it
 * asked for and was given is what it will ask for again.
 */
static void take_certs(struct snp_certs *certs, struct snp_certs_request *want,
		       const struct snp_exchange *report)
{
	unsigned int npages = report->certs_npages;

	want->size = snp_certs_copy(certs, &want->table, npages);
	if (report->certs_needed > certs->known && report->certs_needed <= npages)
		certs->known = report->certs_needed;
}

/* One message, and the certificates if they came with it. */
static int request_extended_exchange(struct snp_device *device,
				     struct snp_certs_request *want,
				     struct snp_exchange *report)
{
	int err;

	report->certs_limit = min(want->npages, device->certs.limit);
	report->certs_npages = min(report->certs_limit, device->certs.npages);
	snp_certs_clear(&device->certs);
	err = snp_device_exchange(device, report, &want->table);
	if (report->exitinfo2 == SNP_EXITINFO2_INVALID_LEN)
		want->needed = report->certs_needed;
	if (!err && report->certs_given)
		take_certs(&device->certs, want, report);
	return err;
}

/*
 * The answer is there and the certificates are not, because the host spoke of
 * an error. Whether another message may bring them.
 */
static bool worth_another(struct snp_device *device,
			  struct snp_certs_request *want,
			  const struct snp_exchange *report)
{
	if (report->exitinfo2 == SNP_EXITINFO2_NONE || !want->npages)
		return false;
	if (report->exitinfo2 != SNP_EXITINFO2_INVALID_LEN)
		return true;
	return report->certs_needed > report->certs_npages &&
	       report->certs_needed <= report->certs_limit &&
	       !snp_certs_grow(&device->certs, &want->table,
			       report->certs_needed);
}

/* Does a report do whose certificates did not come? */
static bool does_without(const struct snp_certs_request *want,
			 const struct snp_exchange *report)
{
	return report->exitinfo2 != SNP_EXITINFO2_INVALID_LEN || want->optional;
}

/* When the second message fails, the answer to the first is there all the same. */
static int request_extended_again(struct snp_device *device,
				  struct snp_certs_request *want,
				  struct snp_exchange *report)
{
	struct snp_exchange first = *report;
	int err;

	memcpy(device->first_answer, report->answer, first.answer_size);
	err = request_extended_exchange(device, want, report);
	if (err && does_without(want, &first)) {
		*report = first;
		memcpy(report->answer, device->first_answer, first.answer_size);
		err = 0;
	}
	memzero_explicit(device->first_answer, sizeof(device->first_answer));
	return err;
}

static int request_extended_messages(struct snp_device *device,
				     struct snp_certs_request *want,
				     struct snp_exchange *report)
{
	int err;

	err = request_extended_exchange(device, want, report);
	if (err || report->certs_given)
		return err;
	if (worth_another(device, want, report)) {
		err = request_extended_again(device, want, report);
		if (err || report->certs_given)
			return err;
		/* For the next one. */
		worth_another(device, want, report);
	}
	if (does_without(want, report))
		return 0;
	memzero_explicit(report->answer, report->answer_max);
	report->answer_size = 0;
	return -EIO;
}

/*
 * As much for every caller: the buffer must not be replaced before outstanding
 * messages are completed, for the host may still have one with this buffer.
 */
static unsigned int first_npages(const struct snp_certs *certs,
				 const struct snp_certs_request *want)
{
	if (!want->npages)
		return 0;
	return min_t(unsigned int, certs->limit, FIRST_CERTS_NPAGES);
}

/*
 * Whoever can do without certificates can do without room for them. Where there is
 * some and it is in use, more comes when the host asks for it.
 */
static int request_make_room(struct snp_device *device,
			     struct snp_certs_request *want)
{
	int err;

	err = snp_certs_take(&device->certs, &want->table);
	if (!err)
		err = snp_certs_grow(&device->certs, &want->table,
				     first_npages(&device->certs, want));
	return want->optional || err == -EBUSY ? 0 : err;
}

static int request_extended_locked(struct snp_device *device,
				   struct snp_certs_request *want,
				   struct snp_exchange *report)
{
	int err;

	if (known_too_small(&device->certs, want)) {
		report->exitinfo2 = SNP_EXITINFO2_INVALID_LEN;
		return -EIO;
	}
	err = request_make_room(device, want);
	if (err)
		return err;
	return request_extended_messages(device, want, report);
}

int snp_get_ext_report(struct snp_device *device,
		       const struct snp_report_req *req,
		       struct snp_report_answer *answer,
		       struct snp_certs_request *certs, u64 *exitinfo2)
{
	struct snp_exchange report = {
		.type = SNP_MESSAGE_REPORT_REQ,
		.version = SNP_REQUEST_VERSION,
		.payload = (const u8 *)req,
		.size = sizeof(*req),
		.answer = answer->data,
		.answer_min = SNP_REPORT_ANSWER_MIN,
		.answer_max = sizeof(answer->data),
		.since = snp_device_now(),
		.extended = true,
		.exitinfo2 = SNP_EXITINFO2_NONE,
	};
	int err;

	certs->table = (struct snp_table){};
	certs->size = 0;
	certs->needed = 0;
	*answer = (struct snp_report_answer){};
	err = request_lock(device, exitinfo2);
	if (err)
		return err;
	err = request_extended_locked(device, certs, &report);
	mutex_unlock(&device->lock);
	answer->size = report.answer_size;
	*exitinfo2 = err ? report.exitinfo2 : 0;
	if (!err)
		certs->needed = 0;
	return err;
}

void snp_put_certs(struct snp_device *device, struct snp_certs_request *certs)
{
	/* Another request may hold the lock for a minute. */
	if (mutex_trylock(&device->lock)) {
		snp_certs_give(&device->certs, &certs->table);
		mutex_unlock(&device->lock);
	}
	snp_certs_free(&device->certs, &certs->table);
}

// SPDX-License-Identifier: MIT
#include "secure_processor.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <openssl/crypto.h>

#include "../base/bytes.h"
#include "requests.h"
#include "tcb.h"

/* One message on its way through the firmware. */
struct exchange {
	struct secure_processor *sp;
	const uint8_t *page;
	struct sealed_header header;
	const struct request_kind *kind;
	uint8_t payload[SEALED_PAYLOAD_MAX];
};

/*
 * The checks below stand in the firmware's order; the first that fails decides.
 * None of them moves the counter.
 */
static enum firmware_status check_header(struct exchange *x)
{
	const struct sealed_header *h = &x->header;

	if (h->size > SEALED_PAYLOAD_MAX)
		return STATUS_INVALID_PARAM;
	if (h->header_version != 1 || h->header_size != SEALED_HEADER_SIZE ||
	    h->algo != 1)
		return STATUS_INVALID_PARAM;
	if (x->sp->strict && !sealed_header_reserved_zero(x->page))
		return STATUS_INVALID_PARAM;
	if (h->size == 0 || h->size % 16)
		return STATUS_INVALID_PARAM;
	if (h->vmpck >= VMPCK_COUNT)
		return STATUS_INVALID_PARAM;
	return STATUS_SUCCESS;
}

static enum firmware_status check_authentic(struct exchange *x)
{
	const uint8_t *key = x->sp->guest.vmpck[x->header.vmpck];

	switch (sealed_message_open(key, x->page, x->payload)) {
	case 0:
		return STATUS_SUCCESS;
	case -EBADMSG:
		return STATUS_BAD_MEASUREMENT;
	default:
		return STATUS_HWERROR_PLATFORM;
	}
}

static enum firmware_status check_seqno(struct exchange *x)
{
	uint64_t count = x->sp->state.count[x->header.vmpck];

	if (count >= UINT64_MAX - 1 || x->header.seqno != count + 1)
		return STATUS_AEAD_OFLOW;
	return STATUS_SUCCESS;
}

static uint16_t exact_size(const struct exchange *x)
{
	return x->kind->size ? x->kind->size : x->kind->size_of(x->payload);
}

static enum firmware_status check_kind(struct exchange *x)
{
	x->kind = request_kind_of(x->header.type);
	if (x->header.version == 0)
		return STATUS_INVALID_PARAM;
	if (!x->kind || x->header.version > x->kind->max_version)
		return STATUS_INVALID_PARAM;
	if (x->sp->strict && x->header.size != exact_size(x))
		return STATUS_INVALID_PARAM;
	return STATUS_SUCCESS;
}

static enum firmware_status check_all(struct exchange *x)
{
	static enum firmware_status (*const checks[])(struct exchange *) = {
		check_header, check_authentic, check_seqno, check_kind,
	};
	enum firmware_status status;
	size_t i;

	for (i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		status = checks[i](x);
		if (status)
			return status;
	}
	return STATUS_SUCCESS;
}

static struct sealed_header answer_header(const struct exchange *x,
					  uint16_t size)
{
	struct sealed_header h = sealed_header(
		(uint8_t)(x->header.type + 1), x->kind->answer_version,
		x->header.vmpck, x->header.seqno + 1, size);

	switch (x->sp->orders.lie) {
	case SEAL_HONESTLY:
		break;
	case SEAL_WRONG_SEQNO:
		h.seqno |= 1ULL << 48;	/* an IV nothing else will use */
		break;
	case SEAL_WRONG_TYPE:
		h.type = (uint8_t)(h.type + 2);
		break;
	case SEAL_WRONG_VERSION:
		h.version++;
		break;
	case SEAL_WRONG_VMPCK:
		h.vmpck ^= 1;	/* in the header; the key is the right one */
		break;
	case SEAL_WRONG_SIZE:
		h.size = (uint16_t)(h.size - 16);
		break;
	}
	return h;
}

/* Runs a message that passed all checks and seals what it gives. */
static int execute(const struct exchange *x, uint8_t *page)
{
	struct request request = {
		.sp = x->sp,
		.vmpck = x->header.vmpck,
		.size = x->header.size,
		.payload = x->payload,
	};
	enum firmware_status status = x->sp->orders.refuse_content;
	struct sealed_header header;
	uint16_t size;
	int err;

	size = x->kind->answer_size ? x->kind->answer_size : x->header.size;
	if (x->header.type == MESSAGE_REPORT_REQ)
		size = (uint16_t)(size + x->sp->longer_report);
	if (!status)
		status = x->kind->execute(&request);
	store32(request.answer, status);
	header = answer_header(x, size);
	err = sealed_message_seal(x->sp->guest.vmpck[x->header.vmpck], &header,
				  request.answer, page);
	OPENSSL_cleanse(request.answer, sizeof(request.answer));
	return err;
}

/* The counter moves, durably, before the answer leaves. */
static enum firmware_status consume(struct secure_processor *sp, uint8_t vmpck)
{
	sp->state.count[vmpck] += 2;
	if (!sp->store || sp->store(sp->owner, &sp->state) == 0)
		return STATUS_SUCCESS;
	sp->state.count[vmpck] -= 2;
	return STATUS_HWERROR_PLATFORM;
}

static enum firmware_status answer(struct exchange *x, uint8_t *response)
{
	uint8_t page[GUEST_PAGE_SIZE];
	enum firmware_status status;

	if (execute(x, page))
		return STATUS_HWERROR_PLATFORM;
	status = consume(x->sp, x->header.vmpck);
	if (!status)
		memcpy(response, page, sizeof(page));
	return status;
}

enum firmware_status
secure_processor_request(struct secure_processor *sp,
			 const uint8_t request[GUEST_PAGE_SIZE],
			 uint8_t response[GUEST_PAGE_SIZE])
{
	struct exchange x = {
		.sp = sp,
		.page = request,
		.header = sealed_header_read(request),
	};
	enum firmware_status status;

	sp->calls++;
	if (sp->orders.refuse)
		return sp->orders.refuse;
	status = check_all(&x);
	if (!status)
		status = answer(&x, response);
	OPENSSL_cleanse(x.payload, sizeof(x.payload));
	return status;
}

/* Takes @next as the state when it can be stored, else keeps the old one. */
static enum firmware_status adopt(struct secure_processor *sp,
				  const struct firmware_state *next)
{
	if (sp->store && sp->store(sp->owner, next))
		return STATUS_HWERROR_PLATFORM;
	sp->state = *next;
	return STATUS_SUCCESS;
}

enum firmware_status secure_processor_update(struct secure_processor *sp,
					     uint64_t tcb)
{
	struct firmware_state next = sp->state;

	if (!tcb_reserved_zero(sp->product, tcb) ||
	    !tcb_at_most(sp->product, next.committed_tcb, tcb))
		return STATUS_INVALID_PARAM;
	next.current_tcb = tcb;
	return adopt(sp, &next);
}

static void set_reported(struct firmware_state *state, uint64_t tcb)
{
	if (state->reported_tcb != tcb)
		state->vlek_loaded = false;
	state->reported_tcb = tcb;
}

enum firmware_status secure_processor_commit(struct secure_processor *sp)
{
	struct firmware_state next = sp->state;

	next.committed_tcb = next.current_tcb;
	set_reported(&next, next.current_tcb);
	return adopt(sp, &next);
}

enum firmware_status
secure_processor_set_config(struct secure_processor *sp,
			    const struct processor_config *config)
{
	struct firmware_state next = sp->state;
	uint64_t tcb = config->reported_tcb;

	if (!tcb)
		tcb = next.committed_tcb;
	if (!tcb_reserved_zero(sp->product, tcb) ||
	    !tcb_at_most(sp->product, tcb, next.committed_tcb))
		return STATUS_INVALID_PARAM;
	set_reported(&next, tcb);
	next.mask_chip_id = config->mask_chip_id;
	next.mask_chip_key = config->mask_chip_key;
	return adopt(sp, &next);
}

enum firmware_status secure_processor_vlek_load(struct secure_processor *sp,
						uint64_t tcb)
{
	struct firmware_state next = sp->state;

	if (tcb != next.reported_tcb)
		return STATUS_BAD_SVN;
	next.vlek_loaded = true;
	return adopt(sp, &next);
}

enum firmware_status
secure_processor_disable_vcek(struct secure_processor *sp, bool disabled)
{
	struct firmware_state next = sp->state;

	next.vcek_disabled = disabled;
	return adopt(sp, &next);
}

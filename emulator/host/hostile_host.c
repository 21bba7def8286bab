// SPDX-License-Identifier: MIT
#include "hostile_host.h"

#include <string.h>
#include <time.h>

#include <openssl/rand.h>

#include "../base/bytes.h"
#include "certificate_table.h"
#include "../base/clock.h"

static struct hostile_host *host_of(const struct hypervisor *hv)
{
	return hv->adversary;
}

static void begin_exit(struct hypervisor *hv, struct hypervisor_call *call)
{
	faults_next_exit(host_of(hv)->faults, &call->strikes);
}

/* One fault per stage strikes at a time: the first of the list. */

static bool tell(struct guest_resume *resume, uint64_t info1, uint64_t info2)
{
	resume->info1 = info1;
	resume->info2 = info2;
	return true;
}

static bool tell_invalid_len(struct hypervisor *hv, struct guest_resume *resume,
			     uint64_t pages)
{
	hv->invalid_len++;
	resume->rbx = pages;
	return tell(resume, 0, VMM_INVALID_LEN);
}

/* Vector, type "exception" and the valid bit, as in EVENTINJ. */
static uint64_t exception(unsigned int vector)
{
	return vector | 3U << 8 | 1U << 31;
}

static bool instead(struct hypervisor *hv, struct hypervisor_call *call)
{
	struct guest_resume *resume = &call->resume;
	uint64_t offered = call->exit.rbx;

	switch (faults_at(&call->strikes, STAGE_VMGEXIT)) {
	case FAULT_BUSY:
		hv->busy++;
		return tell(resume, 0, VMM_BUSY);
	case FAULT_GENERIC:
		hv->generic++;
		return tell(resume, 0, VMM_GENERIC);
	case FAULT_UNKNOWN_CODE:
		return tell(resume, 0, 0x80000000ULL << 32);
	case FAULT_INVALID_LEN_ZERO:
		return tell_invalid_len(hv, resume, 0);
	case FAULT_INVALID_LEN_SAME:
		return tell_invalid_len(hv, resume, offered);
	case FAULT_INVALID_LEN_ONE_MORE:
		return tell_invalid_len(hv, resume, offered + 1);
	case FAULT_INVALID_LEN_DOUBLE:
		return tell_invalid_len(hv, resume, offered ? offered * 2 : 1);
	case FAULT_INVALID_LEN_ABSURD:
		return tell_invalid_len(hv, resume, 1ULL << 40);
	case FAULT_EXCEPTION_UD:
		return tell(resume, INFO1_EXCEPTION, exception(6));
	case FAULT_EXCEPTION_GP:
		return tell(resume, INFO1_EXCEPTION, exception(13));
	case FAULT_EXCEPTION_PF:
		return tell(resume, INFO1_EXCEPTION, exception(14));
	case FAULT_MALFORMED:
		return tell(resume, INFO1_MALFORMED, MALFORMED_INPUT);
	case FAULT_UNKNOWN_INFO1:
		return tell(resume, 3, 0);
	case FAULT_SUCCESS_CLAIMED:
		return tell(resume, 0, 0);
	case FAULT_DELAYED:
		clock_pause_ms(300);
		return false;
	default:
		return false;
	}
}

static bool dies(const struct hypervisor_call *call, enum host_moment moment)
{
	static const enum platform_fault fault[] = {
		[BEFORE_EXECUTION] = FAULT_DIE_BEFORE,
		[AFTER_EXECUTION] = FAULT_DIE_EXECUTED,
		[AFTER_ANSWER] = FAULT_DIE_ANSWERED,
	};

	return faults_strike(&call->strikes, fault[moment]);
}

/*
 * The previous request is the one that the firmware got with the previous call,
 * whichever exit began first: replayed for ever, the guest's is never seen.
 */
static void change_request(struct hypervisor *hv,
			   const struct hypervisor_call *call)
{
	struct hostile_host *host = host_of(hv);

	if (faults_strike(&call->strikes, FAULT_REQUEST_REPLAYED))
		memcpy(hv->request, host->old_request, GUEST_PAGE_SIZE);
	else
		memcpy(host->old_request, hv->request, GUEST_PAGE_SIZE);
	if (faults_strike(&call->strikes, FAULT_REQUEST_TAMPERED))
		hv->request[SEALED_HEADER_SIZE] ^= 1;
}

struct order_row {
	enum platform_fault fault;
	struct processor_orders orders;
};

static struct processor_orders orders(const struct hypervisor_call *call)
{
#define MAILBOX(nn) { FAULT_STATUS_##nn, { .refuse = 0x##nn } }
#define CONTENT(nn) { FAULT_CONTENT_##nn, { .refuse_content = 0x##nn } }
#define LIE(what) { FAULT_SEALED_##what, { .lie = SEAL_##what } }
	static const struct order_row rows[] = {
		MAILBOX(01), MAILBOX(02), MAILBOX(09), MAILBOX(0B),
		MAILBOX(10), MAILBOX(13), MAILBOX(14), MAILBOX(15),
		MAILBOX(16), MAILBOX(19), MAILBOX(1A), MAILBOX(1D),
		MAILBOX(27), CONTENT(13), CONTENT(14), CONTENT(15),
		CONTENT(16), CONTENT(27),
		LIE(WRONG_SEQNO), LIE(WRONG_TYPE), LIE(WRONG_VERSION),
		LIE(WRONG_VMPCK), LIE(WRONG_SIZE),
	};
#undef MAILBOX
#undef CONTENT
#undef LIE
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (faults_strike(&call->strikes, rows[i].fault))
			return rows[i].orders;
	return (struct processor_orders){ 0 };
}

static bool again(const struct hypervisor_call *call)
{
	return faults_strike(&call->strikes, FAULT_EXECUTED_TWICE);
}

static void keep_answer(struct hypervisor *hv, const uint8_t *before)
{
	struct hostile_host *host = host_of(hv);

	if (before[SEALED_TYPE] != hv->response[SEALED_TYPE])
		memcpy(host->other_response, before, GUEST_PAGE_SIZE);
	memcpy(host->old_response, before, GUEST_PAGE_SIZE);
}

static void add_to_size(uint8_t *page, int more)
{
	store16(page + SEALED_SIZE,
		(uint16_t)(load16(page + SEALED_SIZE) + more));
}

/* Lies in the header of an answer that is right otherwise. */
static void change_header(enum platform_fault fault, uint8_t *page)
{
	switch (fault) {
	case FAULT_HEADER_FLIPPED:
		page[SEALED_RESERVED_3D] ^= 1;
		break;
	case FAULT_SEQNO_CHANGED:
		store64(page + SEALED_SEQNO, load64(page + SEALED_SEQNO) + 2);
		break;
	case FAULT_TYPE_CHANGED:
		page[SEALED_TYPE] = (uint8_t)(page[SEALED_TYPE] + 2);
		break;
	case FAULT_VERSION_CHANGED:
		page[SEALED_VERSION]++;
		break;
	case FAULT_VMPCK_CHANGED:
		page[SEALED_VMPCK] ^= 1;
		break;
	case FAULT_SIZE_OVER_PAGE:
		store16(page + SEALED_SIZE, SEALED_PAYLOAD_MAX + 16);
		break;
	case FAULT_SIZE_OVER:
		add_to_size(page, 16);
		break;
	case FAULT_SIZE_UNDER:
		add_to_size(page, -16);
		break;
	case FAULT_SIZE_ZERO:
		store16(page + SEALED_SIZE, 0);
		break;
	default:
		break;
	}
}

static bool change_answer(struct hypervisor *hv,
			  const struct hypervisor_call *call, uint8_t *page)
{
	enum platform_fault fault = faults_at(&call->strikes, STAGE_ANSWER);

	switch (fault) {
	case FAULT_TAG_FLIPPED:
		page[SEALED_AUTHTAG] ^= 1;
		break;
	case FAULT_PAYLOAD_FLIPPED:
		page[SEALED_HEADER_SIZE + 40] ^= 1;
		break;
	case FAULT_ANSWER_REPLAYED:
		memcpy(page, host_of(hv)->old_response, GUEST_PAGE_SIZE);
		break;
	case FAULT_ANSWER_OTHER_TYPE:
		memcpy(page, host_of(hv)->other_response, GUEST_PAGE_SIZE);
		break;
	case FAULT_REQUEST_REFLECTED:
		memcpy(page, hv->request, GUEST_PAGE_SIZE);
		break;
	case FAULT_ANSWER_ZERO:
		memset(page, 0, GUEST_PAGE_SIZE);
		break;
	case FAULT_ANSWER_RANDOM:
		RAND_bytes(page, GUEST_PAGE_SIZE);
		break;
	case FAULT_ANSWER_WITHHELD:
		return false;
	default:
		change_header(fault, page);
		break;
	}
	return true;
}

static void put_entry(uint8_t *at, const uint8_t *guid, uint32_t offset,
		      uint32_t length)
{
	memcpy(at, guid, TABLE_GUID_SIZE);
	store32(at + TABLE_ENTRY_OFFSET, offset);
	store32(at + TABLE_ENTRY_LENGTH, length);
}

/* A first entry that is wrong, and then the end. */
static void put_single(uint8_t *table, uint32_t offset, uint32_t length)
{
	put_entry(table, guid_vcek, offset, length);
	memset(table + TABLE_ENTRY_SIZE, 0, TABLE_ENTRY_SIZE);
}

static void put_endless(uint8_t *table, size_t size)
{
	size_t at;

	for (at = 0; at + TABLE_ENTRY_SIZE <= size; at += TABLE_ENTRY_SIZE)
		put_entry(table + at, guid_vcek, 0, 64);
	memset(table + at, 0xff, size - at);
}

static void spoil_table(const struct hypervisor_call *call, uint8_t *table,
			size_t size)
{
	switch (faults_at(&call->strikes, STAGE_TABLE)) {
	case FAULT_TABLE_WRAPS:
		put_single(table, 0xfffffff0, 0x40);
		break;
	case FAULT_TABLE_OVERLAPS:
		put_entry(table, guid_vcek, 0, 200);
		put_entry(table + 24, guid_ask, 100, 200);
		memset(table + 48, 0, 24);
		break;
	case FAULT_TABLE_UNTERMINATED:
		put_endless(table, size);
		break;
	case FAULT_TABLE_LENGTH_ZERO:
		put_single(table, 48, 0);
		break;
	case FAULT_TABLE_LENGTH_4G:
		put_single(table, 48, 0xffffffff);
		break;
	case FAULT_TABLE_OUTSIDE:
		put_single(table, 48, (uint32_t)(size - 47));
		break;
	case FAULT_TABLE_NOISE:
		RAND_bytes(table, (int)size);
		break;
	case FAULT_TABLE_ZERO:
		memset(table, 0, size);
		break;
	default:
		break;
	}
}

static bool verdict(struct hypervisor *hv, struct hypervisor_call *call)
{
	struct guest_resume *resume = &call->resume;
	uint64_t more = call->exit.rbx + 1;

	switch (faults_at(&call->strikes, STAGE_VERDICT)) {
	case FAULT_EXECUTED_BUSY:
		hv->busy++;
		return tell(resume, 0, VMM_BUSY);
	case FAULT_EXECUTED_INVALID_LEN:
		return tell_invalid_len(hv, resume, more);
	case FAULT_EXECUTED_GENERIC:
		hv->generic++;
		return tell(resume, 0, VMM_GENERIC);
	case FAULT_EXECUTED_STATUS:
		return tell(resume, 0, STATUS_AEAD_OFLOW);
	case FAULT_LOST_BUSY:
		hv->busy++;
		return !tell(resume, 0, VMM_BUSY);
	case FAULT_LOST_INVALID_LEN:
		return !tell_invalid_len(hv, resume, more);
	case FAULT_LOST_GENERIC:
		hv->generic++;
		return !tell(resume, 0, VMM_GENERIC);
	case FAULT_LOST_STATUS:
		return !tell(resume, 0, STATUS_AEAD_OFLOW);
	default:
		return true;
	}
}

/*
 * One byte of the ciphertext there and back, for 50 ms by the clock: pauses
 * are far longer than asked for on a busy machine.
 */
static void *change_page(void *arg)
{
	struct hostile_host *host = arg;
	volatile uint8_t *byte = host->changed_byte;
	struct timespec pause = { 0, 20000 };
	int64_t end = clock_now_ms() + 50;

	do {
		host->changes++;
		*byte ^= 0x80;
		nanosleep(&pause, NULL);
		*byte ^= 0x80;
		nanosleep(&pause, NULL);
	} while (clock_now_ms() < end);
	return NULL;
}

static void delivered(struct hypervisor *hv, const struct hypervisor_call *call,
		      uint8_t *page)
{
	struct hostile_host *host = host_of(hv);

	if (!faults_strike(&call->strikes, FAULT_ANSWER_CHANGING))
		return;
	hostile_host_stop(host);
	host->changed_byte = page + SEALED_HEADER_SIZE + 64;
	host->changes = 0;
	host->changing =
		pthread_create(&host->changer, NULL, change_page, host) == 0;
}

void hostile_host_take(struct hostile_host *host, struct faults *faults,
		       struct hypervisor *hv)
{
	static const struct host_deviations deviations = {
		.exit = begin_exit,
		.instead = instead,
		.table = spoil_table,
		.dies = dies,
		.request = change_request,
		.orders = orders,
		.again = again,
		.answered = keep_answer,
		.verdict = verdict,
		.answer = change_answer,
		.delivered = delivered,
	};

	host->faults = faults;
	hv->adversary = host;
	hv->deviations = &deviations;
}

void hostile_host_stop(struct hostile_host *host)
{
	if (!host->changing)
		return;
	pthread_join(host->changer, NULL);
	host->changing = false;
}

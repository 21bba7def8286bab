// SPDX-License-Identifier: MIT
/*
 * Every fault of the list does what it says, and nothing that outlasts it: the
 * stated effect on one extended report, then a fair exchange. The switch has no
 * default: a new fault without a stated effect does not compile.
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
#include <time.h>

#include "base/bytes.h"
#include "host/certificate_table.h"
#include "emulator_state.h"
#include "guest/guest_client.h"
#include "platform/engine.h"

#define PAGES	4

enum page_state {
	RIGHT,		/* the authentic answer to this request */
	UNTOUCHED,	/* as it was before the exit */
	FORGED,		/* not authentic */
	OTHER,		/* authentic, but of another exchange */
	STALE,		/* what the host's own page held before */
	MISLABELLED,	/* authentic and new, but its header is wrong */
	MOVING,		/* right, but it changes */
};

enum table_state { SERVED, NOT_SERVED, BAD_TABLE };

struct effect {
	int result;		/* of platform_exit() */
	uint64_t info1, info2;
	bool told_rbx;
	uint64_t rbx;
	bool executed;		/* the counter moved */
	unsigned int calls;	/* of the firmware */
	enum page_state page;
	enum table_state table;
};

/* The firmware was not asked. */
#define STOPPED(...)	(struct effect){ .page = UNTOUCHED,		\
					 .table = NOT_SERVED, __VA_ARGS__ }
/* The firmware was asked and said no. */
#define REFUSED(code)	(struct effect){ .info2 = (code), .calls = 1,	\
					 .page = STALE }
/* The firmware did its work. */
#define DONE(...)	(struct effect){ .executed = true, .calls = 1,	\
					 __VA_ARGS__ }
#define NEEDS(pages)	.info2 = VMM_INVALID_LEN, .told_rbx = true, .rbx = (pages)

/* A fault without a stated effect does not compile. */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wswitch"
static struct effect effect_of(enum platform_fault fault)
{
	switch (fault) {
	case FAULT_BUSY:
		return STOPPED(.info2 = VMM_BUSY);
	case FAULT_GENERIC:
		return STOPPED(.info2 = VMM_GENERIC);
	case FAULT_UNKNOWN_CODE:
		return STOPPED(.info2 = 0x80000000ULL << 32);
	case FAULT_INVALID_LEN_ZERO:
		return STOPPED(NEEDS(0));
	case FAULT_INVALID_LEN_SAME:
		return STOPPED(NEEDS(PAGES));
	case FAULT_INVALID_LEN_ONE_MORE:
		return STOPPED(NEEDS(PAGES + 1));
	case FAULT_INVALID_LEN_DOUBLE:
		return STOPPED(NEEDS(PAGES * 2));
	case FAULT_INVALID_LEN_ABSURD:
		return STOPPED(NEEDS(1ULL << 40));
	case FAULT_EXCEPTION_UD:
		return STOPPED(.info1 = 1, .info2 = 0x80000306);
	case FAULT_EXCEPTION_GP:
		return STOPPED(.info1 = 1, .info2 = 0x8000030d);
	case FAULT_EXCEPTION_PF:
		return STOPPED(.info1 = 1, .info2 = 0x8000030e);
	case FAULT_MALFORMED:
		return STOPPED(.info1 = 2, .info2 = 5);
	case FAULT_UNKNOWN_INFO1:
		return STOPPED(.info1 = 3);
	case FAULT_SUCCESS_CLAIMED:
		return STOPPED(.info2 = 0);
	case FAULT_DELAYED:
		return DONE();
	case FAULT_REQUEST_TAMPERED:
		return REFUSED(STATUS_BAD_MEASUREMENT);
	case FAULT_REQUEST_REPLAYED:
		return REFUSED(STATUS_AEAD_OFLOW);
	case FAULT_EXECUTED_TWICE:
		/* KVM delivers its page in spite of the status. */
		return (struct effect){ .info2 = STATUS_AEAD_OFLOW,
					.executed = true, .calls = 2 };
	case FAULT_STATUS_01:
		return REFUSED(0x01);
	case FAULT_STATUS_02:
		return REFUSED(0x02);
	case FAULT_STATUS_09:
		return REFUSED(0x09);
	case FAULT_STATUS_0B:
		return REFUSED(0x0b);
	case FAULT_STATUS_10:
		return REFUSED(0x10);
	case FAULT_STATUS_13:
		return REFUSED(0x13);
	case FAULT_STATUS_14:
		return REFUSED(0x14);
	case FAULT_STATUS_15:
		return REFUSED(0x15);
	case FAULT_STATUS_16:
		return REFUSED(0x16);
	case FAULT_STATUS_19:
		return REFUSED(0x19);
	case FAULT_STATUS_1A:
		return REFUSED(0x1a);
	case FAULT_STATUS_1D:
		return REFUSED(0x1d);
	case FAULT_STATUS_27:
		return REFUSED(0x27);
	case FAULT_CONTENT_13:
	case FAULT_CONTENT_14:
	case FAULT_CONTENT_15:
	case FAULT_CONTENT_16:
	case FAULT_CONTENT_27:
		return DONE();
	case FAULT_SEALED_WRONG_SEQNO:
	case FAULT_SEALED_WRONG_TYPE:
	case FAULT_SEALED_WRONG_VERSION:
	case FAULT_SEALED_WRONG_VMPCK:
	case FAULT_SEALED_WRONG_SIZE:
		return DONE(.page = MISLABELLED);
	case FAULT_TAG_FLIPPED:
	case FAULT_HEADER_FLIPPED:
	case FAULT_PAYLOAD_FLIPPED:
	case FAULT_SEQNO_CHANGED:
	case FAULT_TYPE_CHANGED:
	case FAULT_VERSION_CHANGED:
	case FAULT_VMPCK_CHANGED:
	case FAULT_SIZE_OVER_PAGE:
	case FAULT_SIZE_OVER:
	case FAULT_SIZE_UNDER:
	case FAULT_SIZE_ZERO:
	case FAULT_ANSWER_ZERO:
	case FAULT_ANSWER_RANDOM:
		return DONE(.page = FORGED);
	case FAULT_ANSWER_REPLAYED:
	case FAULT_ANSWER_OTHER_TYPE:
	case FAULT_REQUEST_REFLECTED:
		return DONE(.page = OTHER);
	case FAULT_ANSWER_WITHHELD:
		return DONE(.page = UNTOUCHED);
	case FAULT_ANSWER_CHANGING:
		return DONE(.page = MOVING);
	case FAULT_TABLE_WRAPS:
	case FAULT_TABLE_OVERLAPS:
	case FAULT_TABLE_UNTERMINATED:
	case FAULT_TABLE_LENGTH_ZERO:
	case FAULT_TABLE_LENGTH_4G:
	case FAULT_TABLE_OUTSIDE:
	case FAULT_TABLE_NOISE:
	case FAULT_TABLE_ZERO:
		return DONE(.table = BAD_TABLE);
	case FAULT_EXECUTED_BUSY:
		return DONE(.info2 = VMM_BUSY);
	case FAULT_EXECUTED_INVALID_LEN:
		return DONE(NEEDS(PAGES + 1));
	case FAULT_EXECUTED_GENERIC:
		return DONE(.info2 = VMM_GENERIC);
	case FAULT_EXECUTED_STATUS:
		return DONE(.info2 = STATUS_AEAD_OFLOW);
	case FAULT_LOST_BUSY:
		return DONE(.info2 = VMM_BUSY, .page = UNTOUCHED);
	case FAULT_LOST_INVALID_LEN:
		return DONE(NEEDS(PAGES + 1), .page = UNTOUCHED);
	case FAULT_LOST_GENERIC:
		return DONE(.info2 = VMM_GENERIC, .page = UNTOUCHED);
	case FAULT_LOST_STATUS:
		return DONE(.info2 = STATUS_AEAD_OFLOW, .page = UNTOUCHED);
	case FAULT_DIE_BEFORE:
		return (struct effect){ .result = -ECANCELED,
					.page = UNTOUCHED };
	case FAULT_DIE_EXECUTED:
		return DONE(.result = -ECANCELED, .page = UNTOUCHED);
	case FAULT_DIE_ANSWERED:
		return DONE(.result = -ECANCELED);
	case FAULT_COUNT:
		break;
	}
	fail_msg("a fault that is not in the list");
	return STOPPED();
}
#pragma GCC diagnostic pop

/* A status inside the answer, where a fault puts one. */
static uint32_t content_of(enum platform_fault fault)
{
	const char *name = fault_name(fault);

	if (strncmp(name, "content-", 8))
		return 0;
	return (uint32_t)strtoul(name + 8, NULL, 16);
}

static struct platform *platform;
static struct guest_client client;
static uint8_t untouched[4096], old_table[PAGES * 4096];

static uint8_t *at(uint64_t gpa, uint64_t size)
{
	return guest_memory_at(platform_memory(platform), gpa, size);
}

static uint64_t count(void)
{
	return platform->sp.state.count[0];
}

static void put_request(uint8_t type, uint16_t size)
{
	struct sealed_header header =
		sealed_header(type, 1, 0, count() + 1, size);
	uint8_t payload[0x60] = { 0 };

	assert_int_equal(sealed_message_seal(platform->sp.guest.vmpck[0],
					     &header, payload,
					     at(client.request_gpa, 4096)), 0);
}

static int leave(struct guest_resume *resume)
{
	const struct guest_exit exit = {
		.exit_code = EXIT_EXT_GUEST_REQUEST,
		.info1 = client.request_gpa,
		.info2 = client.response_gpa,
		.rax = client.certs_gpa,
		.rbx = PAGES,
		.rax_valid = true,
		.rbx_valid = true,
	};

	return platform_exit(platform, &exit, resume);
}

static void fair_exchange(uint8_t type, uint16_t size)
{
	uint8_t payload[SEALED_PAYLOAD_MAX];
	struct guest_resume resume;
	uint64_t seqno = count() + 1;

	put_request(type, size);
	assert_int_equal(leave(&resume), 0);
	assert_int_equal(resume.info1, 0);
	assert_int_equal(resume.info2, 0);
	assert_int_equal(sealed_message_open(platform->sp.guest.vmpck[0],
					     at(client.response_gpa, 4096),
					     payload), 0);
	assert_int_equal(load32(payload), 0);
	assert_int_equal(load64(at(client.response_gpa, 4096) + SEALED_SEQNO),
			 seqno + 1);
}

static bool mislabelled(enum platform_fault fault, struct sealed_header h,
			uint64_t seqno)
{
	switch ((int)fault) {
	case FAULT_SEALED_WRONG_SEQNO:
		return h.seqno != seqno + 1;
	case FAULT_SEALED_WRONG_TYPE:
		return h.type == 8;
	case FAULT_SEALED_WRONG_VERSION:
		return h.version == 2;
	case FAULT_SEALED_WRONG_VMPCK:
		return h.vmpck == 1;
	case FAULT_SEALED_WRONG_SIZE:
		return h.size == 0x4c0 - 16;
	}
	return false;
}

/*
 * It changes while nobody watches, for as long as the host likes: what is
 * certain is that it was done, to a byte of the answer, and undone.
 */
static void page_moved(const uint8_t *page)
{
	const struct hostile_host *host = &platform->host;

	hostile_host_stop(&platform->host);
	assert_true(host->changes > 0);
	assert_in_range(host->changed_byte - page, SEALED_HEADER_SIZE, 4095);
}

static void check_page(enum platform_fault fault, const struct effect *e,
		       uint64_t seqno, const uint8_t *stale)
{
	uint8_t page[4096], payload[SEALED_PAYLOAD_MAX];
	struct sealed_header h;
	int opened;

	if (e->page == MOVING)
		page_moved(at(client.response_gpa, 4096));
	memcpy(page, at(client.response_gpa, 4096), sizeof(page));
	h = sealed_header_read(page);
	opened = sealed_message_open(platform->sp.guest.vmpck[0], page,
				     payload);
	switch (e->page) {
	case RIGHT:
	case MOVING:
		assert_int_equal(opened, 0);
		assert_int_equal(h.seqno, seqno + 1);
		assert_int_equal(h.type, 6);
		assert_int_equal(h.size, 0x4c0);
		assert_int_equal(load32(payload), content_of(fault));
		break;
	case UNTOUCHED:
		assert_memory_equal(page, untouched, sizeof(page));
		break;
	case FORGED:
		assert_int_not_equal(opened, 0);
		assert_memory_not_equal(page, untouched, sizeof(page));
		break;
	case OTHER:
		assert_int_equal(opened, 0);
		assert_true(h.seqno != seqno + 1 || h.type != 6);
		break;
	case STALE:
		assert_memory_equal(page, stale, sizeof(page));
		break;
	case MISLABELLED:
		assert_int_equal(opened, 0);
		assert_true(mislabelled(fault, h, seqno));
		break;
	}
}

static bool table_is_served(void)
{
	const uint8_t *table = at(client.certs_gpa, PAGES * 4096);
	size_t size;

	return table_find(table, PAGES * 4096, guid_ark, &size) &&
	       table_find(table, PAGES * 4096, guid_vcek, &size) && size > 1000;
}

static void check_table(const struct effect *e)
{
	const uint8_t *table = at(client.certs_gpa, PAGES * 4096);

	switch (e->table) {
	case SERVED:
		assert_true(table_is_served());
		break;
	case NOT_SERVED:
		assert_memory_equal(table, old_table, sizeof(old_table));
		break;
	case BAD_TABLE:
		assert_false(table_is_served());
		assert_memory_not_equal(table, old_table, sizeof(old_table));
		break;
	}
}

static void check_fault(enum platform_fault fault)
{
	char name[40];
	struct effect e = effect_of(fault);
	struct guest_resume resume = { 0 };
	uint64_t before, calls;
	uint8_t stale[4096];

	fair_exchange(MESSAGE_KEY_REQ, 0x20);
	fair_exchange(MESSAGE_REPORT_REQ, 0x60);
	memcpy(stale, at(client.response_gpa, 4096), sizeof(stale));
	memset(at(client.response_gpa, 4096), 0x5a, 4096);
	memset(at(client.certs_gpa, PAGES * 4096), 0x5a, PAGES * 4096);
	snprintf(name, sizeof(name), "%s", fault_name(fault));
	control(platform, "fault", name, NULL);

	before = count();
	calls = platform->sp.calls;
	put_request(MESSAGE_REPORT_REQ, 0x60);
	assert_int_equal(leave(&resume), e.result);
	if (!e.result) {
		assert_int_equal(resume.info1, e.info1);
		assert_int_equal(resume.info2, e.info2);
		assert_int_equal(resume.rbx, e.told_rbx ? e.rbx : PAGES);
	}
	assert_int_equal(platform->sp.calls - calls, e.calls);
	assert_int_equal(count() - before, e.executed ? 2 : 0);
	check_page(fault, &e, before + 1, stale);
	check_table(&e);
	assert_int_equal(platform->faults.struck[fault], 1);

	/* Not executed: the same bytes go through. Executed: the next ones. */
	if (!e.executed) {
		assert_int_equal(leave(&resume), 0);
		assert_int_equal(resume.info2, 0);
		assert_int_equal(count() - before, 2);
	}
	fair_exchange(MESSAGE_REPORT_REQ, 0x60);
}

static int power_on(void **state)
{
	(void)state;
	platform = state_open(PRODUCT_MILAN, NULL);
	client = guest_client(platform, 0);
	memset(untouched, 0x5a, sizeof(untouched));
	memset(old_table, 0x5a, sizeof(old_table));
	return 0;
}

static int power_off(void **state)
{
	(void)state;
	platform_close(platform);
	return 0;
}

static void the_fault_does_what_it_says(void **state)
{
	check_fault(*(enum platform_fault *)*state);
}

/* What each bad table is bad at. */
static uint64_t entry_end(unsigned int entry)
{
	const uint8_t *e = at(client.certs_gpa, PAGES * 4096) + 24 * entry;

	return (uint64_t)load32(e + 16) + load32(e + 20);
}

static void request_with(const char *name)
{
	struct guest_resume resume;
	char word[40];

	snprintf(word, sizeof(word), "%s", name);
	control(platform, "fault", word, NULL);
	put_request(MESSAGE_REPORT_REQ, 0x60);
	assert_int_equal(leave(&resume), 0);
}

static void bad_tables_are_bad_in_the_way_they_say(void **state)
{
	const uint8_t *table = at(client.certs_gpa, PAGES * 4096);
	size_t i;

	(void)state;
	request_with("table-wraps");
	assert_true(entry_end(0) > UINT32_MAX);
	request_with("table-overlaps");
	assert_true(load32(table + 16) < 72 && entry_end(0) > 100);
	request_with("table-unterminated");
	for (i = 0; i + 24 <= PAGES * 4096; i += 24)
		assert_false(all_zero(table + i, 24));
	request_with("table-length-zero");
	assert_int_equal(load32(table + 20), 0);
	assert_false(all_zero(table, 24));
	request_with("table-length-4g");
	assert_int_equal(load32(table + 20), UINT32_MAX);
	request_with("table-outside");
	assert_int_equal(entry_end(0), PAGES * 4096 + 1);
	request_with("table-zero");
	assert_true(all_zero(table, PAGES * 4096));
}

/* Arming. */

static struct faults list;

static int arm(const char *words)
{
	char copy[100], *argv[8], *rest = copy;
	struct why nobody = { NULL, 0 };
	int argc = 0;

	snprintf(copy, sizeof(copy), "%s", words);
	while (argc < 8 && (argv[argc] = strsep(&rest, " ")))
		argc++;
	return faults_arm(&list, argc, argv, nobody);
}

/* Which of the next exits a fault strikes at, as bits. */
static unsigned int strikes(enum platform_fault fault, int exits)
{
	struct fault_strikes now;
	unsigned int seen = 0;
	int i;

	for (i = 0; i < exits; i++) {
		faults_next_exit(&list, &now);
		seen |= (unsigned int)faults_strike(&now, fault) << i;
	}
	return seen;
}

static int empty_list(void **state)
{
	(void)state;
	memset(&list, 0, sizeof(list));
	strikes(FAULT_BUSY, 3);
	return 0;
}

static void armed_alone_it_strikes_at_the_next_exit(void **state)
{
	(void)state;
	assert_int_equal(arm("busy"), 0);
	assert_int_equal(strikes(FAULT_BUSY, 8), 0x01);
}

static void armed_with_a_number_it_strikes_at_the_nth_exit(void **state)
{
	(void)state;
	assert_int_equal(arm("busy 3"), 0);
	assert_int_equal(strikes(FAULT_BUSY, 8), 0x04);
}

static void armed_with_times_it_strikes_so_often(void **state)
{
	(void)state;
	assert_int_equal(arm("busy times 3"), 0);
	assert_int_equal(strikes(FAULT_BUSY, 8), 0x07);
}

static void armed_forever_it_strikes_until_it_is_switched_off(void **state)
{
	(void)state;
	assert_int_equal(arm("busy forever"), 0);
	assert_int_equal(strikes(FAULT_BUSY, 8), 0xff);
	assert_int_equal(arm("busy off"), 0);
	assert_int_equal(strikes(FAULT_BUSY, 8), 0);
	assert_int_equal(arm("generic forever"), 0);
	assert_int_equal(arm("off"), 0);
	assert_int_equal(strikes(FAULT_GENERIC, 8), 0);
}

static void armed_for_a_while_it_ends_by_itself(void **state)
{
	const struct timespec pause = { 0, 30000000 };

	(void)state;
	assert_int_equal(arm("busy for 600000"), 0);
	assert_int_equal(strikes(FAULT_BUSY, 4), 0x0f);
	assert_int_equal(arm("busy for 20"), 0);
	nanosleep(&pause, NULL);
	assert_int_equal(strikes(FAULT_BUSY, 4), 0);
}

static void armed_at_random_it_follows_from_the_seed(void **state)
{
	unsigned int a, b, c;

	(void)state;
	assert_int_equal(arm("busy random 50 7"), 0);
	a = strikes(FAULT_BUSY, 32);
	assert_int_equal(arm("busy random 50 7"), 0);
	b = strikes(FAULT_BUSY, 32);
	assert_int_equal(arm("busy random 50 8"), 0);
	c = strikes(FAULT_BUSY, 32);
	assert_int_equal(a, b);
	assert_int_not_equal(a, c);
	assert_true(__builtin_popcount(a) > 4 && __builtin_popcount(a) < 28);
}

static void wrong_words_are_refused(void **state)
{
	static const char *const wrong[] = {
		"nothing", "busy 0", "busy -1", "busy x", "busy times",
		"busy times 0", "busy for", "busy for x", "busy random",
		"busy random 101", "busy random 5 x", "busy 1 2", "busy times 1 2",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(arm(wrong[i]), -EINVAL);
	assert_int_equal(strikes(FAULT_BUSY, 8), 0);
}

static void an_order_ends_what_an_earlier_fault_began(void **state)
{
	(void)state;
	request_with("answer-changing");
	assert_true(platform->host.changing);
	control(platform, "fault", "off", NULL);
	assert_false(platform->host.changing);
	fair_exchange(MESSAGE_REPORT_REQ, 0x60);
}

/* The guest's own is never seen, however often it asks. */
static void replayed_for_ever_it_stays_the_earlier_request(void **state)
{
	struct guest_resume resume;
	uint64_t before;

	(void)state;
	fair_exchange(MESSAGE_REPORT_REQ, 0x60);
	control(platform, "fault", "request-replayed", "forever", NULL);
	before = count();
	put_request(MESSAGE_REPORT_REQ, 0x60);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(leave(&resume), 0);
		assert_int_equal(resume.info2, STATUS_AEAD_OFLOW);
		assert_int_equal(count(), before);
	}
	control(platform, "fault", "off", NULL);
	assert_int_equal(leave(&resume), 0);
	assert_int_equal(resume.info2, 0);
	assert_int_equal(count(), before + 2);
}

static void no_two_faults_share_a_name(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < FAULT_COUNT; i++)
		assert_int_equal(fault_by_name(fault_name(i)), i);
}

static void after_all_of_it_no_iv_was_used_twice(void **state)
{
	struct platform_counters counters;

	(void)state;
	platform_counters(platform, &counters);
	assert_int_equal(counters.ledger_conflicts, 0);
	assert_true(counters.firmware_calls > 100);
}

#define ARMING(name)	cmocka_unit_test_setup(name, empty_list)

int main(void)
{
	static enum platform_fault all[FAULT_COUNT];
	static char names[FAULT_COUNT][80];
	struct CMUnitTest tests[FAULT_COUNT + 4] = { { 0 } };
	const struct CMUnitTest arming[] = {
		ARMING(armed_alone_it_strikes_at_the_next_exit),
		ARMING(armed_with_a_number_it_strikes_at_the_nth_exit),
		ARMING(armed_with_times_it_strikes_so_often),
		ARMING(armed_forever_it_strikes_until_it_is_switched_off),
		ARMING(armed_for_a_while_it_ends_by_itself),
		ARMING(armed_at_random_it_follows_from_the_seed),
		ARMING(wrong_words_are_refused),
		ARMING(no_two_faults_share_a_name),
	};
	int i, failed;

	for (i = 0; i < FAULT_COUNT; i++) {
		all[i] = (enum platform_fault)i;
		snprintf(names[i], sizeof(names[i]), "fault %s does what it says",
			 fault_name(i));
		tests[i] = (struct CMUnitTest){
			.name = names[i],
			.test_func = the_fault_does_what_it_says,
			.initial_state = &all[i] };
	}
	tests[i++] = (struct CMUnitTest)
		cmocka_unit_test(bad_tables_are_bad_in_the_way_they_say);
	tests[i++] = (struct CMUnitTest)
		cmocka_unit_test(an_order_ends_what_an_earlier_fault_began);
	tests[i++] = (struct CMUnitTest)
		cmocka_unit_test(replayed_for_ever_it_stays_the_earlier_request);
	tests[i++] = (struct CMUnitTest)
		cmocka_unit_test(after_all_of_it_no_iv_was_used_twice);
	failed = cmocka_run_group_tests_name("faults", tests, power_on,
					     power_off);
	return failed + cmocka_run_group_tests_name("arming", arming, NULL,
						    NULL);
}

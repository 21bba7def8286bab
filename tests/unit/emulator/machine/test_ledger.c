// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "machine/ledger.h"

static uint8_t keys[4][SEALED_KEY_SIZE];
static char path[40];
static int dir;
static struct ledger *ledger;

static void open_ledger(void)
{
	char text[200];
	struct why why = { text, sizeof(text) };

	assert_int_equal(ledger_open(dir, &ledger, why), 0);
}

static int begin(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 4; i++)
		memset(keys[i], 0x40 + i, SEALED_KEY_SIZE);
	snprintf(path, sizeof(path), "/tmp/snp-ledger-XXXXXX");
	assert_non_null(mkdtemp(path));
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	open_ledger();
	return 0;
}

static int end(void **state)
{
	(void)state;
	ledger_close(ledger);
	unlinkat(dir, "ledger", 0);
	close(dir);
	return rmdir(path);
}

static void see(uint8_t vmpck, uint64_t seqno, uint8_t version, uint8_t byte)
{
	struct sealed_header header =
		sealed_header(MESSAGE_REPORT_REQ, version, vmpck, seqno, 0x60);
	uint8_t payload[0x60], page[GUEST_PAGE_SIZE];

	memset(payload, byte, sizeof(payload));
	assert_int_equal(sealed_message_seal(keys[vmpck], &header, payload,
					     page), 0);
	assert_int_equal(ledger_see(ledger, keys, page), 0);
}

static void the_same_bytes_again_are_no_conflict(void **state)
{
	(void)state;
	see(0, 1, 1, 7);
	see(0, 1, 1, 7);
	assert_int_equal(ledger_messages(ledger), 1);
	assert_int_equal(ledger_conflicts(ledger), 0);
}

static void another_plaintext_under_one_seqno_is_a_conflict(void **state)
{
	(void)state;
	see(0, 1, 1, 7);
	see(0, 1, 1, 8);
	assert_int_equal(ledger_conflicts(ledger), 1);
	see(0, 1, 1, 7);
	see(0, 1, 1, 8);
	assert_int_equal(ledger_conflicts(ledger), 1);
}

static void another_header_under_one_seqno_is_a_conflict(void **state)
{
	(void)state;
	see(0, 1, 1, 7);
	see(0, 1, 2, 7);
	assert_int_equal(ledger_conflicts(ledger), 1);
}

static void the_same_seqno_under_another_vmpck_is_none(void **state)
{
	(void)state;
	see(0, 1, 1, 7);
	see(1, 1, 1, 8);
	see(2, 1, 1, 9);
	assert_int_equal(ledger_messages(ledger), 3);
	assert_int_equal(ledger_conflicts(ledger), 0);
}

static void the_key_counts_and_not_what_the_header_claims(void **state)
{
	struct sealed_header header =
		sealed_header(MESSAGE_REPORT_REQ, 1, 3, 1, 0x60);
	uint8_t payload[0x60] = { 0 }, page[GUEST_PAGE_SIZE];

	(void)state;
	see(0, 1, 1, 7);
	assert_int_equal(sealed_message_seal(keys[0], &header, payload, page),
			 0);
	assert_int_equal(ledger_see(ledger, keys, page), 0);
	assert_int_equal(ledger_conflicts(ledger), 1);
}

static void noise_is_not_recorded(void **state)
{
	uint8_t page[GUEST_PAGE_SIZE];

	(void)state;
	memset(page, 0x33, sizeof(page));
	assert_int_equal(ledger_see(ledger, keys, page), 0);
	store16(page + SEALED_SIZE, 16);
	assert_int_equal(ledger_see(ledger, keys, page), 0);
	assert_int_equal(ledger_messages(ledger), 0);
}

static void it_outlives_the_server(void **state)
{
	(void)state;
	see(0, 1, 1, 7);
	ledger_close(ledger);
	open_ledger();
	assert_int_equal(ledger_messages(ledger), 1);
	see(0, 1, 1, 7);
	assert_int_equal(ledger_conflicts(ledger), 0);
	see(0, 1, 1, 8);
	assert_int_equal(ledger_conflicts(ledger), 1);
	ledger_close(ledger);
	open_ledger();
	assert_int_equal(ledger_conflicts(ledger), 1);
}

static void a_record_that_was_cut_off_is_forgotten(void **state)
{
	int fd;

	(void)state;
	see(0, 1, 1, 7);
	ledger_close(ledger);
	fd = openat(dir, "ledger", O_WRONLY | O_APPEND | O_CLOEXEC);
	assert_int_equal(write(fd, "cut off", 7), 7);
	close(fd);
	open_ledger();
	assert_int_equal(ledger_messages(ledger), 1);
	see(0, 3, 1, 7);
	ledger_close(ledger);
	open_ledger();
	assert_int_equal(ledger_messages(ledger), 2);
	assert_int_equal(ledger_conflicts(ledger), 0);
}

static void thousands_are_found_again(void **state)
{
	uint64_t seqno;

	(void)state;
	for (seqno = 1; seqno <= 5000; seqno++)
		see(0, seqno, 1, 7);
	assert_int_equal(ledger_messages(ledger), 5000);
	for (seqno = 1; seqno <= 5000; seqno += 500)
		see(0, seqno, 1, 8);
	assert_int_equal(ledger_conflicts(ledger), 10);
}

static long file_size(void)
{
	struct stat st;

	assert_int_equal(fstatat(dir, "ledger", &st, 0), 0);
	return (long)st.st_size;
}

/* As many as make it forget twice; the file has a bound. */
static void it_does_not_grow_without_end(void **state)
{
	const uint64_t last = 3 * LEDGER_WINDOW;
	uint64_t seqno;

	(void)state;
	see(0, 5, 1, 7);
	see(0, 5, 1, 8);
	for (seqno = 6; seqno <= last; seqno++)
		see(0, seqno, 1, 7);
	assert_true(ledger_messages(ledger) <= 2 * LEDGER_WINDOW);
	assert_true(file_size() <= (long)(2 * LEDGER_WINDOW * 48));
	assert_int_equal(ledger_conflicts(ledger), 1);
	see(0, last - LEDGER_WINDOW + 1, 1, 7);
	assert_int_equal(ledger_conflicts(ledger), 1);
	see(0, last - LEDGER_WINDOW + 1, 1, 8);
	assert_int_equal(ledger_conflicts(ledger), 2);
	assert_int_equal(ledger_unjudged(ledger), 0);
	ledger_close(ledger);
	open_ledger();
	assert_int_equal(ledger_conflicts(ledger), 2);
	assert_true(ledger_knows(ledger, 0, last));
}

static void what_is_too_far_back_is_not_judged(void **state)
{
	uint64_t seqno;

	(void)state;
	for (seqno = 1; seqno <= 2 * LEDGER_WINDOW + 1; seqno++)
		see(0, seqno, 1, 7);
	assert_false(ledger_knows(ledger, 0, 1));
	see(0, 1, 1, 7);
	assert_int_equal(ledger_conflicts(ledger), 0);
	assert_int_equal(ledger_unjudged(ledger), 1);
	see(1, 1, 1, 7);
	assert_int_equal(ledger_unjudged(ledger), 1);
}

/* As the fault sealed-wrong-seqno seals one; also when it is read back. */
static void a_number_far_ahead_makes_no_other_old(void **state)
{
	(void)state;
	see(0, 1, 1, 7);
	see(0, 1 | UINT64_C(1) << 48, 1, 7);
	see(0, 3, 1, 7);
	assert_true(ledger_knows(ledger, 0, 3));
	ledger_close(ledger);
	open_ledger();
	see(0, 5, 1, 7);
	assert_true(ledger_knows(ledger, 0, 3));
	assert_true(ledger_knows(ledger, 0, 5));
	assert_int_equal(ledger_unjudged(ledger), 0);
	see(0, 1 | UINT64_C(1) << 48, 1, 8);
	assert_int_equal(ledger_conflicts(ledger), 1);
}

static void the_window_ends_where_it_says(void **state)
{
	(void)state;
	see(0, LEDGER_WINDOW + 1, 1, 7);
	see(0, 2, 1, 7);
	assert_int_equal(ledger_unjudged(ledger), 0);
	see(0, 1, 1, 7);
	assert_int_equal(ledger_unjudged(ledger), 1);
}

static void a_guest_that_is_no_more_blames_nobody(void **state)
{
	(void)state;
	see(0, 1, 1, 7);
	see(0, 1, 1, 8);
	assert_int_equal(ledger_forget(ledger), 0);
	see(0, 1, 1, 9);
	assert_int_equal(ledger_conflicts(ledger), 0);
	ledger_close(ledger);
	open_ledger();
	assert_int_equal(ledger_messages(ledger), 1);
}

/* The disk is full in the middle of a record: it is not there, the others are. */
static void half_a_record_does_not_stay(void **state)
{
	struct rlimit all, limit;
	struct stat before, after;
	uint8_t page[GUEST_PAGE_SIZE] = { 0 };
	struct sealed_header header =
		sealed_header(MESSAGE_REPORT_REQ, 1, 0, 2, 0x60);
	uint8_t payload[0x60] = { 0 };

	(void)state;
	see(0, 1, 1, 7);
	assert_int_equal(fstatat(dir, "ledger", &before, 0), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &all), 0);
	limit = (struct rlimit){ (rlim_t)before.st_size + 5, all.rlim_max };
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(sealed_message_seal(keys[0], &header, payload, page), 0);
	assert_int_equal(ledger_see(ledger, keys, page), -ENOSPC);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
	assert_int_equal(fstatat(dir, "ledger", &after, 0), 0);
	assert_int_equal(after.st_size, before.st_size);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(half_a_record_does_not_stay),
		TEST(the_same_bytes_again_are_no_conflict),
		TEST(another_plaintext_under_one_seqno_is_a_conflict),
		TEST(another_header_under_one_seqno_is_a_conflict),
		TEST(the_same_seqno_under_another_vmpck_is_none),
		TEST(the_key_counts_and_not_what_the_header_claims),
		TEST(noise_is_not_recorded),
		TEST(it_outlives_the_server),
		TEST(a_record_that_was_cut_off_is_forgotten),
		TEST(thousands_are_found_again),
		TEST(it_does_not_grow_without_end),
		TEST(what_is_too_far_back_is_not_judged),
		TEST(a_number_far_ahead_makes_no_other_old),
		TEST(the_window_ends_where_it_says),
		TEST(a_guest_that_is_no_more_blames_nobody),
	};

	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}

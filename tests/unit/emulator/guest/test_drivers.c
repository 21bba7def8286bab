// SPDX-License-Identifier: MIT
/* What each driver makes of each host, and what is left of its key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/socket.h"
#include "emulator_state.h"
#include "guest/door_socket.h"
#include "guest/guest_driver.h"
#include "host/faults.h"
#include "program/control.h"

#define UNTOUCHED	0x5555555555555555ULL
#define INVALID_LEN	(1ULL << 32)

struct ioctl_arg {
	uint8_t msg_version;
	uint64_t req_data, resp_data, exitinfo2;
};

static const char *dir;
static struct platform *platform;
static struct host_link host;
static struct guest_driver driver;
static int listener = -1;
static pthread_t server;

static void *serve(void *arg)
{
	int fd;

	(void)arg;
	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		door_serve(platform, fd);
		close(fd);
	}
	return NULL;
}

static void start_host(void)
{
	char text[300] = "";

	if (platform_open(dir, &platform, text, sizeof(text)))
		fail_msg("%s", text);
	listener = socket_listen(dir, DOOR_SOCKET, 0600,
				 (struct why){ text, sizeof(text) });
	assert_true(listener >= 0);
	assert_int_equal(pthread_create(&server, NULL, serve, NULL), 0);
}

/* The link must be closed: its connection would be waited for. */
static void stop_host(void)
{
	shutdown(listener, SHUT_RDWR);
	pthread_join(server, NULL);
	close(listener);
	platform_close(platform);
	platform = NULL;
}

static void load_driver(enum guest_driver_kind kind)
{
	host = (struct host_link){ .dir = dir, .fd = -1, .patience_ms = 5000 };
	assert_int_equal(host_link_open(&host, (struct why){ NULL, 0 }), 0);
	host.machine.driver = kind;
	assert_int_equal(guest_driver_open(&driver, &host), 0);
}

static void unload_driver(void)
{
	guest_driver_close(&driver);
	host_link_close(&host);
}

static int begin(void **state)
{
	(void)state;
	dir = state_copy(PRODUCT_MILAN, NULL);
	start_host();
	return 0;
}

static int end(void **state)
{
	(void)state;
	unload_driver();
	stop_host();
	return 0;
}

static void tell(const char *words)
{
	char copy[100], *argv[8], *rest = copy, *answer;
	int argc = 0;

	snprintf(copy, sizeof(copy), "%s", words);
	while ((argv[argc] = strsep(&rest, " ")))
		argc++;
	if (platform_control(platform, argc, argv, &answer))
		fail_msg("%s: %s", words, answer);
	free(answer);
}

static int call(uint32_t request, void *input, void *output,
		struct ioctl_arg *arg)
{
	const struct caller_memory self = { .pid = getpid() };

	*arg = (struct ioctl_arg){ .msg_version = 1,
				   .req_data = (uintptr_t)input,
				   .resp_data = (uintptr_t)output,
				   .exitinfo2 = UNTOUCHED };
	return guest_driver_ioctl(&driver, request, (uintptr_t)arg, &self);
}

/* An answer; a report in it is the one that was asked for. */
static int report(uint8_t nonce, uint64_t *exitinfo2)
{
	uint8_t request[0x60] = { 0 }, response[4000] = { 0 };
	struct ioctl_arg arg;
	int result;

	memset(request, nonce, 64);
	result = call(SNP_IOCTL_GET_REPORT, request, response, &arg);
	if (!result && !load32(response))
		assert_memory_equal(response + 0x20 + 0x50, request, 64);
	*exitinfo2 = arg.exitinfo2;
	return result;
}

static void assert_works(void)
{
	uint64_t exitinfo2;

	assert_int_equal(report(0x77, &exitinfo2), 0);
}

static void assert_no_conflict(void)
{
	struct platform_counters counters;

	platform_counters(platform, &counters);
	assert_int_equal(counters.ledger_conflicts, 0);
}

static void count_is(uint64_t expected)
{
	char counters[] = "counters", *argv[] = { counters }, *answer;
	char line[40];

	snprintf(line, sizeof(line), "vmpck0_count %llu\n",
		 (unsigned long long)expected);
	assert_int_equal(platform_control(platform, 1, argv, &answer), 0);
	assert_non_null(strstr(answer, line));
	free(answer);
}

struct row {
	const char *fault;
	int result;
	uint64_t exitinfo2;
	bool key_left;
};

static void in_tree_answers_as_its_users_see_it(void **state)
{
	static const struct row rows[] = {
		{ "generic", -EIO, 0xffffffff00000000, false },
		{ "status-16", -EIO, 0x16, false },
		{ "unknown-code", -EIO, 0x8000000000000000, false },
		{ "malformed", 2, ~0ULL, false },
		{ "exception-ud", 4, ~0ULL, false },
		{ "exception-gp", 4, ~0ULL, false },
		{ "exception-pf", 2, ~0ULL, false },
		{ "unknown-info1", 2, ~0ULL, false },
		{ "tag-flipped", -EBADMSG, UNTOUCHED, false },
		{ "answer-replayed", -EBADMSG, UNTOUCHED, false },
		{ "answer-withheld", -EBADMSG, UNTOUCHED, false },
		{ "sealed-wrong-type", -EBADMSG, UNTOUCHED, false },
		{ "lost-status", -EIO, 0x1d, false },
		{ "delayed", 0, UNTOUCHED, true },
	};
	uint64_t exitinfo2;
	char words[60];
	size_t i;

	(void)state;
	load_driver(DRIVER_IN_TREE);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_works();
		snprintf(words, sizeof(words), "fault %s", rows[i].fault);
		tell(words);
		if (report(1, &exitinfo2) != rows[i].result ||
		    exitinfo2 != rows[i].exitinfo2 ||
		    platform_key_is_gone(platform) == rows[i].key_left)
			fail_msg("%s: exitinfo2 0x%llx, key %s", rows[i].fault,
				 (unsigned long long)exitinfo2,
				 platform_key_is_gone(platform) ? "gone"
								: "there");
		if (!rows[i].key_left)
			assert_int_equal(report(2, &exitinfo2), -ENOTTY);
		assert_no_conflict();
		tell("reboot");
	}
}

static void in_tree_says_nothing_where_it_leaves_early(void **state)
{
	const struct caller_memory self = { .pid = getpid() };
	struct ioctl_arg arg = { .exitinfo2 = UNTOUCHED };
	uint64_t exitinfo2;

	(void)state;
	load_driver(DRIVER_IN_TREE);
	assert_int_equal(guest_driver_ioctl(&driver, SNP_IOCTL_GET_REPORT,
					    (uintptr_t)&arg, &self), -EINVAL);
	assert_int_equal(arg.exitinfo2, UNTOUCHED);
	arg.msg_version = 1;
	assert_int_equal(guest_driver_ioctl(&driver, SNP_IOCTL_GET_REPORT,
					    (uintptr_t)&arg, &self), -EINVAL);
	assert_int_equal(arg.exitinfo2, 0xff);
	tell("fault generic");
	report(1, &exitinfo2);
	assert_int_equal(report(1, &exitinfo2), -ENOTTY);
	assert_int_equal(exitinfo2, UNTOUCHED);
}

/* An extended request with room for @length bytes of certificates. */
static int extended(uint32_t length, uint64_t *exitinfo2)
{
	static uint8_t table[32 * 4096];
	uint8_t request[0x70] = { 0 }, response[4000];
	uint64_t address = (uintptr_t)table;
	struct ioctl_arg arg;
	int result;

	assert_true(length <= sizeof(table));
	memcpy(request + 0x60, &address, sizeof(address));
	store32(request + 0x68, length);
	result = call(SNP_IOCTL_GET_EXT_REPORT, request, response, &arg);
	*exitinfo2 = arg.exitinfo2;
	return result;
}

static void room_for_certificates_is_whole_pages_and_bounded(void **state)
{
	static const struct {
		enum guest_driver_kind kind;
		uint32_t most;
	} rows[] = {
		{ DRIVER_IN_TREE, 4 * 4096 },
		{ DRIVER_PATIENT, 24 * 4096 },
	};
	uint64_t exitinfo2;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		load_driver(rows[i].kind);
		assert_int_equal(extended(rows[i].most, &exitinfo2), 0);
		assert_int_equal(extended(rows[i].most + 4096, &exitinfo2),
				 -EINVAL);
		assert_int_equal(exitinfo2, 0xff);
		assert_int_equal(extended(0x2001, &exitinfo2), -EINVAL);
		assert_int_equal(exitinfo2, 0xff);
		assert_works();
		unload_driver();
	}
	load_driver(DRIVER_IN_TREE);
}

static unsigned int pauses, longest;

static int count_pause(void *owner, unsigned int ms)
{
	(void)owner;
	pauses++;
	longest = ms > longest ? ms : longest;
	return 0;
}

/* How often it pauses for a host that stays busy, and for how long. */
static void assert_patience(enum guest_driver_kind kind, unsigned int count,
			    unsigned int ms)
{
	uint64_t exitinfo2;

	load_driver(kind);
	driver.channel.pause = count_pause;
	pauses = longest = 0;
	tell("fault busy forever");
	assert_int_equal(report(1, &exitinfo2), -ETIMEDOUT);
	assert_int_equal(exitinfo2, 2ULL << 32);
	assert_int_equal(pauses, count);
	assert_int_equal(longest, ms);
	tell("fault off");
}

static void a_busy_host_is_waited_for_so_long(void **state)
{
	uint64_t exitinfo2;

	(void)state;
	assert_patience(DRIVER_IN_TREE, 30, 2000);
	assert_int_equal(report(1, &exitinfo2), -ENOTTY);
	tell("reboot");
	unload_driver();
	assert_patience(DRIVER_PATIENT, 1500, 20);
	assert_works();
}

/* Whoever asks is there for so many looks, and then no more. */
static bool there_for(void *looks)
{
	return (*(int *)looks)-- > 0;
}

/* Its number may be another process's by now. */
static void nothing_is_written_to_who_is_gone(void **state)
{
	uint8_t request[0x60] = { 0 }, response[4000] = { 0 };
	struct ioctl_arg arg = { 1, (uintptr_t)request, (uintptr_t)response,
				 UNTOUCHED };
	int looks = 0;
	const struct caller_memory caller = { .pid = getpid(),
					      .alive = there_for,
					      .owner = &looks };

	(void)state;
	load_driver(DRIVER_PATIENT);
	assert_int_equal(guest_driver_ioctl(&driver, SNP_IOCTL_GET_REPORT,
					    (uintptr_t)&arg, &caller), -ESRCH);
	count_is(0);
	/* There while both are read, gone when there is an answer. */
	looks = 2;
	guest_driver_ioctl(&driver, SNP_IOCTL_GET_REPORT, (uintptr_t)&arg,
			   &caller);
	count_is(2);
	assert_true(all_zero(response, sizeof(response)));
	assert_int_equal(arg.exitinfo2, UNTOUCHED);
	assert_works();
	assert_no_conflict();
}

/* A server that dies takes the test with it. */
static bool kills(enum platform_fault fault)
{
	return fault_stage(fault) == STAGE_DEATH;
}

static void patient_keeps_its_key_under_every_fault(void **state)
{
	uint64_t exitinfo2;
	char words[60];
	int i;

	(void)state;
	load_driver(DRIVER_PATIENT);
	for (i = 0; i < FAULT_COUNT; i++) {
		if (kills(i))
			continue;
		snprintf(words, sizeof(words), "fault %s times 3",
			 fault_name(i));
		tell(words);
		report((uint8_t)i, &exitinfo2);
		tell("fault off");
		if (report(0x55, &exitinfo2))
			fail_msg("after %s: exitinfo2 0x%llx", fault_name(i),
				 (unsigned long long)exitinfo2);
		assert_no_conflict();
	}
}

static void answer_through_each(void)
{
	static const char *const faults[] = {
		"generic", "status-16", "malformed", "tag-flipped",
		"answer-replayed", "answer-withheld", "lost-status",
		"lost-generic", "executed-busy", "executed-generic", "busy",
		"success-claimed", "answer-zero",
	};
	uint64_t exitinfo2;
	char words[60];
	size_t i;

	load_driver(DRIVER_PATIENT);
	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		snprintf(words, sizeof(words), "fault %s", faults[i]);
		tell(words);
		if (report((uint8_t)i, &exitinfo2))
			fail_msg("%s: exitinfo2 0x%llx", faults[i],
				 (unsigned long long)exitinfo2);
		assert_int_equal(exitinfo2, 0);
	}
	assert_no_conflict();
}

static void patient_answers_through_a_single_fault(void **state)
{
	(void)state;
	answer_through_each();
}

/* A lost answer is nowhere any more: the request has to be made anew. */
static void patient_answers_where_nothing_is_stale(void **state)
{
	(void)state;
	tell("stale off");
	answer_through_each();
}

static void patient_seals_nothing_the_firmware_must_refuse(void **state)
{
	const struct caller_memory self = { .pid = getpid() };
	uint8_t request[0x60] = { 0 }, response[4000];
	struct ioctl_arg arg = { .msg_version = 2,
				 .req_data = (uintptr_t)request,
				 .resp_data = (uintptr_t)response };

	(void)state;
	load_driver(DRIVER_PATIENT);
	assert_int_equal(guest_driver_ioctl(&driver, SNP_IOCTL_GET_REPORT,
					    (uintptr_t)&arg, &self), -EINVAL);
	assert_int_equal(guest_channel_pending(&driver.channel), 0);
	assert_works();
}

/* Sealed, counted, and nobody there any more to ask for it. */
static void leave_a_message_behind(bool sent)
{
	uint8_t payload[0x60] = { 0x99 };
	struct guest_message message = { .type = MESSAGE_REPORT_REQ,
					 .version = 1,
					 .payload = payload,
					 .size = sizeof(payload),
					 .answer_max = 4000 };
	struct door_resume resume;
	bool authentic;

	assert_int_equal(guest_channel_seal(&driver.channel, &message), 0);
	if (sent)
		assert_int_equal(guest_channel_ask(&driver.channel, 0, NULL,
						   &resume, &authentic), 0);
	unload_driver();
}

static void what_a_killed_driver_left_is_settled(void **state)
{
	enum guest_driver_kind kind;
	int sent;

	(void)state;
	for (kind = DRIVER_IN_TREE; kind <= DRIVER_PATIENT; kind++) {
		for (sent = 0; sent < 2; sent++) {
			load_driver(kind);
			assert_works();
			leave_a_message_behind(sent && kind == DRIVER_PATIENT);
			load_driver(kind);
			assert_works();
			unload_driver();
		}
	}
	assert_no_conflict();
	load_driver(DRIVER_PATIENT);
}

static void a_host_that_is_restarted_is_found_again(void **state)
{
	enum guest_driver_kind kind;

	(void)state;
	for (kind = DRIVER_IN_TREE; kind <= DRIVER_PATIENT; kind++) {
		load_driver(kind);
		assert_works();
		shutdown(host.fd, SHUT_RDWR);
		stop_host();
		start_host();
		assert_works();
		unload_driver();
	}
	load_driver(DRIVER_PATIENT);
}

static void reboot_makes_a_new_guest(void **state)
{
	uint8_t before[SEALED_KEY_SIZE];
	const uint8_t *page = platform_memory(platform)->base;

	(void)state;
	load_driver(DRIVER_IN_TREE);
	memcpy(before, page + 0x20, sizeof(before));
	assert_works();
	count_is(2);
	tell("reboot");
	count_is(0);
	assert_memory_not_equal(before, page + 0x20, sizeof(before));
	assert_int_equal(load32(page + 0xa0), 0);
	assert_works();
	count_is(2);
	unload_driver();
	stop_host();
	start_host();
	load_driver(DRIVER_IN_TREE);
	count_is(2);
	assert_works();
	assert_no_conflict();
}

static void kexec_keeps_keys_and_counters(void **state)
{
	uint64_t exitinfo2;

	(void)state;
	load_driver(DRIVER_IN_TREE);
	assert_works();
	tell("kexec");
	count_is(2);
	assert_works();
	tell("fault generic");
	report(1, &exitinfo2);
	tell("kexec");
	assert_int_equal(report(1, &exitinfo2), -ENOTTY);
	tell("reboot");
	assert_works();
	assert_no_conflict();
}

/* As a server leaves it that was killed before the secrets page was written. */
static void a_reboot_that_was_cut_off_is_finished(void **state)
{
	uint8_t before[4096];

	(void)state;
	load_driver(DRIVER_IN_TREE);
	assert_works();
	memcpy(before, platform_memory(platform)->base, sizeof(before));
	tell("reboot");
	memcpy(platform_memory(platform)->base, before, sizeof(before));
	unload_driver();
	stop_host();
	start_host();
	assert_memory_not_equal(before, platform_memory(platform)->base,
				sizeof(before));
	load_driver(DRIVER_IN_TREE);
	assert_works();
	assert_no_conflict();
}

static void reboot_waits_for_the_guest(void **state)
{
	char reboot[] = "reboot", *argv[] = { reboot }, *answer;

	(void)state;
	load_driver(DRIVER_IN_TREE);
	assert_int_equal(guest_channel_lock(&driver.channel), 0);
	assert_int_equal(platform_control(platform, 1, argv, &answer), -EBUSY);
	assert_non_null(strstr(answer, "middle of a request"));
	free(answer);
	guest_channel_unlock(&driver.channel);
	tell("reboot");
	assert_works();
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(in_tree_answers_as_its_users_see_it),
		TEST(in_tree_says_nothing_where_it_leaves_early),
		TEST(room_for_certificates_is_whole_pages_and_bounded),
		TEST(a_busy_host_is_waited_for_so_long),
		TEST(nothing_is_written_to_who_is_gone),
		TEST(patient_keeps_its_key_under_every_fault),
		TEST(patient_answers_through_a_single_fault),
		TEST(patient_answers_where_nothing_is_stale),
		TEST(patient_seals_nothing_the_firmware_must_refuse),
		TEST(what_a_killed_driver_left_is_settled),
		TEST(a_host_that_is_restarted_is_found_again),
		TEST(reboot_makes_a_new_guest),
		TEST(kexec_keeps_keys_and_counters),
		TEST(a_reboot_that_was_cut_off_is_finished),
		TEST(reboot_waits_for_the_guest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

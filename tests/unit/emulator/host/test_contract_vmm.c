// SPDX-License-Identifier: MIT
/*
 * The VMM against "Keeping certificates and signing key in step": the
 * certificate file under F_OFD_SETLK, in a whole machine.
 */
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
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "host/certificate_table.h"
#include "emulator_state.h"
#include "guest/guest_client.h"
#include "host/hypervisor.h"
#include "platform/engine.h"
#include "host/vmm.h"

static const char *dir;
static struct platform *platform;
static struct guest_client client;
static const uint8_t nonce[64] = "nonce";

static int power_on(void **state)
{
	char why[300];

	(void)state;
	dir = state_copy(PRODUCT_MILAN, NULL);
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	client = guest_client(platform, 0);
	return 0;
}

static int power_off(void **state)
{
	(void)state;
	platform_close(platform);
	return 0;
}

static int open_file(int flags)
{
	char path[200];
	int fd;

	snprintf(path, sizeof(path), "%s/certs", dir);
	fd = open(path, flags | O_CLOEXEC);
	assert_true(fd >= 0);
	return fd;
}

static int try_lock(int fd, short type)
{
	struct flock lock = { .l_type = type, .l_whence = SEEK_SET };

	return fcntl(fd, F_OFD_SETLK, &lock) ? -errno : 0;
}

/* One extended exit with a sealed report request; no retries. */
static struct guest_resume leave_once(uint64_t npages)
{
	struct guest_exit exit = {
		.exit_code = EXIT_EXT_GUEST_REQUEST,
		.info1 = client.request_gpa,
		.info2 = client.response_gpa,
		.rax = client.certs_gpa,
		.rbx = npages,
		.rax_valid = true,
		.rbx_valid = true,
	};
	struct guest_resume resume;

	assert_int_equal(platform_exit(platform, &exit, &resume), 0);
	return resume;
}

static void put_request(uint64_t seqno)
{
	const struct guest_memory *memory = platform_memory(platform);
	struct sealed_header header =
		sealed_header(MESSAGE_REPORT_REQ, 1, 0, seqno, 0x60);
	uint8_t payload[0x60] = { 0 };

	assert_int_equal(
		sealed_message_seal(memory->base + 0x20, &header, payload,
				    guest_memory_at(memory, client.request_gpa,
						    4096)), 0);
}

static uint64_t firmware_calls(void)
{
	struct platform_counters counters;

	platform_counters(platform, &counters);
	return counters.firmware_calls;
}

static off_t file_size(void)
{
	int fd = open_file(O_RDONLY);
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	close(fd);
	return st.st_size;
}

static void the_file_is_served_as_it_is(void **state)
{
	uint8_t report[GUEST_REPORT_SIZE], *table, *file;
	size_t size, length = (size_t)file_size();
	int fd = open_file(O_RDONLY);

	(void)state;
	file = malloc(length);
	assert_int_equal(read(fd, file, length), length);
	close(fd);
	assert_int_equal(guest_client_report(&client, nonce, 0, 0, report,
					     &table, &size, NULL), 0);
	assert_int_equal(size, 2 * 4096);
	assert_memory_equal(table, file, length);
	free(table);
	free(file);
}

static void a_shared_lock_of_another_reader_does_not_matter(void **state)
{
	int fd = open_file(O_RDONLY);

	(void)state;
	assert_int_equal(try_lock(fd, F_RDLCK), 0);
	put_request(1);
	assert_int_equal(leave_once(4).info2, 0);
	close(fd);
}

static void an_exclusive_lock_is_busy_and_costs_no_firmware_call(void **state)
{
	int fd = open_file(O_RDWR);

	(void)state;
	assert_int_equal(try_lock(fd, F_WRLCK), 0);
	put_request(1);
	assert_int_equal(leave_once(4).info2, VMM_BUSY);
	assert_int_equal(leave_once(4).info2, VMM_BUSY);
	assert_int_equal(firmware_calls(), 0);
	close(fd);
	assert_int_equal(leave_once(4).info2, 0);
	assert_int_equal(firmware_calls(), 1);
}

/* Lets the lock go when the guest has been told BUSY more than ten times. */
static void *hold_for_ten_tries(void *unused)
{
	const struct timespec pause = { 0, 1000000 };
	struct platform_counters counters;

	do {
		nanosleep(&pause, NULL);
		platform_counters(platform, &counters);
	} while (counters.busy <= 10);
	control(platform, "lock", "1", NULL);
	return unused;
}

static void a_request_waits_for_a_lock_holder_with_one_firmware_call(
	void **state)
{
	pthread_t holder;
	uint8_t report[GUEST_REPORT_SIZE], *table;
	size_t size;

	(void)state;
	control(platform, "lock", "600000", NULL);
	assert_int_equal(pthread_create(&holder, NULL, hold_for_ten_tries,
					NULL), 0);
	assert_int_equal(guest_client_report(&client, nonce, 0, 0, report,
					     &table, &size, NULL), 0);
	pthread_join(holder, NULL);
	free(table);
	assert_true(client.busy_retries > 10);
	assert_int_equal(firmware_calls(), 1);
}

static void a_lock_holder_lets_go_when_it_is_told_or_the_server_ends(
	void **state)
{
	struct timespec begin, end;

	(void)state;
	clock_gettime(CLOCK_MONOTONIC, &begin);
	control(platform, "lock", "600000", NULL);
	put_request(1);
	assert_int_equal(leave_once(4).info2, VMM_BUSY);
	control(platform, "lock", "1", NULL);
	control(platform, "rotate", NULL);
	control(platform, "lock", "600000", NULL);
	platform_close(platform);
	clock_gettime(CLOCK_MONOTONIC, &end);
	assert_true(end.tv_sec - begin.tv_sec < 60);
	assert_int_equal(platform_open(dir, &platform, (char[300]){ 0 }, 300),
			 0);
}

/* Watches from the guest's side of the firmware call, through the response. */
static void the_lock_is_let_go_when_the_request_is_over(void **state)
{
	int fd = open_file(O_RDWR);

	(void)state;
	put_request(1);
	assert_int_equal(leave_once(4).info2, 0);
	assert_int_equal(try_lock(fd, F_WRLCK), 0);
	close(fd);
}

static void the_lock_is_held_until_the_firmware_call_is_done(void **state)
{
	const struct guest_memory *memory = platform_memory(platform);
	struct vmm vmm = { .memory = memory };
	struct hypervisor_userspace user = vmm_userspace(&vmm);
	struct req_certs_exit exit = { .gpa = client.certs_gpa, .npages = 4 };
	int fd = open_file(O_RDWR);

	(void)state;
	vmm.dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	user.req_certs(user.owner, &exit);
	assert_int_equal(exit.ret, 0);
	assert_int_equal(try_lock(fd, F_WRLCK), -EAGAIN);
	user.request_done(user.owner, &exit);
	assert_int_equal(try_lock(fd, F_WRLCK), 0);
	close(fd);
	close(vmm.dir);
}

static void too_few_pages_are_enospc_and_what_is_needed(void **state)
{
	struct guest_resume resume;
	int fd = open_file(O_RDWR);

	(void)state;
	put_request(1);
	resume = leave_once(1);
	assert_int_equal(resume.info2, VMM_INVALID_LEN);
	assert_int_equal(resume.rbx, 2);
	assert_int_equal(firmware_calls(), 0);
	assert_int_equal(try_lock(fd, F_WRLCK), 0);
	close(fd);
	assert_int_equal(leave_once(2).info2, 0);
}

static void needed_pages_are_exact_for_exact_multiples(void **state)
{
	(void)state;
	control(platform, "table-pages", "5", NULL);
	assert_int_equal(file_size(), 5 * 4096);
	put_request(1);
	assert_int_equal(leave_once(0).rbx, 5);
	assert_int_equal(leave_once(4).rbx, 5);
	assert_int_equal(leave_once(5).info2, 0);
}

static void pages_outside_memory_are_eio_and_never_written(void **state)
{
	struct guest_exit exit = {
		.exit_code = EXIT_EXT_GUEST_REQUEST,
		.info1 = client.request_gpa,
		.info2 = client.response_gpa,
		.rax_valid = true,
		.rbx_valid = true,
	};
	const struct guest_memory *memory = platform_memory(platform);
	struct guest_resume resume;

	(void)state;
	put_request(1);
	exit.rax = memory->gpa + memory->size - 4096;
	exit.rbx = 2;
	assert_int_equal(platform_exit(platform, &exit, &resume), 0);
	assert_int_equal(resume.info2, VMM_GENERIC);
	exit.rax = client.certs_gpa;
	exit.rbx = 1ULL << 52;		/* in bytes: 0, when it wraps */
	assert_int_equal(platform_exit(platform, &exit, &resume), 0);
	assert_int_equal(resume.info2, VMM_GENERIC);
	exit.rbx = UINT64_MAX;
	assert_int_equal(platform_exit(platform, &exit, &resume), 0);
	assert_int_equal(resume.info2, VMM_GENERIC);
	assert_int_equal(firmware_calls(), 0);
}

static void a_file_that_is_not_there_is_eio(void **state)
{
	char path[200];

	(void)state;
	snprintf(path, sizeof(path), "%s/certs", dir);
	assert_int_equal(unlink(path), 0);
	put_request(1);
	assert_int_equal(leave_once(4).info2, VMM_GENERIC);
	assert_int_equal(firmware_calls(), 0);
}

static void an_empty_file_is_an_empty_table(void **state)
{
	const struct guest_memory *memory = platform_memory(platform);
	int fd = open_file(O_RDWR);

	(void)state;
	assert_int_equal(ftruncate(fd, 0), 0);
	close(fd);
	memset(guest_memory_at(memory, client.certs_gpa, 4096), 0xaa, 4096);
	put_request(1);
	assert_int_equal(leave_once(1).info2, 0);
	assert_true(all_zero(guest_memory_at(memory, client.certs_gpa, 24), 24));
}

static void resize_file(off_t size)
{
	int fd = open_file(O_RDWR);

	assert_int_equal(ftruncate(fd, size), 0);
	close(fd);
}

static void a_file_beyond_every_table_is_eio(void **state)
{
	(void)state;
	put_request(1);
	resize_file(TABLE_SIZE_MAX);
	assert_int_equal(leave_once(4).info2, VMM_INVALID_LEN);
	resize_file(TABLE_SIZE_MAX + 1);
	assert_int_equal(leave_once(4).info2, VMM_GENERIC);
	assert_int_equal(firmware_calls(), 0);
}

static void nothing_of_a_longer_table_stays_behind_a_new_one(void **state)
{
	off_t size;

	(void)state;
	control(platform, "rotate", NULL);
	size = file_size();
	resize_file(size + 8192);
	control(platform, "rotate", NULL);
	assert_int_equal(file_size(), size);
}

/* One byte of the entry of @guid in the file is another. */
static void spoil_entry(const uint8_t *guid)
{
	uint8_t table[65536], byte;
	const uint8_t *found;
	int fd = open_file(O_RDWR);
	ssize_t size = read(fd, table, sizeof(table));
	size_t len;

	assert_true(size > 0);
	found = table_find(table, (size_t)size, guid, &len);
	assert_non_null(found);
	byte = found[len - 1] ^ 1;
	assert_int_equal(pwrite(fd, &byte, 1, found + len - 1 - table), 1);
	close(fd);
}

static void a_table_fits_with_all_its_certificates(void **state)
{
	const uint8_t *const guids[] = { guid_ark, guid_ask, guid_vcek };
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		assert_true(platform_table_fits(platform));
		spoil_entry(guids[i]);
		assert_false(platform_table_fits(platform));
		spoil_entry(guids[i]);
	}
}

static void an_entry_beyond_its_table_is_not_found(void **state)
{
	static const struct {
		uint32_t offset, length;
		bool found;
	} rows[] = {
		{ 48, 16, true }, { 64, 0, true }, { 48, 17, false },
		{ 65, 0, false }, { 48, UINT32_MAX, false },
		{ UINT32_MAX, 1, false }, { UINT32_MAX, UINT32_MAX, false },
	};
	uint8_t table[64] = { 0 };
	size_t i, len;

	(void)state;
	memcpy(table, guid_ark, TABLE_GUID_SIZE);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		store32(table + TABLE_ENTRY_OFFSET, rows[i].offset);
		store32(table + TABLE_ENTRY_LENGTH, rows[i].length);
		assert_int_equal(table_find(table, sizeof(table), guid_ark,
					    &len) != NULL, rows[i].found);
	}
}

/* "serialisation": one mutex per VM around the firmware call. */

struct vcpu {
	pthread_t thread;
	unsigned int vmpck;
	int err;
};

static void *fetch(void *arg)
{
	struct vcpu *vcpu = arg;
	struct guest_client guest = guest_client(platform, vcpu->vmpck);
	uint8_t report[GUEST_REPORT_SIZE];

	vcpu->err = guest_client_report(&guest, nonce, vcpu->vmpck, 0, report,
					NULL, NULL, NULL);
	return NULL;
}

static void one_request_at_a_time_is_served(void **state)
{
	struct vcpu vcpus[3] = { { .vmpck = 0 }, { .vmpck = 1 }, { .vmpck = 2 } };
	struct timespec begin, end;
	int i;

	(void)state;
	/* Each takes 300 ms; side by side they would be done in that time. */
	control(platform, "fault", "delayed", "forever", NULL);
	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (i = 0; i < 3; i++)
		assert_int_equal(pthread_create(&vcpus[i].thread, NULL, fetch,
						&vcpus[i]), 0);
	for (i = 0; i < 3; i++) {
		pthread_join(vcpus[i].thread, NULL);
		assert_int_equal(vcpus[i].err, 0);
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	assert_true((end.tv_sec - begin.tv_sec) * 1000 +
			    (end.tv_nsec - begin.tv_nsec) / 1000000 >=
		    890);
}

/* The limit as it is set from outside, on a guest that waits. */
static void a_throttled_guest_waits_and_costs_no_firmware_call_more(
	void **state)
{
	uint8_t report[GUEST_REPORT_SIZE];
	struct platform_counters counters;
	int i;

	(void)state;
	/* So slow that a loaded machine cannot be slower: 2 and then 1 a second. */
	control(platform, "throttle", "1000", "2", NULL);
	for (i = 0; i < 4; i++)
		assert_int_equal(guest_client_report(&client, nonce, 0, 0,
						     report, NULL, NULL, NULL),
				 0);
	platform_counters(platform, &counters);
	assert_true(counters.busy > 0);
	assert_int_equal(counters.firmware_calls, 4);
	assert_int_equal(platform->sp.state.count[0], 8);
	assert_int_equal(counters.ledger_conflicts, 0);
}

static void a_throttle_of_0_0_is_none(void **state)
{
	(void)state;
	control(platform, "throttle", "86400000", "1", NULL);
	put_request(1);
	assert_int_equal(leave_once(4).info2, 0);
	put_request(3);
	assert_int_equal(leave_once(4).info2, VMM_BUSY);
	control(platform, "throttle", "0", "0", NULL);
	assert_int_equal(leave_once(4).info2, 0);
}

static void a_host_is_busy_for_a_while_or_until_faults_are_off(void **state)
{
	(void)state;
	control(platform, "busy-for", "86400000", NULL);
	put_request(1);
	assert_int_equal(leave_once(4).info2, VMM_BUSY);
	assert_int_equal(leave_once(4).info2, VMM_BUSY);
	assert_int_equal(firmware_calls(), 0);
	control(platform, "fault", "off", NULL);
	assert_int_equal(leave_once(4).info2, 0);
}

static void a_guest_that_may_not_use_the_vcek_gets_no_report_by_it(void **state)
{
	uint8_t report[GUEST_REPORT_SIZE];

	(void)state;
	control(platform, "vcek", "off", NULL);
	assert_int_not_equal(guest_client_report(&client, nonce, 0, 0, report,
						 NULL, NULL, NULL), 0);
	control(platform, "vcek", "on", NULL);
	assert_int_equal(guest_client_report(&client, nonce, 0, 0, report, NULL,
					     NULL, NULL), 0);
}

/* The updater's side. */

static void a_rotation_waits_for_readers(void **state)
{
	struct timespec begin, end;

	(void)state;
	/* Before the lock is taken: what passes until then is no waiting. */
	clock_gettime(CLOCK_MONOTONIC, &begin);
	control(platform, "lock", "150", NULL);
	control(platform, "rotate", NULL);
	clock_gettime(CLOCK_MONOTONIC, &end);
	assert_true((end.tv_sec - begin.tv_sec) * 1000 +
			    (end.tv_nsec - begin.tv_nsec) / 1000000 >
		    149);
}

static void after_a_rotation_reports_and_table_have_the_new_tcb(void **state)
{
	uint8_t report[GUEST_REPORT_SIZE], before[GUEST_REPORT_SIZE];
	uint8_t *old_table, *table;
	size_t old_size, size;

	(void)state;
	assert_int_equal(guest_client_report(&client, nonce, 0, 0, before,
					     &old_table, &old_size, NULL), 0);
	control(platform, "rotate", "05000000000019dc", NULL);
	assert_int_equal(guest_client_report(&client, nonce, 0, 0, report,
					     &table, &size, NULL), 0);
	assert_int_equal(before[0x187], 0xdb);
	assert_int_equal(report[0x187], 0xdc);
	assert_int_equal(report[0x180], 5);
	assert_memory_not_equal(old_table + 96, table + 96, 1000);
	free(old_table);
	free(table);
}

static void a_rotation_loads_the_vlek_for_the_new_tcb(void **state)
{
	struct platform *provider = state_open_vlek(PRODUCT_MILAN);
	uint8_t report[GUEST_REPORT_SIZE], *table;
	size_t size, found;

	(void)state;
	control(provider, "rotate", "05000000000019dc", NULL);
	assert_int_equal(emulated_guest_report(provider, nonce, 0, 2, report,
					       &table, &size), 0);
	assert_int_equal(report[0x48] >> 2, SIGNER_VLEK);
	assert_int_equal(report[0x187], 0xdc);
	assert_non_null(table_find(table, size, guid_vlek, &found));
	free(table);
	/* An administrator who commits and forgets the VLEK has none. */
	control(provider, "commit", NULL);
	control(provider, "reported", "04000000000019dc", NULL);
	assert_int_equal(emulated_guest_report(provider, nonce, 0, 2, report,
					       NULL, NULL), -EKEYREJECTED);
	platform_close(provider);
}

static void a_rotation_the_firmware_refuses_changes_nothing(void **state)
{
	uint64_t tcb = platform_reported_tcb(platform);
	off_t size = file_size();

	(void)state;
	/* Above the committed TCB in one part, below it in another. */
	assert_int_equal(control_fails(platform, "rotate", "03000000000019dc",
				       NULL), -EINVAL);
	assert_int_equal(platform_reported_tcb(platform), tcb);
	assert_int_equal(file_size(), size);
}

#define ROW(name)	cmocka_unit_test_setup_teardown(name, power_on, power_off)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(the_file_is_served_as_it_is),
		ROW(a_shared_lock_of_another_reader_does_not_matter),
		ROW(an_exclusive_lock_is_busy_and_costs_no_firmware_call),
		ROW(a_request_waits_for_a_lock_holder_with_one_firmware_call),
		ROW(a_lock_holder_lets_go_when_it_is_told_or_the_server_ends),
		ROW(the_lock_is_let_go_when_the_request_is_over),
		ROW(the_lock_is_held_until_the_firmware_call_is_done),
		ROW(too_few_pages_are_enospc_and_what_is_needed),
		ROW(needed_pages_are_exact_for_exact_multiples),
		ROW(pages_outside_memory_are_eio_and_never_written),
		ROW(a_file_that_is_not_there_is_eio),
		ROW(an_empty_file_is_an_empty_table),
		ROW(a_file_beyond_every_table_is_eio),
		ROW(nothing_of_a_longer_table_stays_behind_a_new_one),
		ROW(a_table_fits_with_all_its_certificates),
		ROW(an_entry_beyond_its_table_is_not_found),
		ROW(one_request_at_a_time_is_served),
		ROW(a_throttled_guest_waits_and_costs_no_firmware_call_more),
		ROW(a_throttle_of_0_0_is_none),
		ROW(a_host_is_busy_for_a_while_or_until_faults_are_off),
		ROW(a_guest_that_may_not_use_the_vcek_gets_no_report_by_it),
		ROW(a_rotation_waits_for_readers),
		ROW(after_a_rotation_reports_and_table_have_the_new_tcb),
		ROW(a_rotation_loads_the_vlek_for_the_new_tcb),
		ROW(a_rotation_the_firmware_refuses_changes_nothing),
	};

	return cmocka_run_group_tests_name("contract_vmm", tests, NULL, NULL);
}

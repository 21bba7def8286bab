// SPDX-License-Identifier: MIT
/*
 * The hypervisor against "KVM behaviour" and "KVM_EXIT_SNP_REQ_CERTS" of the
 * specification of GHCB requests: a test per row, named after it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/bytes.h"
#include "host/hypervisor.h"
#include "pki/seeded_keys.h"

#define GPA		0x4000000ULL
#define PAGES		16
#define REQUEST		(GPA + 0x1000)
#define RESPONSE	(GPA + 0x2000)
#define CERTS		(GPA + 0x4000)

static struct secure_processor sp;
static struct hypervisor hv;
static struct guest_memory memory;
static uint8_t bytes[PAGES * 4096];
static EVP_PKEY *key;

/* User space that says what a test wants, and remembers what it was told. */
static struct {
	struct req_certs_exit seen;
	uint64_t ret, npages;
	unsigned int asked, done;
	uint64_t firmware_calls_when_done;
} user;

static void user_req_certs(void *owner, struct req_certs_exit *exit)
{
	(void)owner;
	user.seen = *exit;
	user.asked++;
	exit->ret = user.ret;
	if (user.npages)
		exit->npages = user.npages;
}

static void user_done(void *owner, struct req_certs_exit *exit)
{
	(void)owner;
	(void)exit;
	user.done++;
	user.firmware_calls_when_done = sp.calls;
}

static EVP_PKEY *the_key(void *owner, enum report_signer signer, uint64_t tcb)
{
	(void)owner;
	(void)signer;
	(void)tcb;
	return key;
}

static int make_key(void **state)
{
	(void)state;
	key = seeded_ec(1, "vcek", "P-384");
	return key ? 0 : -1;
}

static int free_key(void **state)
{
	(void)state;
	EVP_PKEY_free(key);
	return 0;
}

static int power_on(void **state)
{
	(void)state;
	memset(bytes, 0xaa, sizeof(bytes));
	memset(&user, 0, sizeof(user));
	memory = (struct guest_memory){ bytes, GPA, sizeof(bytes) };
	sp = (struct secure_processor){ .report_version = 3,
					.strict = true,
					.signing_key = the_key };
	memset(sp.guest.vmpck, 0x31, sizeof(sp.guest.vmpck));
	hv = (struct hypervisor){
		.memory = &memory,
		.sp = &sp,
		.snp = true,
		.userspace = { user_req_certs, user_done, NULL },
	};
	return 0;
}

static struct guest_exit plain_exit(void)
{
	return (struct guest_exit){ .exit_code = EXIT_GUEST_REQUEST,
				    .info1 = REQUEST,
				    .info2 = RESPONSE };
}

static struct guest_exit extended_exit(uint64_t npages)
{
	return (struct guest_exit){ .exit_code = EXIT_EXT_GUEST_REQUEST,
				    .info1 = REQUEST,
				    .info2 = RESPONSE,
				    .rax = npages ? CERTS : 0,
				    .rbx = npages,
				    .rax_valid = true,
				    .rbx_valid = true };
}

static void put_request(uint8_t type, uint16_t size)
{
	struct sealed_header header =
		sealed_header(type, 1, 0, sp.state.count[0] + 1, size);
	uint8_t payload[SEALED_PAYLOAD_MAX] = { 0 };

	assert_int_equal(sealed_message_seal(sp.guest.vmpck[0], &header,
					     payload, bytes + 0x1000), 0);
}

static void put_report_request(void)
{
	put_request(MESSAGE_REPORT_REQ, 0x60);
}

static bool answered(void)
{
	uint8_t payload[SEALED_PAYLOAD_MAX];

	return sealed_message_open(sp.guest.vmpck[0], bytes + 0x2000,
				   payload) == 0;
}

/* A whole KVM_RUN: with user space in the middle, where it is asked. */
static int leave_as(struct guest_exit exit, struct guest_resume *resume)
{
	const struct hypervisor_userspace *above = &hv.userspace;
	struct hypervisor_call call = { .exit = exit };
	int err = hypervisor_begin(&hv, &call);

	if (err == HYPERVISOR_ASKS) {
		above->req_certs(NULL, &call.certs);
		err = hypervisor_complete(&hv, &call);
		if (!call.certs.ret)
			above->request_done(NULL, &call.certs);
	}
	*resume = call.resume;
	return err;
}

static struct guest_resume leave(struct guest_exit exit)
{
	struct guest_resume resume;

	assert_int_equal(leave_as(exit, &resume), 0);
	return resume;
}

static void malformed(struct guest_exit exit, uint64_t reason)
{
	struct guest_resume resume = leave(exit);

	assert_int_equal(resume.info1, 2);
	assert_int_equal(resume.info2, reason);
	assert_int_equal(sp.calls, 0);
	assert_int_equal(user.asked, 0);
}

static void enable_certs(void)
{
	assert_int_equal(hypervisor_enable_certs(&hv), 0);
}

/* "KVM behaviour" */

static void not_an_snp_guest_is_malformed_input_6(void **state)
{
	(void)state;
	put_report_request();
	hv.snp = false;
	malformed(plain_exit(), 6);
	malformed(extended_exit(1), 6);
}

static void another_exit_code_is_malformed_input_6(void **state)
{
	struct guest_exit exit = plain_exit();

	(void)state;
	exit.exit_code = 0x80000010;
	malformed(exit, 6);
}

static void ghcb_usage_other_than_0_is_malformed_input_2(void **state)
{
	struct guest_exit exit = plain_exit();

	(void)state;
	put_report_request();
	exit.ghcb_usage = 1;
	malformed(exit, 2);
}

static void unaligned_info1_is_malformed_input_5(void **state)
{
	struct guest_exit exit = plain_exit();

	(void)state;
	exit.info1++;
	malformed(exit, 5);
}

static void unaligned_info2_is_malformed_input_5(void **state)
{
	struct guest_exit exit = plain_exit();

	(void)state;
	exit.info2 += 0x800;
	malformed(exit, 5);
}

static void equal_info1_and_info2_are_malformed_input_5(void **state)
{
	struct guest_exit exit = plain_exit();

	(void)state;
	exit.info2 = exit.info1;
	malformed(exit, 5);
	/* The guest resumes, and a right request goes through. */
	put_report_request();
	assert_int_equal(leave(plain_exit()).info2, 0);
	assert_true(answered());
}

static void the_whole_request_is_copied_before_the_firmware_call(void **state)
{
	(void)state;
	put_report_request();
	leave(plain_exit());
	assert_memory_equal(hv.request, bytes + 0x1000, 4096);
}

static void success_copies_4096_bytes_and_gives_0_and_0(void **state)
{
	struct guest_resume resume;

	(void)state;
	put_report_request();
	resume = leave(plain_exit());
	assert_int_equal(resume.info1, 0);
	assert_int_equal(resume.info2, 0);
	assert_true(answered());
	assert_true(all_zero(bytes + 0x2000 + 0x60 + 0x4c0,
			     4096 - 0x60 - 0x4c0));
}

static void firmware_error_gives_its_status_and_still_copies(void **state)
{
	uint8_t old[4096];
	struct guest_resume resume;

	(void)state;
	put_report_request();
	leave(plain_exit());
	memcpy(old, bytes + 0x2000, 4096);
	memset(bytes + 0x2000, 0, 4096);
	resume = leave(plain_exit());	/* a replay */
	assert_int_equal(resume.info1, 0);
	assert_int_equal(resume.info2, 0x1d);
	assert_memory_equal(bytes + 0x2000, old, 4096);
}

static void firmware_error_can_leave_a_page_of_zeros(void **state)
{
	(void)state;
	put_report_request();
	leave(plain_exit());
	hv.clear_after_error = true;
	assert_int_equal(leave(plain_exit()).info2, 0x1d);
	assert_true(all_zero(bytes + 0x2000, 4096));
}

static void a_command_that_cannot_be_issued_fails_the_run_with_its_errno(
	void **state)
{
	struct guest_exit exits[] = { plain_exit(), extended_exit(2) };
	struct guest_resume resume;
	int i;

	(void)state;
	enable_certs();
	put_report_request();
	hv.no_processor = -EBUSY;
	for (i = 0; i < 2; i++)
		assert_int_equal(leave_as(exits[i], &resume),
				 -EBUSY);
	assert_int_equal(sp.calls, 0);
	assert_int_equal(sp.state.count[0], 0);
	assert_int_equal(bytes[0x2000], 0xaa);
	/* User space has let go of what it held. */
	assert_int_equal(user.done, user.asked);
}

static void copy_failure_fails_the_run_with_eio(void **state)
{
	struct guest_exit exit = plain_exit();
	struct guest_resume resume;

	(void)state;
	exit.info1 = GPA + sizeof(bytes);
	assert_int_equal(leave_as(exit, &resume), -EIO);
	exit = plain_exit();
	put_report_request();
	exit.info2 = GPA - 4096;
	assert_int_equal(leave_as(exit, &resume), -EIO);
	exit = extended_exit(1);
	exit.rax = GPA + sizeof(bytes);
	put_report_request();
	assert_int_equal(leave_as(exit, &resume), -EIO);
}

static void ext_with_another_message_type_is_a_plain_request(void **state)
{
	struct guest_exit exit = extended_exit(2);

	(void)state;
	enable_certs();
	put_request(MESSAGE_KEY_REQ, 0x20);
	exit.rax_valid = exit.rbx_valid = false;
	exit.rax = 1;
	assert_int_equal(leave(exit).info2, 0);
	assert_true(answered());
	assert_int_equal(user.asked, 0);
	assert_int_equal(bytes[0x4000], 0xaa);
}

static void ext_with_rax_not_valid_is_malformed_input_5(void **state)
{
	struct guest_exit exit = extended_exit(1);

	(void)state;
	put_report_request();
	exit.rax_valid = false;
	malformed(exit, 5);
}

static void ext_with_rbx_not_valid_is_malformed_input_5(void **state)
{
	struct guest_exit exit = extended_exit(1);

	(void)state;
	put_report_request();
	exit.rbx_valid = false;
	malformed(exit, 5);
}

static void ext_with_rax_unaligned_is_malformed_input_5(void **state)
{
	struct guest_exit exit = extended_exit(1);

	(void)state;
	enable_certs();
	put_report_request();
	exit.rax += 8;
	malformed(exit, 5);
}

static void ext_without_certs_writes_24_zero_bytes(void **state)
{
	(void)state;
	put_report_request();
	assert_int_equal(leave(extended_exit(1)).info2, 0);
	assert_true(answered());
	assert_true(all_zero(bytes + 0x4000, 24));
	assert_int_equal(bytes[0x4000 + 24], 0xaa);
	assert_int_equal(user.asked, 0);
}

static void ext_without_certs_and_without_pages_writes_nothing(void **state)
{
	(void)state;
	put_report_request();
	assert_int_equal(leave(extended_exit(0)).info2, 0);
	assert_true(answered());
	assert_int_equal(bytes[0x4000], 0xaa);
}

static void ext_with_certs_exits_to_user_space(void **state)
{
	(void)state;
	enable_certs();
	put_report_request();
	assert_int_equal(leave(extended_exit(3)).info2, 0);
	assert_int_equal(user.asked, 1);
}

static void ext_with_certs_passes_a_buffer_of_size_0_through(void **state)
{
	(void)state;
	enable_certs();
	put_report_request();
	leave(extended_exit(0));
	assert_int_equal(user.asked, 1);
	assert_int_equal(user.seen.npages, 0);
	assert_int_equal(user.seen.gpa, 0);
}

static void a_plain_request_ignores_rax_and_rbx(void **state)
{
	struct guest_exit exit = plain_exit();

	(void)state;
	enable_certs();
	put_report_request();
	exit.rax = 3;
	exit.rbx = 5;
	exit.rax_valid = exit.rbx_valid = true;
	assert_int_equal(leave(exit).info2, 0);
	assert_int_equal(user.asked, 0);
}

/* "KVM_EXIT_SNP_REQ_CERTS" */

static void payload_gpa_and_npages_are_verbatim_and_ret_is_0(void **state)
{
	struct guest_exit exit = extended_exit(1);

	(void)state;
	enable_certs();
	put_report_request();
	exit.rax = 0xfedcba9876543000;
	exit.rbx = 0x123456789abcdef0;
	user.seen.ret = 77;
	leave(exit);
	assert_int_equal(user.seen.gpa, 0xfedcba9876543000);
	assert_int_equal(user.seen.npages, 0x123456789abcdef0);
	assert_int_equal(user.seen.ret, 0);
}

static void enable_is_refused_once_a_vcpu_is_created(void **state)
{
	(void)state;
	hypervisor_create_vcpu(&hv);
	assert_int_equal(hypervisor_enable_certs(&hv), -EINVAL);
	assert_false(hv.certs_enabled);
}

static void enable_is_refused_by_6_12(void **state)
{
	(void)state;
	hv.kvm = KVM_6_12;
	assert_int_equal(hypervisor_enable_certs(&hv), -EINVAL);
}

static void assert_malformed(struct guest_exit exit, uint64_t reason)
{
	struct guest_resume resume;

	assert_int_equal(leave_as(exit, &resume), 0);
	assert_int_equal(resume.info1, INFO1_MALFORMED);
	assert_int_equal(resume.info2, reason);
	assert_int_equal(sp.calls, 0);
}

static void a_ghcb_that_is_not_registered_is_malformed_1(void **state)
{
	struct guest_exit exit = plain_exit();

	(void)state;
	exit.unregistered = exit.incomplete = true;
	exit.info1++;
	assert_malformed(exit, 1);
}

static void a_field_that_is_not_valid_is_malformed_4(void **state)
{
	struct guest_exit exit = plain_exit();

	(void)state;
	exit.incomplete = true;
	exit.exit_code = 0x1234;
	exit.info1++;
	assert_malformed(exit, 4);
	/* Usage is looked at first. */
	exit.ghcb_usage = 1;
	assert_malformed(exit, 2);
}

static void wrong_input_of_a_known_exit_is_malformed_4_to_6_12(void **state)
{
	struct guest_exit exit = plain_exit();

	(void)state;
	hv.kvm = KVM_6_12;
	exit.info1++;
	assert_malformed(exit, 4);
	hv.snp = false;
	assert_malformed(plain_exit(), 4);
	assert_malformed(extended_exit(1), 4);
}

static void the_rest_is_malformed_to_6_12_as_to_7_2(void **state)
{
	struct guest_exit exit = plain_exit();

	(void)state;
	hv.kvm = KVM_6_12;
	exit.exit_code = 0x1234;
	assert_malformed(exit, 6);
	exit = plain_exit();
	exit.ghcb_usage = 1;
	assert_malformed(exit, 2);
	put_report_request();
	exit = extended_exit(1);
	exit.rax++;
	assert_malformed(exit, 5);
	exit = extended_exit(1);
	exit.rbx_valid = false;
	assert_malformed(exit, 5);
}

static void a_ghcb_that_is_not_registered_ends_the_run_on_6_12(void **state)
{
	struct guest_exit exit = plain_exit();
	struct guest_resume resume;

	(void)state;
	hv.kvm = KVM_6_12;
	exit.unregistered = true;
	assert_int_equal(leave_as(exit, &resume), -EINVAL);
	assert_int_equal(sp.calls, 0);
}

/* User space holds the exit while the guest's other vCPU writes on. */
static void another_page_while_user_space_answers(void *owner,
						  struct req_certs_exit *exit)
{
	(void)owner;
	memset(bytes + (REQUEST - GPA), 0x5a, GUEST_PAGE_SIZE);
	exit->ret = 0;
}

static void the_page_is_read_after_user_space_answered(void **state)
{
	struct guest_exit exit = extended_exit(2);
	struct guest_resume resume;

	(void)state;
	enable_certs();
	put_report_request();
	hv.userspace.req_certs = another_page_while_user_space_answers;
	assert_int_equal(leave_as(exit, &resume), 0);
	assert_int_not_equal(resume.info2, 0);
	assert_int_equal(hv.request[0], 0x5a);
	assert_int_equal(sp.calls, 1);
}

static void enable_is_refused_for_other_than_snp(void **state)
{
	(void)state;
	hv.snp = false;
	assert_int_equal(hypervisor_enable_certs(&hv), -EINVAL);
}

static void ret_0_issues_the_firmware_call(void **state)
{
	(void)state;
	enable_certs();
	put_report_request();
	assert_int_equal(leave(extended_exit(2)).info2, 0);
	assert_int_equal(sp.calls, 1);
	assert_true(answered());
	/* User space learns of its end, and not before. */
	assert_int_equal(user.done, 1);
	assert_int_equal(user.firmware_calls_when_done, 1);
}

static void told(uint64_t ret, uint64_t info2)
{
	struct guest_resume resume;

	enable_certs();
	put_report_request();
	user.ret = ret;
	resume = leave(extended_exit(2));
	assert_int_equal(resume.info1, 0);
	assert_int_equal(resume.info2, info2);
	assert_int_equal(sp.calls, 0);
	assert_int_equal(user.done, 0);
	assert_int_equal(bytes[0x2000], 0xaa);
	/* The same message goes through later. */
	user.ret = 0;
	assert_int_equal(leave(extended_exit(2)).info2, 0);
	assert_int_equal(sp.calls, 1);
	assert_true(answered());
}

static void ret_enospc_is_invalid_len_without_a_firmware_call(void **state)
{
	(void)state;
	told(28, 1ULL << 32);
}

static void ret_enospc_gives_npages_back_in_rbx(void **state)
{
	(void)state;
	enable_certs();
	put_report_request();
	user.ret = 28;
	user.npages = 9;
	assert_int_equal(leave(extended_exit(2)).rbx, 9);
}

static void ret_eagain_is_busy_without_a_firmware_call(void **state)
{
	(void)state;
	told(11, 2ULL << 32);
}

static void ret_eio_is_the_generic_error_without_a_firmware_call(void **state)
{
	(void)state;
	told(5, 0xffffffffULL << 32);
}

static void ret_of_anything_else_fails_the_run_with_einval(void **state)
{
	static const uint64_t rets[] = { 1, 22, 12, -28ULL, UINT64_MAX };
	struct guest_exit exit = extended_exit(2);
	struct guest_resume resume;
	size_t i;

	(void)state;
	enable_certs();
	put_report_request();
	for (i = 0; i < sizeof(rets) / sizeof(rets[0]); i++) {
		user.ret = rets[i];
		assert_int_equal(leave_as(exit, &resume), -EINVAL);
	}
	assert_int_equal(sp.calls, 0);
}

/* Not KVM's: the limit other hosts have. */

static void a_rate_limit_answers_busy_and_never_moves_the_counter(void **state)
{
	int i;

	(void)state;
	hv.limit = (struct rate_limit){ .window_ms = 60000, .burst = 2 };
	for (i = 0; i < 2; i++) {
		put_report_request();
		assert_int_equal(leave(plain_exit()).info2, 0);
	}
	put_report_request();
	for (i = 0; i < 5; i++)
		assert_int_equal(leave(plain_exit()).info2, 2ULL << 32);
	assert_int_equal(sp.calls, 2);
	assert_int_equal(sp.state.count[0], 4);
	hv.limit.window_start -= 60000;
	assert_int_equal(leave(plain_exit()).info2, 0);
	assert_true(answered());
}

/* Not KVM's either: the emulator's own ledger of what was in shared memory. */

static char ledger_path[] = "/tmp/snp-contract-XXXXXX";
static int ledger_dir = -1;

static int power_on_with_ledger(void **state)
{
	char text[200];
	struct why why = { text, sizeof(text) };

	power_on(state);
	strcpy(ledger_path + sizeof(ledger_path) - 7, "XXXXXX");
	if (!mkdtemp(ledger_path))
		return -1;
	ledger_dir = open(ledger_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return ledger_open(ledger_dir, &hv.ledger, why);
}

static int end_ledger(void **state)
{
	(void)state;
	ledger_close(hv.ledger);
	unlinkat(ledger_dir, "ledger", 0);
	close(ledger_dir);
	return rmdir(ledger_path);
}

/* Another message under the number, and so the IV, of the last one. */
static void put_another(void)
{
	put_request(MESSAGE_KEY_REQ, 0x20);
}

static void refused_by_the_rate_limit(void)
{
	hv.limit = (struct rate_limit){ .window_ms = 60000, .burst = 0 };
	assert_int_equal(leave(plain_exit()).info2, 2ULL << 32);
	hv.limit = (struct rate_limit){ 0 };
}

static void refused_for_its_buffer(void)
{
	user.ret = 28;
	assert_int_equal(leave(extended_exit(2)).info2, 1ULL << 32);
	user.ret = 0;
}

static void refused_as_busy(void)
{
	user.ret = 11;
	assert_int_equal(leave(extended_exit(2)).info2, 2ULL << 32);
	user.ret = 0;
}

static void a_message_that_the_host_refused_has_used_its_iv(void **state)
{
	static void (*const refused[])(void) = { refused_by_the_rate_limit,
						 refused_for_its_buffer,
						 refused_as_busy };
	size_t i, n = sizeof(refused) / sizeof(refused[0]);

	(void)state;
	enable_certs();
	for (i = 0; i < n; i++) {
		put_report_request();
		refused[i]();
		assert_int_equal(sp.calls, i);
		assert_int_equal(ledger_conflicts(hv.ledger), i);
		put_another();
		leave(plain_exit());
		assert_int_equal(sp.calls, i + 1);
		assert_int_equal(ledger_conflicts(hv.ledger), i + 1);
	}
}

static void a_message_that_is_sent_again_as_it_is_is_no_conflict(void **state)
{
	(void)state;
	enable_certs();
	put_report_request();
	refused_by_the_rate_limit();
	refused_for_its_buffer();
	refused_as_busy();
	assert_int_equal(leave(extended_exit(2)).info2, 0);
	assert_int_equal(ledger_messages(hv.ledger), 2);
	assert_int_equal(ledger_conflicts(hv.ledger), 0);
}

static void nothing_of_a_message_stays_after_the_power_is_off(void **state)
{
	static const uint8_t zero[GUEST_PAGE_SIZE];

	(void)state;
	put_report_request();
	assert_int_equal(leave(plain_exit()).info2, 0);
	assert_memory_not_equal(hv.request, zero, sizeof(zero));
	assert_memory_not_equal(hv.response, zero, sizeof(zero));
	hypervisor_power_off(&hv);
	assert_memory_equal(hv.request, zero, sizeof(zero));
	assert_memory_equal(hv.response, zero, sizeof(zero));
}

#define ROW(name)	cmocka_unit_test_setup(name, power_on)
#define SEEN(name)	cmocka_unit_test_setup_teardown( \
				name, power_on_with_ledger, end_ledger)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROW(not_an_snp_guest_is_malformed_input_6),
		ROW(another_exit_code_is_malformed_input_6),
		ROW(ghcb_usage_other_than_0_is_malformed_input_2),
		ROW(unaligned_info1_is_malformed_input_5),
		ROW(unaligned_info2_is_malformed_input_5),
		ROW(equal_info1_and_info2_are_malformed_input_5),
		ROW(the_whole_request_is_copied_before_the_firmware_call),
		ROW(success_copies_4096_bytes_and_gives_0_and_0),
		ROW(firmware_error_gives_its_status_and_still_copies),
		ROW(firmware_error_can_leave_a_page_of_zeros),
		ROW(a_command_that_cannot_be_issued_fails_the_run_with_its_errno),
		ROW(copy_failure_fails_the_run_with_eio),
		ROW(ext_with_another_message_type_is_a_plain_request),
		ROW(ext_with_rax_not_valid_is_malformed_input_5),
		ROW(ext_with_rbx_not_valid_is_malformed_input_5),
		ROW(ext_with_rax_unaligned_is_malformed_input_5),
		ROW(ext_without_certs_writes_24_zero_bytes),
		ROW(ext_without_certs_and_without_pages_writes_nothing),
		ROW(ext_with_certs_exits_to_user_space),
		ROW(ext_with_certs_passes_a_buffer_of_size_0_through),
		ROW(a_plain_request_ignores_rax_and_rbx),
		ROW(payload_gpa_and_npages_are_verbatim_and_ret_is_0),
		ROW(enable_is_refused_once_a_vcpu_is_created),
		ROW(enable_is_refused_for_other_than_snp),
		ROW(enable_is_refused_by_6_12),
		ROW(a_ghcb_that_is_not_registered_is_malformed_1),
		ROW(a_field_that_is_not_valid_is_malformed_4),
		ROW(wrong_input_of_a_known_exit_is_malformed_4_to_6_12),
		ROW(the_rest_is_malformed_to_6_12_as_to_7_2),
		ROW(a_ghcb_that_is_not_registered_ends_the_run_on_6_12),
		ROW(the_page_is_read_after_user_space_answered),
		ROW(ret_0_issues_the_firmware_call),
		ROW(ret_enospc_is_invalid_len_without_a_firmware_call),
		ROW(ret_enospc_gives_npages_back_in_rbx),
		ROW(ret_eagain_is_busy_without_a_firmware_call),
		ROW(ret_eio_is_the_generic_error_without_a_firmware_call),
		ROW(ret_of_anything_else_fails_the_run_with_einval),
		ROW(a_rate_limit_answers_busy_and_never_moves_the_counter),
		SEEN(a_message_that_the_host_refused_has_used_its_iv),
		SEEN(a_message_that_is_sent_again_as_it_is_is_no_conflict),
		ROW(nothing_of_a_message_stays_after_the_power_is_off),
	};

	return cmocka_run_group_tests_name("contract_kvm", tests, make_key,
					   free_key);
}

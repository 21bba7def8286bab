// SPDX-License-Identifier: MIT
/*
 * KVM's side as a VMM sees it: the exit for certificates, each answer to it,
 * several vCPUs in user space at once, and the dance with the lock.
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
#include <unistd.h>

#include "emulator_state.h"
#include "host/vmm.h"
#include "library/snp_vmm.h"

#define REPORTS	60

/* What a guest did, and what came of it. */
struct guest {
	unsigned int wanted, got;
	uint32_t npages;
	int err;
	uint64_t info2;
	bool in_step;		/* each report's TCB was the table's */
	const char *dir;
};

static struct snp_vmm *open_vmm(const char *dir)
{
	struct snp_vmm *vmm = NULL;
	char why[300] = "";

	if (snp_vmm_open(dir, &vmm, why, sizeof(why)))
		fail_msg("%s", why);
	return vmm;
}

/* The microcode level of the first leaf in @table: the value behind its OID. */
static int ucode_of(const uint8_t *table, size_t size)
{
	static const uint8_t oid[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x9c,
				       0x78, 0x01, 0x03, 0x08, 0x04 };
	const uint8_t *at = memmem(table, size, oid, sizeof(oid));

	if (!at)
		return -1;
	/* OCTET STRING of an INTEGER; one more byte from 0x80 on. */
	at += sizeof(oid);
	return at[2] == 1 ? at[3] : at[4];
}

static void ask(void *owner, struct snp_vcpu *vcpu)
{
	uint8_t nonce[64] = { 7 }, report[1184], *table;
	struct guest *guest = owner;
	size_t size;

	guest->in_step = true;
	while (guest->got < guest->wanted && !guest->err) {
		guest->err = snp_guest_report(vcpu, nonce, guest->npages,
					      report, &table, &size,
					      &guest->info2);
		if (guest->err)
			break;
		guest->got++;
		if (ucode_of(table, size) != report[0x180 + 7])
			guest->in_step = false;
		free(table);
	}
}

/* A machine whose only vCPU runs ask(). */
struct one_vcpu {
	struct guest guest;
	struct snp_vmm *vmm;
	struct snp_vcpu *vcpu;
	struct snp_vmm_run *run;
};

/* With certificates that user space has to serve, of @npages at first. */
static void start_one(struct one_vcpu *one, uint32_t npages)
{
	*one = (struct one_vcpu){ .guest = { .wanted = 1, .npages = npages } };
	one->vmm = open_vmm(state_copy(PRODUCT_MILAN, NULL));
	assert_int_equal(snp_vmm_enable_req_certs(one->vmm), 0);
	assert_int_equal(snp_vmm_create_vcpu(one->vmm, ask, &one->guest,
					     &one->vcpu), 0);
	one->run = snp_vcpu_area(one->vcpu);
}

static void stop_one(struct one_vcpu *one)
{
	snp_vcpu_free(one->vcpu);
	snp_vmm_close(one->vmm);
}

static void runs_to(struct one_vcpu *one, uint32_t exit_reason)
{
	assert_int_equal(snp_vcpu_run(one->vcpu), 0);
	assert_int_equal(one->run->exit_reason, exit_reason);
}

/* Serves @file, as the example does; nobody has to know the rest. */
static int serve(struct snp_vmm *vmm, struct snp_vmm_run *run, const char *file)
{
	struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET };
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *to;

	assert_true(fd >= 0);
	if (fcntl(fd, F_OFD_SETLK, &lock)) {
		run->snp_req_certs.ret = EAGAIN;
		return fd;
	}
	assert_int_equal(fstat(fd, &st), 0);
	to = snp_vmm_memory(vmm, run->snp_req_certs.gpa, (uint64_t)st.st_size);
	assert_non_null(to);
	assert_int_equal(read(fd, to, (size_t)st.st_size), st.st_size);
	run->snp_req_certs.ret = 0;
	return fd;
}

static void the_exit_is_kvms(void **state)
{
	struct one_vcpu one;

	(void)state;
	start_one(&one, 4);
	/* Too late once there is a vCPU. */
	assert_int_equal(snp_vmm_enable_req_certs(one.vmm), -EINVAL);
	runs_to(&one, 43);
	assert_int_equal(one.run->snp_req_certs.npages, 4);
	assert_int_equal(one.run->snp_req_certs.ret, 0);
	assert_non_null(snp_vmm_memory(one.vmm, one.run->snp_req_certs.gpa,
				       4 * 4096));
	one.run->snp_req_certs.ret = EIO;
	runs_to(&one, 5);
	assert_int_equal(one.guest.err, -EIO);
	assert_true(one.guest.info2 == 0xffffffff00000000ULL);
	stop_one(&one);
}

static void room_that_is_missing_is_told(void **state)
{
	struct one_vcpu one;

	(void)state;
	start_one(&one, 1);
	runs_to(&one, 43);
	one.run->snp_req_certs.npages = 3;
	one.run->snp_req_certs.ret = ENOSPC;
	/* The guest comes back with as many. */
	runs_to(&one, 43);
	assert_int_equal(one.run->snp_req_certs.npages, 3);
	/* Later is no error: it asks again. */
	one.run->snp_req_certs.ret = EAGAIN;
	runs_to(&one, 43);
	one.run->snp_req_certs.ret = 0;
	runs_to(&one, 5);
	assert_int_equal(one.guest.got, 1);
	stop_one(&one);
}

static void an_answer_that_is_none_ends_the_guest(void **state)
{
	struct one_vcpu one;

	(void)state;
	start_one(&one, 4);
	runs_to(&one, 43);
	one.run->snp_req_certs.ret = EPERM;
	assert_int_equal(snp_vcpu_run(one.vcpu), -EINVAL);
	assert_int_equal(snp_vcpu_run(one.vcpu), -EINVAL);
	stop_one(&one);
}

static unsigned long counted(struct snp_vmm *vmm, const char *name)
{
	static const char *const words[] = { "counters" };
	unsigned long value = 0;
	char *answer, *at;

	assert_int_equal(snp_vmm_control(vmm, 1, words,
					      &answer), 0);
	at = strstr(answer, name);
	assert_non_null(at);
	value = strtoul(at + strlen(name), NULL, 10);
	free(answer);
	return value;
}

static void immediate_exit_comes_between_firmware_and_guest(void **state)
{
	struct one_vcpu one;

	(void)state;
	start_one(&one, 4);
	one.run->immediate_exit = 1;
	assert_int_equal(snp_vcpu_run(one.vcpu), -EINTR);
	assert_int_equal(counted(one.vmm, "host_calls "), 0);
	one.run->immediate_exit = 0;
	runs_to(&one, 43);
	assert_int_equal(counted(one.vmm, "firmware_calls "), 0);
	one.run->immediate_exit = 1;
	assert_int_equal(snp_vcpu_run(one.vcpu), -EINTR);
	assert_int_equal(counted(one.vmm, "firmware_calls "), 1);
	assert_int_equal(one.guest.got, 0);
	one.run->immediate_exit = 0;
	runs_to(&one, 5);
	assert_int_equal(one.guest.got, 1);
	stop_one(&one);
}

static void two_vcpus_are_in_user_space_at_once(void **state)
{
	struct guest guests[2] = { { .wanted = 1, .npages = 4 },
				   { .wanted = 1, .npages = 4 } };
	struct snp_vmm *vmm = open_vmm(state_copy(PRODUCT_MILAN, NULL));
	struct snp_vcpu *vcpus[2];
	int i;

	(void)state;
	snp_vmm_enable_req_certs(vmm);
	for (i = 0; i < 2; i++)
		assert_int_equal(snp_vmm_create_vcpu(vmm, ask, &guests[i],
						     &vcpus[i]), 0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(snp_vcpu_run(vcpus[i]), 0);
		assert_int_equal(snp_vcpu_area(vcpus[i])->exit_reason, 43);
	}
	assert_true(snp_vcpu_area(vcpus[0])->snp_req_certs.gpa !=
		    snp_vcpu_area(vcpus[1])->snp_req_certs.gpa);
	for (i = 0; i < 2; i++) {
		assert_int_equal(snp_vcpu_run(vcpus[i]), 0);
		assert_int_equal(guests[i].got, 1);
		snp_vcpu_free(vcpus[i]);
	}
	snp_vmm_close(vmm);
}

static void arm(struct snp_vmm *vmm, const char *fault, const char *nth)
{
	const char *const words[] = { "fault", fault, nth };

	assert_int_equal(snp_vmm_control(vmm, 3, words,
					      NULL), 0);
}

/* Two vCPUs and their exits: the first one's lasts longer than the second's. */
struct pair {
	struct snp_vmm *vmm;
	struct snp_vcpu *first, *second;
	struct guest guests[2];
	char file[300];
};

static void open_pair(struct pair *pair)
{
	const char *dir = state_copy(PRODUCT_MILAN, NULL);
	int i;

	*pair = (struct pair){ .vmm = open_vmm(dir) };
	snprintf(pair->file, sizeof(pair->file), "%s/certs", dir);
	snp_vmm_enable_req_certs(pair->vmm);
	for (i = 0; i < 2; i++)
		pair->guests[i] = (struct guest){ .wanted = 1, .npages = 4 };
	assert_int_equal(snp_vmm_create_vcpu(pair->vmm, ask, &pair->guests[0],
					     &pair->first), 0);
	assert_int_equal(snp_vmm_create_vcpu(pair->vmm, ask, &pair->guests[1],
					     &pair->second), 0);
}

static void until_it_asks(struct pair *pair, struct snp_vcpu *vcpu)
{
	struct snp_vmm_run *run = snp_vcpu_area(vcpu);

	assert_int_equal(snp_vcpu_run(vcpu), 0);
	assert_int_equal(run->exit_reason, 43);
	close(serve(pair->vmm, run, pair->file));
	assert_int_equal(run->snp_req_certs.ret, 0);
}

static void until_it_halts(struct snp_vcpu *vcpu)
{
	assert_int_equal(snp_vcpu_run(vcpu), 0);
	assert_int_equal(snp_vcpu_area(vcpu)->exit_reason, 5);
}

static void overlap(struct pair *pair)
{
	until_it_asks(pair, pair->first);
	until_it_asks(pair, pair->second);
	until_it_halts(pair->second);
	until_it_halts(pair->first);
}

static void close_pair(struct pair *pair)
{
	snp_vcpu_free(pair->first);
	snp_vcpu_free(pair->second);
	snp_vmm_close(pair->vmm);
}

static void a_fault_strikes_at_its_exit_whatever_comes_between(void **state)
{
	static const char *const faults[] = { "tag-flipped", "executed-generic",
					      "status-16", "content-16",
					      "table-zero" };
	struct pair pair;
	size_t i;
	int struck;

	(void)state;
	for (i = 0; i < 2 * sizeof(faults) / sizeof(faults[0]); i++) {
		struck = i % 2;
		open_pair(&pair);
		arm(pair.vmm, faults[i / 2], struck ? "2" : "1");
		overlap(&pair);
		assert_true(pair.guests[struck].err ||
			    !pair.guests[struck].in_step);
		assert_int_equal(pair.guests[!struck].err, 0);
		assert_true(pair.guests[!struck].in_step);
		close_pair(&pair);
	}
}

static void a_replay_is_of_the_call_before_whichever_exit_began_first(
	void **state)
{
	struct pair pair;

	(void)state;
	open_pair(&pair);
	arm(pair.vmm, "request-replayed", "1");
	overlap(&pair);
	assert_int_equal(pair.guests[1].err, 0);
	assert_int_equal(pair.guests[0].err, -EIO);
	/* The second one's request once more: the number has been used. */
	assert_int_equal(pair.guests[0].info2, 0x1d);
	close_pair(&pair);
}

static void kvm_of_6_12_has_no_such_exit(void **state)
{
	struct guest guest = { .wanted = 1, .npages = 4 };
	struct snp_vmm *vmm =
		open_vmm(state_copy(PRODUCT_MILAN, "kvm = 6.12\n"));
	struct snp_vcpu *vcpu;

	(void)state;
	assert_int_equal(snp_vmm_enable_req_certs(vmm), -EINVAL);
	assert_int_equal(snp_vmm_create_vcpu(vmm, ask, &guest, &vcpu), 0);
	assert_int_equal(snp_vcpu_run(vcpu), 0);
	assert_int_equal(snp_vcpu_area(vcpu)->exit_reason, 5);
	assert_int_equal(guest.got, 1);
	snp_vcpu_free(vcpu);
	snp_vmm_close(vmm);
}

/* A VMM's thread: a vCPU, with the dance that keeps file and firmware in step. */
struct thread {
	struct snp_vmm *vmm;
	struct snp_vcpu *vcpu;
	struct guest guest;
	char file[300];
	struct vmm *own;	/* the emulator's VMM; NULL: the loop below */
	struct req_certs_exit exit;
	int err;
};

static void *run_vcpu(void *arg)
{
	struct thread *thread = arg;
	struct snp_vmm_run *run = snp_vcpu_area(thread->vcpu);
	int fd;

	for (;;) {
		thread->err = snp_vcpu_run(thread->vcpu);
		if (thread->err || run->exit_reason != 43)
			return NULL;
		fd = serve(thread->vmm, run, thread->file);
		run->immediate_exit = 1;
		thread->err = snp_vcpu_run(thread->vcpu);
		run->immediate_exit = 0;
		close(fd);
		if (thread->err != -EINTR)
			return NULL;
	}
}

static void own_req_certs(void *owner, struct snp_vmm_run *run)
{
	struct thread *thread = owner;
	struct hypervisor_userspace user = vmm_userspace(thread->own);

	thread->exit = (struct req_certs_exit){
		.gpa = run->snp_req_certs.gpa,
		.npages = run->snp_req_certs.npages,
		.held = -1,
	};
	user.req_certs(user.owner, &thread->exit);
	run->snp_req_certs.npages = thread->exit.npages;
	run->snp_req_certs.ret = thread->exit.ret;
}

static void own_request_done(void *owner)
{
	struct thread *thread = owner;
	struct hypervisor_userspace user = vmm_userspace(thread->own);

	if (!thread->exit.ret)
		user.request_done(user.owner, &thread->exit);
}

static void *serve_vcpu(void *arg)
{
	struct thread *thread = arg;
	const struct snp_vmm_handler handler = { own_req_certs,
						 own_request_done, thread };

	thread->err = snp_vcpu_serve(thread->vcpu, &handler);
	return NULL;
}

static bool finished(const struct thread *threads)
{
	return __atomic_load_n(&threads[0].guest.got, __ATOMIC_RELAXED) +
		       __atomic_load_n(&threads[1].guest.got,
				       __ATOMIC_RELAXED) >= 2 * REPORTS;
}

static void rotate_under(struct snp_vmm *vmm, const char *dir, struct vmm *own)
{
	static const char *const rotate[] = { "rotate" };
	pthread_t runs[2];
	struct thread threads[2];
	unsigned int i, rotations = 0;

	snp_vmm_enable_req_certs(vmm);
	for (i = 0; i < 2; i++) {
		threads[i] = (struct thread){
			.vmm = vmm, .own = own,
			.guest = { .wanted = REPORTS, .npages = 4 } };
		snprintf(threads[i].file, sizeof(threads[i].file), "%s/certs",
			 dir);
		assert_int_equal(snp_vmm_create_vcpu(vmm, ask,
						     &threads[i].guest,
						     &threads[i].vcpu), 0);
	}
	for (i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&runs[i], NULL,
						own ? serve_vcpu : run_vcpu,
						&threads[i]), 0);
	while (!finished(threads) && !threads[0].guest.err &&
	       !threads[1].guest.err) {
		assert_int_equal(snp_vmm_control(vmm, 1,
						      rotate, NULL), 0);
		rotations++;
		usleep(3000);
	}
	for (i = 0; i < 2; i++) {
		assert_int_equal(pthread_join(runs[i], NULL), 0);
		assert_int_equal(threads[i].err, 0);
		assert_int_equal(threads[i].guest.got, REPORTS);
		assert_true(threads[i].guest.in_step);
		snp_vcpu_free(threads[i].vcpu);
	}
	assert_true(rotations > 0);
	assert_int_equal(counted(vmm, "ledger_conflicts "), 0);
}

static void reports_of_two_vcpus_fit_their_tables_under_rotation(void **state)
{
	const char *dir = state_copy(PRODUCT_MILAN, NULL);
	struct snp_vmm *vmm = open_vmm(dir);

	(void)state;
	rotate_under(vmm, dir, NULL);
	snp_vmm_close(vmm);
}

static void the_emulators_own_vmm_keeps_them_in_step_as_a_handler(void **state)
{
	const char *dir = state_copy(PRODUCT_MILAN, NULL);
	struct snp_vmm *vmm = open_vmm(dir);
	struct guest_memory memory = { .gpa = 0x10000000, .size = 4U << 20 };
	struct vmm own = { .dir = open(dir, O_RDONLY | O_DIRECTORY),
			   .memory = &memory };

	(void)state;
	memory.base = snp_vmm_memory(vmm, memory.gpa, memory.size);
	assert_non_null(memory.base);
	rotate_under(vmm, dir, &own);
	close(own.dir);
	snp_vmm_close(vmm);
}

/* What a handler sees of the machine when it lets go. */
struct moment {
	struct snp_vmm *vmm;
	const struct guest *guest;
	unsigned int asked, done;
};

static void count_ask(void *owner, struct snp_vmm_run *run)
{
	struct moment *moment = owner;

	moment->asked++;
	run->snp_req_certs.ret = 0;
}

static void check_moment(void *owner)
{
	struct moment *moment = owner;

	moment->done++;
	assert_int_equal(counted(moment->vmm, "firmware_calls "), moment->done);
	assert_int_equal(moment->guest->got, moment->done - 1);
}

static void a_handler_lets_go_between_firmware_and_guest(void **state)
{
	struct guest guest = { .wanted = 3, .npages = 4 };
	struct snp_vmm *vmm = open_vmm(state_copy(PRODUCT_MILAN, NULL));
	struct moment moment = { .vmm = vmm, .guest = &guest };
	const struct snp_vmm_handler handler = { count_ask, check_moment,
						 &moment };
	struct snp_vcpu *vcpu;

	(void)state;
	snp_vmm_enable_req_certs(vmm);
	assert_int_equal(snp_vmm_create_vcpu(vmm, ask, &guest, &vcpu), 0);
	assert_int_equal(snp_vcpu_serve(vcpu, &handler), 0);
	assert_int_equal(moment.asked, 3);
	assert_int_equal(moment.done, 3);
	snp_vcpu_free(vcpu);
	snp_vmm_close(vmm);
}

static void unlocked(void *owner, struct snp_vmm_run *run)
{
	unsigned int *asked = owner;

	run->snp_req_certs.ret = ++*asked == 1 ? EAGAIN : 0;
}

static void a_handler_that_keeps_nothing_needs_no_second_run(void **state)
{
	struct guest guest = { .wanted = 2, .npages = 4 };
	struct snp_vmm *vmm = open_vmm(state_copy(PRODUCT_MILAN, NULL));
	unsigned int asked = 0;
	const struct snp_vmm_handler handler = { unlocked, NULL, &asked };
	struct snp_vcpu *vcpu;

	(void)state;
	snp_vmm_enable_req_certs(vmm);
	assert_int_equal(snp_vmm_create_vcpu(vmm, ask, &guest, &vcpu), 0);
	assert_int_equal(snp_vcpu_serve(vcpu, &handler), 0);
	assert_int_equal(asked, 3);
	assert_int_equal(guest.got, 2);
	snp_vcpu_free(vcpu);
	snp_vmm_close(vmm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_exit_is_kvms),
		cmocka_unit_test(room_that_is_missing_is_told),
		cmocka_unit_test(an_answer_that_is_none_ends_the_guest),
		cmocka_unit_test(immediate_exit_comes_between_firmware_and_guest),
		cmocka_unit_test(two_vcpus_are_in_user_space_at_once),
		cmocka_unit_test(
			a_fault_strikes_at_its_exit_whatever_comes_between),
		cmocka_unit_test(
			a_replay_is_of_the_call_before_whichever_exit_began_first),
		cmocka_unit_test(kvm_of_6_12_has_no_such_exit),
		cmocka_unit_test(
			reports_of_two_vcpus_fit_their_tables_under_rotation),
		cmocka_unit_test(
			the_emulators_own_vmm_keeps_them_in_step_as_a_handler),
		cmocka_unit_test(a_handler_lets_go_between_firmware_and_guest),
		cmocka_unit_test(
			a_handler_that_keeps_nothing_needs_no_second_run),
	};

	return cmocka_run_group_tests_name("snp_vmm", tests, NULL, NULL);
}

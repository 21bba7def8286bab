// SPDX-License-Identifier: MIT
/*
 * ioctl_test DEVICE wrong|right: every wrong ioctl, or every right one.
 * ioctl_test DEVICE absurd: a host that asks for 2^40 pages of certificates.
 * ioctl_test DEVICE changed: a host that takes 300 ms, and meanwhile the caller's
 * own argument changes.
 *
 * Prints TAP. Whether a wrong call really stays away from the host is for the
 * caller to see, in the emulator's counters.
 */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/sev-guest.h>

#include "support/tap.h"

#define PAGE		4096UL
#define CERTS_CAP	(1UL << 20)
#define RESPONSE_SIZE	4000
#define ANSWER_SIZE	(32 + 1184)
#define NOT_ASKED	UINT64_MAX
#define NOT_YET_READ	0x5555
#define CHANGES_MAX	100
#define KERNEL_ADDRESS	0xffff888000000000UL
#define STATUS_INVALID_PARAM 0x16

static int device;

static void *map(size_t size, int protection)
{
	void *at = mmap(NULL, size, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			0);

	if (at != MAP_FAILED)
		return at;
	perror("ioctl_test: mmap");
	exit(3);
}

/* Address of the last @size bytes before a page that may not be touched. */
static void *at_edge(size_t size)
{
	uint8_t *pages = map(2 * PAGE, PROT_READ | PROT_WRITE);

	if (mprotect(pages + PAGE, PAGE, PROT_NONE)) {
		perror("ioctl_test: mprotect");
		exit(3);
	}
	return pages + PAGE - size;
}

/* One call with everything right, for a test to spoil. */
struct call {
	unsigned long command;
	struct snp_guest_request_ioctl *arg;
	union {
		struct snp_report_req report;
		struct snp_derived_key_req key;
		struct snp_ext_report_req extended;
	} *req;
	uint8_t *response;
	uint8_t *certs;
	int error;	/* errno of the call, 0 for none */
};

static struct call good_call(unsigned long command)
{
	struct call call = {
		.command = command,
		.arg = map(PAGE, PROT_READ | PROT_WRITE),
		.req = map(PAGE, PROT_READ | PROT_WRITE),
		.response = map(PAGE, PROT_READ | PROT_WRITE),
	};

	call.arg->msg_version = 1;
	call.arg->req_data = (uintptr_t)call.req;
	call.arg->resp_data = (uintptr_t)call.response;
	call.arg->exitinfo2 = NOT_YET_READ;
	return call;
}

static struct call good_extended(uint32_t certs_len)
{
	struct call call = good_call(SNP_GET_EXT_REPORT);

	call.certs = map(certs_len ? certs_len : PAGE, PROT_READ | PROT_WRITE);
	call.req->extended.certs_address = (uintptr_t)call.certs;
	call.req->extended.certs_len = certs_len;
	return call;
}

static void issue(struct call *call)
{
	int result;

	errno = 0;
	result = ioctl(device, call->command, call->arg);
	call->error = result < 0 ? errno : 0;
	if (result > 0)
		check(false, "an ioctl returns 0 or -1, not %d", result);
}

/* A call that has to be refused, and to say that the host was not asked. */
static void refused(const char *what, struct call call, int error)
{
	issue(&call);
	check(call.error == error && call.arg->exitinfo2 == NOT_ASKED,
	      "%s: %s, host not asked (got %s, exitinfo2 %#llx)", what,
	      strerrorname_np(error),
	      call.error ? strerrorname_np(call.error) : "success",
	      (unsigned long long)call.arg->exitinfo2);
}

/* A call whose argument cannot be written: only errno can tell. */
static void refused_silently(const char *what, unsigned long command,
			     void *argument, int error)
{
	int result;

	errno = 0;
	result = ioctl(device, command, argument);
	check(result == -1 && errno == error, "%s: %s (got %d, %s)", what,
	      strerrorname_np(error), result, strerrorname_np(errno));
}

static void wrong_numbers(void)
{
	struct call call = good_call(SNP_GET_REPORT);

	refused_silently("an ioctl of a number nobody has",
			 _IOWR('S', 3, struct snp_guest_request_ioctl),
			 call.arg, ENOTTY);
	refused_silently("an ioctl of another type",
			 _IOWR('T', 0, struct snp_guest_request_ioctl),
			 call.arg, ENOTTY);
	refused_silently("GET_REPORT with a smaller structure",
			 _IOWR('S', 0, uint64_t), call.arg, ENOTTY);
	refused_silently("GET_REPORT with a larger structure",
			 _IOWR('S', 0, struct snp_ext_report_req), call.arg,
			 ENOTTY);
	refused_silently("GET_REPORT as if it only read",
			 _IOR('S', 0, struct snp_guest_request_ioctl), call.arg,
			 ENOTTY);
	refused_silently("GET_REPORT as if it only wrote",
			 _IOW('S', 0, struct snp_guest_request_ioctl), call.arg,
			 ENOTTY);
	refused_silently("GET_REPORT without direction and size",
			 _IO('S', 0), call.arg, ENOTTY);
	check(call.arg->exitinfo2 == NOT_YET_READ,
	      "an ioctl that is none leaves its argument alone");
}

static void wrong_arguments(void)
{
	struct call call = good_call(SNP_GET_REPORT);
	uint8_t *read_only = map(PAGE, PROT_READ | PROT_WRITE);

	memcpy(read_only, call.arg, sizeof(*call.arg));
	mprotect(read_only, PAGE, PROT_READ);

	refused_silently("a null argument", call.command, NULL, EFAULT);
	refused_silently("an unmapped argument", call.command,
			 map(PAGE, PROT_NONE), EFAULT);
	refused_silently("an argument in kernel memory", call.command,
			 (void *)KERNEL_ADDRESS, EFAULT);
	refused_silently("an argument that ends in an unmapped page",
			 call.command, at_edge(sizeof(*call.arg) - 1), EFAULT);
	refused_silently("a read-only argument", call.command, read_only,
			 EFAULT);
}

static void wrong_versions(unsigned long command)
{
	static const uint8_t versions[] = { 0, 2, 255 };

	for (size_t i = 0; i < sizeof(versions); i++) {
		struct call call = good_call(command);

		call.arg->msg_version = versions[i];
		refused("a message version the firmware would refuse", call,
			EINVAL);
	}
}

static void wrong_requests(unsigned long command, size_t size)
{
	const struct {
		const char *what;
		uint64_t address;
		int error;
	} cases[] = {
		{ "a null request", 0, EINVAL },
		{ "an unmapped request", (uintptr_t)map(PAGE, PROT_NONE),
		  EFAULT },
		{ "a request in kernel memory", KERNEL_ADDRESS, EFAULT },
		{ "a request that ends in an unmapped page",
		  (uintptr_t)at_edge(size - 1), EFAULT },
		{ "a request at the end of the address space", UINT64_MAX - 8,
		  EFAULT },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct call call = good_call(command);

		call.arg->req_data = cases[i].address;
		refused(cases[i].what, call, cases[i].error);
	}
}

static void wrong_responses(unsigned long command, size_t size)
{
	const struct {
		const char *what;
		uint64_t address;
		int error;
	} cases[] = {
		{ "a null response", 0, EINVAL },
		{ "an unmapped response", (uintptr_t)map(PAGE, PROT_NONE),
		  EFAULT },
		{ "a read-only response", (uintptr_t)map(PAGE, PROT_READ),
		  EFAULT },
		{ "a response in kernel memory", KERNEL_ADDRESS, EFAULT },
		{ "a response that ends in an unmapped page",
		  (uintptr_t)at_edge(size - 1), EFAULT },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct call call = good_call(command);

		call.arg->resp_data = cases[i].address;
		refused(cases[i].what, call, cases[i].error);
	}
}

static void wrong_certs(void)
{
	const struct {
		const char *what;
		uint64_t address;
		uint32_t len;
		int error;
	} cases[] = {
		{ "certs_len 1", 0, 1, EINVAL },
		{ "certs_len 5000", 0, 5000, EINVAL },
		{ "certs_len all ones", 0, UINT32_MAX, EINVAL },
		{ "certs_len one page over the cap",
		  (uintptr_t)map(CERTS_CAP + PAGE, PROT_READ | PROT_WRITE),
		  CERTS_CAP + PAGE, EINVAL },
		{ "certs_len the largest multiple of 4096", PAGE, 0xfffff000,
		  EINVAL },
		{ "certificates to an unmapped address",
		  (uintptr_t)map(PAGE, PROT_NONE), PAGE, EFAULT },
		{ "certificates to read-only memory",
		  (uintptr_t)map(PAGE, PROT_READ), PAGE, EFAULT },
		{ "certificates to kernel memory", KERNEL_ADDRESS, PAGE,
		  EFAULT },
		{ "certificates that end in an unmapped page",
		  (uintptr_t)at_edge(PAGE - 1), PAGE, EFAULT },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct call call = good_extended(PAGE);

		if (cases[i].address)
			call.req->extended.certs_address = cases[i].address;
		call.req->extended.certs_len = cases[i].len;
		refused(cases[i].what, call, cases[i].error);
		check(call.req->extended.certs_len == cases[i].len,
		      "%s: certs_len is left alone", cases[i].what);
	}
}

static void wrong(void)
{
	const struct {
		unsigned long command;
		size_t req_size, resp_size;
	} commands[] = {
		{ SNP_GET_REPORT, 96, 4000 },
		{ SNP_GET_DERIVED_KEY, 32, 64 },
		{ SNP_GET_EXT_REPORT, 112, 4000 },
	};

	wrong_numbers();
	wrong_arguments();
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		printf("# ioctl %#lx\n", commands[i].command);
		wrong_versions(commands[i].command);
		wrong_requests(commands[i].command, commands[i].req_size);
		wrong_responses(commands[i].command, commands[i].resp_size);
	}
	wrong_certs();
}

/* In a response: status, size, 24 reserved bytes, the report. */
static uint32_t status_of(const struct call *call)
{
	uint32_t status;

	memcpy(&status, call->response, sizeof(status));
	return status;
}

static bool is_report(const struct call *call)
{
	uint32_t size;

	memcpy(&size, call->response + 4, sizeof(size));
	return !call->error && !status_of(call) && size == 1184 &&
	       !memcmp(call->response + 32 + 0x50, call->req->report.user_data,
		       SNP_REPORT_USER_DATA_SIZE);
}

static void fill_user_data(struct call *call, uint8_t with)
{
	memset(call->req->report.user_data, with, SNP_REPORT_USER_DATA_SIZE);
}

static bool all_zero(const uint8_t *bytes, size_t size)
{
	return !bytes[0] && !memcmp(bytes, bytes + 1, size - 1);
}

static void right_reports(void)
{
	struct call call = good_call(SNP_GET_REPORT);

	fill_user_data(&call, 0xa1);
	memset(call.response, 0xff, RESPONSE_SIZE);
	issue(&call);
	check(is_report(&call) && call.arg->exitinfo2 == 0,
	      "GET_REPORT gives a report on the caller's data, exitinfo2 0");
	check(all_zero(call.response + ANSWER_SIZE, RESPONSE_SIZE - ANSWER_SIZE),
	      "zeros follow the answer");

	call = good_call(SNP_GET_REPORT);
	fill_user_data(&call, 0xa2);
	call.req->report.vmpl = 3;
	issue(&call);
	check(is_report(&call) && call.response[32 + 0x30] == 3,
	      "GET_REPORT for VMPL 3 gives a report that says so");

	call = good_call(SNP_GET_REPORT);
	call.req->report.rsvd[27] = 1;
	issue(&call);
	check(!call.error && status_of(&call) == STATUS_INVALID_PARAM,
	      "GET_REPORT with a reserved bit: no error, status %#x",
	      status_of(&call));

	call = good_call(SNP_GET_REPORT);
	fill_user_data(&call, 0xa3);
	issue(&call);
	check(is_report(&call), "the request after a refused one is answered");
}

static void derive(struct call *call, uint64_t fields)
{
	*call = good_call(SNP_GET_DERIVED_KEY);
	call->req->key.guest_field_select = fields;
	issue(call);
}

static bool same_key(const struct call *a, const struct call *b)
{
	return !memcmp(a->response + 32, b->response + 32, 32);
}

static void right_keys(void)
{
	static const uint8_t zero[32];
	struct call one, again, other;

	derive(&one, 0);
	derive(&again, 0);
	derive(&other, 1 << 3);
	check(!one.error && !status_of(&one) && !one.arg->exitinfo2 &&
	      memcmp(one.response + 32, zero, 32),
	      "GET_DERIVED_KEY gives a key");
	check(!again.error && same_key(&one, &again),
	      "the same request derives the same key");
	check(!other.error && !status_of(&other) && !same_key(&one, &other),
	      "a key with the measurement mixed in is another key");

	derive(&other, 1ULL << 63);
	check(!other.error && status_of(&other) == STATUS_INVALID_PARAM &&
	      !memcmp(other.response + 32, zero, 32),
	      "a reserved field selected: no error, status %#x, no key",
	      status_of(&other));
}

static void right_extended(void)
{
	struct call call = good_extended(0);
	uint32_t needed;

	issue(&call);
	needed = call.req->extended.certs_len;
	check(call.error == EIO && call.arg->vmm_error == 1 &&
	      !call.arg->fw_error && needed && needed % PAGE == 0,
	      "GET_EXT_REPORT without room: EIO, INVALID_LEN, %u bytes needed",
	      needed);
	if (!needed || needed > CERTS_CAP)
		return;

	call = good_extended(needed);
	fill_user_data(&call, 0xc1);
	issue(&call);
	check(is_report(&call) && !call.arg->exitinfo2 &&
	      call.req->extended.certs_len == needed,
	      "GET_EXT_REPORT with the room it asked for gives a report");
	check(call.certs[0] || call.certs[1],
	      "and a certificate table, which begins with a GUID");

	call = good_extended(CERTS_CAP);
	fill_user_data(&call, 0xc2);
	issue(&call);
	check(is_report(&call) && (call.certs[0] || call.certs[1]),
	      "GET_EXT_REPORT with a buffer as large as the cap");

	call = good_extended(needed);
	call.req->extended.certs_address = 0;
	call.req->extended.certs_len = 5000;
	issue(&call);
	check(call.error == EIO && call.arg->vmm_error == 1 &&
	      call.req->extended.certs_len &&
	      call.req->extended.certs_len % PAGE == 0 &&
	      call.req->extended.certs_len <= needed,
	      "a null certs_address counts as no room, whatever certs_len is: %u bytes needed",
	      call.req->extended.certs_len);
}

static void right(void)
{
	right_reports();
	right_keys();
	right_extended();
}

/* What is asked for does not fit the field: as much as it can hold. */
static void absurd(void)
{
	struct call call = good_extended(4 * PAGE);

	memset(call.response, 0xff, RESPONSE_SIZE);
	memset(call.certs, 0xff, 4 * PAGE);
	issue(&call);
	check(call.error == EIO && call.arg->vmm_error == 1 &&
	      call.req->extended.certs_len == 0xfffff000,
	      "an absurd number of pages is told as the largest length, not %#x",
	      call.req->extended.certs_len);
	check(all_zero(call.response, RESPONSE_SIZE) &&
	      all_zero(call.certs, 4 * PAGE),
	      "after an error the response and the certificates hold zeros");
}

struct change {
	struct call *call;
	uint8_t *other;
	bool in_time;
};

/* The driver writes there once it has read the argument, and at the end. */
static uint64_t exitinfo2_of(const struct call *call)
{
	const volatile struct snp_guest_request_ioctl *arg = call->arg;

	return arg->exitinfo2;
}

static void *change_argument(void *arg)
{
	struct change *change = arg;

	while (exitinfo2_of(change->call) == NOT_YET_READ)
		sched_yield();
	change->call->arg->resp_data = (uintptr_t)change->other;
	change->in_time = exitinfo2_of(change->call) == NOT_ASKED;
	return NULL;
}

/* Whether the argument was changed while the host was being waited for. */
static bool issue_and_change(struct change *change)
{
	pthread_t thread;

	change->in_time = false;
	if (pthread_create(&thread, NULL, change_argument, change)) {
		perror("ioctl_test: pthread_create");
		exit(3);
	}
	issue(change->call);
	pthread_join(thread, NULL);
	return change->in_time;
}

/* The argument is read once: the answer goes where it was to go at first. */
static void changed(void)
{
	struct change change = {};
	struct call call;
	int tries = 0;

	do {
		call = good_call(SNP_GET_REPORT);
		change.call = &call;
		change.other = map(PAGE, PROT_READ | PROT_WRITE);
		fill_user_data(&call, 0xd0);
	} while (!issue_and_change(&change) && ++tries < CHANGES_MAX);
	check(change.in_time, "the argument was changed");
	check(is_report(&call), "the answer is where it was asked for at first");
	check(!change.other[0x20] && !change.other[0x21],
	      "nothing was written where the argument then pointed");
}

static const struct {
	const char *name;
	void (*run)(void);
} parts[] = {
	{ "wrong", wrong },
	{ "right", right },
	{ "absurd", absurd },
	{ "changed", changed },
};

int main(int argc, char **argv)
{
	void (*run)(void) = NULL;

	for (size_t i = 0; argc == 3 && i < sizeof(parts) / sizeof(*parts); i++)
		if (!strcmp(argv[2], parts[i].name))
			run = parts[i].run;
	if (!run) {
		fputs("usage: ioctl_test DEVICE wrong|right|absurd|changed\n",
		      stderr);
		return 2;
	}
	device = open(argv[1], O_RDWR | O_CLOEXEC);
	if (device < 0) {
		fprintf(stderr, "ioctl_test: %s: %s\n", argv[1],
			strerror(errno));
		return 3;
	}
	run();
	return tap_end();
}

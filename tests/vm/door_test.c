// SPDX-License-Identifier: MIT
/*
 * door_test: the kernel door of the emulated platform, without the engine.
 *
 * Plays the server itself and answers nothing that is authentic: what is
 * tested is the hand-over and its errors, whoever goes first. Needs
 * sev-guest-emulated.ko loaded and fresh, and unloads it. Prints TAP.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/sev-guest.h>

#include "kernel/sev-guest-emulated.h"
#include "support/clock.h"
#include "support/tap.h"

#define PAGE		4096UL
#define SIZE		(64 * PAGE)
#define GPA		0x40000000ULL
#define SECRETS_PAGE	7
#define SECRETS_GPA	(GPA + SECRETS_PAGE * PAGE)
#define GENERIC_ERROR	0xffffffff00000000ULL
#define NOT_ASKED	UINT64_MAX
/* For what has to come, however busy the machine is. */
#define PATIENCE_MS	60000
/* A third of what the driver itself waits for a host, host_timeout_ms. */
#define SOON_MS		10000

static int memory_file;
static uint8_t *memory;

static int open_door(int flags)
{
	int file = open(SNP_EMULATED_DEVICE, O_RDWR | O_CLOEXEC | flags);

	if (file < 0)
		give_up(SNP_EMULATED_DEVICE);
	return file;
}

static uint8_t *map_file(int file, size_t size, int protection)
{
	uint8_t *at = mmap(NULL, size, protection, MAP_SHARED, file, 0);

	if (at == MAP_FAILED)
		give_up("mmap");
	return at;
}

static int new_memory(void)
{
	int file = memfd_create("guest", MFD_CLOEXEC);

	if (file < 0 || ftruncate(file, SIZE))
		give_up("memfd_create");
	return file;
}

static struct snp_emulated_attach good_attach(void)
{
	return (struct snp_emulated_attach) {
		.memory = (uintptr_t)memory,
		.size = SIZE,
		.gpa = GPA,
		.secrets_gpa = SECRETS_GPA,
	};
}

static int attach(int door, struct snp_emulated_attach with)
{
	return ioctl(door, SNP_EMULATED_ATTACH, &with) ? errno : 0;
}

static void attach_gives(const char *what, int door,
			 struct snp_emulated_attach with, int error)
{
	int got = attach(door, with);

	check(got == error, "attach %s: %s (got %s)", what, error_name(error),
	      error_name(got));
}

static uint8_t *vmpck(unsigned int id)
{
	return memory + SECRETS_PAGE * PAGE + 0x20 + 32 * id;
}

static uint32_t *counter(unsigned int id)
{
	return (uint32_t *)(memory + SECRETS_PAGE * PAGE + 0xa0) + id;
}

/* ---------------------------------------------------------------- client */

/* A process that asks for one report. */
struct client {
	pid_t pid;
	int result;	/* pipe: errno and exitinfo2 */
	int64_t start;
};

struct outcome {
	int error;	/* errno; -1: killed */
	uint64_t exitinfo2;
	int64_t ms;
};

static void ask_for_report(int result)
{
	uint8_t response[4000];
	struct snp_report_req req = {};
	struct snp_guest_request_ioctl arg = {
		.msg_version = 1,
		.req_data = (uintptr_t)&req,
		.resp_data = (uintptr_t)response,
	};
	struct outcome outcome = {};
	int device;

	/* Not the server's file: that one has to go when the server goes. */
	close_range(3, result - 1, 0);
	close_range(result + 1, ~0U, 0);
	device = open("/dev/sev-guest", O_RDWR);
	if (device < 0 || ioctl(device, SNP_GET_REPORT, &arg))
		outcome.error = errno;
	outcome.exitinfo2 = arg.exitinfo2;
	if (write(result, &outcome, sizeof(outcome)) != sizeof(outcome))
		_exit(1);
	_exit(0);
}

static struct client start_client(void)
{
	struct client client = { .start = now_ms() };
	int ends[2];

	if (pipe(ends))
		give_up("pipe");
	client.pid = fork();
	if (client.pid < 0)
		give_up("fork");
	if (!client.pid)
		ask_for_report(ends[1]);
	close(ends[1]);
	client.result = ends[0];
	return client;
}

static struct outcome finish_client(struct client client)
{
	struct outcome outcome = { .error = -1 };

	if (read(client.result, &outcome, sizeof(outcome)) < 0)
		give_up("read from the client");
	outcome.ms = now_ms() - client.start;
	waitpid(client.pid, NULL, 0);
	close(client.result);
	return outcome;
}

/* ---------------------------------------------------------------- server */

static struct snp_emulated_exit take_exit(int door)
{
	struct pollfd wait = { .fd = door, .events = POLLIN };
	struct snp_emulated_exit exit = {};

	if (poll(&wait, 1, PATIENCE_MS) != 1 || !(wait.revents & POLLIN) ||
	    read(door, &exit, sizeof(exit)) != sizeof(exit))
		check(false, "an exit arrives");
	return exit;
}

static int answer(int door, uint64_t id, uint64_t info1, uint64_t info2)
{
	struct snp_emulated_resume resume = {
		.id = id, .exitinfo1 = info1, .exitinfo2 = info2,
	};

	return write(door, &resume, sizeof(resume)) == sizeof(resume) ? 0 :
								       errno;
}

/* Answers in this way until the client has its result. */
static struct outcome serve_until_done(int door, struct client client,
				       uint64_t info1, uint64_t info2)
{
	struct pollfd wait[] = {
		{ .fd = door, .events = POLLIN },
		{ .fd = client.result, .events = POLLIN },
	};
	struct snp_emulated_exit exit;

	while (poll(wait, 2, PATIENCE_MS) > 0 && !wait[1].revents) {
		if (read(door, &exit, sizeof(exit)) != sizeof(exit))
			break;
		answer(door, exit.id, info1, info2);
	}
	return finish_client(client);
}

/* ----------------------------------------------------------------- tests */

static void test_not_attached(void)
{
	struct snp_emulated_resume resume = {};
	struct snp_emulated_exit exit;
	int door = open_door(0);
	struct pollfd wait = { .fd = door, .events = POLLIN | POLLOUT };

	check(read(door, &exit, sizeof(exit)) == -1 && errno == ENOTCONN,
	      "read before attach: ENOTCONN");
	check(write(door, &resume, sizeof(resume)) == -1 && errno == ENOTCONN,
	      "write before attach: ENOTCONN");
	check(poll(&wait, 1, 0) == 1 && wait.revents == POLLERR,
	      "poll before attach: an error");
	check(ioctl(door, _IO('E', 0x54)) == -1 && errno == ENOTTY,
	      "an ioctl nobody has: ENOTTY");
	check(ioctl(door, SNP_EMULATED_ATTACH, NULL) == -1 && errno == EFAULT,
	      "attach with a null argument: EFAULT");
	close(door);
}

static void test_attach_out_of_place(void)
{
	static const struct {
		const char *what;
		size_t field;
		uint64_t value;
	} cases[] = {
#define FIELD(name) offsetof(struct snp_emulated_attach, name)
		{ "without size", FIELD(size), 0 },
		{ "with half a page", FIELD(size), PAGE / 2 },
		{ "with more than the maximum", FIELD(size),
		  SNP_EMULATED_MEMORY_MAX + PAGE },
		{ "with a size of all ones", FIELD(size), UINT64_MAX },
		{ "with memory off a page border", FIELD(memory), 0x1001 },
		{ "with gpa off a page border", FIELD(gpa), GPA + 8 },
		{ "with gpa that wraps", FIELD(gpa), -(uint64_t)PAGE },
		{ "with secrets below the memory", FIELD(secrets_gpa),
		  GPA - PAGE },
		{ "with secrets behind the memory", FIELD(secrets_gpa),
		  GPA + SIZE },
		{ "with secrets off a page border", FIELD(secrets_gpa),
		  SECRETS_GPA + 1 },
		/* vmpl and rsvd are the halves of one word. */
		{ "with VMPL 4", FIELD(vmpl), 4 },
		{ "with a reserved bit", FIELD(vmpl), 1ULL << 32 },
#undef FIELD
	};
	int door = open_door(0);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct snp_emulated_attach with = good_attach();

		memcpy((uint8_t *)&with + cases[i].field, &cases[i].value, 8);
		attach_gives(cases[i].what, door, with, EINVAL);
	}
	close(door);
}

static void test_attach_bad_memory(void)
{
	struct snp_emulated_attach with = good_attach();
	uint8_t *read_only = map_file(memory_file, SIZE, PROT_READ);
	uint8_t *holes = map_file(memory_file, SIZE, PROT_READ | PROT_WRITE);
	int door = open_door(0);

	munmap(holes + PAGE, PAGE);
	with.memory = (uintptr_t)read_only;
	attach_gives("with read-only memory", door, with, EFAULT);
	with.memory = (uintptr_t)holes;
	attach_gives("with a hole in the memory", door, with, EFAULT);
	with.memory = 0xffff888000000000UL;
	attach_gives("with kernel memory", door, with, EFAULT);

	with = good_attach();
	with.memory += SECRETS_PAGE * PAGE;
	with.gpa = SECRETS_GPA;
	with.size = 2 * PAGE;
	attach_gives("with too little memory", door, with, ENOMEM);
	close(door);
}

static void test_attach_refused_by_driver(void)
{
	int door = open_door(0);
	struct stat stat_now;

	attach_gives("with an empty VMPCK", door, good_attach(), EINVAL);
	memset(vmpck(0), 0x11, 32);
	*counter(0) = 1;
	attach_gives("with an odd counter", door, good_attach(), EIO);
	*counter(0) = 0;
	check(stat("/dev/sev-guest", &stat_now) && errno == ENOENT,
	      "no device has appeared so far");
	close(door);
}

static int test_attach(void)
{
	int door = open_door(0), other = open_door(O_NONBLOCK);
	struct snp_emulated_exit exit;
	struct stat device;

	attach_gives("with everything right", door, good_attach(), 0);
	check(!stat("/dev/sev-guest", &device) && S_ISCHR(device.st_mode) &&
	      (device.st_mode & 0777) == 0600,
	      "/dev/sev-guest has appeared, for root only");
	attach_gives("again", door, good_attach(), EBUSY);
	attach_gives("by another file", other, good_attach(), EBUSY);
	check(read(other, &exit, sizeof(exit)) == -1 && errno == ENOTCONN,
	      "a file that does not serve reads nothing: ENOTCONN");
	close(other);
	attach_gives("after that other file is closed", door, good_attach(),
		     EBUSY);
	return door;
}

static bool in_memory(uint64_t gpa)
{
	return gpa >= GPA && gpa < GPA + SIZE && gpa % PAGE == 0 &&
	       gpa != SECRETS_GPA;
}

static void test_one_exit(int door)
{
	struct client client = start_client();
	struct snp_emulated_exit exit = take_exit(door), again;
	uint8_t first[PAGE], *request = memory + (exit.exitinfo1 - GPA);
	struct outcome outcome;
	uint64_t seqno;

	check(exit.exit_code == 0x80000011 && !exit.rax && !exit.rbx,
	      "GET_REPORT leaves as a plain guest request");
	check(in_memory(exit.exitinfo1) && in_memory(exit.exitinfo2) &&
	      exit.exitinfo1 != exit.exitinfo2,
	      "with two pages of the guest memory");
	memcpy(&seqno, request + 0x20, sizeof(seqno));
	check(seqno == 1 && *counter(0) == 2,
	      "message 1 is in shared memory, the durable counter is past it");
	memcpy(first, request, PAGE);

	check(read(door, &again, sizeof(again) - 1) == -1 && errno == EINVAL,
	      "a read too short for an exit: EINVAL");
	check(answer(door, exit.id + 1, 0, 0) == ESTALE,
	      "a resume with another id: ESTALE");
	check(write(door, &again, sizeof(struct snp_emulated_resume) - 1) == -1 &&
	      errno == EINVAL, "a write too short for a resume: EINVAL");
	check(answer(door, exit.id, 0, GENERIC_ERROR) == 0,
	      "a resume is taken");
	check(answer(door, exit.id, 0, 0) == ESTALE,
	      "a second resume for the same exit: ESTALE");

	again = take_exit(door);
	check(again.id != exit.id && again.exitinfo1 == exit.exitinfo1 &&
	      !memcmp(first, request, PAGE),
	      "the driver sends the identical bytes again, with a new id");
	answer(door, again.id, 0, GENERIC_ERROR);
	outcome = serve_until_done(door, client, 0, GENERIC_ERROR);
	check(outcome.error == EIO && outcome.exitinfo2 == GENERIC_ERROR,
	      "the client gets EIO and the host's words (got %s, %#llx)",
	      error_name(outcome.error), (unsigned long long)outcome.exitinfo2);
	check(!memcmp(first, request, PAGE) && *counter(0) == 2,
	      "and the message stays pending under its number");
}

static void test_put_back(int door)
{
	struct client client = start_client();
	struct pollfd wait = { .fd = door, .events = POLLIN };
	struct snp_emulated_exit exit;

	poll(&wait, 1, PATIENCE_MS);
	check(syscall(SYS_read, door, 8, sizeof(exit)) == -1 &&
	      errno == EFAULT, "a read to a bad address: EFAULT");
	exit = take_exit(door);
	check(answer(door, exit.id, 2, 5) == 0, "the exit was not lost");
	serve_until_done(door, client, 2, 5);
}

static void test_malformed(int door)
{
	struct outcome outcome = serve_until_done(door, start_client(), 2, 5);

	check(outcome.error == EAGAIN && outcome.exitinfo2 == NOT_ASKED,
	      "a complaint about input leaves no exitinfo2 (got %s, %#llx)",
	      error_name(outcome.error), (unsigned long long)outcome.exitinfo2);
}

static void test_client_killed(int door)
{
	struct client client = start_client();
	struct snp_emulated_exit exit = take_exit(door);
	int64_t killed = now_ms();
	struct outcome outcome;

	kill(client.pid, SIGKILL);
	outcome = finish_client(client);
	check(outcome.error == -1 && now_ms() - killed < SOON_MS,
	      "a client that waits for the host can be killed at once");
	check(answer(door, exit.id, 0, 0) == ESTALE,
	      "an answer to a client that has gone: ESTALE");
}

static void set_timeout(const char *ms)
{
	static const char path[] =
		"/sys/module/sev_guest_emulated/parameters/host_timeout_ms";
	int file = open(path, O_WRONLY);

	if (file < 0 || write(file, ms, strlen(ms)) < 0)
		give_up(path);
	close(file);
}

static void test_timeout(int door)
{
	struct snp_emulated_exit exit;
	struct outcome outcome;
	struct client client;

	/* Long enough to take the exit before it is over. */
	set_timeout("2000");
	client = start_client();
	exit = take_exit(door);
	outcome = finish_client(client);
	check(outcome.error == ETIMEDOUT && outcome.exitinfo2 == NOT_ASKED,
	      "a host that does not answer: ETIMEDOUT (got %s, %lld ms)",
	      error_name(outcome.error), (long long)outcome.ms);
	check(answer(door, exit.id, 0, 0) == ESTALE,
	      "an answer that comes too late: ESTALE");
	set_timeout("30000");
}

static void test_rmmod_refused(void)
{
	check(syscall(SYS_delete_module, "sev_guest_emulated", O_NONBLOCK) &&
	      errno == EWOULDBLOCK, "the module cannot be unloaded under load");
}

static void test_server_gone(int door)
{
	struct client client = start_client();
	struct outcome outcome;
	int64_t closed;

	take_exit(door);
	closed = now_ms();
	close(door);
	outcome = finish_client(client);
	check(outcome.error == ENODEV && now_ms() - closed < SOON_MS,
	      "a server that goes wakes who waits for it: ENODEV (got %s)",
	      error_name(outcome.error));

	outcome = finish_client(start_client());
	check(outcome.error == ENODEV && outcome.exitinfo2 == NOT_ASKED &&
	      outcome.ms < SOON_MS,
	      "without a server: ENODEV at once (got %s)",
	      error_name(outcome.error));
}

static void test_attach_other_machine(void)
{
	struct snp_emulated_attach with;
	uint8_t *ours = memory, *copy;
	int door = open_door(0);

	with = good_attach();
	with.size -= PAGE;
	attach_gives("with less memory than before", door, with, ESTALE);
	with = good_attach();
	with.gpa += PAGE;
	attach_gives("with the memory elsewhere", door, with, ESTALE);
	with = good_attach();
	with.secrets_gpa += PAGE;
	attach_gives("with the secrets page elsewhere", door, with, ESTALE);
	with = good_attach();
	with.vmpl = 1;
	attach_gives("with another VMPL", door, with, ESTALE);

	copy = map_file(new_memory(), SIZE, PROT_READ | PROT_WRITE);
	memcpy(copy, memory, SIZE);
	with = good_attach();
	with.memory = (uintptr_t)copy;
	attach_gives("with a copy of the memory", door, with, ESTALE);

	for (unsigned int id = 0; id < 4; id++) {
		vmpck(id)[31] ^= 1;
		attach_gives("with another VMPCK", door, good_attach(), ESTALE);
		vmpck(id)[31] ^= 1;
	}

	/* Another mapping of the same pages is the same memory. */
	memory = map_file(memory_file, SIZE, PROT_READ | PROT_WRITE);
	munmap(ours, SIZE);
	attach_gives("with the same memory, mapped anew", door, good_attach(),
		     0);
	close(door);
}

static void test_memory_outlives_mapping(void)
{
	int door = open_door(0), error;
	struct outcome outcome;

	error = attach(door, good_attach());
	munmap(memory, SIZE);
	outcome = serve_until_done(door, start_client(), 0, GENERIC_ERROR);
	check(!error && outcome.error == EAGAIN,
	      "memory the server has unmapped stays usable (got %s)",
	      error_name(outcome.error));
	memory = map_file(memory_file, SIZE, PROT_READ | PROT_WRITE);
	check(*counter(0) == 2 || *counter(0) == 4,
	      "and the counter is still in it (%u)", *counter(0));
	close(door);
	check(!syscall(SYS_delete_module, "sev_guest_emulated", O_NONBLOCK),
	      "an outstanding message does not keep the module");
}

int main(void)
{
	int door;

	memory_file = new_memory();
	memory = map_file(memory_file, SIZE, PROT_READ | PROT_WRITE);

	test_not_attached();
	test_attach_out_of_place();
	test_attach_bad_memory();
	test_attach_refused_by_driver();
	door = test_attach();
	test_one_exit(door);
	test_put_back(door);
	test_malformed(door);
	test_client_killed(door);
	test_timeout(door);
	test_rmmod_refused();
	test_server_gone(door);
	test_attach_other_machine();
	test_memory_outlives_mapping();
	return tap_end();
}

// SPDX-License-Identifier: MIT
/*
 * client VERB: one thing that users of /dev/sev-guest do, as a C program does
 * it. Exit status 0 when it went as it should. Plain C: glibc, musl, static.
 */
#define _GNU_SOURCE	/* O_PATH */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEVICE		"/dev/sev-guest"
#define GET_REPORT	0xc0205300UL
#define GET_KEY		0xc0205301UL
#define GET_EXT_REPORT	0xc0205302UL

struct argument {
	uint8_t version;
	uint64_t request, response, exitinfo2;
};

struct ext_request {
	uint8_t report_request[96];
	uint64_t certs;
	uint32_t certs_len;
};

static const char *self;

static int ask(int fd, unsigned long number, void *request, void *response,
	       uint64_t *exitinfo2)
{
	struct argument argument = { 1, (uintptr_t)request,
				     (uintptr_t)response, 0 };
	int result = ioctl(fd, number, &argument);

	*exitinfo2 = argument.exitinfo2;
	return result;
}

static int report(int fd, uint32_t nonce)
{
	uint8_t request[96] = { 0 }, response[4000];
	uint64_t exitinfo2;

	memcpy(request, &nonce, sizeof(nonce));
	if (ask(fd, GET_REPORT, request, response, &exitinfo2))
		return 1;
	return memcmp(response + 0x20 + 0x50, request, 64) != 0;
}

static int device(void)
{
	int fd = open(DEVICE, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		perror(DEVICE);
	return fd;
}

static int verb_exists(void)
{
	struct stat st;
	FILE *file;

	if (access(DEVICE, R_OK | W_OK) || lstat(DEVICE, &st) ||
	    !S_ISCHR(st.st_mode) || fstatat(AT_FDCWD, "/dev//sev-guest", &st, 0))
		return 1;
	file = fopen(DEVICE, "r+");
	return !file || fclose(file);
}

static int verb_open(void)
{
	int dir = open("/dev", O_RDONLY | O_DIRECTORY);
	int fd = openat(dir, "sev-guest", O_RDWR);

	return report(fd, 1);
}

static int verb_report(void)
{
	return report(device(), 2);
}

static int verb_extended(void)
{
	static uint8_t table[0x4000];
	struct ext_request request = { .certs_len = 0 };
	uint8_t response[4000];
	uint64_t exitinfo2;
	int fd = device();

	if (ask(fd, GET_EXT_REPORT, &request, response, &exitinfo2) != -1 ||
	    errno != EIO || exitinfo2 != 1ULL << 32 || !request.certs_len)
		return 1;
	request.certs = (uintptr_t)table;
	return request.certs_len > sizeof(table) ||
	       ask(fd, GET_EXT_REPORT, &request, response, &exitinfo2) ||
	       !table[0];
}

static int verb_key(void)
{
	uint8_t request[32] = { 0 }, one[64], two[64];
	uint64_t exitinfo2;
	int fd = device();

	return ask(fd, GET_KEY, request, one, &exitinfo2) ||
	       ask(fd, GET_KEY, request, two, &exitinfo2) ||
	       memcmp(one, two, sizeof(one));
}

static int verb_dup(void)
{
	int null = open("/dev/null", O_RDWR), fd = device(), other = dup(fd);
	int third = fcntl(fd, F_DUPFD, 100);

	close(fd);
	if (report(other, 3) || report(third, 4))
		return 1;
	/* The number that was the device's is another file's now. */
	if (dup2(null, other) != other)
		return 1;
	return report(other, 5) != 1 || errno != ENOTTY;
}

/* Parent and child at once, on one open file. */
static int verb_fork(void)
{
	int fd = device(), i, status, failed = 0;
	pid_t child = fork();

	for (i = 0; i < 50; i++)
		failed |= report(fd, child ? 1000 + i : 2000 + i);
	if (!child)
		_exit(failed);
	waitpid(child, &status, 0);
	return failed || status;
}

static int verb_exec(void)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", open(DEVICE, O_RDWR));
	execl(self, self, "inherited", number, (char *)NULL);
	return 1;
}

static int verb_opens(void)
{
	int i, fd = -1;

	for (i = 0; i < 200; i++)
		fd = open(DEVICE, O_RDWR);
	return report(fd, 6);
}

static void *ten_reports(void *fd)
{
	intptr_t i, failed = 0;

	for (i = 0; i < 10; i++)
		failed |= report(*(int *)fd, (uint32_t)i);
	return (void *)failed;
}

static int verb_threads(void)
{
	int fd = device(), failed = 0, i;
	pthread_t threads[8];
	void *result;

	for (i = 0; i < 8; i++)
		failed |= pthread_create(&threads[i], NULL, ten_reports, &fd);
	for (i = 0; i < 8; i++) {
		failed |= pthread_join(threads[i], &result);
		failed |= result != NULL;
	}
	return failed;
}

/* As a C int the number is negative, and is extended to 64 bits so. */
static int verb_extended_sign(void)
{
	uint8_t request[96] = { 0 }, response[4000];
	struct argument argument = { 1, (uintptr_t)request,
				     (uintptr_t)response, 0 };

	return ioctl(device(), (unsigned long)(int)GET_REPORT, &argument) != 0;
}

static int verb_passed(void)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { .header = { .cmsg_level = SOL_SOCKET,
				  .cmsg_type = SCM_RIGHTS,
				  .cmsg_len = CMSG_LEN(sizeof(int)) } };
	char byte = 0;
	struct iovec iov = { &byte, 1 };
	struct msghdr message = { .msg_iov = &iov, .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	int sockets[2], fd = device();

	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) ||
	    sendmsg(sockets[0], &message, 0) != 1 || close(fd) ||
	    recvmsg(sockets[1], &message, 0) != 1)
		return 1;
	memcpy(&fd, CMSG_DATA(&control.header), sizeof(fd));
	return report(fd, 7);
}

static int verb_wrong(void)
{
	uint8_t request[96] = { 0 }, response[4000];
	struct argument argument = { 0, (uintptr_t)request,
				     (uintptr_t)response, 0 };
	int fd = device();

	if (ioctl(fd, GET_REPORT, &argument) != -1 || errno != EINVAL)
		return 1;
	argument.version = 1;
	argument.request = 8;
	if (ioctl(fd, GET_REPORT, &argument) != -1 || errno != EFAULT)
		return 1;
	if (ioctl(fd, GET_REPORT, (void *)8) != -1 || errno != EFAULT)
		return 1;
	if (ioctl(fd, 0xc0205303UL, &argument) != -1 || errno != ENOTTY)
		return 1;
	return report(fd, 8);
}

static void *one_report(void *fd)
{
	return (void *)(intptr_t)report(*(int *)fd, 10);
}

/* With secrets in its memory it lets nobody look, which makes /proc/PID root's. */
static int verb_guarded(void)
{
	return prctl(PR_SET_DUMPABLE, 0) || report(device(), 11);
}

static int verb_guarded_thread(void)
{
	int fd = device();
	pthread_t thread;
	void *failed;

	if (prctl(PR_SET_DUMPABLE, 0) ||
	    pthread_create(&thread, NULL, one_report, &fd) ||
	    pthread_join(thread, &failed))
		return 1;
	return failed != NULL;
}

enum { TICKS_MAX = 20000 };
static volatile sig_atomic_t ticks;

/* What never ends is let go on at last. */
static void tick(int number)
{
	const struct itimerval never = { { 0, 0 }, { 0, 0 } };

	(void)number;
	if (++ticks == TICKS_MAX)
		setitimer(ITIMER_REAL, &never, NULL);
}

/* Signals faster than the host; it is asked 20 times. */
static int verb_signals(void)
{
	const struct itimerval often = { { 0, 500 }, { 0, 500 } };
	struct sigaction action = { .sa_handler = tick, .sa_flags = SA_RESTART };
	int fd = device(), i, failed = 0;

	if (sigaction(SIGALRM, &action, NULL) ||
	    setitimer(ITIMER_REAL, &often, NULL))
		return 1;
	for (i = 0; i < 20; i++)
		failed |= report(fd, (uint32_t)i);
	return failed;
}

/* A path is no open device. */
static int verb_path(void)
{
	return report(open(DEVICE, O_PATH), 12) != 1 || errno != EBADF;
}

/*
 * As a program of 32 bits asks, which has another table of system calls: there the
 * device has no ioctls, and goes on for everybody else.
 */
static int verb_narrow(void)
{
	enum { IOCTL_OF_32_BITS = 54 };
	struct argument *argument = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long fd = device(), result;

	if (argument == MAP_FAILED)
		return 1;
	argument->version = 1;
	argument->request = (uintptr_t)argument + 256;
	argument->response = (uintptr_t)argument + 4096;
	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"((long)IOCTL_OF_32_BITS), "b"(fd),
			   "c"((long)GET_REPORT), "d"(argument)
			 : "memory", "r8", "r9", "r10", "r11");
	return (int)result != -ENOTTY || report((int)fd, 9);
}

static int verb_loop(int times)
{
	int fd = device(), i;

	for (i = 0; i < times; i++) {
		if (report(fd, (uint32_t)i))
			return 1;
		if (!i && write(STDOUT_FILENO, "begun\n", 6) != 6)
			return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(void);
	} verbs[] = {
		{ "exists", verb_exists },   { "open", verb_open },
		{ "report", verb_report },   { "extended", verb_extended },
		{ "key", verb_key },	     { "dup", verb_dup },
		{ "fork", verb_fork },	     { "exec", verb_exec },
		{ "opens", verb_opens },     { "threads", verb_threads },
		{ "sign", verb_extended_sign }, { "passed", verb_passed },
		{ "wrong", verb_wrong },     { "narrow", verb_narrow },
		{ "guarded", verb_guarded }, { "path", verb_path },
		{ "guarded-thread", verb_guarded_thread },
		{ "signals", verb_signals },
	};
	size_t i;

	self = argv[0];
	if (argc == 3 && !strcmp(argv[1], "inherited"))
		return report(atoi(argv[2]), 9);
	if (argc == 3 && !strcmp(argv[1], "loop"))
		return verb_loop(atoi(argv[2]));
	for (i = 0; argc == 2 && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(argv[1], verbs[i].name))
			return verbs[i].run();
	return 2;
}

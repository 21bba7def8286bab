// SPDX-License-Identifier: MIT
#include "served_platform.h"

#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/sev-guest-emulated.h"
#include "program/control.h"
#include "tap.h"

#define WORDS_MAX 8

static int serve_one(struct served_platform *served)
{
	struct snp_emulated_exit left;
	struct snp_emulated_resume back = {};
	struct guest_exit exit;
	struct guest_resume resume;
	int err;

	if (read(served->door, &left, sizeof(left)) != sizeof(left))
		return -errno;

	exit = (struct guest_exit){
		.exit_code = left.exit_code,
		.info1 = left.exitinfo1,
		.info2 = left.exitinfo2,
		.rax = left.rax,
		.rbx = left.rbx,
		.rax_valid = left.exit_code == 0x80000012,
		.rbx_valid = left.exit_code == 0x80000012,
	};
	err = platform_exit(served->platform, &exit, &resume);
	if (served->seen)
		served->seen(err);
	if (err)
		return err;

	back.id = left.id;
	back.exitinfo1 = resume.info1;
	back.exitinfo2 = resume.info2;
	back.rbx = resume.rbx;
	/* A caller that has gone is no reason to stop. */
	if (write(served->door, &back, sizeof(back)) < 0 && errno != ESTALE)
		return -errno;
	return 0;
}

static bool exit_waits(const struct served_platform *served)
{
	struct pollfd wait[] = {
		{ .fd = served->door, .events = POLLIN },
		{ .fd = served->stop, .events = POLLIN },
	};

	return poll(wait, 2, -1) > 0 && !wait[1].revents;
}

/* Until the platform dies of a fault, or the thread is told to stop. */
static void *serve(void *argument)
{
	struct served_platform *served = argument;

	while (exit_waits(served) && !serve_one(served))
		;
	close(served->door);
	return NULL;
}

static void open_door(struct served_platform *served)
{
	const struct guest_memory *memory = platform_memory(served->platform);
	struct snp_emulated_attach attach = {
		.memory = (uintptr_t)memory->base,
		.size = memory->size,
		.gpa = memory->gpa,
		.secrets_gpa = platform_secrets_gpa(served->platform),
		.vmpl = platform_vmpl(served->platform),
	};

	served->door = open(SNP_EMULATED_DEVICE, O_RDWR | O_CLOEXEC);
	if (served->door < 0)
		give_up(SNP_EMULATED_DEVICE);
	if (ioctl(served->door, SNP_EMULATED_ATTACH, &attach))
		give_up("attach");
}

void served_start(struct served_platform *served, const char *dir)
{
	char why[256] = "";

	served->dir = dir;
	errno = -platform_open(dir, &served->platform, why, sizeof(why));
	if (errno)
		give_up(why);
	open_door(served);
	served->stop = eventfd(0, EFD_CLOEXEC);
	if (served->stop < 0)
		give_up("eventfd");
	errno = pthread_create(&served->thread, NULL, serve, served);
	if (errno)
		give_up("thread");
	if (served->driver && system(served->driver))
		give_up(served->driver);
	served->driver = NULL;
}

static void power_off(struct served_platform *served)
{
	pthread_join(served->thread, NULL);
	close(served->stop);
	platform_close(served->platform);
}

void served_stop(struct served_platform *served)
{
	if (eventfd_write(served->stop, 1))
		give_up("eventfd");
	power_off(served);
}

void served_revive(struct served_platform *served)
{
	power_off(served);
	served_start(served, served->dir);
}

void served_order(struct served_platform *served, const char *words)
{
	char *copy = strdup(words), *argv[WORDS_MAX], *answer = NULL, *rest;
	int argc = 0, err;

	if (!copy)
		give_up("memory");
	for (char *word = strtok_r(copy, " ", &rest); word && argc < WORDS_MAX;
	     word = strtok_r(NULL, " ", &rest))
		argv[argc++] = word;

	err = platform_control(served->platform, argc, argv, &answer);
	if (err) {
		fprintf(stderr, "%s: %s\n", words, answer ? answer : "");
		errno = -err;
		give_up("order to the platform");
	}
	free(answer);
	free(copy);
}

bool served_until_busy(struct served_platform *served,
		       const struct platform_counters *before, pid_t caller)
{
	siginfo_t ended = {};
	struct platform_counters now;

	do {
		usleep(1000);
		platform_counters(served->platform, &now);
		if (now.busy != before->busy)
			return true;
		waitid(P_PID, (id_t)caller, &ended, WEXITED | WNOHANG | WNOWAIT);
	} while (!ended.si_pid);
	return false;
}

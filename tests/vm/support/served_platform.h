/* SPDX-License-Identifier: MIT */
/*
 * The engine behind the kernel door, served by a thread of this process, so
 * that a test can order faults and read counters between two requests.
 */
#ifndef VM_SERVED_PLATFORM_H
#define VM_SERVED_PLATFORM_H

#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

#include "platform/platform.h"

/*
 * @seen: called after each exit, before the guest goes on; @err is what
 *	  platform_exit() returned. NULL: nobody wants to know
 * @driver: a shell command that loads the driver, once the machine is there;
 *	    NULL: it is there already
 */
struct served_platform {
	const char *dir;
	void (*seen)(int err);
	const char *driver;
	struct platform *platform;
	int door;
	int stop;	/* readable: the thread is to end */
	pthread_t thread;
};

/* Powers the machine in @dir on and attaches it; gives up on failure. */
void served_start(struct served_platform *served, const char *dir);

/* Detaches and powers off. */
void served_stop(struct served_platform *served);

/* After the server died of a fault: power off, on, attach again. */
void served_revive(struct served_platform *served);

/* A command of `snp-emulator ctl`, in words parted by blanks; gives up. */
void served_order(struct served_platform *served, const char *words);

/*
 * Ends when the host has told somebody that it is busy, who began to ask after
 * @before was taken, or when process @caller has ended: true in the former case.
 */
bool served_until_busy(struct served_platform *served,
		       const struct platform_counters *before, pid_t caller);

#endif /* VM_SERVED_PLATFORM_H */

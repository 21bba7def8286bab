/* SPDX-License-Identifier: MIT */
/* The program: started in the guest's view of the file system, under the filter. */
#ifndef EMULATOR_RUN_CHILD_H
#define EMULATOR_RUN_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "../base/why.h"

struct run_child {
	pid_t pid;
	int listener;	/* of filter_install() */
	int status;	/* exit status, when it could not be started */
};

/* What the program is to find beside the device; NULL: nothing. */
struct run_child_more {
	/* Runs when the view is there, before the program. As run_child_start(). */
	int (*prepare)(void *owner, pid_t child, struct why why);
	void *owner;
	bool needed;	/* else the program runs without it where it fails */
};

/*
 * run_child_start() - @argv, which ends with NULL
 *
 * The child is killed when the calling process dies. Returns 0, or a negative
 * errno with a line in @why and @child->status set, and nothing left running.
 */
int run_child_start(struct run_child *child, char *const *argv,
		    const struct run_child_more *more, struct why why);

#endif /* EMULATOR_RUN_CHILD_H */

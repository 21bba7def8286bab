/* SPDX-License-Identifier: MIT */
/* `snp-emulator run`: any program as a guest. */
#ifndef EMULATOR_RUN_H
#define EMULATOR_RUN_H

#include <stdbool.h>

#include "../platform/platform.h"

/* Exit status where the program did not come to have one, as env(1) has them. */
enum { RUN_FAILED = 125, RUN_NOT_EXECUTED = 126, RUN_NOT_FOUND = 127 };

/* configfs-tsm: where FUSE serves it and else not, or not without, or not. */
enum run_tsm { RUN_TSM_WHERE_IT_GOES, RUN_TSM_NEEDED, RUN_TSM_NONE };

struct run_options {
	const char *dir;		/* the state directory */
	char *const *argv;		/* the program and its words, then NULL */
	enum platform_trace trace;	/* of a host of its own */
	enum run_tsm tsm;
	bool azure;			/* a vTPM in place of the device */
	bool driver_given;		/* @driver in place of the machine's own */
	enum guest_driver_kind driver;
};

/*
 * run_program() - run a program in a guest of the machine in @options->dir
 *
 * Plays the host itself, in a process of its own, where no server does. Messages
 * go to standard error.
 * Returns an exit status: the program's, 128 + the signal that ended it, 1 where
 * the program's is 0 but an IV was used twice, or one of the above.
 */
int run_program(const struct run_options *options);

#endif /* EMULATOR_RUN_H */

/* SPDX-License-Identifier: MIT */
#ifndef EMULATOR_CONTROL_H
#define EMULATOR_CONTROL_H

#include "../platform/platform.h"

/*
 * platform_control() - one command of `snp-emulator ctl`
 * @platform: NULL does for "help"
 * @argv: "busy 3", "invalid-len", "tcb 04000000000018db", "fault NAME [n]",
 *	  "table-pages 64", "lock 200", "counters", ...; "help" lists all
 * @answer: text to print, allocated; free()
 *
 * Returns 0 or a negative errno with a line of explanation in @answer.
 */
int platform_control(struct platform *platform, int argc, char *const argv[],
		     char **answer);

#endif /* EMULATOR_CONTROL_H */

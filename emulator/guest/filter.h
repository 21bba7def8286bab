/* SPDX-License-Identifier: MIT */
/* The seccomp filter that hands SNP ioctls, and nothing else, to a supervisor. */
#ifndef EMULATOR_FILTER_H
#define EMULATOR_FILTER_H

#include "../base/why.h"

/*
 * filter_install() - for the calling thread and what it becomes
 *
 * Sets no_new_privs where the process has no right to do without. Programs of
 * another word size pass: the kernel's driver does not answer them either.
 * Returns the supervisor's descriptor, close-on-exec, or a negative errno with a
 * line in @why.
 */
int filter_install(struct why why);

#endif /* EMULATOR_FILTER_H */

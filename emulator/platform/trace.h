/* SPDX-License-Identifier: MIT */
/* One line per exit of the guest: what was asked, what was told, and why. */
#ifndef EMULATOR_TRACE_H
#define EMULATOR_TRACE_H

#include "engine.h"

/*
 * trace_exit() - after hypervisor_exit(); with the machine's mutex
 * @result: what that returned
 *
 * Writes to standard error where the platform is to be traced.
 */
void trace_exit(struct platform *platform, const struct guest_exit *exit,
		const struct guest_resume *resume, int result);

#endif /* EMULATOR_TRACE_H */

/* SPDX-License-Identifier: MIT */
/* One line per exit of the guest: what was asked, what was told, and why. */
#ifndef EMULATOR_TRACE_H
#define EMULATOR_TRACE_H

#include "engine.h"

/*
 * trace_exit() - when an exit is over; with the machine's mutex
 * @result: what the hypervisor returned
 *
 * Writes to standard error where the platform is to be traced: NAME=VALUE, or the
 * same members as a JSON object.
 */
void trace_exit(const struct platform *platform,
		const struct hypervisor_call *call, int result);

#endif /* EMULATOR_TRACE_H */

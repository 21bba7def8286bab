/* SPDX-License-Identifier: MIT */
/* The door behind sev-guest-emulated.ko (emulator/kernel/). */
#ifndef EMULATOR_KERNEL_DOOR_H
#define EMULATOR_KERNEL_DOOR_H

#include "../platform/platform.h"
#include "../base/why.h"

/*
 * kernel_door_attach() - bring the machine's memory to the module
 *
 * Returns the device, open, or a negative errno with a line in @why.
 */
int kernel_door_attach(struct platform *platform, const char *path,
		       struct why why);

/*
 * kernel_door_serve() - play the host until @stop becomes readable
 * @device: as kernel_door_attach() gave it
 *
 * Returns 0 when stopped, or a negative errno with a line in @why: what
 * platform_exit() gave, or the device's.
 */
int kernel_door_serve(struct platform *platform, int device, int stop,
		      struct why why);

#endif /* EMULATOR_KERNEL_DOOR_H */

/* SPDX-License-Identifier: MIT */
/* Answers the ioctls that filter.h hands over. */
#ifndef EMULATOR_SUPERVISOR_H
#define EMULATOR_SUPERVISOR_H

#include "../base/why.h"
#include "guest_driver.h"

/*
 * supervisor_run() - until @end becomes readable
 * @listener: of filter_install()
 *
 * One ioctl at a time, as the kernel's driver takes them. Ioctls on other files
 * that happen to have the same number go on to the kernel.
 * Returns 0 or a negative errno with a line in @why.
 */
int supervisor_run(int listener, struct guest_driver *driver, int end,
		   struct why why);

#endif /* EMULATOR_SUPERVISOR_H */

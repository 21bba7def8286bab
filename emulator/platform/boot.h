/* SPDX-License-Identifier: MIT */
/*
 * Launches of the guest: the first, and what `ctl reboot` makes. The boot number
 * in the firmware's state says which; the secrets page is written last, so that
 * a reboot that was cut off is seen and finished by the next start.
 */
#ifndef EMULATOR_BOOT_H
#define EMULATOR_BOOT_H

#include "../base/why.h"
#include "engine.h"

/*
 * boot_resume() - the guest as it was, from firmware state and secrets page
 *
 * Returns 0, or a negative errno with a line in @why: -EBADMSG when they do not
 * belong together.
 */
int boot_resume(struct platform *platform, struct why why);

#endif /* EMULATOR_BOOT_H */

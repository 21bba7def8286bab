/* SPDX-License-Identifier: MIT */
/*
 * A machine as it lies in its directory: read, not powered on. A server may be
 * using it meanwhile; nothing is written.
 */
#ifndef EMULATOR_STILL_MACHINE_H
#define EMULATOR_STILL_MACHINE_H

#include "../base/why.h"
#include "../firmware/secure_processor.h"
#include "../machine/config.h"
#include "../pki/identity.h"

struct still_machine {
	struct platform_config config;
	struct identity *identity;
	struct secure_processor sp;	/* with the state as it was read */
};

/*
 * still_machine_read() - from a state directory
 *
 * Returns 0 or a negative errno with a line in @why. Free with
 * still_machine_free(), after a failure, too.
 */
int still_machine_read(const char *dir, struct still_machine *machine,
		       struct why why);
void still_machine_free(struct still_machine *machine);

#endif /* EMULATOR_STILL_MACHINE_H */

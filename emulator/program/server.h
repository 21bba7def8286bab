/* SPDX-License-Identifier: MIT */
#ifndef EMULATOR_SERVER_H
#define EMULATOR_SERVER_H

#include <stdint.h>

#include "../base/why.h"

/*
 * server_run() - power a machine on and play its host until SIGTERM or SIGINT
 * @device: of sev-guest-emulated.ko, or NULL for none
 * @ready: a pipe that gets a byte and is closed when guests can come, after which
 *	   standard output leads nowhere; -1: none
 * @conflicts: IVs that were used twice, as the ledger has them
 *
 * Serves DIR/control and DIR/guest too. Prints one line on standard output when
 * guests can come. A fault may make the process kill itself here.
 *
 * Returns 0 or a negative errno with a line in @why.
 */
int server_run(const char *dir, const char *device, int ready,
	       uint64_t *conflicts, struct why why);

#endif /* EMULATOR_SERVER_H */

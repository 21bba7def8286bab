/* SPDX-License-Identifier: MIT */
/*
 * What an updater is about to do, written down before it begins: a server that
 * is killed between TCB and certificate table finds it when it starts again,
 * and finishes it before any guest is served.
 *
 * Callers serialise.
 */
#ifndef EMULATOR_ROTATION_FILE_H
#define EMULATOR_ROTATION_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/why.h"

#define ROTATION_FILE	"rotation"

struct rotation {
	bool pending;
	bool moves_tcb;		/* else only the table is written anew */
	uint64_t tcb;
};

/* Returns 0 or a negative errno with a line in @why, nothing begun. */
int rotation_begin(int dir, const struct rotation *rotation, struct why why);

/* What rotation_begin() wrote is done, or was not to be. */
void rotation_end(int dir);

/*
 * rotation_read() - what is pending, if anything is
 *
 * Returns 0; or a negative errno with a line in @why, -EBADMSG when the file is
 * damaged.
 */
int rotation_read(int dir, struct rotation *rotation, struct why why);

#endif /* EMULATOR_ROTATION_FILE_H */

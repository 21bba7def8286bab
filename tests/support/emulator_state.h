/* SPDX-License-Identifier: MIT */
/*
 * State directories for tests. Keys take seconds to make, so each product has
 * one master under the build folder, made by whoever comes first; a test gets a
 * copy of its own.
 */
#ifndef EMULATOR_STATE_H
#define EMULATOR_STATE_H

#include "platform/platform.h"

/* The date at which masters are issued: 2026-01-01T00:00:00Z. */
#define STATE_DATE	1767225600
#define STATE_SEED	0x5eed

/*
 * A copy of the product's master in a new directory, which is removed at the
 * end of the program. @config: lines to put behind those of the configuration,
 * or NULL. Fails the test when it cannot be had.
 */
const char *state_copy(enum platform_product product, const char *config);

/* A copy, opened; platform_close() it. */
struct platform *state_open(enum platform_product product, const char *config);

/* The same with a VLEK: loaded, chip id masked, table for it. */
struct platform *state_open_vlek(enum platform_product product);

/* platform_control() with words up to NULL; the test fails unless it does. */
void control(struct platform *platform, ...);

/* The same, for a command that has to fail: returns what it gave. */
int control_fails(struct platform *platform, ...);

#endif /* EMULATOR_STATE_H */

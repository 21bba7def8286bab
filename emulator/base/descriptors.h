/* SPDX-License-Identifier: MIT */
/* A program that was started without standard streams. */
#ifndef EMULATOR_DESCRIPTORS_H
#define EMULATOR_DESCRIPTORS_H

/*
 * descriptors_hold() - keeps what is opened later from the numbers of standard
 * streams that are closed, where what is printed would go into it
 *
 * A program that this one becomes or starts has them closed, as they were, and
 * what is written to one is EBADF, as before. Call it before anything is opened.
 *
 * Returns 0 or a negative errno.
 */
int descriptors_hold(void);

#endif /* EMULATOR_DESCRIPTORS_H */

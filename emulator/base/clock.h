/* SPDX-License-Identifier: MIT */
#ifndef EMULATOR_CLOCK_H
#define EMULATOR_CLOCK_H

#include <stdint.h>

/* Milliseconds of the monotonic clock. */
int64_t clock_now_ms(void);

/* Waits; a signal may end it early. */
void clock_pause_ms(long ms);

#endif /* EMULATOR_CLOCK_H */

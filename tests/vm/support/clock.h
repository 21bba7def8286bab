/* SPDX-License-Identifier: MIT */
/* What time it is, for tests that say how long something took. */
#ifndef VM_CLOCK_H
#define VM_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Milliseconds, monotonic. */
static inline int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

#endif /* VM_CLOCK_H */

/* SPDX-License-Identifier: MIT */
#ifndef BENCH_SECONDS_H
#define BENCH_SECONDS_H

#include <time.h>

static inline double clock_seconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec + now.tv_nsec * 1e-9;
}

/* Of this thread's work, whatever else the machine does. */
static inline double seconds(void)
{
	return clock_seconds(CLOCK_THREAD_CPUTIME_ID);
}

#endif

/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_KTIME_H
#define STANDIN_LINUX_KTIME_H

#include <linux/types.h>

typedef u64 ktime_t;

/* The test's clock, in milliseconds. */
ktime_t ktime_get(void);

#define ktime_to_ms(time)	(time)

#endif

/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_JIFFIES_H
#define STANDIN_HOSTS_LINUX_JIFFIES_H

#define HZ	1000

/* Milliseconds of the fake clock. */
extern unsigned long jiffies;

#define msecs_to_jiffies(ms)	((unsigned long)(ms))
#define time_after_eq(a, b)	((long)((a) - (b)) >= 0)

#endif

/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_JIFFIES_H
#define STANDIN_LINUX_JIFFIES_H

/* A jiffy is a millisecond. */
#define msecs_to_jiffies(ms)	((unsigned long)(ms))

#endif

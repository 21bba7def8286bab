/* SPDX-License-Identifier: MIT */
/* Waiting on the fake clock, on which the host, its worker and others go on. */
#ifndef STANDIN_HOSTS_LINUX_WAIT_H
#define STANDIN_HOSTS_LINUX_WAIT_H

#include <errno.h>

#include <linux/jiffies.h>

#include "lab.h"

typedef struct {
	unsigned int wakes;
} wait_queue_head_t;

#define init_waitqueue_head(queue)	((queue)->wakes = 0)
#define wake_up_all(queue)		((queue)->wakes++)

/*
 * What is left, at least 1; 0 when the time is up, negative for a fatal signal. A
 * condition that became true without anybody's wake would be missed in the kernel.
 */
#define wait_event_killable_timeout(queue, condition, timeout)		\
({									\
	unsigned long until_ = jiffies + (timeout);			\
	unsigned int wakes_;						\
	long timeout_ = (timeout);					\
	long left_ = (condition) ? until_ - jiffies + !(timeout) : 0;	\
									\
	if (timeout_ < 0)						\
		lab_broken(BOUND, "a sleep of %ld", timeout_);		\
	while (!left_ && jiffies < until_) {				\
		wakes_ = (queue).wakes;					\
		if (machine_step(until_))				\
			left_ = -EINTR;					\
		else if (condition)					\
			left_ = until_ > jiffies ? until_ - jiffies : 1; \
		if (left_ > 0 && jiffies < until_ && (queue).wakes == wakes_) \
			lab_broken(STOPPED, "nobody woke him");		\
	}								\
	left_;								\
})

#endif

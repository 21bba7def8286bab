/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_WAIT_H
#define STANDIN_LINUX_WAIT_H

typedef struct {
	unsigned int wakes;
} wait_queue_head_t;

#define init_waitqueue_head(queue)	((queue)->wakes = 0)
#define wake_up_all(queue)		((queue)->wakes++)

/* Sleeps on the test's clock. Returns what is left, or a negative errno. */
long standin_sleep(wait_queue_head_t *queue, long jiffies);

#define wait_event_killable_timeout(queue, condition, timeout)		\
({									\
	long left_ = (timeout);						\
									\
	if (!(condition))						\
		left_ = standin_sleep(&(queue), left_);			\
	left_;								\
})

#endif

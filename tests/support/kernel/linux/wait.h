/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_WAIT_H
#define STANDIN_LINUX_WAIT_H

typedef struct {
	unsigned int wakes;
} wait_queue_head_t;

#define init_waitqueue_head(queue)	((queue)->wakes = 0)
#define wake_up_all(queue)		((queue)->wakes++)

#endif

/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_WORKQUEUE_H
#define STANDIN_HOSTS_LINUX_WORKQUEUE_H

struct work_struct {
	void (*run)(struct work_struct *work);
};

struct workqueue_struct;

#define INIT_WORK(work, function)	((work)->run = (function))

struct workqueue_struct *alloc_ordered_workqueue(const char *name,
						 unsigned int flags);
void destroy_workqueue(struct workqueue_struct *queue);
void queue_work(struct workqueue_struct *queue, struct work_struct *work);

#endif

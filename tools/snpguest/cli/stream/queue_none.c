// SPDX-License-Identifier: MIT
#include "queue.h"

#include <errno.h>

#include "../base/talk.h"

enum exit_code queue_open(const struct queue_order *order,
			  struct queue **queue)
{
	(void)order;
	*queue = NULL;
	return trouble("worker: this build does not talk to NATS; build it with"
		       " WITH_NATS=1, or judge a file of lines: 'snpguest"
		       " verify evidence --jobs'");
}

int queue_pull(struct queue *queue, struct queue_message *messages,
	       size_t *count)
{
	(void)queue;
	(void)messages;
	*count = 0;
	return -ENOTCONN;
}

int queue_publish(struct queue *queue, const struct queue_message *message,
		  const char *text)
{
	(void)queue;
	(void)message;
	(void)text;
	return -ENOTCONN;
}

int queue_settle(struct queue *queue)
{
	(void)queue;
	return -ENOTCONN;
}

void queue_acknowledge(struct queue *queue,
		       const struct queue_message *message)
{
	(void)queue;
	(void)message;
}

void queue_drop(struct queue *queue)
{
	(void)queue;
}

int queue_left(struct queue *queue, uint64_t *left)
{
	(void)queue;
	*left = 0;
	return -EAGAIN;
}

const char *queue_why(const struct queue *queue)
{
	(void)queue;
	return "";
}

void queue_close(struct queue *queue)
{
	(void)queue;
}

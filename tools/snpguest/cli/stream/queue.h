/* SPDX-License-Identifier: MIT */
/*
 * A queue of evidence that many workers share, and one that takes the verdicts:
 * streams of NATS JetStream. queue_nats.c does it with nats.c; queue_none.c stands
 * in for builds without (WITH_NATS=1 has it).
 *
 * All calls come from one thread.
 */
#ifndef STREAM_QUEUE_H
#define STREAM_QUEUE_H

#include "../base/command.h"
#include "lines.h"

/* Messages that are pulled at once, and judged before anything else. */
#define QUEUE_BATCH_MAX 64
/* How long a message may stay unacknowledged before somebody else has it. */
#define QUEUE_ACK_SECONDS 30

struct queue;

/**
 * struct queue_order
 * @url: of a server, or of several with commas between
 * @in, @out: names of streams
 * @group: workers of one name share the messages
 */
struct queue_order {
	const char *url, *in, *out, *group;
};

/**
 * struct queue_message - the queue's, until queue_drop()
 * @number: of the message in its stream, from 1
 * @index: in its batch
 */
struct queue_message {
	const char *text;
	size_t len;
	uint64_t number;
	size_t index;
};

/**
 * queue_open() - reach a server, find the streams, join the group
 *
 * Return: EXIT_DONE; EXIT_TROUBLE. queue_close() in every case.
 */
enum exit_code queue_open(const struct queue_order *order,
			  struct queue **queue);

/**
 * queue_pull() - what is to be done next
 * @messages: out: at most QUEUE_BATCH_MAX
 * @count: out: 0: nothing came within a second
 *
 * queue_drop() before the next. Return: 0; -EAGAIN: it may work later;
 * -ENOTCONN: there is no connection any more, and none will be; -ENOMEM.
 */
int queue_pull(struct queue *queue, struct queue_message *messages,
	       size_t *count);

/**
 * queue_publish() - hand over the verdict of a message
 * @text: one line; its newline does not go
 *
 * With an id that is the message's, so that the servers keep one of several.
 * Return: 0: on its way; -EAGAIN, -ENOTCONN, -ENOMEM.
 */
int queue_publish(struct queue *queue, const struct queue_message *message,
		  const char *text);

/**
 * queue_settle() - wait until all that was published is kept
 *
 * Return: 0: by the stream, or it was there already; -EAGAIN: of one or more
 * nobody knows; -ENOTCONN.
 */
int queue_settle(struct queue *queue);

/** queue_acknowledge() - a message is done; if that is lost, it comes again */
void queue_acknowledge(struct queue *queue,
		       const struct queue_message *message);

/** queue_drop() - frees the batch; what is not acknowledged comes again */
void queue_drop(struct queue *queue);

/** queue_left() - messages nobody has acknowledged. Return: 0, -EAGAIN. */
int queue_left(struct queue *queue, uint64_t *left);

/** Why the last call failed, in the server's words. */
const char *queue_why(const struct queue *queue);

/** What was acknowledged is sent. NULL is allowed. */
void queue_close(struct queue *queue);

#endif /* STREAM_QUEUE_H */

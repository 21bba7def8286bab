// SPDX-License-Identifier: MIT
#include "serve.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../base/talk.h"
#include "batch.h"

/* Failures in a row, a second or more apart: an election takes some of them. */
#define FAILURES_MAX 60

static volatile sig_atomic_t stopped;

static void stop(int number)
{
	(void)number;
	stopped = 1;
}

static void stop_on_signals(void)
{
	const struct sigaction action = { .sa_handler = stop };

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
}

/* A message is a line; whoever sent it may have left its newline on. */
static int take_line(const struct queue_message *message, struct line *line)
{
	size_t len = message->len;

	if (len && message->text[len - 1] == '\n')
		len--;
	if (len && message->text[len - 1] == '\r')
		len--;
	line->too_long = len > LINE_MAX_BYTES;
	if (line->too_long)
		return 0;
	line->text = malloc(len + 1);
	if (!line->text)
		return -ENOMEM;
	memcpy(line->text, message->text, len);
	line->text[len] = '\0';
	line->len = len;
	return 0;
}

static int take_lines(const struct queue_message *messages, size_t count,
		      struct item *items)
{
	int err = 0;

	for (size_t i = 0; !err && i < count; i++) {
		items[i].number = messages[i].number;
		err = take_line(&messages[i], &items[i].line);
	}
	return err;
}

static void free_items(struct item *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(items[i].line.text);
		answer_free(&items[i].answer);
	}
}

static int count_item(struct tally *tally, const struct item *item)
{
	return item->answer.verdict ?
		       tally_verdict(tally, item->answer.verdict) :
		       tally_wrong(tally, item->answer.trouble);
}

/* Kept first, then acknowledged. */
static int hand_over(struct queue *queue, const struct queue_message *messages,
		     const struct item *items, size_t count,
		     struct tally *tally)
{
	int err = 0, settled;

	for (size_t i = 0; !err && i < count; i++)
		err = items[i].err ?: queue_publish(queue, &messages[i],
						    items[i].answer.text);
	settled = queue_settle(queue);
	if (err || settled)
		return err ? err : settled;
	for (size_t i = 0; !err && i < count; i++) {
		queue_acknowledge(queue, &messages[i]);
		err = count_item(tally, &items[i]);
	}
	return err;
}

static int judge_batch(struct queue *queue, const struct serve_order *order,
		       const struct queue_message *messages, size_t count,
		       struct tally *tally)
{
	struct item items[QUEUE_BATCH_MAX] = { 0 };
	int err = take_lines(messages, count, items);

	if (!err) {
		batch_judge(&order->questions, items, count, order->jobs);
		err = hand_over(queue, messages, items, count, tally);
	}
	free_items(items, count);
	return err;
}

/* One batch. Return: 0; -ENODATA: nothing is left; a negative errno. */
static int serve_batch(struct queue *queue, struct serve_order *order,
		       struct tally *tally)
{
	struct queue_message messages[QUEUE_BATCH_MAX];
	uint64_t left = 1;
	size_t count;
	int err = queue_pull(queue, messages, &count);

	if (!err && !count && order->drain)
		err = queue_left(queue, &left);
	if (!err && !left)
		return -ENODATA;
	if (order->now)
		order->questions.at = time(NULL);
	if (!err && count)
		err = judge_batch(queue, order, messages, count, tally);
	queue_drop(queue);
	return err;
}

static void wait_a_second(void)
{
	const struct timespec second = { .tv_sec = 1 };

	nanosleep(&second, NULL);
}

enum exit_code serve(struct queue *queue, struct serve_order *order,
		     struct tally *tally)
{
	unsigned int failures = 0;
	int err = 0;

	stop_on_signals();
	while (!stopped && err != -ENODATA) {
		err = serve_batch(queue, order, tally);
		failures = err == -EAGAIN ? failures + 1 : 0;
		if (err == -ENOMEM)
			return trouble("out of memory");
		if (err == -ENOTCONN || failures == FAILURES_MAX)
			return trouble("the servers of NATS are out of reach:"
				       " %s; what was not acknowledged is"
				       " judged when a worker is started again",
				       queue_why(queue));
		if (err == -EAGAIN)
			wait_a_second();
	}
	return EXIT_DONE;
}

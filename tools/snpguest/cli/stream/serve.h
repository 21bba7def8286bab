/* SPDX-License-Identifier: MIT */
/* Evidence from a queue, judged as lines of a stream, verdicts into another. */
#ifndef STREAM_SERVE_H
#define STREAM_SERVE_H

#include "answer.h"
#include "queue.h"
#include "tally.h"

/**
 * struct serve_order
 * @jobs: threads that judge
 * @now: each is judged for the time it comes; else for @questions' time
 * @drain: end when every message is acknowledged, by whomever
 * @questions: of each line
 */
struct serve_order {
	unsigned int jobs;
	bool now, drain;
	struct questions questions;
};

/**
 * serve() - until SIGTERM or SIGINT, or the queue is drained
 * @tally: counts what was published and acknowledged
 *
 * A message is acknowledged when its verdict is kept, and not before: whatever
 * ends before comes again, to any worker, and its verdict has the same id. After a
 * signal the batch at hand is brought to its end.
 *
 * Return: EXIT_DONE, whatever the verdicts; EXIT_TROUBLE: the servers were away
 * for longer than is waited for.
 */
enum exit_code serve(struct queue *queue, struct serve_order *order,
		     struct tally *tally);

#endif /* STREAM_SERVE_H */

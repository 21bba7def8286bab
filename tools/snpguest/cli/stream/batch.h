/* SPDX-License-Identifier: MIT */
/* Some lines at a time, judged by many threads. */
#ifndef STREAM_BATCH_H
#define STREAM_BATCH_H

#include "answer.h"

/**
 * struct item - a line and its answer
 * @number: of the line
 * @err: there is not even memory for an answer
 */
struct item {
	struct line line;
	uint64_t number;
	struct answer answer;
	int err;
};

/**
 * batch_judge() - answer them all
 * @jobs: threads, of which the caller's is one; fewer do
 */
void batch_judge(const struct questions *questions, struct item *items,
		 size_t count, unsigned int jobs);

#endif /* STREAM_BATCH_H */

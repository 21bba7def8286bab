/* SPDX-License-Identifier: MIT */
/*
 * Lines on their way: one thread reads them into a ring of places, many judge
 * them, and whoever has the ring takes the answers in order. What waits is bounded
 * by the places, and by the bytes in them.
 */
#ifndef STREAM_RING_H
#define STREAM_RING_H

#include "answer.h"

struct ring;

/**
 * struct place - a line and its answer
 * @number, @offset, @digest: as of struct lines, behind it
 * @err: there is not even memory for an answer
 */
struct place {
	enum { PLACE_FREE, PLACE_READ, PLACE_ANSWERED } stage;
	struct line line;
	uint64_t number, offset;
	struct digest digest;
	struct answer answer;
	int err;
};

/**
 * ring_new() - nothing is read yet
 * @in: descriptor of the lines
 * @jobs: threads that will judge
 * @questions: have to outlive it
 *
 * Return: NULL when memory ran out. ring_free().
 */
struct ring *ring_new(int in, unsigned int jobs,
		      const struct questions *questions);

/** What lines_skip() does, of the ring's lines; before ring_start(). */
int ring_skip(struct ring *ring, uint64_t number, uint64_t offset,
	      const struct digest *digest);

/** Starts the threads. Return: 0; -EAGAIN when there are none to be had. */
int ring_start(struct ring *ring);

/**
 * ring_answer() - the next answer in order
 * @ended: out: there will be none
 *
 * Return: NULL when it is not there yet. ring_release() it before the next.
 */
struct place *ring_answer(struct ring *ring, bool *ended);

/** Waits for the next answer, or its absence, but no longer than a second. */
void ring_await(struct ring *ring);

/** Makes room for another line. */
void ring_release(struct ring *ring, struct place *place);

/**
 * ring_stop() - end the threads, also with lines left
 *
 * Return: 0; a negative errno when the lines could not be read to their end.
 */
int ring_stop(struct ring *ring);

/** After ring_stop(), if it was started. */
void ring_free(struct ring *ring);

#endif /* STREAM_RING_H */

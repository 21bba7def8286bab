// SPDX-License-Identifier: MIT
/* What becomes of the answers: written in order, counted, and noted. */
#include "stream.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../base/talk.h"
#include "ring.h"

/* How much work is done again after an end without warning. */
#define CHECKPOINT_SECONDS 2

static int cannot_write(void)
{
	trouble("cannot write the verdicts: %s", strerror(errno));
	return -1;
}

/* A stream forgets what it could not write: the next flush would go well. */
static int flush(const struct stream_order *order)
{
	return fflush(order->out) ? cannot_write() : 0;
}

/* What is written is on disk before the state says so. */
static int checkpoint(const struct stream_order *order,
		      const struct state *state, const struct tally *tally)
{
	if (flush(order))
		return -1;
	if (state->path && fdatasync(fileno(order->out)))
		return cannot_write();
	return state_save(state, tally);
}

static int write_answer(const struct stream_order *order,
			const struct place *place, struct state *state,
			struct tally *tally)
{
	const struct answer *answer = &place->answer;
	size_t len = answer->text ? strlen(answer->text) : 0;
	int err = place->err;

	if (!err && fwrite(answer->text, 1, len, order->out) != len)
		return cannot_write();
	if (!err && answer->verdict)
		err = tally_verdict(tally, answer->verdict);
	else if (!err)
		err = tally_wrong(tally, answer->trouble);
	if (err) {
		trouble("line %llu: out of memory",
			(unsigned long long)place->number);
		return -1;
	}
	state->lines = place->number;
	state->in = place->offset;
	state->digest = place->digest;
	state->out += len;
	return 0;
}

/**
 * struct pace - when what was said and saved last; seconds
 * @before: lines that were judged before the start
 */
struct pace {
	time_t start, shown, saved;
	uint64_t before;
};

static time_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static void show_progress(const struct pace *pace, const struct tally *tally,
			  const char *end)
{
	uint64_t all = tally_lines(tally);
	time_t seconds = now() - pace->start;

	fprintf(stderr, "\r%llu judged, %llu/s, %llu refused, %llu unknown%s",
		(unsigned long long)all,
		(unsigned long long)(all - pace->before) /
			(unsigned long long)(seconds ? seconds : 1),
		(unsigned long long)tally->refused,
		(unsigned long long)tally->unknown, end);
}

/* What has to be done from time to time. Return: 0; -1 after trouble(). */
static int keep_pace(struct pace *pace, const struct stream_order *order,
		     const struct state *state, const struct tally *tally)
{
	time_t t = now();

	if (order->progress && t != pace->shown) {
		pace->shown = t;
		show_progress(pace, tally, "   ");
	}
	if (!state->path || t - pace->saved < CHECKPOINT_SECONDS)
		return 0;
	pace->saved = t;
	return checkpoint(order, state, tally);
}

/* Writes the next answer, or waits for it. Return: 0; -1 after trouble(). */
static int write_next(struct ring *ring, const struct stream_order *order,
		      struct state *state, struct tally *tally, bool *ended)
{
	struct place *place = ring_answer(ring, ended);

	if (!place && flush(order))
		return -1;
	if (!place && !*ended)
		ring_await(ring);
	if (!place)
		return 0;
	if (write_answer(order, place, state, tally))
		return -1;
	ring_release(ring, place);
	return 0;
}

/* Until the end. Return: 0; -1 after trouble(). */
static int write_answers(struct ring *ring, const struct stream_order *order,
			 struct state *state, struct tally *tally)
{
	struct pace pace = { now(), now(), now(), tally_lines(tally) };
	bool ended = false;

	while (!ended) {
		if (write_next(ring, order, state, tally, &ended) ||
		    keep_pace(&pace, order, state, tally))
			return -1;
	}
	if (order->progress)
		show_progress(&pace, tally, "\n");
	return checkpoint(order, state, tally);
}

static int cannot_read(int err)
{
	if (err == -EMSGSIZE)
		trouble("cannot read the stream: a line goes on for more than 1"
			" GiB; are these lines?");
	else
		trouble("cannot read the stream: %s", strerror(-err));
	return -1;
}

/* Where it ended before. Return: 0; -1 after trouble(). */
static int skip(struct ring *ring, const struct state *state)
{
	int err = state->path ? ring_skip(ring, state->lines, state->in,
					  &state->digest) :
				0;

	if (err == -EILSEQ)
		trouble("%s: the stream is another one than it was begun with:"
			" its first %llu lines, to byte %llu, are not those that"
			" were judged; give that one, or remove the state to"
			" begin anew", state->path,
			(unsigned long long)state->lines,
			(unsigned long long)state->in);
	else if (err)
		return cannot_read(err);
	return err ? -1 : 0;
}

static int run(struct ring *ring, const struct stream_order *order,
	       struct state *state, struct tally *tally)
{
	int ret = ring_start(ring), err;

	if (ret)
		trouble("cannot start a thread");
	else
		ret = write_answers(ring, order, state, tally);
	err = ring_stop(ring);
	return ret == 0 && err ? cannot_read(err) : ret;
}

enum exit_code stream_run(const struct stream_order *order, struct state *state,
			  struct tally *tally)
{
	struct ring *ring = ring_new(order->in, order->jobs, &order->questions);
	int ret;

	if (!ring)
		return trouble("out of memory");
	ret = skip(ring, state);
	if (!ret)
		ret = run(ring, order, state, tally);
	ring_free(ring);
	return ret ? EXIT_TROUBLE : EXIT_DONE;
}

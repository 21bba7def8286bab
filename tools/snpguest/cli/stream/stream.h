/* SPDX-License-Identifier: MIT */
/* A stream of evidence, judged by many threads, answered in its order. */
#ifndef STREAM_H
#define STREAM_H

#include "../base/command.h"
#include "answer.h"
#include "state.h"

#define STREAM_JOBS_MAX 256

/**
 * struct stream_order
 * @in: descriptor of the lines
 * @out: where the answers go; at @state->out of it
 * @jobs: threads that judge, 1 to STREAM_JOBS_MAX
 * @progress: say on standard error how far it came
 */
struct stream_order {
	int in;
	FILE *out;
	unsigned int jobs;
	bool progress;
	struct questions questions;
};

/**
 * stream_run() - judge every line that is left
 * @state: where to begin; out: where it ended
 * @tally: goes on counting
 *
 * Memory is bounded whatever the lines are: 16 MiB of lines that wait, and for each
 * thread LINE_MAX_BYTES of a line, of its files, and of the copies and of what is
 * unpacked when it is judged.
 *
 * Return: EXIT_DONE when the end was reached, whatever the verdicts; else
 * EXIT_TROUBLE.
 */
enum exit_code stream_run(const struct stream_order *order, struct state *state,
			  struct tally *tally);

#endif /* STREAM_H */

/* SPDX-License-Identifier: MIT */
/* How far a stream came, on disk, so that the work can go on after an end. */
#ifndef STREAM_STATE_H
#define STREAM_STATE_H

#include <stdint.h>

#include "../base/digest.h"
#include "tally.h"

/**
 * struct state
 * @path: the file; NULL: none is kept
 * @what: what the verdicts depend on beside the lines, as one text
 * @at: the time that all is judged for
 * @lines, @in, @out: lines of the input, its bytes up to there, and bytes of the
 *		      output that belong to them
 * @digest: of those lines, as of struct lines
 */
struct state {
	const char *path;
	const char *what;
	int64_t at;
	uint64_t lines, in, out;
	struct digest digest;
};

/**
 * state_load() - go on where the file says
 *
 * No file: a start from the beginning. Return: 0; -1 after trouble(): it cannot
 * be read, is none, or other things were demanded then.
 */
int state_load(struct state *state, struct tally *tally);

/** state_save() - @state and @tally, whole or not at all. Return: 0; -1. */
int state_save(const struct state *state, const struct tally *tally);

#endif /* STREAM_STATE_H */

/* SPDX-License-Identifier: MIT */
/* 'verify evidence --jobs': evidence in each line of a stream. */
#ifndef VERIFY_STREAM_H
#define VERIFY_STREAM_H

#include "judge.h"

/** Is the command line one for a stream, or for none? EXIT_DONE, EXIT_USAGE. */
enum exit_code verify_stream_check(const struct call *call);

/**
 * verify_stream() - judge all lines of the one operand
 * @shared: certificates and lists for all of them
 *
 * Return: EXIT_DONE: all are accepted; EXIT_REFUSED: one is refused;
 * EXIT_TROUBLE: one could not be judged, or not all were; EXIT_USAGE.
 */
enum exit_code verify_stream(const struct call *call,
			     const struct settings *settings,
			     const struct judge *judge,
			     struct demands *demands,
			     const struct bundle *shared);

#endif /* VERIFY_STREAM_H */

/* SPDX-License-Identifier: MIT */
/* 'verify evidence --jobs': evidence in each line of a stream. */
#ifndef VERIFY_STREAM_H
#define VERIFY_STREAM_H

#include "asker.h"

/** Is the command line one for a stream, or for none? EXIT_DONE, EXIT_USAGE. */
enum exit_code verify_stream_check(const struct call *call);

/**
 * verify_stream() - judge all lines of the one operand
 * @asker: after asker_prepare()
 *
 * Return: EXIT_DONE: all are accepted; EXIT_REFUSED: one is refused;
 * EXIT_TROUBLE: one could not be judged, or not all were; EXIT_USAGE.
 */
enum exit_code verify_stream(const struct call *call, struct asker *asker);

#endif /* VERIFY_STREAM_H */

/* SPDX-License-Identifier: MIT */
/* Which of its many lines decided a verdict. */
#ifndef STREAM_REASON_H
#define STREAM_REASON_H

#include <snpguest.h>

/**
 * verdict_reason() - the next line that decided
 * @index: where to look on; out: where it was
 *
 * All that failed; of what stayed unjudged only the first, since the others lack
 * the same. Return: NULL: none, as of one that accepts.
 */
const struct snpguest_check *
verdict_reason(const struct snpguest_verdict *verdict, size_t *index);

#endif /* STREAM_REASON_H */

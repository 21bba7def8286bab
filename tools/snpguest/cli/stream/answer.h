/* SPDX-License-Identifier: MIT */
/* From a line to the line that answers it. */
#ifndef STREAM_ANSWER_H
#define STREAM_ANSWER_H

#include <snpguest.h>

#include "request.h"

/**
 * struct questions - what all lines are asked
 * @shared: certificates and lists that may complete any evidence, @n_shared
 * @from: what lines may refer to
 * @at: seconds since 1970
 */
struct questions {
	struct snpguest_verifier *verifier;
	const struct snpguest_policy *policy;
	const struct snpguest_blob *shared;
	size_t n_shared;
	struct sources from;
	int64_t at;
	bool json;
};

/**
 * struct answer - start with zeros, end with answer_free()
 * @text: the line, with its newline
 * @verdict: NULL: the line was no evidence, or, @trouble, could not be judged
 */
struct answer {
	char *text;
	struct snpguest_verdict *verdict;
	bool trouble;
};

/**
 * answer_line() - judge one line; many threads may do so at a time
 * @number: of the line
 *
 * Return: 0; -ENOMEM when there is not even memory to say so.
 */
int answer_line(const struct questions *questions, const struct line *line,
		uint64_t number, struct answer *answer);

void answer_free(struct answer *answer);

#endif /* STREAM_ANSWER_H */

/* SPDX-License-Identifier: MIT */
/* What all evidence of one run is judged by, when it is more than one piece. */
#ifndef ASKER_H
#define ASKER_H

#include "judge.h"
#include "../stream/answer.h"

/**
 * struct asker - start with zeros, end with asker_free()
 * @shared: certificates and lists that may complete any evidence
 */
struct asker {
	struct settings settings;
	struct demands demands;
	struct judge judge;
	struct bundle shared;
};

/** The options; touches no file. Return: EXIT_DONE, EXIT_USAGE. */
enum exit_code asker_read(struct asker *asker, const struct call *call);

/** The files. Return: EXIT_DONE, EXIT_USAGE, EXIT_TROUBLE. */
enum exit_code asker_prepare(struct asker *asker, const struct call *call);

/**
 * asker_questions() - the same, as each line of many is asked
 * @questions: out: points into @asker; free(@questions->shared)
 *
 * What was not demanded is waived. Return: EXIT_DONE; EXIT_REFUSED: a file of the
 * caller's is no certificate; EXIT_TROUBLE.
 */
enum exit_code asker_questions(struct asker *asker, const struct call *call,
			       struct questions *questions);

/** --jobs; false: it is no number of threads. */
bool asker_jobs(const char *text, unsigned int *jobs);

void asker_free(struct asker *asker);

#endif /* ASKER_H */

/* SPDX-License-Identifier: MIT */
/* What verdicts of a stream depend on, beside its lines. */
#ifndef ASKED_H
#define ASKED_H

#include "judge.h"
#include "../stream/answer.h"

/**
 * describe_asked() - all of it as one text, to be compared
 * @questions: as they will be asked
 *
 * The options but those that only say where and how fast; and what the files had
 * in them, as far as they were read. Files that lines name are not among those,
 * nor is a certificate of --certs-by-digest.
 *
 * Return: the text, from malloc(); NULL without memory, or when there is no
 * digest to be had.
 */
char *describe_asked(const struct call *call, const struct judge *judge,
		     const struct questions *questions);

#endif /* ASKED_H */

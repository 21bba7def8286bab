/* SPDX-License-Identifier: MIT */
#ifndef SIMILAR_H
#define SIMILAR_H

#include <stddef.h>

/** struct similar - the word of a list that is most like a given one */
struct similar {
	const char *word; /* what was typed */
	const char *best; /* NULL as long as none is like it */
	size_t distance;
};

/**
 * similar_try() - is @candidate what was meant?
 *
 * Within one change of a short word, two of a longer one: a letter more, less,
 * another, or two exchanged; capitals are the same letters. Words beyond 31 bytes are like none.
 */
void similar_try(struct similar *similar, const char *candidate);

#endif /* SIMILAR_H */

// SPDX-License-Identifier: MIT
#include "similar.h"

#include <stdint.h>
#include <string.h>

#define WORD_MAX 32
#define SHORT_WORD 4

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The optimal string alignment distance of @a and @b. */
static size_t distance(const char *a, const char *b)
{
	size_t d[WORD_MAX][WORD_MAX];
	size_t n = strlen(a), m = strlen(b);

	for (size_t i = 0; i <= n; i++)
		d[i][0] = i;
	for (size_t j = 0; j <= m; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		for (size_t j = 1; j <= m; j++) {
			size_t change = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

			d[i][j] = least(change,
					least(d[i - 1][j], d[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[n][m];
}

/* Of words shorter than WORD_MAX. Capitals are no other letters. */
static void fold(char to[WORD_MAX], const char *word)
{
	do
		*to++ = *word >= 'A' && *word <= 'Z' ?
				(char)(*word - 'A' + 'a') :
				*word;
	while (*word++);
}

void similar_try(struct similar *similar, const char *candidate)
{
	size_t len = strlen(similar->word), found;
	char word[WORD_MAX], other[WORD_MAX];

	if (len >= WORD_MAX || strlen(candidate) >= WORD_MAX)
		return;
	fold(word, similar->word);
	fold(other, candidate);
	found = distance(word, other);
	if (found > (len <= SHORT_WORD ? 1 : 2))
		return;
	if (similar->best && found >= similar->distance)
		return;
	similar->best = candidate;
	similar->distance = found;
}

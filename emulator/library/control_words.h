/* SPDX-License-Identifier: MIT */
/* Commands of `snp-emulator ctl` from a program's words, for both libraries. */
#ifndef EMULATOR_CONTROL_WORDS_H
#define EMULATOR_CONTROL_WORDS_H

struct platform;

/*
 * control_words() - one command
 * @answer: allocated, free(); may be NULL
 *
 * Returns 0 or a negative errno: -E2BIG for more than 16 words.
 */
int control_words(struct platform *platform, int count,
		  const char *const *words, char **answer);

#endif /* EMULATOR_CONTROL_WORDS_H */

// SPDX-License-Identifier: MIT
#include "control_words.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "../program/control.h"

#define WORDS_MAX	16

int control_words(struct platform *platform, int count,
		  const char *const *words, char **answer)
{
	char *argv[WORDS_MAX], *text = NULL;
	int i, err;

	if (count < 0 || count > WORDS_MAX)
		return -E2BIG;
	/* They are only read; argv is not const for main()'s sake. */
	for (i = 0; i < count; i++)
		argv[i] = (char *)(uintptr_t)words[i];
	err = platform_control(platform, count, argv, &text);
	if (answer)
		*answer = text;
	else
		free(text);
	return err;
}

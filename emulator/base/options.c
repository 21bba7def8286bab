// SPDX-License-Identifier: MIT
#include "options.h"

#include <getopt.h>

/* A word of several letters is not left behind before the last of them. */
static const char *word_of(char *const *argv)
{
	const char *next = argv[optind];

	return optopt && next && *next == '-' && next[1] == optopt
		       ? next
		       : argv[optind - 1];
}

void options_misread(char *const *argv, int option, struct why why)
{
	because(why, 0, "'%s' %s", word_of(argv),
		option == ':' ? "wants a value" : "is not understood");
}

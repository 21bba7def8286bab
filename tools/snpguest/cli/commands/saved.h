/* SPDX-License-Identifier: MIT */
/* What 'attest --out DIR' leaves; without a DIR all of it does nothing. */
#ifndef SAVED_H
#define SAVED_H

#include <stddef.h>

#include "../output/print.h"
#include "judge.h"

/** saved_file() - write @name into @directory. Return: 0; -1 after trouble(). */
int saved_file(const char *directory, const char *name, const void *data,
	       size_t len);

/**
 * saved_and_printed() - write verdict.json, and print the verdict
 *
 * The last file that is written: what is beside it is complete. Where it cannot be
 * written, people are told both, programs that alone. Return:
 * EXIT_TROUBLE when it cannot be written; else as judge_print().
 */
enum exit_code saved_and_printed(const char *directory,
				 const struct judge *judge,
				 const struct outcome *outcome);

/**
 * saved_verdict_remove() - take an older verdict.json away
 *
 * One on another report must not lie beside this one's, or a failure's. Return:
 * EXIT_DONE, EXIT_TROUBLE.
 */
enum exit_code saved_verdict_remove(const char *directory);

#endif /* SAVED_H */

/* SPDX-License-Identifier: MIT */
/* What is said to people: standard error, one line each. */
#ifndef TALK_H
#define TALK_H

#include "command.h"

/** Says what went wrong. Returns EXIT_TROUBLE. */
__attribute__((format(printf, 1, 2))) enum exit_code trouble(const char *format,
							     ...);

/** Says what is wrong with the command line. Returns EXIT_USAGE. */
__attribute__((format(printf, 1, 2))) enum exit_code usage(const char *format,
							   ...);

/** Says why the answer is no. Returns EXIT_REFUSED. */
__attribute__((format(printf, 1, 2))) enum exit_code refused(const char *format,
							     ...);

/** Says something worth knowing, unless talk_quietly() was called. */
__attribute__((format(printf, 1, 2))) void note(const char *format, ...);

/** Silences note(). */
void talk_quietly(void);

/**
 * talk_take_trouble() - the last text of trouble(), usage() or refused()
 *
 * Return: the text, which lives until the next trouble; NULL when there was
 * none since the last call.
 */
const char *talk_take_trouble(void);

#endif /* TALK_H */

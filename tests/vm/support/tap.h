/* SPDX-License-Identifier: MIT */
/* Test results of one program, as TAP on standard output. */
#ifndef VM_TAP_H
#define VM_TAP_H

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned int tap_tests, tap_failures;

/* One test; returns @passed. */
__attribute__((format(printf, 2, 3)))
static inline bool check(bool passed, const char *format, ...)
{
	va_list arguments;

	printf("%sok %u - ", passed ? "" : "not ", ++tap_tests);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	fflush(stdout);
	tap_failures += !passed;
	return passed;
}

/* The plan, and the program's exit status. */
static inline int tap_end(void)
{
	printf("1..%u\n", tap_tests);
	return tap_failures ? 1 : 0;
}

/* Something that is no test has failed. */
__attribute__((noreturn))
static inline void give_up(const char *what)
{
	fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what,
		strerror(errno));
	exit(3);
}

/* "EIO"; "success" for 0. */
static inline const char *error_name(int error)
{
	const char *name = error ? strerrorname_np(error) : "success";

	return name ? name : "?";
}

#endif /* VM_TAP_H */

// SPDX-License-Identifier: MIT
/* ONLY=PATTERN runs the tests of a program whose names match it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

__attribute__((constructor)) static void choose_tests(void)
{
	const char *pattern = getenv("ONLY");

	if (pattern)
		cmocka_set_test_filter(pattern);
}

// SPDX-License-Identifier: MIT
/* Preloaded under the tool: allocation number FAIL_AT fails, once. */
#include <errno.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static int fails(void)
{
	static long number, fail_at = -1;

	if (fail_at < 0) {
		const char *text = getenv("FAIL_AT");

		fail_at = text ? atol(text) : 0;
	}
	if (++number != fail_at)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

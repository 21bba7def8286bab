// SPDX-License-Identifier: MIT
/*
 * Preloaded under the tool: allocation number FAIL_AT fails, once; and each of at
 * least FAIL_FROM bytes.
 *
 * As with a real malloc(), what a large block that was freed leaves can be had
 * again (one that is larger still goes back to the kernel): allocations that fit
 * into it do not fail. The library relies on that where libcrypto cannot bear a
 * failure.
 */
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

#define LARGE 16384
#define LARGER 65536

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void __libc_free(void *p);

/* Bytes of the large block that was freed last and not given out again. */
static size_t room;

static int is_too_much(size_t size)
{
	const char *text = getenv("FAIL_FROM");

	return text && size >= (size_t)atol(text);
}

static int fails(size_t size)
{
	static long number, fail_at = -1;

	if (fail_at < 0) {
		const char *text = getenv("FAIL_AT");

		fail_at = text ? atol(text) : 0;
	}
	if (is_too_much(size)) {
		errno = ENOMEM;
		return 1;
	}
	if (++number != fail_at)
		return 0;
	if (size <= room) {
		fail_at++;
		return 0;
	}
	errno = ENOMEM;
	return 1;
}

/* @p was allocated: it takes from the room, or that is gone for good. */
static void *taken(void *p, size_t size)
{
	room = size <= room ? room - size : 0;
	return p;
}

void *malloc(size_t size)
{
	return fails(size) ? NULL : taken(__libc_malloc(size), size);
}

void *calloc(size_t count, size_t size)
{
	return fails(count * size) ? NULL : taken(__libc_calloc(count, size),
						  count * size);
}

void *realloc(void *old, size_t size)
{
	return fails(size) ? NULL : taken(__libc_realloc(old, size), size);
}

void free(void *p)
{
	size_t size = p ? malloc_usable_size(p) : 0;

	if (size >= LARGE && size < LARGER)
		room = size;
	__libc_free(p);
}

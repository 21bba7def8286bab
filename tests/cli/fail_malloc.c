// SPDX-License-Identifier: MIT
/*
 * Preloaded under the tool: allocation number FAIL_AT fails, once; and each of at
 * least FAIL_FROM bytes; and each that a function asks for, itself or through what it
 * calls: FAIL_IN is its name, for one that a library exports, or LOW-HIGH, where it
 * is in the program's file (hexadecimal).
 *
 * As with a real malloc(), what a large block that was freed leaves can be had
 * again (one that is larger still goes back to the kernel): allocations that fit
 * into it do not fail. The library relies on that where libcrypto cannot bear a
 * failure.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <link.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define LARGE 16384
#define LARGER 65536
#define FRAMES_MAX 64

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

/* The program itself comes first. */
static int take_base(struct dl_phdr_info *info, size_t size, void *base)
{
	(void)size;
	*(size_t *)base = info->dlpi_addr;
	return 1;
}

static int is_in(void *frame, const char *where)
{
	size_t base = 0, low, high;
	Dl_info info;
	char *end;

	low = strtoul(where, &end, 16);
	if (*end != '-')
		return dladdr(frame, &info) && info.dli_sname &&
		       strcmp(info.dli_sname, where) == 0;
	high = strtoul(end + 1, NULL, 16);
	dl_iterate_phdr(take_base, &base);
	return (size_t)frame - base > low && (size_t)frame - base <= high;
}

/* Looking at the stack may allocate. */
static int is_asked_there(void)
{
	static __thread int looking;
	const char *where = getenv("FAIL_IN");
	void *frames[FRAMES_MAX];
	int count, found = 0;

	if (!where || looking)
		return 0;
	looking = 1;
	count = backtrace(frames, FRAMES_MAX);
	while (!found && count > 0)
		found = is_in(frames[--count], where);
	looking = 0;
	return found;
}

static int fails(size_t size)
{
	static long number, fail_at = -1;

	if (fail_at < 0) {
		const char *text = getenv("FAIL_AT");

		fail_at = text ? atol(text) : 0;
	}
	if (is_too_much(size) || is_asked_there()) {
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

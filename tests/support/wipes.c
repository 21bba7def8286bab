// SPDX-License-Identifier: MIT
#include "wipes.h"

#include <stdint.h>
#include <string.h>

#define WIPES_MAX 64

static struct {
	uintptr_t first, end;
	bool held;
} wipes[WIPES_MAX];
static unsigned int count;
static struct {
	const void *secret;
	size_t len;
} watch;

void __real_explicit_bzero(void *at, size_t len);
void __wrap_explicit_bzero(void *at, size_t len);
void __real_OPENSSL_cleanse(void *at, size_t len);
void __wrap_OPENSSL_cleanse(void *at, size_t len);

static void remember(const void *at, size_t len)
{
	wipes[count % WIPES_MAX].first = (uintptr_t)at;
	wipes[count % WIPES_MAX].end = (uintptr_t)at + len;
	wipes[count % WIPES_MAX].held =
		watch.secret && memmem(at, len, watch.secret, watch.len);
	count++;
}

void __wrap_explicit_bzero(void *at, size_t len)
{
	remember(at, len);
	__real_explicit_bzero(at, len);
}

void __wrap_OPENSSL_cleanse(void *at, size_t len)
{
	remember(at, len);
	__real_OPENSSL_cleanse(at, len);
}

void wipes_forget(void)
{
	memset(wipes, 0, sizeof(wipes));
	count = 0;
}

bool wipes_cover(const void *at, size_t len)
{
	for (int i = 0; i < WIPES_MAX; i++)
		if (wipes[i].first <= (uintptr_t)at &&
		    wipes[i].end >= (uintptr_t)at + len)
			return true;
	return false;
}

void wipes_watch(const void *secret, size_t len)
{
	watch.secret = secret;
	watch.len = len;
}

bool wipes_held(size_t size)
{
	for (int i = 0; i < WIPES_MAX; i++)
		if (wipes[i].held && wipes[i].end - wipes[i].first == size)
			return true;
	return false;
}

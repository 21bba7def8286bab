// SPDX-License-Identifier: MIT
#include "cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/lock.h"
#include "../base/talk.h"

#define WAIT_MAX 120 /* seconds for another process */

/* The user's own, below a directory that may be missing, too. */
static char *own_directory(void)
{
	const char *base = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	char *path = NULL;
	char *above = NULL;
	int n;

	if (base && base[0] == '/')
		n = asprintf(&above, "%s", base);
	else if (home && home[0] == '/')
		n = asprintf(&above, "%s/.cache", home);
	else
		return NULL;
	if (n < 0)
		return NULL;
	(void)!mkdir(above, 0700);
	path = path_join(above, "snpguest");
	free(above);
	return path;
}

/* Links that others could put in it would lead writing elsewhere. */
static const char *unusable(const char *path)
{
	struct stat st;

	if (mkdir(path, 0700) && errno != EEXIST)
		return strerror(errno);
	if (stat(path, &st))
		return strerror(errno);
	if (!S_ISDIR(st.st_mode))
		return "not a directory";
	if (st.st_uid != geteuid())
		return "another user's";
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return "others may write in it";
	return NULL;
}

static int open_lock(const char *directory)
{
	char *path = path_join(directory, "lock");
	int fd = -1;

	if (path)
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
			  0600);
	free(path);
	return fd;
}

void cache_open(struct cache *cache, const char *directory)
{
	char *path = directory ? strdup(directory) : own_directory();
	const char *why = path ? unusable(path) : NULL;

	*cache = (struct cache){ .lock = -1 };
	if (why) {
		note("%s: not used as a cache: %s", path, why);
		free(path);
		return;
	}
	if (!path)
		return;
	cache->directory = path;
	cache->lock = open_lock(path);
}

void cache_close(struct cache *cache)
{
	if (cache->lock >= 0)
		close(cache->lock);
	free(cache->directory);
	*cache = (struct cache){ .lock = -1 };
}

bool cache_read(const struct cache *cache, const char *name, size_t limit,
		struct buffer *bytes)
{
	char *path;
	bool found;

	if (!cache->directory)
		return false;
	path = path_join(cache->directory, name);
	found = path && file_try_read_regular(path, limit, bytes) == 0;
	free(path);
	if (found && bytes->len > 0)
		return true;
	if (found)
		free(bytes->data);
	return false;
}

void cache_keep(const struct cache *cache, const char *name,
		struct buffer bytes)
{
	char *path;
	int err;

	if (!cache->directory)
		return;
	path = path_join(cache->directory, name);
	if (!path)
		return;
	err = file_try_write(path, bytes.data, bytes.len, MODE_PUBLIC);
	if (err)
		note("%s: not kept: %s", path, strerror(-err));
	free(path);
}

/* FNV-1a; two names that share a byte only wait for each other. */
static off_t byte_of(const char *name)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *name; name++)
		hash = (hash ^ (uint8_t)*name) * UINT64_C(0x100000001b3);
	return (off_t)(hash >> 2);
}

void cache_lock(const struct cache *cache, const char *name)
{
	char *told = NULL;

	if (cache->lock < 0 ||
	    asprintf(&told, "another snpguest asks for %s; waiting", name) < 0)
		return;
	if (lock_take(cache->lock, byte_of(name), 1, WAIT_MAX, told) ==
	    -ETIMEDOUT)
		note("%s: another snpguest still asks for it; going on without",
		     name);
	free(told);
}

void cache_unlock(const struct cache *cache, const char *name)
{
	if (cache->lock >= 0)
		lock_give(cache->lock, byte_of(name), 1);
}

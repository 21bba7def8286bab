/* SPDX-License-Identifier: MIT */
/*
 * What was fetched before, in a directory of files. Nothing in it is trusted:
 * whoever takes something out judges it as if the service had just sent it.
 */
#ifndef CACHE_H
#define CACHE_H

#include "../base/files.h"

/**
 * struct cache - a directory, and its lock
 * @directory: NULL where there is none to be had: nothing is found and nothing
 *	       kept then
 * @lock: file descriptor, or -1
 */
struct cache {
	char *directory;
	int lock;
};

/**
 * cache_open() - find the directory, and make it where it is missing
 * @directory: NULL: $XDG_CACHE_HOME/snpguest, else $HOME/.cache/snpguest
 *
 * One that is another user's, or that others may write in, is not used; that
 * is told. End with cache_close() in every case.
 */
void cache_open(struct cache *cache, const char *directory);

void cache_close(struct cache *cache);

/**
 * cache_read() - take an entry
 * @limit: larger ones do not count
 * @bytes: out: free(@bytes->data)
 *
 * Return: true when there is one.
 */
bool cache_read(const struct cache *cache, const char *name, size_t limit,
		struct buffer *bytes);

/** cache_keep() - put an entry in, whole; that it cannot be done is told */
void cache_keep(const struct cache *cache, const char *name,
		struct buffer bytes);

/**
 * cache_lock() - be the only one that asks for an entry
 *
 * An open file description lock on one byte of the file "lock" by the name's
 * hash: it ends with the process, and other entries are free. Waits for
 * another holder, two minutes at most, and tells so after a second; then, and
 * where files cannot be locked, goes on without.
 */
void cache_lock(const struct cache *cache, const char *name);

/** Ends what cache_lock() began; harmless without. */
void cache_unlock(const struct cache *cache, const char *name);

#endif /* CACHE_H */

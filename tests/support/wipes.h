/* SPDX-License-Identifier: MIT */
/*
 * Which memory the code under test wiped: a secret on a stack cannot be looked
 * at after its function is gone. For programs in WIPES_SEEN
 * (sources.mk).
 */
#ifndef WIPES_H
#define WIPES_H

#include <stdbool.h>
#include <stddef.h>

/** Forgets what was wiped so far. */
void wipes_forget(void);

/** Were the @len bytes at @at wiped by one call since then? */
bool wipes_cover(const void *at, size_t len);

/** Looks for the @len bytes of @secret in all that is wiped from now on. */
void wipes_watch(const void *secret, size_t len);

/** Did it stand in a wiped piece of memory of exactly @size bytes? */
bool wipes_held(size_t size);

#endif

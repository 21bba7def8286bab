/* SPDX-License-Identifier: MIT */
/* Locks between processes: of open file descriptions, so that they end with those. */
#ifndef LOCK_H
#define LOCK_H

#include <sys/types.h>

/**
 * lock_take() - an exclusive lock on bytes of a file
 * @start, @len: which; @len 0: from @start on
 * @seconds: how long to wait for another holder
 * @told: noted when the wait takes longer than a second
 *
 * Ends with lock_give(), or with the descriptor. Return: 0; -ETIMEDOUT; another
 * negative errno where the file cannot be locked.
 */
int lock_take(int fd, off_t start, off_t len, unsigned int seconds,
	      const char *told);

void lock_give(int fd, off_t start, off_t len);

#endif /* LOCK_H */

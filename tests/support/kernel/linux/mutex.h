/* SPDX-License-Identifier: MIT */
/* One thread: the lock only has to be taken and released in turn. */
#ifndef STANDIN_LINUX_MUTEX_H
#define STANDIN_LINUX_MUTEX_H

#include <assert.h>
#include <errno.h>
#include <stdbool.h>

struct mutex {
	bool locked;
};

static inline void mutex_lock(struct mutex *lock)
{
	assert(!lock->locked);
	lock->locked = true;
}

/* A fatal signal comes while the caller queues. */
extern bool standin_killed;

static inline int mutex_lock_killable(struct mutex *lock)
{
	if (standin_killed)
		return -EINTR;
	mutex_lock(lock);
	return 0;
}

static inline bool mutex_trylock(struct mutex *lock)
{
	if (lock->locked)
		return false;
	lock->locked = true;
	return true;
}

#define mutex_init(lock)	((lock)->locked = false)
#define mutex_destroy(lock)	((void)(lock))

static inline void mutex_unlock(struct mutex *lock)
{
	assert(lock->locked);
	lock->locked = false;
}

#endif

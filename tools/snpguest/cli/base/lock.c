// SPDX-License-Identifier: MIT
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "talk.h"

#define PER_SECOND 10 /* tries */

static int set(int fd, off_t start, off_t len, short type)
{
	struct flock range = {
		.l_type = type,
		.l_whence = SEEK_SET,
		.l_start = start,
		.l_len = len,
	};

	return fcntl(fd, F_OFD_SETLK, &range) ? -errno : 0;
}

int lock_take(int fd, off_t start, off_t len, unsigned int seconds,
	      const char *told)
{
	static const struct timespec pause = {
		.tv_nsec = 1000000000 / PER_SECOND
	};

	for (unsigned int i = 0; i <= seconds * PER_SECOND; i++) {
		int err = set(fd, start, len, F_WRLCK);

		if (err != -EAGAIN && err != -EACCES)
			return err;
		if (i == PER_SECOND)
			note("%s", told);
		nanosleep(&pause, NULL);
	}
	return -ETIMEDOUT;
}

void lock_give(int fd, off_t start, off_t len)
{
	(void)set(fd, start, len, F_UNLCK);
}

// SPDX-License-Identifier: MIT
#include "rewrite.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "lock.h"
#include "talk.h"

#define WAIT_MAX 60 /* seconds; a guest's request may hold it so long */

static int put(int fd, const uint8_t *data, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = pwrite(fd, data + done, len - done, (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		done += (size_t)n;
	}
	if (ftruncate(fd, (off_t)len) || fsync(fd))
		return -errno;
	return 0;
}

/* A file system that cannot reserve tells when it is written to. */
static int reserve(int fd, size_t len)
{
	int err = posix_fallocate(fd, 0, (off_t)len);

	return err == EOPNOTSUPP || err == EINVAL ? 0 : -err;
}

static int change(int fd, const struct buffer *old, const void *data,
		  size_t len)
{
	int err = reserve(fd, len);

	if (!err)
		err = put(fd, data, len);
	if (err)
		(void)put(fd, old->data, old->len);
	return err;
}

/* A signal in the middle would leave half of it. */
static int change_undisturbed(int fd, const struct buffer *old,
			      const void *data, size_t len)
{
	sigset_t all, before;
	int err;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	err = change(fd, old, data, len);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return err;
}

static bool is_still(int fd, const char *path)
{
	struct stat ours, its;

	return fstat(fd, &ours) == 0 && stat(path, &its) == 0 &&
	       ours.st_dev == its.st_dev && ours.st_ino == its.st_ino;
}

static int failed(const char *path, const char *what, int err)
{
	trouble("%s: %s: %s", path, what, strerror(-err));
	return -1;
}

static int lock(int fd, const char *path)
{
	char *told = NULL;
	int err;

	if (asprintf(&told, "%s: a host is reading it; waiting", path) < 0)
		return failed(path, "cannot lock it", -ENOMEM);
	err = lock_take(fd, 0, 0, WAIT_MAX, told);
	free(told);
	if (err == -ETIMEDOUT) {
		trouble("%s: another program keeps it locked; try again when a"
			" guest's request or an update has ended",
			path);
		return -1;
	}
	return err ? failed(path, "cannot lock it", err) : 0;
}

/* Of the file that is locked, whatever its name is by now. */
static int read_old(int fd, struct buffer *old)
{
	int err = file_try_read_fd(fd, FILE_LIMIT + 1, old);

	if (!err && old->len > FILE_LIMIT) {
		buffer_free(old);
		return -EFBIG;
	}
	return err;
}

static int rewrite_open(int fd, const char *path, const void *data, size_t len)
{
	struct buffer old;
	int err;

	if (lock(fd, path))
		return -1;
	if (!is_still(fd, path)) {
		trouble("%s: another file came to its place; try again", path);
		return -1;
	}
	err = read_old(fd, &old);
	if (err)
		return failed(path, "cannot keep what is there", err);
	err = change_undisturbed(fd, &old, data, len);
	free(old.data);
	return err ? failed(path, "cannot write", err) : 0;
}

int file_rewrite(const char *path, const void *data, size_t len)
{
	int fd, ret;

	if (strcmp(path, "-") == 0 || path_is_special(path))
		return file_write(path, data, len, MODE_PUBLIC);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return file_write(path, data, len, MODE_PUBLIC);
	if (fd < 0)
		return failed(path, "cannot open for writing", -errno);
	ret = rewrite_open(fd, path, data, len);
	close(fd);
	return ret;
}

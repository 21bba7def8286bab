// SPDX-License-Identifier: MIT
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_all(int fd, uint8_t *bytes, size_t size)
{
	size_t done = 0;
	ssize_t n;

	while (done < size) {
		n = read(fd, bytes + done, size - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return -EIO;
		done += (size_t)n;
	}
	return 0;
}

static int read_sized(int fd, size_t max, uint8_t **bytes, size_t *size)
{
	struct stat st;
	int err;

	if (fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if (st.st_size < 0 || (uint64_t)st.st_size > max)
		return -EFBIG;
	*size = (size_t)st.st_size;
	*bytes = calloc(1, *size + 1);
	if (!*bytes)
		return -ENOMEM;
	err = read_all(fd, *bytes, *size);
	if (err)
		free(*bytes);
	return err;
}

int file_read(int dir, const char *name, size_t max, uint8_t **bytes,
	      size_t *size)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int err;

	if (fd < 0)
		return -errno;
	err = read_sized(fd, max, bytes, size);
	close(fd);
	return err;
}

static int write_all(int fd, const uint8_t *bytes, size_t size)
{
	ssize_t n;

	while (size) {
		n = write(fd, bytes, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		bytes += n;
		size -= (size_t)n;
	}
	return 0;
}

/* Where a file is written before it takes its place. */
struct staged {
	char name[300];
};

static struct staged staged(const char *name)
{
	struct staged s;

	snprintf(s.name, sizeof(s.name), "%s.new", name);
	return s;
}

int file_stage(int dir, const char *name, mode_t mode, const void *bytes,
	       size_t size)
{
	int err, fd = openat(dir, staged(name).name,
			     O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	if (fd < 0)
		return -errno;
	err = write_all(fd, bytes, size);
	if (close(fd) && !err)
		err = -errno;
	if (err)
		file_drop(dir, name);
	return err;
}

int file_commit(int dir, const char *name)
{
	return renameat(dir, staged(name).name, dir, name) ? -errno : 0;
}

void file_drop(int dir, const char *name)
{
	unlinkat(dir, staged(name).name, 0);
}

int file_write(int dir, const char *name, mode_t mode, const void *bytes,
	       size_t size)
{
	int err = file_stage(dir, name, mode, bytes, size);

	if (!err)
		err = file_commit(dir, name);
	if (err)
		file_drop(dir, name);
	return err;
}

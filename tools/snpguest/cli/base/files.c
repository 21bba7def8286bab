// SPDX-License-Identifier: MIT
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "leftover.h"
#include "talk.h"

static int failed(const char *path, const char *what)
{
	trouble("%s: %s: %s", path, what, strerror(errno));
	return -1;
}

const char *file_shown_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "standard input" : path;
}

void buffer_free(struct buffer *bytes)
{
	free(bytes->data);
	*bytes = (struct buffer){ NULL, 0 };
}

/* What does not say how long it is, is read in pieces from here on. */
#define FIRST_ROOM 2048

/* A file's length, and a byte to see its end. */
static size_t first_room(int fd)
{
	struct stat st;
	bool tells = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);

	return tells && st.st_size >= FIRST_ROOM ? (size_t)st.st_size + 1 :
						   FIRST_ROOM;
}

/* Room of @size bytes. It may be a secret: nothing stays where it was. */
static int move(struct buffer *bytes, size_t size)
{
	uint8_t *data = malloc(size);

	if (!data)
		return -ENOMEM;
	if (bytes->len) {
		memcpy(data, bytes->data, bytes->len);
		explicit_bzero(bytes->data, bytes->len);
	}
	free(bytes->data);
	bytes->data = data;
	return 0;
}

/* Where there is no room left: @room becomes twice as much, @size at most. */
static int grow(int fd, struct buffer *bytes, size_t *room, size_t size)
{
	size_t more = *room ? 2 * *room : first_room(fd);

	if (bytes->len < *room)
		return 0;
	*room = more < size ? more : size;
	return move(bytes, *room);
}

/* Return: as read(), but for a negative errno. */
static ssize_t read_some(int fd, uint8_t *data, size_t size)
{
	ssize_t n;

	do
		n = read(fd, data, size);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

/* Up to @size bytes. */
static int read_fd(int fd, size_t size, struct buffer *bytes)
{
	size_t room = 0;
	ssize_t n;

	do {
		if (grow(fd, bytes, &room, size))
			return -ENOMEM;
		n = read_some(fd, bytes->data + bytes->len, room - bytes->len);
		bytes->len += n > 0 ? (size_t)n : 0;
	} while (n > 0 && bytes->len < size);
	return n < 0 ? (int)n : 0;
}

int file_try_read_fd(int fd, size_t size, struct buffer *bytes)
{
	int err;

	*bytes = (struct buffer){ NULL, 0 };
	err = read_fd(fd, size, bytes);
	if (err) {
		explicit_bzero(bytes->data, bytes->len);
		buffer_free(bytes);
	}
	return err;
}

int file_try_read(const char *path, size_t size, struct buffer *bytes)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	int err = fd < 0 ? -errno : 0;

	*bytes = (struct buffer){ NULL, 0 };
	if (fd < 0)
		return err;
	err = file_try_read_fd(fd, size, bytes);
	if (!is_stdin)
		close(fd);
	return err;
}

/* What the name meant a moment ago may be another thing by now. */
static int open_regular(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	return -EINVAL;
}

int file_try_read_regular(const char *path, size_t size, struct buffer *bytes)
{
	int err, fd;

	*bytes = (struct buffer){ NULL, 0 };
	if (path_is_special(path))
		return -EINVAL;
	fd = open_regular(path);
	if (fd < 0)
		return fd;
	err = file_try_read_fd(fd, size, bytes);
	close(fd);
	return err;
}

int file_complain(const char *path, int err)
{
	const char *name = file_shown_name(path);

	if (err == -EISDIR)
		trouble("%s: this is a directory; a file is needed", name);
	else
		trouble("%s: cannot %s: %s", name,
			err == -EIO || err == -ENOMEM ? "read" : "open",
			strerror(-err));
	return -1;
}

int file_read(const char *path, size_t limit, struct buffer *bytes)
{
	const char *name = file_shown_name(path);
	/* One byte more than allowed, to see that there is more. */
	int err = file_try_read(path, limit + 1, bytes);

	if (err)
		return file_complain(path, err);
	if (bytes->len > 0 && bytes->len <= limit)
		return 0;
	if (bytes->len)
		trouble("%s: the file is too large, more than %zu bytes", name,
			limit);
	else
		trouble("%s: the file is empty", name);
	buffer_free(bytes);
	return -1;
}

static int write_all(int fd, const uint8_t *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

static int write_through(const char *path, const void *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return failed(path, "cannot open for writing");
	if (write_all(fd, data, len)) {
		failed(path, "cannot write");
		close(fd);
		return -1;
	}
	return close(fd) ? failed(path, "cannot write") : 0;
}

static const char *last_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The directory that @path is a name in; from malloc(), NULL without memory. */
static char *parent_of(const char *path)
{
	size_t len = (size_t)(last_of(path) - path);

	return len ? strndup(path, len) : strdup(".");
}

/* The rename itself lasts only once the directory is on disk. */
static void sync_directory(const char *path)
{
	char *directory = parent_of(path);
	int fd = directory ? open(directory,
				  O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (fd >= 0) {
		/* Some file systems cannot; the file itself is complete. */
		(void)!fsync(fd);
		close(fd);
	}
	free(directory);
}

static int temporary_name(const char *path, char *name, size_t size)
{
	int directory = (int)(last_of(path) - path);
	uint64_t unique;
	int n;

	if (getrandom(&unique, sizeof(unique), 0) != sizeof(unique))
		return -1;
	n = snprintf(name, size, "%.*s.snpguest-%016llx", directory, path,
		     (unsigned long long)unique);
	if (n < 0 || (size_t)n >= size) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return 0;
}

/* A name that did not come to be what it should leaves errno as it was. */
static const char *give_up(const char *name, int fd, const char *what)
{
	int err = errno;

	if (fd >= 0)
		close(fd);
	unlink(name);
	leftover_file(NULL);
	errno = err;
	return what;
}

/* Return: NULL; what could not be done, with errno. */
static const char *write_renamed(const char *path, const void *data, size_t len,
				 mode_t mode)
{
	char name[PATH_MAX];
	int closed;
	int fd;

	if (temporary_name(path, name, sizeof(name)))
		return "cannot make a temporary name";
	leftover_file(name);
	fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		  mode);
	if (fd < 0) {
		closed = errno;
		leftover_file(NULL);
		errno = closed;
		return "cannot create";
	}
	if (write_all(fd, data, len) || fsync(fd))
		return give_up(name, fd, "cannot write");
	closed = close(fd);
	if (closed || rename(name, path))
		return give_up(name, -1, "cannot write");
	leftover_file(NULL);
	sync_directory(path);
	return NULL;
}

int file_try_write(const char *path, const void *data, size_t len, mode_t mode)
{
	return write_renamed(path, data, len, mode) ? -errno : 0;
}

static int write_told(const char *path, const void *data, size_t len,
		      mode_t mode)
{
	const char *what = write_renamed(path, data, len, mode);

	return what ? failed(path, what) : 0;
}

/* A link is followed: /dev/stdout must not be replaced by a file. */
static int write_resolved(const char *path, const void *data, size_t len,
			  mode_t mode)
{
	char *target = realpath(path, NULL);
	int ret;

	if (!target)
		return failed(path, "cannot follow the link");
	ret = write_told(target, data, len, mode);
	free(target);
	return ret;
}

/* Behind what was printed so far. */
static int write_stdout(const void *data, size_t len)
{
	if (fflush(stdout) || write_all(STDOUT_FILENO, data, len))
		return failed("standard output", "cannot write");
	return 0;
}

int file_write(const char *path, const void *data, size_t len, mode_t mode)
{
	struct stat link, st;

	if (strcmp(path, "-") == 0)
		return write_stdout(data, len);
	if (lstat(path, &link))
		return write_told(path, data, len, mode);
	if (stat(path, &st))
		return failed(path, "cannot follow the link");
	if (S_ISDIR(st.st_mode)) {
		trouble("%s: this is a directory; a file name is needed", path);
		return -1;
	}
	if (!S_ISREG(st.st_mode))
		return write_through(path, data, len);
	if (S_ISLNK(link.st_mode))
		return write_resolved(path, data, len, mode);
	return write_told(path, data, len, mode);
}

int directory_make(const char *path)
{
	struct stat st;

	if (mkdir(path, 0777) == 0)
		return 0;
	if (errno != EEXIST)
		return failed(path, "cannot make the directory");
	if (stat(path, &st))
		return failed(path, "cannot use the directory");
	if (S_ISDIR(st.st_mode))
		return 0;
	trouble("%s: this is a file; a directory is needed", path);
	return -1;
}

int directory_try(const char *path)
{
	struct stat st;

	if (stat(path, &st) || S_ISDIR(st.st_mode))
		return 0;
	trouble("%s: this is a file; a directory is needed", path);
	return -1;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

bool path_is_same_file(const char *path, const char *other)
{
	struct stat a, b;

	return stat(path, &a) == 0 && stat(other, &b) == 0 &&
	       S_ISREG(a.st_mode) && is_same(&a, &b);
}

/* Of the directory that @path is a name in. */
static bool stat_parent(const char *path, struct stat *st)
{
	char *parent = parent_of(path);
	bool there = parent && stat(parent, st) == 0;

	free(parent);
	return there;
}

bool path_would_be_same_file(const char *path, const char *other)
{
	struct stat a, b;

	if (path_is_same_file(path, other))
		return true;
	return strcmp(last_of(path), last_of(other)) == 0 &&
	       stat_parent(path, &a) && stat_parent(other, &b) &&
	       is_same(&a, &b);
}

/* By its own name, or by that of what it leads to. */
bool path_lies_in(const char *path, const char *directory)
{
	char *real = realpath(path, NULL);
	struct stat its, at;
	bool lies = false;

	if (stat(directory, &its) == 0 && S_ISDIR(its.st_mode))
		lies = (stat_parent(path, &at) && is_same(&at, &its)) ||
		       (real && stat_parent(real, &at) && is_same(&at, &its));
	free(real);
	return lies;
}

bool path_is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool path_is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

char *path_join(const char *directory, const char *name)
{
	char *path = NULL;

	if (asprintf(&path, "%s/%s", directory, name) < 0) {
		trouble("%s: out of memory", directory);
		return NULL;
	}
	return path;
}

// SPDX-License-Identifier: MIT
#include "socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/*
 * The address of DIR/NAME. One too long for an address goes through the open
 * directory, which the caller closes (-1: none was needed).
 */
static int address_of(const char *dir, const char *name,
		      struct sockaddr_un *address, int *open_dir)
{
	size_t room = sizeof(address->sun_path);

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	*open_dir = -1;
	if ((size_t)snprintf(address->sun_path, room, "%s/%s", dir, name) <
	    room)
		return 0;
	*open_dir = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*open_dir < 0)
		return -errno;
	snprintf(address->sun_path, room, "/proc/self/fd/%d/%s", *open_dir,
		 name);
	return 0;
}

static int bind_and_listen(int fd, const struct sockaddr_un *address,
			   mode_t mode)
{
	unlink(address->sun_path);
	if (bind(fd, (const struct sockaddr *)address, sizeof(*address)) ||
	    chmod(address->sun_path, mode) || listen(fd, 16))
		return -errno;
	return 0;
}

static int connect_to(int fd, const struct sockaddr_un *address, mode_t mode)
{
	(void)mode;
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)))
		return -errno;
	return 0;
}

static int make(const char *dir, const char *name, mode_t mode,
		int (*use)(int, const struct sockaddr_un *, mode_t))
{
	struct sockaddr_un address;
	int open_dir, fd, err = address_of(dir, name, &address, &open_dir);

	if (err)
		return err;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	err = fd < 0 ? -errno : use(fd, &address, mode);
	if (open_dir >= 0)
		close(open_dir);
	if (err && fd >= 0)
		close(fd);
	return err ? err : fd;
}

int socket_listen(const char *dir, const char *name, mode_t mode,
		  struct why why)
{
	int fd = make(dir, name, mode, bind_and_listen);

	return fd < 0 ? because(why, fd, "%s/%s: cannot listen: %s", dir, name,
				strerror(-fd))
		      : fd;
}

int socket_connect(const char *dir, const char *name, struct why why)
{
	int fd = make(dir, name, 0, connect_to);

	if (fd == -ECONNREFUSED || fd == -ENOENT)
		return because(why, fd,
			       "%s: no server runs on it; start one with serve",
			       dir);
	return fd < 0 ? because(why, fd, "%s/%s: %s", dir, name, strerror(-fd))
		      : fd;
}

int socket_send(int fd, const void *bytes, size_t size)
{
	const char *at = bytes;
	ssize_t n;

	while (size) {
		n = send(fd, at, size, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		at += n;
		size -= (size_t)n;
	}
	return 0;
}

int socket_receive(int fd, void *bytes, size_t size)
{
	char *at = bytes;
	ssize_t n;

	while (size) {
		n = recv(fd, at, size, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return -EPIPE;
		at += n;
		size -= (size_t)n;
	}
	return 0;
}

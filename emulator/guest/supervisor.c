// SPDX-License-Identifier: MIT
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/seccomp.h>

#include "namespace.h"

#ifndef PIDFD_THREAD
#define PIDFD_THREAD	O_EXCL		/* Linux 6.9 */
#endif

struct supervisor {
	int listener, end;
	struct guest_driver *driver;
	struct seccomp_notif *request;
	struct seccomp_notif_resp *response;
	size_t request_size, response_size;
};

static bool still_there(void *owner)
{
	const struct supervisor *supervisor = owner;

	return ioctl(supervisor->listener, SECCOMP_IOCTL_NOTIF_ID_VALID,
		     &supervisor->request->id) == 0;
}

/* The file's name is that of the device, whatever root it is seen from. */
static bool named_as_device(const char *path)
{
	char target[4096];
	ssize_t n = readlink(path, target, sizeof(target) - 1);
	const char *slash;

	if (n < 0)
		return false;
	target[n] = 0;
	slash = strrchr(target, '/');
	return slash && !strcmp(slash + 1, GUEST_DEVICE);
}

/* A file that is a path alone (O_PATH) takes no ioctls; its link has no rights. */
static bool is_link_to_device(const char *path)
{
	struct stat file, link;

	return stat(path, &file) == 0 && namespace_is_stand_in(&file) &&
	       lstat(path, &link) == 0 && link.st_mode & 0600 &&
	       named_as_device(path);
}

/* The caller's file as one of this process. Before Linux 6.9: of a first thread. */
static int borrow(pid_t pid, int fd)
{
	int of = (int)syscall(SYS_pidfd_open, pid, PIDFD_THREAD), file;

	if (of < 0 && errno == EINVAL)
		of = (int)syscall(SYS_pidfd_open, pid, 0);
	if (of < 0)
		return -errno;
	file = (int)syscall(SYS_pidfd_getfd, of, fd, 0);
	close(of);
	return file;
}

/* Of a program that must not be dumped, the folder of its files is root's. */
static bool is_device(pid_t pid, int fd)
{
	char path[64];
	bool found;
	int own;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)pid, fd);
	if (access(path, F_OK) == 0 || errno != EACCES)
		return is_link_to_device(path);
	own = borrow(pid, fd);
	if (own < 0)
		return false;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", own);
	found = is_link_to_device(path);
	close(own);
	return found;
}

static int answer(struct supervisor *supervisor)
{
	const struct seccomp_notif *request = supervisor->request;
	const struct caller_memory caller = {
		.pid = (pid_t)request->pid,
		.alive = still_there,
		.owner = supervisor,
	};

	return guest_driver_ioctl(supervisor->driver,
				  (uint32_t)request->data.args[1],
				  request->data.args[2], &caller);
}

static void respond(struct supervisor *supervisor)
{
	const struct seccomp_notif *request = supervisor->request;
	struct seccomp_notif_resp *response = supervisor->response;
	int result;

	memset(response, 0, supervisor->response_size);
	response->id = request->id;
	if (is_device((pid_t)request->pid, (int)request->data.args[0])) {
		result = answer(supervisor);
		response->error = result < 0 ? result : 0;
		response->val = result > 0 ? result : 0;
	} else {
		response->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	}
	/* ENOENT: the caller was killed; its message was answered all the same. */
	ioctl(supervisor->listener, SECCOMP_IOCTL_NOTIF_SEND, response);
}

/* Whoever was killed before it was heard is no error. */
static int serve_one(struct supervisor *supervisor, struct why why)
{
	memset(supervisor->request, 0, supervisor->request_size);
	if (ioctl(supervisor->listener, SECCOMP_IOCTL_NOTIF_RECV,
		  supervisor->request)) {
		if (errno == ENOENT || errno == EINTR)
			return 0;
		return because(why, -errno, "cannot take a system call: %s",
			       strerror(errno));
	}
	respond(supervisor);
	return 0;
}

/* The driver waits; -EINTR when there is nobody left to wait for. */
static int wait_for_end(void *owner, unsigned int ms)
{
	struct supervisor *supervisor = owner;
	struct pollfd end = { .fd = supervisor->end, .events = POLLIN };

	return poll(&end, 1, (int)ms) > 0 ? -EINTR : 0;
}

static int serve_until_end(struct supervisor *supervisor, struct why why)
{
	struct pollfd fds[] = {
		{ .fd = supervisor->end, .events = POLLIN },
		{ .fd = supervisor->listener, .events = POLLIN },
	};
	int err = 0;

	while (!err) {
		if (poll(fds, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			return because(why, -errno, "poll: %s", strerror(errno));
		}
		if (fds[0].revents)
			return 0;
		if (fds[1].revents & POLLIN)
			err = serve_one(supervisor, why);
		else if (fds[1].revents)
			fds[1].fd = -1;	/* nobody under the filter is left */
	}
	return err;
}

static int allocate(struct supervisor *supervisor)
{
	struct seccomp_notif_sizes sizes;

	if (syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes))
		return -errno;
	supervisor->request_size = sizes.seccomp_notif;
	supervisor->response_size = sizes.seccomp_notif_resp;
	supervisor->request = calloc(1, sizes.seccomp_notif);
	supervisor->response = calloc(1, sizes.seccomp_notif_resp);
	return supervisor->request && supervisor->response ? 0 : -ENOMEM;
}

int supervisor_run(int listener, struct guest_driver *driver, int end,
		   struct why why)
{
	struct supervisor supervisor = { .listener = listener,
					 .end = end,
					 .driver = driver };
	int err = allocate(&supervisor);

	driver->channel.pause = wait_for_end;
	driver->channel.owner = &supervisor;
	err = err ? because(why, err, "seccomp: %s", strerror(-err))
		  : serve_until_end(&supervisor, why);
	driver->channel.pause = NULL;
	free(supervisor.request);
	free(supervisor.response);
	return err;
}

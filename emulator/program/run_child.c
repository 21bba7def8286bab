// SPDX-License-Identifier: MIT
#include "run_child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../guest/filter.h"
#include "../guest/namespace.h"
#include "run.h"

/* From the child: the listener, or why there is none. */
struct word {
	int err, status;
	bool has_place;		/* for configfs */
	char text[500];
};

union control {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

static int send_word(int socket, const struct word *word, int fd)
{
	struct iovec iov = { (void *)word, sizeof(*word) };
	union control control = { 0 };
	struct msghdr message = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (fd >= 0) {
		message.msg_control = &control;
		message.msg_controllen = sizeof(control);
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	}
	return sendmsg(socket, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* 1 with a word; 0 when the child has become the program; or an errno. */
static int receive_word(int socket, struct word *word, int *fd)
{
	struct iovec iov = { word, sizeof(*word) };
	union control control;
	struct msghdr message = { .msg_iov = &iov, .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	struct cmsghdr *header;
	ssize_t n;

	do
		n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n < 0 ? -errno : 0;
	header = CMSG_FIRSTHDR(&message);
	if (header && header->cmsg_type == SCM_RIGHTS)
		memcpy(fd, CMSG_DATA(header), sizeof(*fd));
	word->text[sizeof(word->text) - 1] = 0;
	return 1;
}

/* The view of the file system; where root made the device there is no need. */
static int enter_view(struct why why)
{
	int err = namespace_enter(why);

	return err ? err : namespace_add_device(why);
}

static int enter(const struct run_child_more *more, struct word *word,
		 struct why why)
{
	bool there = namespace_device_there();
	int err = there ? 0 : enter_view(why);

	if (err || !more)
		return err;
	err = there ? because(why, -EOPNOTSUPP, "--tsm needs namespaces")
		    : namespace_add_config(why);
	word->has_place = !err;
	return more->needed ? err : 0;
}

/* Until the parent says that all is there; it may have given up. */
static void wait_for_parent(int socket)
{
	char byte;

	if (read(socket, &byte, 1) != 1)
		_exit(RUN_FAILED);
}

static void become(int socket, char *const *argv,
		   const struct run_child_more *more)
{
	struct word word = { .status = RUN_FAILED };
	struct why why = { word.text, sizeof(word.text) };
	int fd = -1;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	word.err = enter(more, &word, why);
	if (!word.err) {
		fd = filter_install(why);
		word.err = fd < 0 ? fd : 0;
	}
	if (send_word(socket, &word, fd) || word.err)
		_exit(RUN_FAILED);
	close(fd);
	if (more)
		wait_for_parent(socket);
	execvp(argv[0], argv);
	word.status = errno == ENOENT ? RUN_NOT_FOUND : RUN_NOT_EXECUTED;
	word.err = because(why, -errno, "%s: %s", argv[0], strerror(errno));
	send_word(socket, &word, -1);
	_exit(word.status);
}

/* The view is there: what else the program finds in it. */
static int prepare(struct run_child *child, int socket, bool has_place,
		   const struct run_child_more *more, struct why why)
{
	int err = has_place ? more->prepare(more->owner, child->pid, why) : 0;

	if (!more->needed)
		err = 0;
	if (!err && send(socket, "", 1, MSG_NOSIGNAL) != 1)
		err = because(why, -errno, "the program's process is gone");
	return err;
}

static int hear(struct run_child *child, int socket,
		const struct run_child_more *more, struct why why)
{
	struct word word;
	int got = receive_word(socket, &word, &child->listener);

	if (got == 1 && !word.err && child->listener >= 0) {
		if (more && prepare(child, socket, word.has_place, more, why))
			return -EIO;
		got = receive_word(socket, &word, &child->listener);
	} else if (got == 0) {
		return because(why, -ECHILD, "the program's process ended before it began");
	}
	if (got == 0)
		return 0;
	if (got < 0)
		return because(why, got, "cannot hear of the program: %s",
			       strerror(-got));
	child->status = word.status;
	return because(why, word.err, "%s", word.text);
}

static void clean_up(struct run_child *child)
{
	if (child->listener >= 0)
		close(child->listener);
	while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
		;
}

int run_child_start(struct run_child *child, char *const *argv,
		    const struct run_child_more *more, struct why why)
{
	int sockets[2], err;

	*child = (struct run_child){ .listener = -1, .status = RUN_FAILED };
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets))
		return because(why, -errno, "socketpair: %s", strerror(errno));
	fflush(NULL);
	child->pid = fork();
	if (child->pid == 0) {
		close(sockets[0]);
		become(sockets[1], argv, more);
	}
	close(sockets[1]);
	err = child->pid < 0
		      ? because(why, -errno, "fork: %s", strerror(errno))
		      : hear(child, sockets[0], more, why);
	close(sockets[0]);
	if (err && child->pid > 0)
		clean_up(child);
	return err;
}

// SPDX-License-Identifier: MIT
#include "tsm_server.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../guest/namespace.h"

#define NAME	"snp-emulator-tsm"

/* Whether the calling process is in the namespace already. */
static bool in_it(int fd, const char *kind)
{
	struct stat there, here;
	char path[40];

	snprintf(path, sizeof(path), "/proc/self/ns/%s", kind);
	return !fstat(fd, &there) && !stat(path, &here) &&
	       there.st_ino == here.st_ino && there.st_dev == here.st_dev;
}

static int open_ns(pid_t of, const char *kind)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)of, kind);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static int join(pid_t of)
{
	int user = open_ns(of, "user"), mounts = open_ns(of, "mnt");

	if (user < 0 || mounts < 0)
		return -errno;
	if (!in_it(user, "user") && setns(user, CLONE_NEWUSER))
		return -errno;
	return setns(mounts, CLONE_NEWNS) ? -errno : 0;
}

/* Before exec takes the rights that come with the namespace. A file, or -errno. */
static int mount_fuse(void)
{
	int fd = open("/dev/fuse", O_RDWR);
	char options[160];

	if (fd < 0)
		return -errno;
	snprintf(options, sizeof(options),
		 "fd=%d,rootmode=40000,user_id=%u,group_id=%u,allow_other,default_permissions",
		 fd, getuid(), getgid());
	if (mount("configfs", CONFIG_DIR, "fuse", MS_NOSUID | MS_NODEV | MS_NOEXEC,
		  options))
		return -errno;
	return fd;
}

/* The program beside this one, or wherever programs are. */
static void become(const struct tsm_server *server, const char *dir,
		   pid_t of, int ready)
{
	char name[] = NAME, where[32], number[16];
	char beside[PATH_MAX], *argv[] = { name, (char *)(uintptr_t)dir, where,
					   number,
					   (char *)(uintptr_t)server->driver,
					   NULL };
	ssize_t n = readlink("/proc/self/exe", beside, sizeof(beside) - 8);
	int fuse;

	snprintf(number, sizeof(number), "%d", ready);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	setpgid(0, 0);
	fuse = join(of) ? -1 : mount_fuse();
	if (fuse < 0)
		_exit(4);
	snprintf(where, sizeof(where), "/dev/fd/%d", fuse);
	fcntl(ready, F_SETFD, 0);
	if (n > 0) {
		memcpy(beside + n, "-tsm", 5);
		execv(beside, argv);
	}
	execvp(name, argv);
	/* Better nothing there than a file system that nobody serves. */
	umount2(CONFIG_DIR, MNT_DETACH);
	_exit(5);
}

static int wait_ready(struct tsm_server *server, int from, struct why why)
{
	int status = 0;
	ssize_t n;
	char byte;

	do
		n = read(from, &byte, 1);
	while (n < 0 && errno == EINTR);
	if (n == 1)
		return 0;
	waitpid(server->pid, &status, 0);
	server->pid = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 5)
		return because(why, -ENOENT,
			       "--tsm: there is no " NAME " beside snp-emulator");
	return because(why, -EIO,
		       "--tsm: FUSE cannot serve " CONFIG_DIR "; is there a /dev/fuse?");
}

bool tsm_server_may_work(void)
{
	return access("/dev/fuse", R_OK | W_OK) == 0;
}

int tsm_server_start(struct tsm_server *server, pid_t of, struct why why)
{
	char dir[PATH_MAX];
	int ready[2], err;

	if (!realpath(server->dir, dir) || pipe2(ready, O_CLOEXEC))
		return because(why, -errno, "--tsm: %s", strerror(errno));
	server->pid = fork();
	if (server->pid == 0) {
		close(ready[0]);
		become(server, dir, of, ready[1]);
	}
	close(ready[1]);
	err = server->pid < 0 ? because(why, -errno, "fork: %s",
					strerror(errno))
			      : wait_ready(server, ready[0], why);
	close(ready[0]);
	return err;
}

void tsm_server_end(struct tsm_server *server)
{
	if (server->pid <= 0)
		return;
	kill(server->pid, SIGTERM);
	while (waitpid(server->pid, NULL, 0) < 0 && errno == EINTR)
		;
	server->pid = 0;
}

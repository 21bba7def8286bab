// SPDX-License-Identifier: MIT
#include "namespace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define DEV		"/dev"
#define STAND_IN	"/dev/null"
#define KERNEL_DIR	"/sys/kernel"

bool namespace_is_stand_in(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 3);
}

bool namespace_device_there(void)
{
	struct stat st;

	return stat(DEV "/" GUEST_DEVICE, &st) == 0 &&
	       namespace_is_stand_in(&st);
}

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

/* In there the process is who it was, as far as one line can say. */
static int map_ids(uid_t uid, gid_t gid)
{
	char line[64];
	int err;

	snprintf(line, sizeof(line), "%u %u 1", uid, uid);
	err = write_text("/proc/self/uid_map", line);
	if (err)
		return err;
	err = write_text("/proc/self/setgroups", "deny");
	if (err && err != -ENOENT)
		return err;
	snprintf(line, sizeof(line), "%u %u 1", gid, gid);
	return write_text("/proc/self/gid_map", line);
}

static bool switch_is(const char *path, char value)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char text[16] = "";
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	return n > 0 && text[0] == value && (text[1] == '\n' || !text[1]);
}

/* The switches that are known to forbid it, and the value that does. */
static const char *guilty_switch(void)
{
	static const struct {
		const char *path, *name;
		char value;
	} switches[] = {
		{ "/proc/sys/user/max_user_namespaces",
		  "user.max_user_namespaces is 0", '0' },
		{ "/proc/sys/user/max_mnt_namespaces",
		  "user.max_mnt_namespaces is 0", '0' },
		{ "/proc/sys/kernel/unprivileged_userns_clone",
		  "kernel.unprivileged_userns_clone is 0", '0' },
		{ "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
		  "kernel.apparmor_restrict_unprivileged_userns is 1", '1' },
	};
	size_t i;

	for (i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
		if (switch_is(switches[i].path, switches[i].value))
			return switches[i].name;
	return "a container's seccomp profile, a chroot or a security module forbids it";
}

static int forbidden(struct why why, int err, const char *what)
{
	return because(why, err,
		       "%s: %s (%s); without namespaces root has to make the device once: mknod -m 666 %s/%s c 1 3",
		       what, strerror(-err), guilty_switch(), DEV,
		       GUEST_DEVICE);
}

/* Only a mount has a propagation, and what a chroot made the root is none. */
static int make_private(struct why why)
{
	if (!mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return 0;
	if (errno == EINVAL)
		return because(why, -EINVAL,
			       "cannot make mounts private: / is no mount point, as in a chroot; make it one from outside: mount --rbind ROOT ROOT, and chroot ROOT again");
	return forbidden(why, -errno, "cannot make mounts private");
}

int namespace_enter(struct why why)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	int err;

	if (unshare(CLONE_NEWNS)) {
		if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
			return forbidden(why, -errno,
					 "cannot make a user namespace");
		err = map_ids(uid, gid);
		if (err)
			return forbidden(why, err,
					 "cannot set up a user namespace");
	}
	return make_private(why);
}

static int make_place(int dir, const char *name, bool is_dir)
{
	int fd;

	if (is_dir)
		return mkdirat(dir, name, 0755) ? -errno : 0;
	fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static int bind_over(const char *from, const char *to)
{
	return mount(from, to, NULL, MS_BIND | MS_REC, NULL) ? -errno : 0;
}

static int copy_link(int from, int to, const char *name)
{
	char target[4096];
	ssize_t n = readlinkat(from, name, target, sizeof(target) - 1);

	if (n < 0)
		return -errno;
	target[n] = 0;
	return symlinkat(target, to, name) ? -errno : 0;
}

/* The old entry @name under the same name in the new directory @where. */
static int carry_over(int from, int to, const char *where, const char *name)
{
	char old[64 + NAME_MAX], new[64 + NAME_MAX];
	struct stat st;
	int err;

	if (fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW))
		return -errno;
	if (S_ISLNK(st.st_mode))
		return copy_link(from, to, name);
	err = make_place(to, name, S_ISDIR(st.st_mode));
	if (err)
		return err;
	snprintf(old, sizeof(old), "/proc/self/fd/%d/%s", from, name);
	snprintf(new, sizeof(new), "%s/%s", where, name);
	return bind_over(old, new);
}

static bool skipped(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..") ||
	       !strcmp(name, GUEST_DEVICE);
}

/* What cannot be carried over is missing in there, as if it had gone. */
static int carry_all(int from, int to, const char *where)
{
	int fd = openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!entries)
		return -errno;
	while ((entry = readdir(entries)))
		if (!skipped(entry->d_name))
			carry_over(from, to, where, entry->d_name);
	closedir(entries);
	return 0;
}

/* @old: the directory that the new one covers. */
static int fill_dev(int old)
{
	int err, new = open(DEV, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (new < 0)
		return -errno;
	err = carry_all(old, new, DEV);
	if (!err)
		err = make_place(new, GUEST_DEVICE, false);
	close(new);
	return err ? err : bind_over(STAND_IN, DEV "/" GUEST_DEVICE);
}

int namespace_add_device(struct why why)
{
	int err, old = open(DEV, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (old < 0)
		return because(why, -errno, DEV ": %s", strerror(errno));
	err = mount("snp-emulator", DEV, "tmpfs", MS_NOSUID, "mode=0755")
		      ? -errno
		      : fill_dev(old);
	close(old);
	return err ? forbidden(why, err, "cannot make a private " DEV) : 0;
}

/* @old: the directory that the new one covers. */
static int fill_kernel(int old)
{
	int err, new = open(KERNEL_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (new < 0)
		return -errno;
	err = carry_all(old, new, KERNEL_DIR);
	if (!err)
		err = make_place(new, "config", true);
	close(new);
	return err;
}

int namespace_add_config(struct why why)
{
	int err, old;

	if (access(CONFIG_DIR, F_OK) == 0)
		return 0;
	old = open(KERNEL_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (old < 0)
		return because(why, -errno, KERNEL_DIR ": %s", strerror(errno));
	err = mount("snp-emulator", KERNEL_DIR, "tmpfs", MS_NOSUID, "mode=0755")
		      ? -errno
		      : fill_kernel(old);
	close(old);
	return err ? because(why, err, "cannot make " CONFIG_DIR ": %s",
			     strerror(-err))
		   : 0;
}

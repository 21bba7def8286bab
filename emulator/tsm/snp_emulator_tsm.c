// SPDX-License-Identifier: MIT
/*
 * snp-emulator-tsm: what stands below /sys/kernel/config where configfs-tsm has a
 * provider. `snp-emulator run --tsm` starts it in its program's view of the file
 * system; it is a program of its own so that nothing else needs libfuse.
 */
#define FUSE_USE_VERSION 31
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/descriptors.h"
#include "../machine/config.h"
#include "sev_provider.h"

enum { DONE = 0, USAGE = 2, CANNOT = 3 };

#define TOP		"/tsm"
#define REPORTS		"/tsm/report"
#define TEXT_SIZE	4096	/* what configfs says of a text's size */
#define PATIENCE_MS	15000

/* A directory below tsm/report; open files keep it when it is gone. */
struct folder {
	char *name;
	struct tsm_entry entry;
	unsigned int users;
	bool gone;
	struct folder *next;
};

/* One open file: what was read, or what is being written. Or a directory. */
struct handle {
	char *path;		/* of a directory */
	struct folder *folder;
	enum tsm_attribute attribute;
	struct tsm_blob content;
	bool filled, dirty;
};

static struct {
	struct folder *folders;
	struct tsm_provider provider;
	int ready;		/* told when mounted */
} tree;

static void put_folder(struct folder *folder)
{
	if (--folder->users)
		return;
	tsm_entry_free(&folder->entry);
	free(folder->name);
	free(folder);
}

/* The folder that a path lies in, or is; *@rest: what follows, or NULL. */
static struct folder *folder_of(const char *path, const char **rest)
{
	size_t n = strlen(REPORTS);
	struct folder *folder;

	*rest = NULL;
	if (strncmp(path, REPORTS "/", n + 1))
		return NULL;
	path += n + 1;
	n = strcspn(path, "/");
	for (folder = tree.folders; folder; folder = folder->next)
		if (strlen(folder->name) == n && !strncmp(folder->name, path, n))
			break;
	*rest = path[n] ? path + n + 1 : NULL;
	return folder;
}

static bool is_fixed(const char *path)
{
	return !strcmp(path, "/") || !strcmp(path, TOP) ||
	       !strcmp(path, REPORTS);
}

/* The attribute of that name that an entry here has. */
static enum tsm_attribute named(const char *name)
{
	enum tsm_attribute attribute = tsm_attribute_named(name);

	return tsm_attribute_shown(&tree.provider, attribute)
		       ? attribute
		       : TSM_ATTRIBUTE_COUNT;
}

static int tsm_getattr(const char *path, struct stat *st,
		       struct fuse_file_info *file)
{
	const struct handle *handle =
		file ? (struct handle *)(uintptr_t)file->fh : NULL;
	enum tsm_attribute attribute;
	struct folder *folder;
	const char *rest = NULL;

	if (handle && handle->path)
		return tsm_getattr(handle->path, st, NULL);
	memset(st, 0, sizeof(*st));
	st->st_uid = getuid();
	st->st_gid = getgid();
	st->st_nlink = 1;
	if (!handle) {
		folder = is_fixed(path) ? NULL : folder_of(path, &rest);
		if (is_fixed(path) || (folder && !rest)) {
			st->st_mode = S_IFDIR | 0755;
			st->st_nlink = 2;
			return 0;
		}
		attribute = folder ? named(rest) : TSM_ATTRIBUTE_COUNT;
	} else {
		attribute = handle->attribute;
	}
	if (attribute == TSM_ATTRIBUTE_COUNT)
		return -ENOENT;
	st->st_mode = S_IFREG | tsm_attribute_mode(attribute);
	st->st_size = strstr(tsm_attribute_name(attribute), "blob") ? 0
								     : TEXT_SIZE;
	return 0;
}

static int list_folders(void *to, fuse_fill_dir_t fill)
{
	const struct folder *folder;

	for (folder = tree.folders; folder; folder = folder->next)
		fill(to, folder->name, NULL, 0, 0);
	return 0;
}

static int tsm_opendir(const char *path, struct fuse_file_info *file)
{
	struct handle *handle = calloc(1, sizeof(*handle));

	if (!handle)
		return -ENOMEM;
	handle->path = strdup(path);
	if (!handle->path) {
		free(handle);
		return -ENOMEM;
	}
	file->fh = (uintptr_t)handle;
	return 0;
}

static int tsm_releasedir(const char *path, struct fuse_file_info *file)
{
	struct handle *handle = (struct handle *)(uintptr_t)file->fh;

	(void)path;
	free(handle->path);
	free(handle);
	return 0;
}

static int tsm_readdir(const char *path, void *to, fuse_fill_dir_t fill,
		       off_t at, struct fuse_file_info *file,
		       enum fuse_readdir_flags flags)
{
	const char *rest;
	int i;

	(void)at;
	(void)flags;
	path = ((struct handle *)(uintptr_t)file->fh)->path;
	fill(to, ".", NULL, 0, 0);
	fill(to, "..", NULL, 0, 0);
	if (!strcmp(path, "/"))
		return fill(to, "tsm", NULL, 0, 0), 0;
	if (!strcmp(path, TOP))
		return fill(to, "report", NULL, 0, 0), 0;
	if (!strcmp(path, REPORTS))
		return list_folders(to, fill);
	if (!folder_of(path, &rest) || rest)
		return -ENOENT;
	for (i = 0; i < TSM_ATTRIBUTE_COUNT; i++)
		if (tsm_attribute_shown(&tree.provider, (enum tsm_attribute)i))
			fill(to, tsm_attribute_name((enum tsm_attribute)i), NULL, 0, 0);
	return 0;
}

/* Only tsm/report takes folders. */
static int tsm_mkdir(const char *path, mode_t mode)
{
	const char *name = path + strlen(REPORTS) + 1;
	struct folder *folder;

	(void)mode;
	if (strncmp(path, REPORTS "/", strlen(REPORTS) + 1) || strchr(name, '/'))
		return -EPERM;
	folder = calloc(1, sizeof(*folder));
	if (!folder)
		return -ENOMEM;
	folder->name = strdup(name);
	if (!folder->name) {
		free(folder);
		return -ENOMEM;
	}
	folder->users = 1;
	folder->next = tree.folders;
	tree.folders = folder;
	return 0;
}

static int tsm_rmdir(const char *path)
{
	const char *rest;
	struct folder **at, *folder = folder_of(path, &rest);

	if (is_fixed(path))
		return -EPERM;
	if (!folder || rest)
		return -ENOENT;
	for (at = &tree.folders; *at != folder; at = &(*at)->next)
		;
	*at = folder->next;
	folder->gone = true;
	put_folder(folder);
	return 0;
}

static int tsm_unlink(const char *path)
{
	(void)path;
	return -EPERM;
}

static int tsm_rename(const char *from, const char *to, unsigned int flags)
{
	(void)from;
	(void)to;
	(void)flags;
	return -EPERM;
}

static int tsm_mknod(const char *path, mode_t mode, dev_t device)
{
	(void)path;
	(void)mode;
	(void)device;
	return -EACCES;
}

/* Writing begins at the start in any case. */
static int tsm_truncate(const char *path, off_t size,
			struct fuse_file_info *file)
{
	(void)path;
	(void)size;
	(void)file;
	return 0;
}

/* Also root has no more rights than the file gives. */
static int check_mode(enum tsm_attribute attribute, int flags)
{
	unsigned int mode = tsm_attribute_mode(attribute);
	int how = flags & O_ACCMODE;

	if ((how != O_WRONLY && !(mode & 0444)) ||
	    (how != O_RDONLY && !(mode & 0222)))
		return -EACCES;
	return 0;
}

static int tsm_open(const char *path, struct fuse_file_info *file)
{
	const char *rest;
	struct folder *folder = folder_of(path, &rest);
	enum tsm_attribute attribute =
		folder && rest ? named(rest) : TSM_ATTRIBUTE_COUNT;
	struct handle *handle;
	int err;

	if (attribute == TSM_ATTRIBUTE_COUNT)
		return -ENOENT;
	err = check_mode(attribute, file->flags);
	if (err)
		return err;
	handle = calloc(1, sizeof(*handle));
	if (!handle)
		return -ENOMEM;
	handle->folder = folder;
	handle->attribute = attribute;
	folder->users++;
	file->fh = (uintptr_t)handle;
	file->direct_io = 1;
	return 0;
}

/* The whole content at the first read of an open file. */
static int fill_in(struct handle *handle)
{
	int err;

	if (handle->filled)
		return 0;
	if (handle->folder->gone)
		return -ENOENT;
	err = tsm_entry_read(&handle->folder->entry, &tree.provider,
			     handle->attribute, &handle->content);
	handle->filled = !err;
	return err;
}

static int tsm_read(const char *path, char *to, size_t size, off_t at,
		    struct fuse_file_info *file)
{
	struct handle *handle = (struct handle *)(uintptr_t)file->fh;
	int err = fill_in(handle);
	size_t n;

	(void)path;
	if (err)
		return err;
	if ((uint64_t)at >= handle->content.size)
		return 0;
	n = handle->content.size - (size_t)at;
	n = n < size ? n : size;
	memcpy(to, handle->content.bytes + at, n);
	return (int)n;
}

/* Collected until the file is closed. */
static int collect(struct handle *handle, const char *from, size_t size,
		   off_t at)
{
	size_t end = (size_t)at + size;

	if (at < 0 || at > INBLOB_MAX || size > INBLOB_MAX || end > INBLOB_MAX)
		return -EFBIG;
	if (!handle->content.bytes)
		handle->content.bytes = calloc(1, INBLOB_MAX);
	if (!handle->content.bytes)
		return -ENOMEM;
	memcpy(handle->content.bytes + at, from, size);
	if (end > handle->content.size)
		handle->content.size = end;
	handle->dirty = true;
	return (int)size;
}

static int tsm_write(const char *path, const char *from, size_t size, off_t at,
		     struct fuse_file_info *file)
{
	struct handle *handle = (struct handle *)(uintptr_t)file->fh;
	int err;

	(void)path;
	if (handle->folder->gone)
		return -ENOENT;
	if (handle->attribute == TSM_INBLOB)
		return collect(handle, from, size, at);
	err = tsm_entry_write(&handle->folder->entry, &tree.provider,
			      handle->attribute, from, size);
	return err ? err : (int)size;
}

/* Every close(2) comes by here; what cannot be taken is lost, as in configfs. */
static int tsm_flush(const char *path, struct fuse_file_info *file)
{
	struct handle *handle = (struct handle *)(uintptr_t)file->fh;

	(void)path;
	if (handle->dirty && !handle->folder->gone)
		tsm_entry_write(&handle->folder->entry, &tree.provider,
				handle->attribute, handle->content.bytes,
				handle->content.size);
	handle->dirty = false;
	return 0;
}

static int tsm_release(const char *path, struct fuse_file_info *file)
{
	struct handle *handle = (struct handle *)(uintptr_t)file->fh;

	(void)path;
	put_folder(handle->folder);
	free(handle->content.bytes);
	free(handle);
	return 0;
}

/* Mounted, and about to serve: the program may begin. */
static void *tsm_init(struct fuse_conn_info *connection,
		      struct fuse_config *config)
{
	(void)connection;
	config->nullpath_ok = 1;
	config->entry_timeout = config->negative_timeout = 0;
	/* They never change, also of a file whose folder is gone. */
	config->attr_timeout = 86400;
	if (tree.ready >= 0 && write(tree.ready, "", 1) == 1)
		close(tree.ready);
	return NULL;
}

static const struct fuse_operations operations = {
	.getattr = tsm_getattr,
	.mknod = tsm_mknod,
	.mkdir = tsm_mkdir,
	.unlink = tsm_unlink,
	.rmdir = tsm_rmdir,
	.rename = tsm_rename,
	.truncate = tsm_truncate,
	.open = tsm_open,
	.read = tsm_read,
	.write = tsm_write,
	.flush = tsm_flush,
	.release = tsm_release,
	.opendir = tsm_opendir,
	.readdir = tsm_readdir,
	.releasedir = tsm_releasedir,
	.init = tsm_init,
};

static int serve(const char *where)
{
	static char name[] = "snp-emulator-tsm", foreground[] = "-f",
		    single[] = "-s";
	char *argv[] = { name, foreground, single, (char *)(uintptr_t)where,
			 NULL };

	return fuse_main(4, argv, &operations, NULL) ? CANNOT : DONE;
}

static int read_config(const char *dir, struct platform_config *config,
		       struct why why)
{
	int err, fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return because(why, -errno, "%s: %s", dir, strerror(errno));
	err = config_read(fd, config, why);
	close(fd);
	return err;
}

/* The guest's driver, and where there is an SVSM its own, at VMPL 0. */
static int open_drivers(struct sev_guests *guests, struct host_link *links,
			const char *driver, struct why why)
{
	struct platform_config config;
	enum guest_driver_kind kind;
	int i, err = read_config(links->dir, &config, why);

	for (i = 0; !err && i < (config.svsm ? 2 : 1); i++) {
		err = host_link_open(&links[i], why);
		if (err)
			return err;
		if (!config_parse_driver(driver, &kind))
			links[i].machine.driver = kind;
		if (i == 1)
			links[i].machine.vmpl = 0;
		err = guest_driver_open(i ? &guests->svsm : &guests->guest,
					&links[i]);
		if (err)
			because(why, err, "memory: %s", strerror(-err));
	}
	guests->seed = config.seed;
	guests->has_svsm = config.svsm;
	return err;
}

/*
 * DIR /dev/fd/N READY DRIVER: mounted already; `run` alone starts it, so there is
 * no more to it.
 */
int main(int argc, char **argv)
{
	char text[300] = "";
	struct host_link links[2] = {
		{ .fd = -1, .patience_ms = PATIENCE_MS },
		{ .fd = -1, .patience_ms = PATIENCE_MS },
	};
	struct sev_guests guests = {
		.guest = { .channel = { .memory_fd = -1 } },
		.svsm = { .channel = { .memory_fd = -1 } },
	};
	int status = CANNOT;

	if (descriptors_hold())
		return CANNOT;
	if (argc != 5) {
		fputs("snp-emulator-tsm: is started by snp-emulator run --tsm\n",
		      stderr);
		return USAGE;
	}
	links[0].dir = links[1].dir = argv[1];
	tree.ready = atoi(argv[3]);
	if (open_drivers(&guests, links, argv[4],
			 (struct why){ text, sizeof(text) })) {
		fprintf(stderr, "snp-emulator: %s\n", text);
	} else {
		tree.provider = sev_provider(&guests);
		status = serve(argv[2]);
	}
	guest_driver_close(&guests.guest);
	guest_driver_close(&guests.svsm);
	host_link_close(&links[0]);
	host_link_close(&links[1]);
	return status;
}

// SPDX-License-Identifier: MIT
#include "vmm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "certificate_table.h"

static int lock_file(int fd, short type, bool wait)
{
	struct flock lock = { .l_type = type, .l_whence = SEEK_SET };

	while (fcntl(fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &lock))
		if (errno != EINTR)
			return errno == EACCES ? -EAGAIN : -errno;
	return 0;
}

static void put_file(struct req_certs_exit *exit)
{
	if (exit->held >= 0)
		close(exit->held);
	exit->held = -1;
}

/* Opens and locks; a positive errno of the contract, or 0. */
static int take_file(const struct vmm *vmm, struct req_certs_exit *exit)
{
	int err;

	exit->held = openat(vmm->dir, VMM_CERTS_FILE, O_RDONLY | O_CLOEXEC);
	if (exit->held < 0)
		return EIO;
	if (__atomic_load_n(&vmm->unlocked, __ATOMIC_RELAXED))
		return 0;
	err = lock_file(exit->held, F_RDLCK, false);
	if (!err)
		return 0;
	return err == -EAGAIN ? EAGAIN : EIO;
}

static int read_at_start(int fd, uint8_t *to, size_t size)
{
	size_t done = 0;
	ssize_t n;

	while (done < size) {
		n = pread(fd, to + done, size - done, (off_t)done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return EIO;
		done += (size_t)n;
	}
	return 0;
}

/* The file to pages that the guest chose: everything is checked. */
static int copy_table(struct vmm *vmm, struct req_certs_exit *exit)
{
	uint64_t room = exit->npages * GUEST_PAGE_SIZE;
	uint64_t needed;
	struct stat st;
	uint8_t *to;

	if (fstat(exit->held, &st) || st.st_size > (off_t)TABLE_SIZE_MAX)
		return EIO;
	needed = ((uint64_t)st.st_size + GUEST_PAGE_SIZE - 1) / GUEST_PAGE_SIZE;
	if (needed > exit->npages) {
		exit->npages = needed;
		return ENOSPC;
	}
	if (room / GUEST_PAGE_SIZE != exit->npages)
		return EIO;
	to = guest_memory_at(vmm->memory, exit->gpa, room);
	if (!to)
		return EIO;
	if (exit->npages && st.st_size < TABLE_ENTRY_SIZE)
		memset(to, 0, TABLE_ENTRY_SIZE);
	return read_at_start(exit->held, to, (size_t)st.st_size);
}

static void req_certs(void *owner, struct req_certs_exit *exit)
{
	struct vmm *vmm = owner;
	int ret = take_file(vmm, exit);

	if (!ret)
		ret = copy_table(vmm, exit);
	if (ret)
		put_file(exit);
	exit->ret = (uint64_t)ret;
}

static void request_done(void *owner, struct req_certs_exit *exit)
{
	(void)owner;
	put_file(exit);
}

struct hypervisor_userspace vmm_userspace(struct vmm *vmm)
{
	return (struct hypervisor_userspace){
		.req_certs = req_certs,
		.request_done = request_done,
		.owner = vmm,
	};
}

int vmm_lock(int dir, bool wait)
{
	int err, fd = openat(dir, VMM_CERTS_FILE, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	err = lock_file(fd, F_WRLCK, wait);
	if (!err)
		return fd;
	close(fd);
	return err;
}

int vmm_reserve(int fd, size_t size)
{
	int err = posix_fallocate(fd, 0, (off_t)size);
	struct stat st;

	/* A file system that cannot reserve will tell when it is written. */
	if (err == EOPNOTSUPP || err == EINVAL)
		return fstat(fd, &st) ? -errno : 0;
	return -err;
}

int vmm_rewrite(int fd, const uint8_t *table, size_t size)
{
	size_t done = 0;
	ssize_t n;

	while (done < size) {
		n = pwrite(fd, table + done, size - done, (off_t)done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		done += (size_t)n;
	}
	return ftruncate(fd, (off_t)size) ? -errno : 0;
}

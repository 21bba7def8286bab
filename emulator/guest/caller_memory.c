// SPDX-License-Identifier: MIT
#include "caller_memory.h"

#include <errno.h>
#include <sys/uio.h>

static int gone(const struct caller_memory *caller)
{
	return caller->alive && !caller->alive(caller->owner) ? -ESRCH : 0;
}

/* What was read is the caller's only if it is still there afterwards. */
int caller_read(const struct caller_memory *caller, void *to, uint64_t from,
		size_t size)
{
	struct iovec local = { to, size };
	struct iovec remote = { (void *)(uintptr_t)from, size };
	ssize_t n = process_vm_readv(caller->pid, &local, 1, &remote, 1, 0);

	if (gone(caller))
		return -ESRCH;
	return n == (ssize_t)size ? 0 : -EFAULT;
}

int caller_write(const struct caller_memory *caller, uint64_t to,
		 const void *from, size_t size)
{
	struct iovec local = { (void *)(uintptr_t)from, size };
	struct iovec remote = { (void *)(uintptr_t)to, size };

	if (gone(caller))
		return -ESRCH;
	return process_vm_writev(caller->pid, &local, 1, &remote, 1, 0) ==
			       (ssize_t)size
		       ? 0
		       : -EFAULT;
}

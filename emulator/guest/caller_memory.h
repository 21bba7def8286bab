/* SPDX-License-Identifier: MIT */
/* Memory of the process that made an ioctl. It may not be there at all. */
#ifndef EMULATOR_CALLER_MEMORY_H
#define EMULATOR_CALLER_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct caller_memory {
	pid_t pid;
	/* Whether @pid still is who it was; NULL: it is. */
	bool (*alive)(void *owner);
	void *owner;
};

/* Return 0 or -EFAULT; -ESRCH when the caller is gone. */
int caller_read(const struct caller_memory *caller, void *to, uint64_t from,
		size_t size);
int caller_write(const struct caller_memory *caller, uint64_t to,
		 const void *from, size_t size);

#endif /* EMULATOR_CALLER_MEMORY_H */

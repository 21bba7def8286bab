/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_COMPLETION_H
#define STANDIN_HOSTS_LINUX_COMPLETION_H

#include <stdbool.h>

struct completion {
	bool done;
};

static inline void init_completion(struct completion *completion)
{
	completion->done = false;
}

static inline void reinit_completion(struct completion *completion)
{
	completion->done = false;
}

static inline void complete_all(struct completion *completion)
{
	completion->done = true;
}

/* Jiffies left, 0 when @timeout passed, negative when the caller is killed. */
long wait_for_completion_killable_timeout(struct completion *completion,
					  unsigned long timeout);

#endif

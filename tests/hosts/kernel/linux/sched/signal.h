/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_SCHED_SIGNAL_H
#define STANDIN_HOSTS_LINUX_SCHED_SIGNAL_H

#include <stdbool.h>

bool fatal_signal_pending(const void *task);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_SCHED_H
#define STANDIN_HOSTS_LINUX_SCHED_H

#define current	NULL

/* Returns what is left when the caller is killed. */
long schedule_timeout_killable(long timeout);

#endif

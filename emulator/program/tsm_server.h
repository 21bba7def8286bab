/* SPDX-License-Identifier: MIT */
/* configfs-tsm for a program under `run`: a process in the program's view. */
#ifndef EMULATOR_TSM_SERVER_H
#define EMULATOR_TSM_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

#include "../base/why.h"

struct tsm_server {
	const char *dir;	/* the state directory */
	const char *driver;	/* "in-tree", "patient", or "" for the machine's */
	pid_t pid;		/* 0: none */
};

/* Whether this process may use FUSE; no more than a hint. */
bool tsm_server_may_work(void);

/*
 * tsm_server_start() - in the namespaces of process @of, and wait until it serves
 *
 * It dies with the calling process. Returns 0, or a negative errno with a line in
 * @why.
 */
int tsm_server_start(struct tsm_server *server, pid_t of, struct why why);
void tsm_server_end(struct tsm_server *server);

#endif /* EMULATOR_TSM_SERVER_H */

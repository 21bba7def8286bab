/* SPDX-License-Identifier: MIT */
/* A server for as long as one program runs, where none runs already. */
#ifndef EMULATOR_OWN_SERVER_H
#define EMULATOR_OWN_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

#include "../base/why.h"
#include "../platform/platform.h"

struct own_server {
	const char *dir;
	enum platform_trace trace;
	pid_t pid;		/* 0: none */
	struct why why;
};

/*
 * own_server_start() - host_link's start: fork one and wait until it serves
 *
 * One that has died is replaced. It dies with the calling process.
 * Returns 0; -EBUSY when another server has the directory; or another negative
 * errno with a line in @why.
 */
int own_server_start(void *own_server);

/*
 * own_server_end() - end it, if there is one
 *
 * Returns its exit status: 1 when an IV was used twice, else 0.
 */
int own_server_end(struct own_server *server);

#endif /* EMULATOR_OWN_SERVER_H */

/* SPDX-License-Identifier: MIT */
/* Unix sockets in a state directory. */
#ifndef EMULATOR_SOCKET_H
#define EMULATOR_SOCKET_H

#include <stddef.h>
#include <sys/types.h>

#include "why.h"

/*
 * socket_listen() - a stream socket DIR/NAME; an old one is replaced
 * socket_connect() - to it
 *
 * Return the socket or a negative errno with a line in @why.
 */
int socket_listen(const char *dir, const char *name, mode_t mode,
		  struct why why);
int socket_connect(const char *dir, const char *name, struct why why);

/* Whole buffers. 0, -EPIPE when the other side ends early, or another errno. */
int socket_send(int fd, const void *bytes, size_t size);
int socket_receive(int fd, void *bytes, size_t size);

#endif /* EMULATOR_SOCKET_H */

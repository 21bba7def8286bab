/* SPDX-License-Identifier: MIT */
/*
 * A guest's way to its host: the connection to the server of a state directory.
 * To a guest a host that was restarted is one that took long: an exit that met
 * no server is made again when one is there.
 *
 * Callers serialise.
 */
#ifndef EMULATOR_HOST_LINK_H
#define EMULATOR_HOST_LINK_H

#include "../base/why.h"
#include "door_socket.h"

struct host_link {
	const char *dir;	/* the state directory; borrowed */
	int fd;			/* -1: not connected */
	struct door_machine machine;
	/*
	 * Starts a server where none runs: 0 or a negative errno, -EBUSY when
	 * somebody else did. NULL: one is waited for.
	 */
	int (*start)(void *owner);
	void *owner;
	unsigned int patience_ms;	/* how long to wait for one */
};

/*
 * host_link_open() - reach the host
 *
 * Returns 0 with @link->machine filled in, or a negative errno with a line in
 * @why.
 */
int host_link_open(struct host_link *link, struct why why);

/* Leaves @link->machine as it was. Closing twice does nothing. */
void host_link_close(struct host_link *link);

/*
 * host_link_exit() - one exit of the guest
 *
 * Returns 0 with @resume filled in, or a negative errno when no server came
 * back in time.
 */
int host_link_exit(struct host_link *link, const struct door_exit *exit,
		   struct door_resume *resume);

#endif /* EMULATOR_HOST_LINK_H */

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
	struct door_machine machine;	/* of the last connection */
	bool met;			/* there was one */
	bool given_up;			/* it did not come back: no more waiting */
	/*
	 * Starts a server where none runs, or replaces that of a run: 0 or a
	 * negative errno, -EBUSY when somebody else did. For one that was
	 * started by `serve`, and where this is NULL, the link waits.
	 */
	int (*start)(void *owner);
	void *owner;
	unsigned int patience_ms;	/* how long to wait for one, once */
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

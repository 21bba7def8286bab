// SPDX-License-Identifier: MIT
#include "host_link.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../base/socket.h"
#include "../base/clock.h"

#define PAUSE_MS	20

void host_link_close(struct host_link *link)
{
	if (link->fd >= 0)
		close(link->fd);
	link->fd = -1;
}

static int connect_once(struct host_link *link, struct why why)
{
	int err;

	link->fd = socket_connect(link->dir, DOOR_SOCKET, why);
	if (link->fd < 0)
		return link->fd;
	err = socket_receive(link->fd, &link->machine, sizeof(link->machine));
	if (!err) {
		link->met = true;
		link->given_up = false;
		return 0;
	}
	host_link_close(link);
	return because(why, err, "%s: the server ended the talk: %s", link->dir,
		       strerror(-err));
}

/* Whether waiting can help. */
static bool absent(int err)
{
	return err == -ENOENT || err == -ECONNREFUSED || err == -EPIPE ||
	       err == -ECONNRESET;
}

static int start_one(struct host_link *link)
{
	bool waits = link->met && !link->machine.of_a_run;
	int err = link->start && !waits ? link->start(link->owner) : 0;

	return err == -EBUSY ? 0 : err;
}

int host_link_open(struct host_link *link, struct why why)
{
	unsigned int waited = 0;
	int err;

	for (;;) {
		err = connect_once(link, why);
		if (!absent(err))
			return err;
		if (link->given_up || waited > link->patience_ms) {
			link->given_up = true;
			return err;
		}
		err = start_one(link);
		if (err)
			return err;
		err = connect_once(link, why);
		if (!absent(err))
			return err;
		clock_pause_ms(PAUSE_MS);
		waited += PAUSE_MS;
	}
}

static int reconnect(struct host_link *link)
{
	host_link_close(link);
	return host_link_open(link, (struct why){ NULL, 0 });
}

static int exit_once(struct host_link *link, const struct door_exit *exit,
		     struct door_resume *resume)
{
	int err = socket_send(link->fd, exit, sizeof(*exit));

	return err ? err : socket_receive(link->fd, resume, sizeof(*resume));
}

int host_link_exit(struct host_link *link, const struct door_exit *exit,
		   struct door_resume *resume)
{
	int err = link->fd < 0 ? -EPIPE : exit_once(link, exit, resume);

	while (absent(err)) {
		err = reconnect(link);
		if (!err)
			err = exit_once(link, exit, resume);
		else if (absent(err))
			break;
	}
	return err;
}

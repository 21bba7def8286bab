// SPDX-License-Identifier: MIT
/* The engine in this very process. */
#include "door.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "guest/door_socket.h"
#include "guest/guest_driver.h"
#include "base/socket.h"

static struct platform *platform;
static struct guest_driver driver;
static struct host_link host = { .fd = -1 };
static int listener;

static void *serve(void *arg)
{
	int connection = accept(listener, NULL, NULL);

	(void)arg;
	if (connection >= 0)
		door_serve(platform, connection);
	return NULL;
}

static int start_host(const char *where)
{
	char text[300];
	pthread_t thread;
	int err = platform_open(where, &platform, text, sizeof(text));

	if (err) {
		fprintf(stderr, "%s\n", text);
		return err;
	}
	listener = socket_listen(where, DOOR_SOCKET, 0600,
				 (struct why){ text, sizeof(text) });
	if (listener < 0)
		return listener;
	return -pthread_create(&thread, NULL, serve, NULL);
}

int door_open(const char *where)
{
	int err = start_host(where);

	host.dir = where;
	if (!err)
		err = host_link_open(&host, (struct why){ NULL, 0 });
	return err ? err : guest_driver_open(&driver, &host);
}

int door_ioctl(unsigned long request, void *arg)
{
	const struct caller_memory caller = { .pid = getpid() };
	int result = guest_driver_ioctl(&driver, (uint32_t)request,
					(uintptr_t)arg, &caller);

	return result > 0 ? -EPROTO : result;
}

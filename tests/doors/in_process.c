// SPDX-License-Identifier: MIT
/* The engine in this very process. */
#include "door.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "guest/door_socket.h"
#include "preload/guest_driver.h"
#include "base/socket.h"

static struct platform *platform;
static struct guest_driver *driver;
static int listener;

static void *serve(void *arg)
{
	int connection = accept(listener, NULL, NULL);

	(void)arg;
	if (connection >= 0)
		door_serve(platform, connection);
	return NULL;
}

int door_open(const char *where)
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
	err = pthread_create(&thread, NULL, serve, NULL);
	return err ? -err : guest_driver_open(where, &driver);
}

int door_ioctl(unsigned long request, void *arg)
{
	return guest_driver_ioctl(driver, request, arg);
}

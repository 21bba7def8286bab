// SPDX-License-Identifier: MIT
#include "server.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control_socket.h"
#include "../guest/door_socket.h"
#include "../guest/kernel_door.h"
#include "../base/json_lines.h"
#include "../base/socket.h"
#include "../platform/engine.h"

#define CONNECTIONS_MAX	64

/* A client of a socket; served by a thread of its own. */
struct connection {
	struct listener *listener;
	pthread_t thread;
	int fd;
	bool used, ended;
};

struct listener {
	struct platform *platform;
	void (*serve)(struct platform *platform, int connection);
	int fd, stop;
	pthread_t thread;
	bool runs;
	struct connection connections[CONNECTIONS_MAX];
};

/* As a real host would go: no clean-up, nothing flushed. */
static void die(void)
{
	raise(SIGKILL);
}

static void serve_guest(struct platform *platform, int connection)
{
	int err = door_serve(platform, connection);

	if (err == -ECANCELED)
		die();
	if (err)
		fprintf(stderr, "snp-emulator: the guest cannot go on: %s\n",
			strerror(-err));
}

static void *serve_connection(void *arg)
{
	struct connection *connection = arg;

	connection->listener->serve(connection->listener->platform,
				    connection->fd);
	shutdown(connection->fd, SHUT_RDWR);
	__atomic_store_n(&connection->ended, true, __ATOMIC_RELEASE);
	return NULL;
}

static void end_connection(struct connection *connection)
{
	pthread_join(connection->thread, NULL);
	close(connection->fd);
	connection->used = false;
}

/* A free place, after tidying up what has ended. */
static struct connection *free_place(struct listener *listener)
{
	struct connection *c, *found = NULL;

	for (c = listener->connections;
	     c < listener->connections + CONNECTIONS_MAX; c++) {
		if (c->used && __atomic_load_n(&c->ended, __ATOMIC_ACQUIRE))
			end_connection(c);
		if (!c->used)
			found = c;
	}
	return found;
}

static void accept_one(struct listener *listener)
{
	struct connection *place = free_place(listener);
	int fd = accept(listener->fd, NULL, NULL);

	if (fd < 0)
		return;
	if (place) {
		*place = (struct connection){ .listener = listener, .fd = fd };
		place->used = pthread_create(&place->thread, NULL,
					     serve_connection, place) == 0;
	}
	if (!place || !place->used)
		close(fd);
}

static void *listen_until_stopped(void *arg)
{
	struct listener *listener = arg;
	struct pollfd fds[] = {
		{ .fd = listener->fd, .events = POLLIN },
		{ .fd = listener->stop, .events = POLLIN },
	};

	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			break;
		if (fds[1].revents)
			break;
		if (fds[0].revents)
			accept_one(listener);
		fds[0].revents = fds[1].revents = 0;
	}
	return NULL;
}

static int listener_start(struct listener *listener, const char *dir,
			  const char *name, struct why why)
{
	int err;

	listener->fd = socket_listen(dir, name, 0600, why);
	if (listener->fd < 0)
		return listener->fd;
	err = -pthread_create(&listener->thread, NULL, listen_until_stopped,
			      listener);
	listener->runs = !err;
	return err ? because(why, err, "cannot start a thread") : 0;
}

static void listener_end(struct listener *listener)
{
	struct connection *c;

	if (listener->runs)
		pthread_join(listener->thread, NULL);
	for (c = listener->connections;
	     c < listener->connections + CONNECTIONS_MAX; c++) {
		if (!c->used)
			continue;
		/* What has been asked is answered: it cannot be asked twice. */
		shutdown(c->fd, SHUT_RD);
		end_connection(c);
	}
	if (listener->fd >= 0)
		close(listener->fd);
}

struct server {
	struct platform *platform;
	int stop;		/* signalfd; stays readable: nobody reads it */
	int device;
	struct listener control, guest;
};

/* Signals become a file that every loop watches. */
static int catch_signals(struct why why)
{
	sigset_t signals;
	int fd;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? because(why, -errno, "signalfd: %s", strerror(errno))
		      : fd;
}

static int start(struct server *server, const struct server_options *options,
		 struct why why)
{
	int err;

	server->stop = catch_signals(why);
	if (server->stop < 0)
		return server->stop;
	server->control = (struct listener){ .platform = server->platform,
					     .serve = control_serve,
					     .fd = -1,
					     .stop = server->stop };
	server->guest = (struct listener){ .platform = server->platform,
					   .serve = serve_guest,
					   .fd = -1,
					   .stop = server->stop };
	if (options->device) {
		server->device = kernel_door_attach(server->platform,
						    options->device, why);
		if (server->device < 0)
			return server->device;
	}
	err = listener_start(&server->control, options->dir, CONTROL_SOCKET,
			     why);
	return err ? err
		   : listener_start(&server->guest, options->dir, DOOR_SOCKET,
				    why);
}

static int wait_for_stop(int stop)
{
	struct pollfd fd = { .fd = stop, .events = POLLIN };

	while (poll(&fd, 1, -1) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

/* Whoever waits may also be waiting for the end of standard output. */
static void tell_ready(int ready)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (null >= 0) {
		dup2(null, STDOUT_FILENO);
		close(null);
	}
	while (write(ready, "", 1) < 0 && errno == EINTR)
		;
	close(ready);
}

static void print_ready(const struct server_options *options)
{
	const char *device = options->device;

	if (options->json) {
		fputs("{\"serving\": ", stdout);
		json_text(stdout, options->dir);
		fputs(", \"device\": ", stdout);
		device ? json_text(stdout, device) : (void)fputs("null", stdout);
		puts("}");
	} else {
		printf("snp-emulator: serving %s%s%s\n", options->dir,
		       device ? " on " : "", device ? device : "");
	}
	fflush(stdout);
}

static void announce(const struct server_options *options)
{
	if (!options->quiet)
		print_ready(options);
	if (options->ready >= 0)
		tell_ready(options->ready);
}

static int run(struct server *server, const struct server_options *options,
	       struct why why)
{
	int err;

	announce(options);
	if (!options->device)
		return wait_for_stop(server->stop);
	err = kernel_door_serve(server->platform, server->device, server->stop,
				why);
	if (err == -ECANCELED)
		die();
	/* The listeners' loops watch signals only. */
	if (err)
		kill(getpid(), SIGTERM);
	return err;
}

static void stop(struct server *server, bool started, const char *dir)
{
	char path[4200];

	if (!started && server->stop >= 0)
		kill(getpid(), SIGTERM);
	listener_end(&server->control);
	listener_end(&server->guest);
	snprintf(path, sizeof(path), "%s/%s", dir, CONTROL_SOCKET);
	unlink(path);
	snprintf(path, sizeof(path), "%s/%s", dir, DOOR_SOCKET);
	unlink(path);
	if (server->device >= 0)
		close(server->device);
	if (server->stop >= 0)
		close(server->stop);
}

/* Served as it is all the same: a host may serve anything. */
static void remark_on_table(struct platform *platform)
{
	if (platform->config.certificates && !platform_table_fits(platform))
		fprintf(stderr,
			"snp-emulator: certs is not the table of the reported TCB; guests get it as it is; 'ctl DIR table-pages 0' writes it anew\n");
}

static int revive(struct platform *platform, struct why why)
{
	if (!platform_key_is_gone(platform))
		return 0;
	fprintf(stderr,
		"snp-emulator: the guest's key is gone, erased by its driver after a failed request: the guest is booted anew\n");
	return platform_reboot(platform, why.text, why.size);
}

static int power_on(struct server *server, const struct server_options *options,
		    struct why why)
{
	int err = platform_open(options->dir, &server->platform, why.text,
				why.size);

	if (err)
		return err;
	remark_on_table(server->platform);
	platform_trace(server->platform, options->trace);
	if (!options->of_a_run)
		return 0;
	platform_belong_to_run(server->platform);
	return revive(server->platform, why);
}

static int play(struct server *server, const struct server_options *options,
		struct why why)
{
	int err = start(server, options, why);

	if (err) {
		stop(server, false, options->dir);
		return err;
	}
	err = run(server, options, why);
	stop(server, true, options->dir);
	return err;
}

static bool tell_ledger(const struct platform_counters *counters)
{
	if (counters->ledger_conflicts)
		fprintf(stderr,
			"snp-emulator: %" PRIu64 " IVs were used for two different messages\n",
			counters->ledger_conflicts);
	if (counters->ledger_unjudged)
		fprintf(stderr,
			"snp-emulator: %" PRIu64 " messages have numbers so far back that nobody can say whether their IVs were used twice\n",
			counters->ledger_unjudged);
	return !counters->ledger_conflicts && !counters->ledger_unjudged;
}

int server_run(const struct server_options *options, bool *clean,
	       struct why why)
{
	struct server *server = calloc(1, sizeof(*server));
	struct platform_counters counters = { 0 };
	int err;

	if (!server)
		return because(why, -ENOMEM, "not enough memory");
	server->stop = server->device = -1;
	server->control.fd = server->guest.fd = -1;
	err = power_on(server, options, why);
	if (!err)
		err = play(server, options, why);
	if (server->platform)
		platform_counters(server->platform, &counters);
	*clean = tell_ledger(&counters);
	platform_close(server->platform);
	free(server);
	return err;
}

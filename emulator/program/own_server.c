// SPDX-License-Identifier: MIT
#include "own_server.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server.h"

/* What the child says: an errno, and a line where it is not 0. */
struct word {
	int err;
	char text[300];
};

static void tell(int to, int err, const char *text)
{
	struct word word = { .err = err };

	snprintf(word.text, sizeof(word.text), "%s", text);
	if (write(to, &word, sizeof(word)) < 0)
		_exit(3);
}

/* Signals of a terminal are for the program, not for its host. */
static void serve(const struct own_server *server, int ready)
{
	char text[300] = "";
	bool clean = true;
	const struct server_options options = {
		.dir = server->dir, .ready = ready, .quiet = true, .of_a_run = true,
		.trace = server->trace,
	};
	int err;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	err = server_run(&options, &clean,
			 (struct why){ text, sizeof(text) });
	if (err) {
		tell(ready, err, text);
		_exit(3);
	}
	_exit(clean ? 0 : 1);
}

static int hear(struct own_server *server, int from)
{
	struct word word = { 0 };
	ssize_t n;

	do
		n = read(from, &word, sizeof(word));
	while (n < 0 && errno == EINTR);
	if (n == 1)
		return 0;
	if (n != (ssize_t)sizeof(word))
		return because(server->why, -ECHILD,
			       "%s: the server ended before it served",
			       server->dir);
	word.text[sizeof(word.text) - 1] = 0;
	return because(server->why, word.err, "%s", word.text);
}

static void reap(struct own_server *server)
{
	while (server->pid > 0 && waitpid(server->pid, NULL, 0) < 0 &&
	       errno == EINTR)
		;
	server->pid = 0;
}

int own_server_start(void *own_server)
{
	struct own_server *server = own_server;
	int ready[2], err;

	if (server->pid > 0)
		kill(server->pid, SIGKILL);
	reap(server);
	if (pipe2(ready, O_CLOEXEC))
		return because(server->why, -errno, "pipe: %s",
			       strerror(errno));
	server->pid = fork();
	if (server->pid == 0) {
		close(ready[0]);
		serve(server, ready[1]);
	}
	close(ready[1]);
	err = server->pid < 0 ? because(server->why, -errno, "fork: %s",
					strerror(errno))
			      : hear(server, ready[0]);
	close(ready[0]);
	if (err)
		reap(server);
	return err;
}

int own_server_end(struct own_server *server)
{
	int status = 0;

	if (server->pid <= 0)
		return 0;
	kill(server->pid, SIGTERM);
	while (waitpid(server->pid, &status, 0) < 0 && errno == EINTR)
		;
	server->pid = 0;
	return WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

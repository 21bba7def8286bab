// SPDX-License-Identifier: MIT
#include "run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../guest/supervisor.h"
#include "../machine/config.h"
#include "own_server.h"
#include "run_child.h"
#include "tsm_server.h"
#include "vtpm.h"

/* For as long as a host that is being restarted may take. */
#define PATIENCE_MS	15000

struct run {
	const struct run_options *options;
	struct own_server server;
	struct host_link link;
	struct guest_driver driver;
	struct run_child child;
	struct tsm_server tsm;
	struct vtpm vtpm;
};

static int say(const char *why)
{
	fprintf(stderr, "snp-emulator: %s\n", why);
	return RUN_FAILED;
}

static pid_t program;

static void forward(int number)
{
	kill(program, number);
}

/* What a terminal sends it sends the program, too. */
static void take_signals(pid_t pid)
{
	const struct sigaction to_program = { .sa_handler = forward };

	program = pid;
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGTERM, &to_program, NULL);
	sigaction(SIGHUP, &to_program, NULL);
}

static int open_guest(struct run *run, struct why why)
{
	int err = host_link_open(&run->link, why);

	if (err)
		return err;
	if (run->options->driver_given)
		run->link.machine.driver = run->options->driver;
	err = guest_driver_open(&run->driver, &run->link);
	return err ? because(why, err, "%s/memory: %s", run->options->dir,
			     strerror(-err))
		   : 0;
}

static int status_of(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) != pid)
		if (errno != EINTR)
			return RUN_FAILED;
	return WIFEXITED(status) ? WEXITSTATUS(status)
				 : 128 + WTERMSIG(status);
}

/* Until the program ends: what it asks for, of its device or of its vTPM. */
static int supervise(struct run *run, struct why why)
{
	int end = (int)syscall(SYS_pidfd_open, run->child.pid, 0);
	int err;

	if (end < 0)
		return because(why, -errno, "pidfd_open: %s", strerror(errno));
	err = run->options->azure
		      ? vtpm_serve(&run->vtpm, end, why)
		      : supervisor_run(run->child.listener, &run->driver, end,
				       why);
	close(end);
	return err;
}

static int start_tsm(void *owner, pid_t child, struct why why)
{
	struct run *run = owner;

	return tsm_server_start(&run->tsm, child, why);
}

static bool wants_tsm(const struct run *run)
{
	return run->options->tsm == RUN_TSM_NEEDED ||
	       (run->options->tsm == RUN_TSM_WHERE_IT_GOES &&
		tsm_server_may_work());
}

/* Under a paravisor there is no device; programs are told where the vTPM is. */
static void become(const struct run *run)
{
	char *const *argv = run->options->argv;
	char name[64];

	snprintf(name, sizeof(name), "swtpm:host=127.0.0.1,port=%u",
		 run->vtpm.port);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setenv("TPM2TOOLS_TCTI", name, 1);
	execvp(argv[0], argv);
	fprintf(stderr, "snp-emulator: %s: %s\n", argv[0], strerror(errno));
	_exit(errno == ENOENT ? RUN_NOT_FOUND : RUN_NOT_EXECUTED);
}

static int start_beside_vtpm(struct run *run, struct why why)
{
	int err = vtpm_start(&run->vtpm, &run->driver, why);

	run->child = (struct run_child){ .listener = -1, .status = RUN_FAILED };
	if (err)
		return err;
	run->child.pid = fork();
	if (run->child.pid == 0)
		become(run);
	return run->child.pid < 0
		       ? because(why, -errno, "fork: %s", strerror(errno))
		       : 0;
}

static int start_in_guest(struct run *run, struct why why)
{
	const struct run_child_more more = {
		start_tsm, run, run->options->tsm == RUN_TSM_NEEDED };

	return run_child_start(&run->child, run->options->argv,
			       wants_tsm(run) ? &more : NULL, why);
}

/* A program that nobody answers any more is not left alone. */
static int run_in_guest(struct run *run, struct why why)
{
	int err = run->options->azure ? start_beside_vtpm(run, why)
				      : start_in_guest(run, why);

	if (err)
		return say(why.text), run->child.status;
	take_signals(run->child.pid);
	err = supervise(run, why);
	if (err) {
		say(why.text);
		kill(run->child.pid, SIGKILL);
	}
	if (run->child.listener >= 0)
		close(run->child.listener);
	return err ? (status_of(run->child.pid), RUN_FAILED)
		   : status_of(run->child.pid);
}

int run_program(const struct run_options *options)
{
	char text[600] = "";
	struct why why = { text, sizeof(text) };
	struct run run = {
		.options = options,
		.server = { .dir = options->dir, .trace = options->trace,
			    .why = why },
		.link = { .dir = options->dir,
			  .fd = -1,
			  .start = own_server_start,
			  .patience_ms = PATIENCE_MS },
		.driver = { .channel = { .memory_fd = -1 } },
		.tsm = { .dir = options->dir,
			 .driver = options->driver_given
					   ? config_driver_name(options->driver)
					   : "" },
	};
	int status, twice;

	run.link.owner = &run.server;
	status = open_guest(&run, why) ? say(text) : run_in_guest(&run, why);
	tsm_server_end(&run.tsm);
	vtpm_end(&run.vtpm);
	guest_driver_close(&run.driver);
	host_link_close(&run.link);
	twice = own_server_end(&run.server);
	return status ? status : twice;
}

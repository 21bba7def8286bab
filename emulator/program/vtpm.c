// SPDX-License-Identifier: MIT
#include "vtpm.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/clock.h"
#include "../base/socket.h"
#include "hcl_report.h"
#include "tpm_commands.h"

#define TMPDIR_MAX	40
#define INDEX_REPORT	0x01400001U
#define INDEX_USER_DATA	0x01400002U
#define USER_DATA_SIZE	64
#define NOT_FOUND	5
#define START_MS	10000

enum { COMMANDS, CONTROL };

static const char *const names[] = { [COMMANDS] = "tpm", [CONTROL] = "control" };

/* It says more than a program under `run` should have to read. */
static void silence(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
}

static void become_swtpm(const char *dir)
{
	char state[96], server[96], control[96];

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	snprintf(state, sizeof(state), "dir=%s", dir);
	snprintf(server, sizeof(server), "type=unixio,path=%s/%s", dir,
		 names[COMMANDS]);
	snprintf(control, sizeof(control), "type=unixio,path=%s/%s", dir,
		 names[CONTROL]);
	/* What a terminal sends is for the program. */
	setpgid(0, 0);
	silence();
	execlp("swtpm", "swtpm", "socket", "--tpm2", "--tpmstate", state,
	       "--server", server, "--ctrl", control, "--flags",
	       "not-need-init,startup-clear", (char *)NULL);
	_exit(NOT_FOUND);
}

/* Whether swtpm has ended, and why. */
static int ended(struct vtpm *vtpm, struct why why)
{
	int status;

	if (waitpid(vtpm->swtpm, &status, WNOHANG) != vtpm->swtpm)
		return 0;
	vtpm->swtpm = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND)
		return because(why, -ENOENT,
			       "--azure: there is no swtpm here; install it");
	return because(why, -EIO, "--azure: swtpm does not start");
}

static int reach(struct vtpm *vtpm, int which, struct why why)
{
	struct why nobody = { NULL, 0 };
	int waited, err;

	for (waited = 0; waited < START_MS; waited += 5) {
		vtpm->back[which] = socket_connect(vtpm->dir, names[which],
						   nobody);
		if (vtpm->back[which] >= 0)
			return 0;
		err = ended(vtpm, why);
		if (err)
			return err;
		clock_pause_ms(5);
	}
	return because(why, -ETIMEDOUT, "--azure: swtpm does not answer");
}

/* Sockets are in it, and their names are short. */
static const char *temporary(void)
{
	const char *given = getenv("TMPDIR");

	return given && *given && strlen(given) <= TMPDIR_MAX ? given : "/tmp";
}

static int start_swtpm(struct vtpm *vtpm, struct why why)
{
	int err;

	snprintf(vtpm->dir, sizeof(vtpm->dir), "%s/snp-vtpm.XXXXXX",
		 temporary());
	if (!mkdtemp(vtpm->dir)) {
		err = because(why, -errno, "%s: %s", vtpm->dir, strerror(errno));
		vtpm->dir[0] = 0;
		return err;
	}
	vtpm->swtpm = fork();
	if (vtpm->swtpm == 0)
		become_swtpm(vtpm->dir);
	if (vtpm->swtpm < 0)
		return because(why, -errno, "fork: %s", strerror(errno));
	err = reach(vtpm, COMMANDS, why);
	return err ? err : reach(vtpm, CONTROL, why);
}

static int put_report(struct vtpm *vtpm, const uint8_t user_data[USER_DATA_SIZE])
{
	uint8_t blob[HCL_REPORT_SIZE];
	int err = hcl_report(vtpm->driver, user_data, blob);

	return err ? err
		   : tpm_write(vtpm->back[COMMANDS], INDEX_REPORT, blob,
			       sizeof(blob));
}

static int fill(struct vtpm *vtpm, struct why why)
{
	static const uint8_t none[USER_DATA_SIZE];
	int err = tpm_define(vtpm->back[COMMANDS], INDEX_REPORT,
			     HCL_REPORT_SIZE);

	if (!err)
		err = put_report(vtpm, none);
	return err ? because(why, err, "--azure: no report for the vTPM: %s",
			     strerror(-err))
		   : 0;
}

/* On loopback; port 0: a free one. Returns the socket or a negative errno. */
static int listen_on(unsigned int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int err, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	if (!bind(fd, (struct sockaddr *)&at, sizeof(at)) && !listen(fd, 16))
		return fd;
	err = -errno;
	close(fd);
	return err;
}

static unsigned int port_of(int fd)
{
	struct sockaddr_in at;
	socklen_t size = sizeof(at);

	return getsockname(fd, (struct sockaddr *)&at, &size)
		       ? 0
		       : ntohs(at.sin_port);
}

static void drop(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Two ports side by side, which is how clients find the second. */
static int open_ports(struct vtpm *vtpm, struct why why)
{
	int tries, err = -EADDRINUSE;

	for (tries = 0; tries < 100; tries++) {
		vtpm->listeners[COMMANDS] = err = listen_on(0);
		if (err < 0)
			break;
		vtpm->port = port_of(err);
		vtpm->listeners[CONTROL] = err = listen_on(vtpm->port + 1);
		if (err >= 0)
			return 0;
		drop(&vtpm->listeners[COMMANDS]);
	}
	return because(why, err, "--azure: no ports for the vTPM: %s",
		       strerror(-err));
}

int vtpm_start(struct vtpm *vtpm, struct guest_driver *driver, struct why why)
{
	int err;

	*vtpm = (struct vtpm){ .driver = driver,
			       .back = { -1, -1 },
			       .listeners = { -1, -1 },
			       .clients = { -1, -1 } };
	err = start_swtpm(vtpm, why);
	if (!err)
		err = fill(vtpm, why);
	return err ? err : open_ports(vtpm, why);
}

/* Before the guest hears that they are written the report is on them. */
static int refresh(struct vtpm *vtpm)
{
	uint8_t user_data[USER_DATA_SIZE];
	int err = tpm_read(vtpm->back[COMMANDS], INDEX_USER_DATA, user_data,
			   sizeof(user_data));

	if (!err)
		err = put_report(vtpm, user_data);
	if (err)
		fprintf(stderr,
			"snp-emulator: the vTPM keeps its old report: %s\n",
			strerror(-err));
	return err;
}

/* One command of the guest. A negative errno: the client has gone. */
static int pass_command(struct vtpm *vtpm)
{
	uint8_t command[TPM_MESSAGE_MAX], answer[TPM_MESSAGE_MAX];
	size_t size, answer_size;
	int err = tpm_receive(vtpm->clients[COMMANDS], command, &size);

	if (!err)
		err = socket_send(vtpm->back[COMMANDS], command, size);
	if (!err)
		err = tpm_receive(vtpm->back[COMMANDS], answer, &answer_size);
	if (err)
		return err;
	if (tpm_has_written(command, size, answer, INDEX_USER_DATA))
		refresh(vtpm);
	return socket_send(vtpm->clients[COMMANDS], answer, answer_size);
}

/* Locality, cancelling: swtpm's own words, as they come. */
static int pass_bytes(int from, int to)
{
	uint8_t bytes[TPM_MESSAGE_MAX];
	ssize_t n = read(from, bytes, sizeof(bytes));

	if (n <= 0)
		return -EPIPE;
	return socket_send(to, bytes, (size_t)n);
}

static void accept_client(struct vtpm *vtpm, int which)
{
	vtpm->clients[which] =
		accept4(vtpm->listeners[which], NULL, NULL, SOCK_CLOEXEC);
}

/* What is waited for: a client where there is one, else the next. */
static int awaited(const struct vtpm *vtpm, int which)
{
	return vtpm->clients[which] < 0 ? vtpm->listeners[which]
					: vtpm->clients[which];
}

static void step(struct vtpm *vtpm, int which)
{
	int err;

	if (vtpm->clients[which] < 0) {
		accept_client(vtpm, which);
		return;
	}
	err = which == COMMANDS ? pass_command(vtpm)
				: pass_bytes(vtpm->clients[CONTROL],
					     vtpm->back[CONTROL]);
	if (err)
		drop(&vtpm->clients[which]);
}

/* An answer for nobody is thrown away. */
static int answer_control(struct vtpm *vtpm)
{
	uint8_t bytes[TPM_MESSAGE_MAX];
	ssize_t n = read(vtpm->back[CONTROL], bytes, sizeof(bytes));

	if (n <= 0)
		return -EPIPE;
	if (vtpm->clients[CONTROL] >= 0 &&
	    socket_send(vtpm->clients[CONTROL], bytes, (size_t)n))
		drop(&vtpm->clients[CONTROL]);
	return 0;
}

int vtpm_serve(struct vtpm *vtpm, int end, struct why why)
{
	int which, err = 0;

	while (!err) {
		struct pollfd polled[] = {
			{ awaited(vtpm, COMMANDS), POLLIN, 0 },
			{ awaited(vtpm, CONTROL), POLLIN, 0 },
			{ vtpm->back[CONTROL], POLLIN, 0 },
			{ end, POLLIN, 0 },
		};

		if (poll(polled, 4, -1) < 0) {
			if (errno != EINTR)
				return because(why, -errno, "poll: %s",
					       strerror(errno));
			continue;
		}
		if (polled[3].revents)
			return 0;
		for (which = COMMANDS; which <= CONTROL; which++)
			if (polled[which].revents)
				step(vtpm, which);
		if (polled[2].revents)
			err = answer_control(vtpm);
	}
	return because(why, err, "--azure: swtpm has ended");
}

/* swtpm's state, sockets and lock; nothing else is in there. */
static void remove_dir(const char *dir)
{
	DIR *entries = opendir(dir);
	struct dirent *entry;

	while (entries && (entry = readdir(entries)))
		unlinkat(dirfd(entries), entry->d_name, 0);
	if (entries)
		closedir(entries);
	rmdir(dir);
}

void vtpm_end(struct vtpm *vtpm)
{
	int which;

	if (!vtpm->dir[0])
		return;
	for (which = COMMANDS; which <= CONTROL; which++) {
		drop(&vtpm->clients[which]);
		drop(&vtpm->listeners[which]);
		drop(&vtpm->back[which]);
	}
	if (vtpm->swtpm > 0) {
		kill(vtpm->swtpm, SIGTERM);
		while (waitpid(vtpm->swtpm, NULL, 0) < 0 && errno == EINTR)
			;
		vtpm->swtpm = 0;
	}
	remove_dir(vtpm->dir);
	vtpm->dir[0] = 0;
}

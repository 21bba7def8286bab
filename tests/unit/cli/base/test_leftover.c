// SPDX-License-Identifier: MIT
/* What is left when a signal ends the work: nothing, and the signal's status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/leftover.h"

static char folder[] = "/tmp/test_leftover.XXXXXX";
static char file[64], directory[64];

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(file, sizeof(file), "%s/file", folder);
	snprintf(directory, sizeof(directory), "%s/directory", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(file);
	rmdir(directory);
	return rmdir(folder);
}

static bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

static void make_both(void)
{
	int fd = open(file, O_CREAT | O_WRONLY, 0600);

	if (fd >= 0)
		close(fd);
	mkdir(directory, 0700);
}

/* A process that has begun both and is ended by @signal. Return: its status. */
static int interrupted(int signal, void (*before)(void))
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		before();
		leftover_file(file);
		leftover_directory(directory);
		make_both();
		raise(signal);
		_exit(7);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* Whoever runs this in the background ignores interrupts. */
static void default_signals(void)
{
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
}

static void ignore_hangups(void)
{
	default_signals();
	signal(SIGHUP, SIG_IGN);
}

static void an_interrupted_file_is_removed(void **state)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

	(void)state;
	for (int i = 0; i < 3; i++) {
		interrupted(signals[i], default_signals);
		assert_false(is_there(file));
	}
}

static void an_interrupted_directory_is_removed(void **state)
{
	(void)state;
	interrupted(SIGTERM, default_signals);
	assert_false(is_there(directory));
}

static void the_signal_still_ends_the_program(void **state)
{
	int status = interrupted(SIGINT, default_signals);

	(void)state;
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGINT);
}

static void what_is_ignored_stays_ignored(void **state)
{
	int status = interrupted(SIGHUP, ignore_hangups);

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 7);
	assert_true(is_there(file));
}

static void forget(void)
{
	leftover_file(file);
	leftover_file(NULL);
}

static void what_is_finished_stays(void **state)
{
	pid_t pid = fork();
	int status = 0;

	(void)state;
	if (pid == 0) {
		forget();
		make_both();
		raise(SIGTERM);
		_exit(7);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(is_there(file));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interrupted_file_is_removed),
		cmocka_unit_test(an_interrupted_directory_is_removed),
		cmocka_unit_test(the_signal_still_ends_the_program),
		cmocka_unit_test(what_is_ignored_stays_ignored),
		cmocka_unit_test(what_is_finished_stays),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

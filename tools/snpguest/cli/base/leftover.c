// SPDX-License-Identifier: MIT
#include "leftover.h"

#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

/* The names are changed only while no signal comes. */
static char file[PATH_MAX];
static char directory[PATH_MAX];

static const int deadly[] = { SIGINT, SIGTERM, SIGHUP };

#define DEADLY (sizeof(deadly) / sizeof(deadly[0]))

static void clean_up(int signal)
{
	if (*file)
		unlink(file);
	if (*directory)
		rmdir(directory);
	raise(signal); /* by then as if nobody had caught it */
}

/* Not where somebody wants it ignored: nohup. */
static void catch_signals(void)
{
	static bool caught;
	struct sigaction action = { .sa_handler = clean_up,
				    .sa_flags = (int)SA_RESETHAND };
	struct sigaction old;

	if (caught)
		return;
	caught = true;
	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < DEADLY; i++)
		if (sigaction(deadly[i], NULL, &old) == 0 &&
		    old.sa_handler == SIG_DFL)
			sigaction(deadly[i], &action, NULL);
}

static void remember(char name[PATH_MAX], const char *path)
{
	sigset_t all, before;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	snprintf(name, PATH_MAX, "%s", path ? path : "");
	sigprocmask(SIG_SETMASK, &before, NULL);
	catch_signals();
}

void leftover_file(const char *path)
{
	remember(file, path);
}

void leftover_directory(const char *path)
{
	remember(directory, path);
}

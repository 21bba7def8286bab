// SPDX-License-Identifier: MIT
#include "patience.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>

#include "talk.h"

static pthread_t watcher;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;
static bool watching, ended;

static void *watch(void *what)
{
	struct timespec until;
	int err = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec++;
	pthread_mutex_lock(&lock);
	while (!ended && err != ETIMEDOUT)
		err = pthread_cond_timedwait(&change, &lock, &until);
	if (!ended)
		note("%s", (const char *)what);
	pthread_mutex_unlock(&lock);
	return NULL;
}

void patience_begin(const char *what)
{
	sigset_t all, before;

	ended = false;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	watching = pthread_create(&watcher, NULL, watch, (void *)what) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void patience_end(void)
{
	if (!watching)
		return;
	pthread_mutex_lock(&lock);
	ended = true;
	pthread_cond_signal(&change);
	pthread_mutex_unlock(&lock);
	pthread_join(watcher, NULL);
	watching = false;
}

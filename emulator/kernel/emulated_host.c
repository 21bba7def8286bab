// SPDX-License-Identifier: MIT
#include <linux/poll.h>
#include <linux/sched/signal.h>

#include "emulated_host.h"

void emulated_host_init(struct emulated_host *host)
{
	spin_lock_init(&host->lock);
	init_waitqueue_head(&host->guest_wait);
	init_waitqueue_head(&host->server_wait);
}

int emulated_host_attach(struct emulated_host *host, struct file *server)
{
	int ret = -EBUSY;

	spin_lock(&host->lock);
	if (!host->server) {
		host->server = server;
		ret = 0;
	}
	spin_unlock(&host->lock);
	return ret;
}

void emulated_host_detach(struct emulated_host *host)
{
	spin_lock(&host->lock);
	host->server = NULL;
	host->state = EXIT_NONE;
	spin_unlock(&host->lock);

	wake_up_all(&host->guest_wait);
	wake_up_all(&host->server_wait);
}

bool emulated_host_is(struct emulated_host *host, const struct file *server)
{
	bool is;

	spin_lock(&host->lock);
	is = host->server == server;
	spin_unlock(&host->lock);
	return is;
}

static bool post(struct emulated_host *host, struct snp_emulated_exit *exit)
{
	bool posted = false;

	spin_lock(&host->lock);
	if (host->server) {
		exit->id = ++host->id;
		host->exit = *exit;
		host->state = EXIT_POSTED;
		posted = true;
	}
	spin_unlock(&host->lock);

	if (posted)
		wake_up(&host->server_wait);
	return posted;
}

static bool settled(struct emulated_host *host)
{
	bool is;

	spin_lock(&host->lock);
	is = host->state == EXIT_ANSWERED || host->state == EXIT_NONE;
	spin_unlock(&host->lock);
	return is;
}

/* Ends the exit, whatever its state: a later answer finds it gone. */
static enum emulated_exit_state collect(struct emulated_host *host,
					struct snp_emulated_resume *resume)
{
	enum emulated_exit_state state;

	spin_lock(&host->lock);
	state = host->state;
	host->state = EXIT_NONE;
	*resume = host->resume;
	spin_unlock(&host->lock);
	return state;
}

int emulated_host_run(struct emulated_host *host,
		      struct snp_emulated_exit *exit,
		      struct snp_emulated_resume *resume,
		      unsigned long timeout)
{
	long left;

	if (!post(host, exit))
		return -EIO;

	left = wait_event_killable_timeout(host->guest_wait, settled(host),
					   timeout);
	switch (collect(host, resume)) {
	case EXIT_ANSWERED:
		return 0;
	case EXIT_NONE:
		return -EIO;
	default:
		return left < 0 ? -EINTR : -ETIMEDOUT;
	}
}

static int try_take(struct emulated_host *host, const struct file *server,
		    struct snp_emulated_exit *exit)
{
	int ret = -EAGAIN;

	spin_lock(&host->lock);
	if (host->server != server) {
		ret = -ENOTCONN;
	} else if (host->state == EXIT_POSTED) {
		*exit = host->exit;
		host->state = EXIT_TAKEN;
		ret = 0;
	}
	spin_unlock(&host->lock);
	return ret;
}

int emulated_host_take(struct emulated_host *host, const struct file *server,
		       bool block, struct snp_emulated_exit *exit)
{
	int taken, ret;

	if (!block)
		return try_take(host, server, exit);

	ret = wait_event_interruptible(host->server_wait,
				       (taken = try_take(host, server, exit)) !=
				       -EAGAIN);
	return ret ? ret : taken;
}

void emulated_host_put_back(struct emulated_host *host, u64 id)
{
	spin_lock(&host->lock);
	if (host->state == EXIT_TAKEN && host->id == id)
		host->state = EXIT_POSTED;
	spin_unlock(&host->lock);

	wake_up(&host->server_wait);
}

int emulated_host_answer(struct emulated_host *host, const struct file *server,
			 const struct snp_emulated_resume *resume)
{
	int ret = -ESTALE;

	spin_lock(&host->lock);
	if (host->server != server) {
		ret = -ENOTCONN;
	} else if (host->state == EXIT_TAKEN && host->id == resume->id) {
		host->resume = *resume;
		host->state = EXIT_ANSWERED;
		ret = 0;
	}
	spin_unlock(&host->lock);

	if (!ret)
		wake_up(&host->guest_wait);
	return ret;
}

__poll_t emulated_host_events(struct emulated_host *host,
			      const struct file *server)
{
	__poll_t events = 0;

	spin_lock(&host->lock);
	if (host->server != server)
		events = EPOLLERR;
	else if (host->state == EXIT_POSTED)
		events = EPOLLIN | EPOLLRDNORM;
	else if (host->state == EXIT_TAKEN)
		events = EPOLLOUT | EPOLLWRNORM;
	spin_unlock(&host->lock);
	return events;
}

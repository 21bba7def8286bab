/* SPDX-License-Identifier: MIT */
/*
 * The hand-over between the guest, which leaves to its host, and the process
 * that plays the host: one exit at a time, one answer for each.
 */
#ifndef EMULATED_HOST_H
#define EMULATED_HOST_H

#include <linux/fs.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "sev-guest-emulated.h"

/*
 * An exit is posted by the guest, taken by the server, answered by the server
 * and collected by the guest. It is gone (EXIT_NONE) at once when the server
 * goes or the guest stops waiting.
 */
enum emulated_exit_state {
	EXIT_NONE,
	EXIT_POSTED,
	EXIT_TAKEN,
	EXIT_ANSWERED,
};

/**
 * struct emulated_host - the process that plays the host, if there is one
 * @lock: guards everything below but the queues
 * @guest_wait: who left to the host
 * @server_wait: the server, for the next exit
 * @server: the file it serves through; NULL while nobody does
 * @state: of the latest exit
 * @id: of the latest exit
 * @exit: the latest exit
 * @resume: the answer to it
 */
struct emulated_host {
	spinlock_t lock;		/* everything below */
	wait_queue_head_t guest_wait;
	wait_queue_head_t server_wait;
	struct file *server;
	enum emulated_exit_state state;
	u64 id;
	struct snp_emulated_exit exit;
	struct snp_emulated_resume resume;
};

void emulated_host_init(struct emulated_host *host);

/* Return: 0, or -EBUSY when another file serves. */
int emulated_host_attach(struct emulated_host *host, struct file *server);

/* The server has gone: whoever waits for it is told. */
void emulated_host_detach(struct emulated_host *host);

/* Whether @server is the file that serves; NULL: whether there is none. */
bool emulated_host_is(struct emulated_host *host, const struct file *server);

/**
 * emulated_host_run() - leave to the host and wait until it lets us go on
 * @exit: @exit->id is filled in
 * @resume: what the host answered, when 0 is returned
 * @timeout: in jiffies
 *
 * Context: process context; callers serialise.
 * Return: 0; -EIO when the server went away; -EINTR when a fatal signal ended
 * the wait; -ETIMEDOUT.
 */
int emulated_host_run(struct emulated_host *host,
		      struct snp_emulated_exit *exit,
		      struct snp_emulated_resume *resume,
		      unsigned long timeout);

/**
 * emulated_host_take() - the next exit, for the server
 * @block: wait for one
 *
 * Return: 0; -ENOTCONN when @server does not serve; -EAGAIN when there is none
 * and @block is false; -ERESTARTSYS.
 */
int emulated_host_take(struct emulated_host *host, const struct file *server,
		       bool block, struct snp_emulated_exit *exit);

/* An exit that was taken and could not be handed on: take it again later. */
void emulated_host_put_back(struct emulated_host *host, u64 id);

/**
 * emulated_host_answer() - let the guest go on
 *
 * Return: 0; -ENOTCONN when @server does not serve; -ESTALE when @resume->id
 * is not the exit that was taken.
 */
int emulated_host_answer(struct emulated_host *host, const struct file *server,
			 const struct snp_emulated_resume *resume);

/* The poll mask for the server; the caller has called poll_wait(). */
__poll_t emulated_host_events(struct emulated_host *host,
			      const struct file *server);

#endif /* EMULATED_HOST_H */

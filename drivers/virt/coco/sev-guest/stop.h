/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine is about to stop, and whoever waits for its host hears of it.
 */
#ifndef SEV_GUEST_STOP_H
#define SEV_GUEST_STOP_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/wait.h>

/**
 * struct snp_stop - whether the machine is about to stop
 * @wake: for whoever waits for the host; woken when one of the next two is set
 * @stopped: for good; set once
 * @suspended: it may come back
 * @draining: whoever stops it completes what is outstanding, and waits for a busy
 *	      host itself; under the lock of requests
 */
struct snp_stop {
	wait_queue_head_t wake;
	bool stopped;
	bool suspended;
	bool draining;
};

/* Whether no request may begin. */
static inline bool snp_stop_begun(const struct snp_stop *stop)
{
	return READ_ONCE(stop->stopped) || READ_ONCE(stop->suspended);
}

/* Whether whoever has the lock of requests must not go on, and must not wait. */
static inline bool snp_stop_asks(const struct snp_stop *stop)
{
	return snp_stop_begun(stop) && !READ_ONCE(stop->draining);
}

#endif /* SEV_GUEST_STOP_H */

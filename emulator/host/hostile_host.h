/* SPDX-License-Identifier: MIT */
/*
 * The adversary: what each fault does, at the places where the hypervisor asks
 * whether its host leaves the honest path. A fault of another stage does
 * nothing there.
 */
#ifndef EMULATOR_HOSTILE_HOST_H
#define EMULATOR_HOSTILE_HOST_H

#include <pthread.h>

#include "faults.h"
#include "hypervisor.h"

struct hostile_host {
	struct faults *faults;
	/* What it has kept of earlier calls of the firmware. */
	uint8_t old_request[GUEST_PAGE_SIZE];
	uint8_t old_response[GUEST_PAGE_SIZE];
	uint8_t other_response[GUEST_PAGE_SIZE];
	pthread_t changer;
	bool changing;
	uint8_t *changed_byte;
	unsigned long changes;	/* of it, since the last such answer */
};

/* Lets @host play @hv's host from now on, as @faults say; both outlive @hv. */
void hostile_host_take(struct hostile_host *host, struct faults *faults,
		       struct hypervisor *hv);

/* Waits for what an exit may have left running. */
void hostile_host_stop(struct hostile_host *host);

#endif /* EMULATOR_HOSTILE_HOST_H */

/* SPDX-License-Identifier: MIT */
/*
 * The vTPM of a guest under a paravisor, as on Azure: swtpm, in front of which the
 * paravisor keeps NV index 0x01400001 (the HCL report) in step with what the guest
 * writes to 0x01400002. Clients come by TCP, as to swtpm itself: commands on one
 * port, control on the next.
 */
#ifndef EMULATOR_VTPM_H
#define EMULATOR_VTPM_H

#include <sys/types.h>

#include "../base/why.h"
#include "../guest/guest_driver.h"

struct vtpm {
	struct guest_driver *driver;	/* the paravisor's; borrowed */
	char dir[64];			/* swtpm's, for this time; "": none */
	pid_t swtpm;			/* 0: none */
	unsigned int port;
	/* Commands, control: to swtpm, where clients come, the present one. */
	int back[2], listeners[2], clients[2];
};

/*
 * vtpm_start() - with a report on user data of zeros in it
 *
 * Returns 0 or a negative errno with a line in @why; vtpm_end() in any case.
 */
int vtpm_start(struct vtpm *vtpm, struct guest_driver *driver, struct why why);

/* Serves clients, one at a time, until @end is readable. 0 or a negative errno. */
int vtpm_serve(struct vtpm *vtpm, int end, struct why why);

void vtpm_end(struct vtpm *vtpm);

#endif /* EMULATOR_VTPM_H */

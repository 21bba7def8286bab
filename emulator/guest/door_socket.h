/* SPDX-License-Identifier: MIT */
/*
 * DIR/guest: the door for a guest that is a process (guest_channel.h). It maps DIR/memory, sends
 * one struct door_exit at a time and gets one struct door_resume back. First
 * comes a struct door_machine.
 *
 * Both sides run on one machine: host byte order.
 */
#ifndef EMULATOR_DOOR_SOCKET_H
#define EMULATOR_DOOR_SOCKET_H

#include "../platform/platform.h"

#define DOOR_SOCKET	"guest"

struct door_machine {
	uint64_t gpa, size, secrets_gpa;
	uint32_t vmpl;
	uint32_t driver;	/* enum guest_driver_kind */
	uint32_t of_a_run;	/* the server goes when somebody's program ends */
	uint32_t rsvd;
};

struct door_exit {
	uint64_t exit_code, info1, info2, rax, rbx;
	uint32_t rax_valid, rbx_valid;
};

struct door_resume {
	int64_t result;	/* of platform_exit() */
	uint64_t info1, info2, rbx;
};

/*
 * door_serve() - serve one connection until it ends
 *
 * Returns 0, or what platform_exit() gave when the machine failed or is to die.
 */
int door_serve(struct platform *platform, int connection);

#endif /* EMULATOR_DOOR_SOCKET_H */

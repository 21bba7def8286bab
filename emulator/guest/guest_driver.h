/* SPDX-License-Identifier: MIT */
/*
 * What the driver in a guest kernel does with an ioctl, for a guest that is a
 * process (specification: SNP guest messages, "Linux ioctl surface"). Which
 * driver that is, is a setting of the machine.
 *
 * Callers serialise; drivers in several processes serialise themselves.
 */
#ifndef EMULATOR_GUEST_DRIVER_H
#define EMULATOR_GUEST_DRIVER_H

#include <stdbool.h>

#include "caller_memory.h"
#include "guest_channel.h"

/* The three requests; of an ioctl's number only these 32 bits count. */
#define SNP_IOCTL_GET_REPORT		0xc0205300U
#define SNP_IOCTL_GET_DERIVED_KEY	0xc0205301U
#define SNP_IOCTL_GET_EXT_REPORT	0xc0205302U

struct guest_driver {
	struct guest_channel channel;
	enum guest_driver_kind kind;
	bool told_dead, told_pages;	/* what a person was told, once each */
};

/*
 * guest_driver_open() - a driver for the machine that @link leads to
 * @link: open; borrowed
 *
 * Returns 0 or a negative errno; guest_driver_close() in any case.
 */
int guest_driver_open(struct guest_driver *driver, struct host_link *link);
void guest_driver_close(struct guest_driver *driver);

/*
 * guest_driver_ioctl() - one ioctl of @caller
 * @arg: an address in the caller; may be anything
 *
 * Returns what the kernel's gives: 0, a negative errno, or from the in-tree
 * driver a small positive number. What a caller cannot be told in a number goes
 * to standard error, once.
 */
int guest_driver_ioctl(struct guest_driver *driver, uint32_t request,
		       uint64_t arg, const struct caller_memory *caller);

#endif /* EMULATOR_GUEST_DRIVER_H */

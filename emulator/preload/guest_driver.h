/* SPDX-License-Identifier: MIT */
/*
 * What the driver in a guest kernel does with an ioctl, for a guest that is a
 * process: the in-tree driver's behaviour as its users see it (specification:
 * SNP guest messages, "Linux ioctl surface"), its quirks included.
 */
#ifndef EMULATOR_PRELOAD_GUEST_DRIVER_H
#define EMULATOR_PRELOAD_GUEST_DRIVER_H

struct guest_driver;

/*
 * guest_driver_open() - reach the server of a state directory
 *
 * Returns 0 or a negative errno.
 */
int guest_driver_open(const char *dir, struct guest_driver **driver);

/* NULL is allowed. */
void guest_driver_close(struct guest_driver *driver);

/*
 * guest_driver_ioctl() - one of the three requests
 * @arg: address in this process; may be anything
 *
 * Returns 0 or a negative errno. Thread safe, and safe among processes.
 */
int guest_driver_ioctl(struct guest_driver *driver, unsigned long request,
		       void *arg);

#endif /* EMULATOR_PRELOAD_GUEST_DRIVER_H */

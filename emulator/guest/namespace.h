/* SPDX-License-Identifier: MIT */
/*
 * A view of the file system in which /dev has one more file: for the calling
 * process and its children only, with or without root.
 */
#ifndef EMULATOR_NAMESPACE_H
#define EMULATOR_NAMESPACE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "../base/why.h"

#define GUEST_DEVICE		"sev-guest"
#define CONFIG_DIR		"/sys/kernel/config"

/*
 * namespace_device_there() - root has put a stand-in where no namespace is
 * allowed: mknod -m 666 /dev/sev-guest c 1 3
 */
bool namespace_device_there(void);

/* Whether @st is what /dev/sev-guest is in there: the null device. */
bool namespace_is_stand_in(const struct stat *st);

/*
 * namespace_enter() - leave the file system for a view of it of our own
 *
 * With the right to mount only the mounts become private; without, the process
 * also gets a user namespace in which it is who it was.
 * Returns 0, or a negative errno with a line in @why that names the switch that
 * forbids it.
 */
int namespace_enter(struct why why);

/*
 * namespace_add_device() - in there: /dev/sev-guest
 *
 * /dev becomes a directory of our own: its entries are the old one's, as they
 * are now. Returns 0 or a negative errno with a line in @why.
 */
int namespace_add_device(struct why why);

/*
 * namespace_add_config() - in there: /sys/kernel/config, to mount something on
 *
 * Where the kernel has none, /sys/kernel becomes a directory of our own, as /dev
 * does. Returns 0 or a negative errno with a line in @why.
 */
int namespace_add_config(struct why why);

#endif /* EMULATOR_NAMESPACE_H */

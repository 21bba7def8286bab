/* SPDX-License-Identifier: MIT */
/* A way to the emulated platform; the same test body goes through each. */
#ifndef DOORS_DOOR_H
#define DOORS_DOOR_H

/* Opens the door; @where is the device, or the state directory. 0 or -errno. */
int door_open(const char *where);

/* One ioctl of /dev/sev-guest. 0 or -errno. */
int door_ioctl(unsigned long request, void *arg);

#endif

// SPDX-License-Identifier: MIT
/* The device: the kernel's, or that of `snp-emulator run`. */
#include "door.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>

static int device;

int door_open(const char *where)
{
	device = open(where, O_RDWR | O_CLOEXEC);
	return device < 0 ? -errno : 0;
}

int door_ioctl(unsigned long request, void *arg)
{
	return ioctl(device, request, arg) ? -errno : 0;
}

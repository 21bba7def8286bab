/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SEV_GUEST_IOCTL_H
#define SEV_GUEST_IOCTL_H

#include "device.h"

/**
 * snp_ioctl() - serve an ioctl of linux/sev-guest.h
 * @arg: address of a struct snp_guest_request_ioctl in user space
 *
 * Context: process context. May sleep.
 * Return: 0 or a negative errno; see Documentation/virt/coco/sev-guest.rst.
 */
long snp_ioctl(struct snp_device *device, unsigned int cmd, unsigned long arg);

#endif /* SEV_GUEST_IOCTL_H */

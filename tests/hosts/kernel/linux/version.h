/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_VERSION_H
#define STANDIN_HOSTS_LINUX_VERSION_H

/* The interface that these stand-ins play for the message carrier. */
#define KERNEL_VERSION(a, b, c)	(((a) << 16) + ((b) << 8) + (c))
#define LINUX_VERSION_CODE	KERNEL_VERSION(7, 2, 0)

#endif

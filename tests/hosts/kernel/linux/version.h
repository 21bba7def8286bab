/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_VERSION_H
#define STANDIN_HOSTS_LINUX_VERSION_H

/* 7.HOSTS_MINOR is what these stand-ins play for the message carrier. */
#ifndef HOSTS_MINOR
#define HOSTS_MINOR	2
#endif

#define KERNEL_VERSION(a, b, c)	(((a) << 16) + ((b) << 8) + (c))
#define LINUX_VERSION_CODE	KERNEL_VERSION(7, HOSTS_MINOR, 0)

#endif

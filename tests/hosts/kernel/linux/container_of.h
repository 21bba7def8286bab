/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_CONTAINER_OF_H
#define STANDIN_HOSTS_LINUX_CONTAINER_OF_H

#include <stddef.h>

#define container_of(pointer, type, member) \
	((type *)((char *)(pointer) - offsetof(type, member)))

#endif

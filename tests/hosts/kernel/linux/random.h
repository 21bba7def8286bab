/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_RANDOM_H
#define STANDIN_HOSTS_LINUX_RANDOM_H

#include <linux/types.h>

u32 get_random_u32(void);

#endif

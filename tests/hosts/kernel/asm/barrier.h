/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_ASM_BARRIER_H
#define STANDIN_HOSTS_ASM_BARRIER_H

#include <linux/compiler.h>

#define smp_store_release(to, value)	(*(to) = (value))
#define smp_load_acquire(from)		READ_ONCE(*(from))

#endif

/* SPDX-License-Identifier: MIT */
/* Stand-ins for what the driver's plain files take from the kernel. */
#ifndef STANDIN_LINUX_TYPES_H
#define STANDIN_LINUX_TYPES_H

#include_next <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;

#define __packed	__attribute__((packed))

#define U32_MAX		UINT32_MAX

#define mb()		__sync_synchronize()

#endif

/* SPDX-License-Identifier: MIT */
#ifndef USER_LINUX_HEX_H
#define USER_LINUX_HEX_H

#include <linux/types.h>

/* @size bytes; 0, or -EINVAL for what is not hexadecimal. */
int hex2bin(u8 *out, const char *hex, size_t size);

#endif /* USER_LINUX_HEX_H */

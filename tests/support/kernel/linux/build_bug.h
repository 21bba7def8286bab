/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_BUILD_BUG_H
#define STANDIN_LINUX_BUILD_BUG_H

/* The kernel's takes the message or not. */
#undef static_assert
#define static_assert(expr, ...)	_Static_assert(expr, #expr)

#endif

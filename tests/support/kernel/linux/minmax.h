/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_MINMAX_H
#define STANDIN_LINUX_MINMAX_H

#define min(a, b)	((a) < (b) ? (a) : (b))
#define max(a, b)	((a) > (b) ? (a) : (b))
#define min3(a, b, c)	min(min(a, b), c)
#define min_t(type, a, b)	min((type)(a), (type)(b))
#define max_t(type, a, b)	max((type)(a), (type)(b))
#define clamp_t(type, x, low, high)	min_t(type, max_t(type, x, low), high)

#endif

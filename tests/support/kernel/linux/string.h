/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_STRING_H
#define STANDIN_LINUX_STRING_H

#include <string.h>

#define memzero_explicit(p, n)	explicit_bzero(p, n)

#endif

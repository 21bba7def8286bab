/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_STDDEF_H
#define STANDIN_LINUX_STDDEF_H

#include <stddef.h>

#endif

/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_KCONFIG_H
#define STANDIN_LINUX_KCONFIG_H

#define IS_ENABLED(option)	1

#endif

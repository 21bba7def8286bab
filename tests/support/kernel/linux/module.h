/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_MODULE_H
#define STANDIN_LINUX_MODULE_H

#endif

/* SPDX-License-Identifier: MIT */
#ifndef USER_LINUX_EXPORT_H
#define USER_LINUX_EXPORT_H

#define EXPORT_SYMBOL_GPL(name)	_Static_assert(sizeof(&name), "")

#endif /* USER_LINUX_EXPORT_H */

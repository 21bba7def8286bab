/* SPDX-License-Identifier: MIT */
/* A certificate table as a host would write it. */
#ifndef DRIVER_TABLE_H
#define DRIVER_TABLE_H

#include <linux/types.h>

/** Entry @index of @table, under a GUID of its own. */
void table_put_entry(u8 *table, unsigned int index, u32 offset, u32 length);

#endif

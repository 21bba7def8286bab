// SPDX-License-Identifier: MIT
#include "driver_table.h"

#include <linux/kernel.h>
#include <string.h>

void table_put_entry(u8 *table, unsigned int index, u32 offset, u32 length)
{
	u8 *entry = table + 24 * index;
	__le32 word;

	memset(entry, 0xe0 + index, 16);
	word = cpu_to_le32(offset);
	memcpy(entry + 16, &word, 4);
	word = cpu_to_le32(length);
	memcpy(entry + 20, &word, 4);
}

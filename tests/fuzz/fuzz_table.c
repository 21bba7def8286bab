// SPDX-License-Identifier: MIT
/* Any bytes as a certificate table: every entry lies inside, after the head. */
#include <stdlib.h>

#include "snpguest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snpguest_table_entry entries[SNPGUEST_TABLE_MAX];
	size_t count = 0;

	if (snpguest_table_parse(data, size, entries, SNPGUEST_TABLE_MAX,
				 &count, NULL))
		return 0;
	for (size_t i = 0; i < count; i++) {
		size_t offset = entries[i].blob.data - data;

		if (offset < (count + 1) * 24 || offset >= size ||
		    !entries[i].blob.len || entries[i].blob.len > size - offset)
			abort();
	}
	return 0;
}

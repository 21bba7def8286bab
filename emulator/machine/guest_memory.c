// SPDX-License-Identifier: MIT
#include "guest_memory.h"

uint8_t *guest_memory_at(const struct guest_memory *memory, uint64_t gpa,
			 uint64_t len)
{
	/* Of what lies below it wraps around, to beyond any size. */
	uint64_t offset = gpa - memory->gpa;

	if (offset > memory->size || len > memory->size - offset)
		return NULL;
	return memory->base + offset;
}

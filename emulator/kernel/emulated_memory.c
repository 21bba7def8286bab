// SPDX-License-Identifier: MIT
#include <linux/bitmap.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "emulated_memory.h"

int emulated_memory_pin(struct emulated_memory *memory, u64 address, u64 size,
			u64 gpa)
{
	unsigned int npages = size >> PAGE_SHIFT;
	int pinned;

	memory->pages = kvcalloc(npages, sizeof(*memory->pages), GFP_KERNEL);
	if (!memory->pages)
		return -ENOMEM;

	pinned = pin_user_pages_fast(address, npages,
				     FOLL_WRITE | FOLL_LONGTERM,
				     memory->pages);
	memory->npages = max(pinned, 0);
	memory->gpa = gpa;
	if (pinned == npages)
		return 0;

	emulated_memory_release(memory);
	return pinned == -ENOMEM ? -ENOMEM : -EFAULT;
}

int emulated_memory_map(struct emulated_memory *memory)
{
	memory->used = bitmap_zalloc(memory->npages, GFP_KERNEL);
	if (!memory->used)
		return -ENOMEM;

	memory->base = vmap(memory->pages, memory->npages, VM_MAP, PAGE_KERNEL);
	return memory->base ? 0 : -ENOMEM;
}

void emulated_memory_release(struct emulated_memory *memory)
{
	if (memory->base)
		vunmap(memory->base);
	bitmap_free(memory->used);
	if (memory->pages)
		unpin_user_pages_dirty_lock(memory->pages, memory->npages,
					    true);
	kvfree(memory->pages);
	memset(memory, 0, sizeof(*memory));
}

bool emulated_memory_same(const struct emulated_memory *a,
			  const struct emulated_memory *b)
{
	if (a->npages != b->npages || a->gpa != b->gpa)
		return false;
	return !memcmp(a->pages, b->pages, a->npages * sizeof(*a->pages));
}

void *emulated_memory_take(struct emulated_memory *memory, unsigned int npages)
{
	unsigned long at;
	u8 *address;

	at = bitmap_find_next_zero_area(memory->used, memory->npages, 0, npages,
					0);
	if (at >= memory->npages)
		return NULL;

	bitmap_set(memory->used, at, npages);
	address = memory->base + (at << PAGE_SHIFT);
	memset(address, 0, (size_t)npages << PAGE_SHIFT);
	return address;
}

static unsigned long index_of(const struct emulated_memory *memory,
			      const void *at)
{
	return ((const u8 *)at - memory->base) >> PAGE_SHIFT;
}

void emulated_memory_give(struct emulated_memory *memory, const void *at,
			  unsigned int npages)
{
	bitmap_clear(memory->used, index_of(memory, at), npages);
}

void *emulated_memory_reserve(struct emulated_memory *memory, u64 gpa)
{
	u8 *address = memory->base + (gpa - memory->gpa);

	__set_bit(index_of(memory, address), memory->used);
	return address;
}

u64 emulated_memory_gpa(const struct emulated_memory *memory, const void *at)
{
	return memory->gpa + ((const u8 *)at - memory->base);
}

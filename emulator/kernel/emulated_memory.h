/* SPDX-License-Identifier: MIT */
/*
 * The guest memory that a server brings: pinned, mapped, handed out in pages.
 */
#ifndef EMULATED_MEMORY_H
#define EMULATED_MEMORY_H

#include <linux/mm_types.h>
#include <linux/types.h>

/**
 * struct emulated_memory - one range of guest physical addresses
 * @pages: pinned pages
 * @npages: how many
 * @base: the kernel's mapping of them; NULL until emulated_memory_map()
 * @used: one bit for each page that is handed out
 * @gpa: guest physical address of the first byte
 */
struct emulated_memory {
	struct page **pages;
	unsigned int npages;
	u8 *base;
	unsigned long *used;
	u64 gpa;
};

/**
 * emulated_memory_pin() - take hold of memory of the calling process
 * @address: page aligned
 * @size: bytes, a multiple of the page size, not zero
 * @gpa: guest physical address of the first byte
 *
 * The pages stay what they are until emulated_memory_release(), whatever the
 * process does or however it ends.
 *
 * Return: 0, -ENOMEM, or -EFAULT when not all of it is writable memory.
 */
int emulated_memory_pin(struct emulated_memory *memory, u64 address, u64 size,
			u64 gpa);

/**
 * emulated_memory_map() - make pinned memory readable and writable at @base
 *
 * Return: 0 or -ENOMEM; the memory stays pinned either way.
 */
int emulated_memory_map(struct emulated_memory *memory);

/* Unmaps, marks dirty, unpins. Safe to call on zeroed memory and twice. */
void emulated_memory_release(struct emulated_memory *memory);

/* Whether two pinned memories are the very same pages. */
bool emulated_memory_same(const struct emulated_memory *a,
			  const struct emulated_memory *b);

/**
 * emulated_memory_take() - contiguous pages that nobody uses, zeroed
 * @npages: at least 1
 *
 * Context: callers serialise with emulated_memory_give().
 * Return: their address, or NULL when no such row of pages is free.
 */
void *emulated_memory_take(struct emulated_memory *memory, unsigned int npages);

/* Gives back what emulated_memory_take() gave. */
void emulated_memory_give(struct emulated_memory *memory, const void *at,
			  unsigned int npages);

/* Keeps one page out of emulated_memory_take(); returns its address. */
void *emulated_memory_reserve(struct emulated_memory *memory, u64 gpa);

/* Guest physical address of a byte of mapped memory. */
u64 emulated_memory_gpa(const struct emulated_memory *memory, const void *at);

#endif /* EMULATED_MEMORY_H */

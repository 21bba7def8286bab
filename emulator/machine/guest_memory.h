/* SPDX-License-Identifier: MIT */
/*
 * The guest's memory as the hypervisor sees it: one range of guest physical
 * addresses. Everything in it can change at any time while a guest runs.
 */
#ifndef EMULATOR_GUEST_MEMORY_H
#define EMULATOR_GUEST_MEMORY_H

#include <stddef.h>
#include <stdint.h>

struct guest_memory {
	uint8_t *base;
	uint64_t gpa;	/* address of base[0] in the guest */
	uint64_t size;
};

/* The bytes at @gpa, or NULL when [@gpa, @gpa + @len) is not all memory. */
uint8_t *guest_memory_at(const struct guest_memory *memory, uint64_t gpa,
			 uint64_t len);

#endif /* EMULATOR_GUEST_MEMORY_H */

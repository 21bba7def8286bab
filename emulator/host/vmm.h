/* SPDX-License-Identifier: MIT */
/*
 * The VMM's part: a file that holds the certificate table, served under a
 * shared open-file-description lock that is kept from reading the file until
 * the firmware call is done, so that table and signature belong together.
 *
 * Requests of several vCPUs may hold the file at once.
 */
#ifndef EMULATOR_VMM_H
#define EMULATOR_VMM_H

#include "hypervisor.h"

#define VMM_CERTS_FILE	"certs"

struct vmm {
	int dir;		/* the state directory */
	const struct guest_memory *memory;
	bool unlocked;		/* serve without the lock: wrong, for a test */
};

/* Fills in hypervisor_userspace. */
struct hypervisor_userspace vmm_userspace(struct vmm *vmm);

/*
 * vmm_lock() - an exclusive lock on the certificate file, for an updater
 * @wait: for as long as it takes, else -EAGAIN
 *
 * Returns an open, writable file that holds the lock until it is closed, or a
 * negative errno. Thread safe.
 */
int vmm_lock(int dir, bool wait);

/*
 * vmm_reserve() - make sure that writing @size bytes will not fail for space
 *
 * Returns 0 or a negative errno, the content unchanged.
 */
int vmm_reserve(int fd, size_t size);

/* Replaces the content of a locked file. 0 or a negative errno. */
int vmm_rewrite(int fd, const uint8_t *table, size_t size);

#endif /* EMULATOR_VMM_H */

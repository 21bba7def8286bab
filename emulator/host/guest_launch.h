/* SPDX-License-Identifier: MIT */
/*
 * How QEMU and KVM launch a guest from files: which pages reach the firmware, and
 * in which order. No guest runs; what comes of it is the launch digest.
 */
#ifndef EMULATOR_GUEST_LAUNCH_H
#define EMULATOR_GUEST_LAUNCH_H

#include "../base/why.h"
#include "../firmware/launch_context.h"

/* @kernel, @initrd: files; NULL for none. @append: NULL is "". */
struct guest_launch {
	const char *ovmf, *kernel, *initrd, *append;
	uint32_t vcpus;		/* at least 1 */
	uint32_t cpuid;		/* leaf 1 EAX of the vCPUs */
	uint64_t features;	/* SEV_FEATURES */
};

/* 0 with the digest, or a negative errno with a line in @why. */
int guest_launch(const struct guest_launch *launch,
		 uint8_t digest[LAUNCH_DIGEST_SIZE], struct why why);

#endif /* EMULATOR_GUEST_LAUNCH_H */

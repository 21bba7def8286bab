/* SPDX-License-Identifier: MIT */
/* What kernel and machine say about this guest, without asking the secure processor. */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>

/** What is found of SNP. */
enum machine_snp { SNP_UNKNOWN, SNP_YES, SNP_NO };

/** Whose driver is loaded. */
enum machine_driver {
	DRIVER_NONE,	 /* no module, and none built in that shows */
	DRIVER_OURS,
	DRIVER_IN_TREE,
	DRIVER_EMULATED, /* ours, on a software platform */
};

/**
 * struct machine
 * @features: "SNP, VTOM, ..." of SEV_STATUS; empty where that cannot be read
 * @vmpl: of sysfs, or negative
 * @platform_device: the kernel made the device that the driver binds to
 * @tsm: configfs-tsm is mounted, and has reports
 * @vtpm: there is a TPM, and the machine is Azure's
 * @release: of the kernel
 */
struct machine {
	enum machine_snp snp;
	char features[256];
	int vmpl;
	bool platform_device;
	enum machine_driver driver;
	bool tsm;
	bool azure, tpm;
	char release[65];
};

/**
 * machine_look() - look at all of it
 * @root: before each path: "" for this machine
 */
void machine_look(const char *root, struct machine *machine);

#endif /* MACHINE_H */

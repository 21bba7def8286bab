/* SPDX-License-Identifier: MIT */
/* Plain types that every layer of the engine speaks. */
#ifndef EMULATOR_PLATFORM_TYPES_H
#define EMULATOR_PLATFORM_TYPES_H

#include <stdbool.h>
#include <stdint.h>

/* Of a certificate table, in bytes. */
#define TABLE_SIZE_MAX		(16UL << 20)

enum platform_product { PRODUCT_MILAN, PRODUCT_GENOA, PRODUCT_TURIN };

/* The driver of a guest that is played by a process (guest_driver.h). */
enum guest_driver_kind { DRIVER_IN_TREE, DRIVER_PATIENT };

/* Whose KVM is played: what differs is said in the specification. */
enum kvm_version { KVM_7_2, KVM_6_12 };

/* What platform_init() makes. Zero means the default in brackets. */
struct platform_options {
	enum platform_product product;	/* [Milan] */
	unsigned int report_version;	/* 2, 3, 4, 5 [3] */
	uint64_t tcb;			/* raw TCB_VERSION [a plausible one] */
	bool vlek;			/* sign with a VLEK [VCEK] */
	uint64_t seed;			/* same seed and date, same keys */
	int64_t date;			/* seconds since 1970 [now] */
	uint64_t policy;		/* guest policy [0x30000] */
	uint32_t table_pages;		/* pad the table to this many [0: none] */
	enum guest_driver_kind driver;	/* [in-tree] */
	uint32_t cpuid;			/* leaf 1 EAX [that of the product] */
	const char *const *settings;	/* "KEY=VALUE" of config, then NULL [none] */
	bool launched;			/* @measurement counts [follows from seed] */
	uint8_t measurement[48];
};

/* One exit of the guest: what stands in the GHCB. */
struct guest_exit {
	uint64_t exit_code;	/* SW_EXITCODE */
	uint64_t info1, info2;	/* SW_EXITINFO1, SW_EXITINFO2 */
	uint64_t rax, rbx;
	bool rax_valid, rbx_valid;
	uint32_t ghcb_usage;	/* 0: the standard GHCB */
	bool unregistered;	/* the GHCB is not the one that was registered */
	bool incomplete;	/* a valid bit of code or infos is not set */
};

/* How the guest is resumed. */
struct guest_resume {
	uint64_t info1, info2;
	uint64_t rbx;
};

#endif /* EMULATOR_PLATFORM_TYPES_H */

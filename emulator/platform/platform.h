/* SPDX-License-Identifier: MIT */
/*
 * The engine's front: one emulated SNP machine with one guest. Every door (in
 * process, preloaded, kernel) opens a platform and hands it the guest's exits;
 * behind this header stand secure_processor.h, hypervisor.h, vmm.h, identity.h
 * and faults.h.
 *
 * A platform lives in a state directory:
 *
 *	config		text, "key = value", written by platform_init()
 *	identity/	keys and certificates: ark, ask, asvk, vcek, vlek (.pem
 *			keys 0600, .der certificates), crl.der
 *	certs		the certificate table the VMM serves, under F_OFD_SETLK
 *	memory		the guest's memory; holds the secrets page
 *	firmware	the secure processor's own state: counters, TCBs
 *	ledger		every message seen in shared memory, by its digest
 *	control		socket of a running server
 */
#ifndef EMULATOR_PLATFORM_H
#define EMULATOR_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../machine/guest_memory.h"

enum platform_product { PRODUCT_MILAN, PRODUCT_GENOA, PRODUCT_TURIN };

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
};

/* One exit of the guest: what stands in the GHCB. */
struct guest_exit {
	uint64_t exit_code;	/* SW_EXITCODE */
	uint64_t info1, info2;	/* SW_EXITINFO1, SW_EXITINFO2 */
	uint64_t rax, rbx;
	bool rax_valid, rbx_valid;
	uint32_t ghcb_usage;	/* 0: the standard GHCB */
};

/* How the guest is resumed. */
struct guest_resume {
	uint64_t info1, info2;
	uint64_t rbx;
};

struct platform;

/*
 * platform_init() - make a state directory: keys, certificates, table, memory
 * @dir: must not exist, or be empty
 * @why: receives one line for a person on failure; @why_size bytes
 *
 * Returns 0 or a negative errno; on failure nothing is left behind.
 */
int platform_init(const char *dir, const struct platform_options *options,
		  char *why, size_t why_size);

/*
 * platform_open() - power the machine on
 *
 * Takes a lock on the directory: -EBUSY when another server has it.
 * Returns 0 or a negative errno with @why filled in.
 */
int platform_open(const char *dir, struct platform **platform, char *why,
		  size_t why_size);

/* Stores the firmware's state and frees everything. NULL is allowed. */
void platform_close(struct platform *platform);

/* The guest's memory, mapped from the state directory. */
const struct guest_memory *platform_memory(const struct platform *platform);

/* Where in it the secrets page lies. */
uint64_t platform_secrets_gpa(const struct platform *platform);

/* The VMPL the guest kernel runs at, for a door that has to tell it. */
uint32_t platform_vmpl(const struct platform *platform);

/*
 * platform_exit() - play the hypervisor for one exit
 *
 * Thread safe; exits of one machine are served one at a time.
 * Returns 0 with @resume filled in, or -EINVAL or -EIO when the run fails as
 * KVM_RUN would, or -ECANCELED when a fault asks for the server to die here.
 */
int platform_exit(struct platform *platform, const struct guest_exit *exit,
		  struct guest_resume *resume);

/* What happened since platform_open(), but for the ledger: since init. */
struct platform_counters {
	uint64_t host_calls;		/* exits */
	uint64_t firmware_calls;	/* SNP_GUEST_REQUESTs */
	uint64_t invalid_len, busy, generic, malformed;	/* answers */
	uint64_t ledger_conflicts;	/* IVs that were used twice */
};

/* Thread safe. */
void platform_counters(struct platform *platform,
		       struct platform_counters *counters);

/* The machine's PKI (identity.h), to make and to falsify evidence with. */
struct identity;
struct identity *platform_identity(struct platform *platform);

/* The TCB that reports are signed at; thread safe. */
uint64_t platform_reported_tcb(struct platform *platform);

/*
 * platform_control() - one command of `snp-emulator ctl`
 * @platform: NULL does for "help"
 * @argv: "busy 3", "invalid-len", "tcb 04000000000018db", "fault NAME [n]",
 *	  "table-pages 64", "lock 200", "counters", ...; "help" lists all
 * @answer: text to print, allocated; free()
 *
 * Returns 0 or a negative errno with a line of explanation in @answer.
 */
int platform_control(struct platform *platform, int argc, char *const argv[],
		     char **answer);

#endif /* EMULATOR_PLATFORM_H */

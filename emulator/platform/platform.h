/* SPDX-License-Identifier: MIT */
/*
 * The engine's front: one emulated SNP machine with one guest. Every door (in
 * process, run, kernel) opens a platform and hands it the guest's exits;
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

#include <stddef.h>
#include <stdint.h>

#include "../base/platform_types.h"
#include "../machine/guest_memory.h"

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

/* How exits are told on standard error, a line each. */
enum platform_trace { TRACE_NONE, TRACE_TEXT, TRACE_JSON };

/* From now on. */
void platform_trace(struct platform *platform, enum platform_trace as);

/* The server plays for one `run` only: others have to replace it. */
void platform_belong_to_run(struct platform *platform);
bool platform_is_of_a_run(const struct platform *platform);

/* The driver of a guest that is a process. */
enum guest_driver_kind platform_driver(const struct platform *platform);

/*
 * platform_reboot() - the guest is launched anew: other VMPCKs, counters at 0, an
 * empty memory and ledger
 * platform_kexec() - only its kernel is: keys and counters stay
 *
 * Wait a few seconds for a request that is under way. Thread safe.
 * Return 0, or a negative errno with a line in @why: -EBUSY when the memory is
 * in use, for reboot also by a kernel module.
 */
int platform_reboot(struct platform *platform, char *why, size_t why_size);
int platform_kexec(struct platform *platform, char *why, size_t why_size);

/* Whether the guest's driver has erased the VMPCK it needs. */
bool platform_key_is_gone(struct platform *platform);

/* From now on somebody holds copies of the memory's secrets: a kernel module. */
void platform_pin(struct platform *platform);

/*
 * platform_exit() - play the hypervisor for one exit
 *
 * Thread safe. As in KVM one firmware call is made at a time; while user space is
 * asked for certificates other exits go on.
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
	uint64_t ledger_unjudged;	/* ... that are too far back to tell */
};

/* Thread safe. */
void platform_counters(struct platform *platform,
		       struct platform_counters *counters);

/* The machine's PKI (identity.h), to make and to falsify evidence with. */
struct identity;
struct identity *platform_identity(struct platform *platform);

/* The TCB that reports are signed at; thread safe. */
uint64_t platform_reported_tcb(struct platform *platform);

#endif /* EMULATOR_PLATFORM_H */

/* SPDX-License-Identifier: MIT */
/*
 * KVM's half of a guest request: checks the exit, asks user space for
 * certificates, calls the secure processor, tells the guest (specification:
 * GHCB requests, "KVM behaviour" and "KVM_EXIT_SNP_REQ_CERTS").
 *
 * Callers serialise: KVM has one mutex per guest here. Not around user space:
 * between hypervisor_begin() and hypervisor_complete() there is none, and exits of
 * several vCPUs may be there at once.
 */
#ifndef EMULATOR_HYPERVISOR_H
#define EMULATOR_HYPERVISOR_H

#include <stdbool.h>
#include <stdint.h>

#include "../machine/guest_memory.h"
#include "../machine/ledger.h"
#include "../base/platform_types.h"
#include "../firmware/secure_processor.h"
#include "faults.h"

#define EXIT_GUEST_REQUEST	0x80000011ULL
#define EXIT_EXT_GUEST_REQUEST	0x80000012ULL

/* SW_EXITINFO1 on resume. */
#define INFO1_EXCEPTION		1ULL
#define INFO1_MALFORMED		2ULL

/* Reasons for malformed input, in SW_EXITINFO2. */
#define MALFORMED_REGISTRATION	1ULL
#define MALFORMED_USAGE		2ULL
#define MALFORMED_MISSING	4ULL
#define MALFORMED_INPUT		5ULL
#define MALFORMED_EVENT		6ULL

/* VMM error codes, bits 63:32 of SW_EXITINFO2. */
#define VMM_INVALID_LEN		(1ULL << 32)
#define VMM_BUSY		(2ULL << 32)
#define VMM_GENERIC		(0xffffffffULL << 32)

/* What stands in kvm_run at a KVM_EXIT_SNP_REQ_CERTS. */
struct req_certs_exit {
	uint64_t gpa;		/* RAX */
	uint64_t npages;	/* RBX; with ENOSPC user space sets what it needs */
	uint64_t ret;		/* 0, or a positive ENOSPC, EAGAIN, EIO */
	int held;		/* user space's own: a file it keeps, or -1 */
};

/* The VMM above KVM. */
struct hypervisor_userspace {
	void (*req_certs)(void *owner, struct req_certs_exit *exit);
	/* The firmware request is over (KVM_RUN with immediate_exit). */
	void (*request_done)(void *owner, struct req_certs_exit *exit);
	void *owner;
};

/* BUSY when more than @burst requests come within @window_ms. 0: off. */
struct rate_limit {
	uint64_t window_ms, burst;
	int64_t window_start;
	uint64_t in_window;
};

struct hypervisor;

/* An exit on its way, of one vCPU. */
struct hypervisor_call {
	struct guest_exit exit;
	struct guest_resume resume;
	struct req_certs_exit certs;	/* what user space is asked */
	uint64_t number;		/* of the exit, from 1 */
	struct fault_strikes strikes;	/* the adversary's */
};

/* When a host's process may end. */
enum host_moment { BEFORE_EXECUTION, AFTER_EXECUTION, AFTER_ANSWER };

/*
 * Where a host can leave the path of an honest one, in the order of an exit.
 * Whoever plays an adversary sets all of them (hostile_host.h); an honest host
 * has no such table. What it decides for an exit stands in the call: exits of
 * other vCPUs come between.
 */
struct host_deviations {
	/* A new exit begins. */
	void (*exit)(struct hypervisor *hv, struct hypervisor_call *call);
	/* True: the request does not go on, the guest gets @call->resume. */
	bool (*instead)(struct hypervisor *hv, struct hypervisor_call *call);
	/* Writes over @size bytes of certificate pages. */
	void (*table)(const struct hypervisor_call *call, uint8_t *table,
		      size_t size);
	/* True: the server dies now. */
	bool (*dies)(const struct hypervisor_call *call,
		     enum host_moment moment);
	/* Changes hv->request on its way to the firmware. */
	void (*request)(struct hypervisor *hv,
			const struct hypervisor_call *call);
	/* What the firmware is ordered to do wrong. */
	struct processor_orders (*orders)(const struct hypervisor_call *call);
	/* True: the same request is handed over once more. */
	bool (*again)(const struct hypervisor_call *call);
	/* The firmware answered; @before is what the response page held. */
	void (*answered)(struct hypervisor *hv, const uint8_t *before);
	/* Changes what is told after it; false: the answer is withheld. */
	bool (*verdict)(struct hypervisor *hv, struct hypervisor_call *call);
	/* Changes @page, the answer; false: it does not reach the guest. */
	bool (*answer)(struct hypervisor *hv,
		       const struct hypervisor_call *call, uint8_t *page);
	/* The answer lies in the guest's @page. */
	void (*delivered)(struct hypervisor *hv,
			  const struct hypervisor_call *call, uint8_t *page);
};

struct hypervisor {
	const struct guest_memory *memory;
	struct secure_processor *sp;
	struct hypervisor_userspace userspace;
	struct ledger *ledger;	/* NULL: none */
	const struct host_deviations *deviations;	/* NULL: an honest host */
	void *adversary;	/* theirs */
	bool snp;		/* an SNP guest */
	bool certs_enabled;
	bool vcpu_created;
	enum kvm_version kvm;
	int no_processor;	/* a negative errno: commands cannot be issued */
	bool clear_after_error;	/* response page zero, not stale, after one */
	struct rate_limit limit;
	uint64_t exits, invalid_len, busy, generic, malformed;

	/* The host's own copies; kept between requests. */
	uint8_t request[GUEST_PAGE_SIZE];
	uint8_t response[GUEST_PAGE_SIZE];
};

/*
 * hypervisor_enable_certs() - KVM_SEV_SNP_ENABLE_REQ_CERTS
 *
 * Returns 0, or -EINVAL once a vCPU is created, when it is no SNP guest, or from a
 * KVM that does not know it. There is no way back.
 */
int hypervisor_enable_certs(struct hypervisor *hv);

/* KVM_CREATE_VCPU. */
void hypervisor_create_vcpu(struct hypervisor *hv);

#define HYPERVISOR_ASKS	1

/*
 * hypervisor_begin() - an exit of the guest, as far as it goes without user space
 * @call: with @exit filled in
 *
 * Returns 0 with @call->resume filled in; -EINVAL, -EIO or no_processor when
 * KVM_RUN would fail so; -ECANCELED when a fault kills the server here; or
 * HYPERVISOR_ASKS: KVM_EXIT_SNP_REQ_CERTS, with @call->certs for user space, whose
 * answer goes to hypervisor_complete().
 */
int hypervisor_begin(struct hypervisor *hv, struct hypervisor_call *call);

/* The rest. Returns as hypervisor_begin(), but does not ask. */
int hypervisor_complete(struct hypervisor *hv, struct hypervisor_call *call);

/* Forgets the pages of a guest that is no more. */
void hypervisor_power_off(struct hypervisor *hv);

#endif /* EMULATOR_HYPERVISOR_H */

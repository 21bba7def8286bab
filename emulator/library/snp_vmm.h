/* SPDX-License-Identifier: MIT */
/*
 * libsnp-vmm: KVM's side of certificates, as a VMM sees it: vCPUs that run until they
 * exit with KVM_EXIT_SNP_REQ_CERTS, for testing the code that serves them. Where a VMM
 * has ioctl(KVM_RUN), a test has snp_vcpu_run(); the structure it shares with the VMM
 * lies as the kernel's.
 *
 * As in KVM: the firmware is asked when the vCPU runs again after the exit, under a
 * mutex that is not held before; several vCPUs may be in user space at once; with
 * immediate_exit the run ends with -EINTR when the firmware request is over, before
 * the guest runs on, which is when locks on the certificates may go.
 */
#ifndef SNP_VMM_H
#define SNP_VMM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SNP_VMM_EXIT_HLT		5	/* the guest has nothing to do */
#define SNP_VMM_EXIT_SNP_REQ_CERTS	43

/* struct kvm_run, as far as this needs it. */
struct snp_vmm_run {
	uint8_t request_interrupt_window;
	uint8_t immediate_exit;		/* the VMM's */
	uint8_t padding1[6];
	uint32_t exit_reason;
	uint8_t padding2[20];
	union {
		struct {
			uint64_t gpa;		/* where certificates go */
			uint64_t npages;	/* room there; ENOSPC: what is needed */
			uint64_t ret;		/* 0, ENOSPC, EAGAIN, EIO */
		} snp_req_certs;
		uint8_t padding[256];
	};
};

struct snp_vmm;
struct snp_vcpu;

/*
 * snp_vmm_open() - a machine whose VMM is the caller
 * @dir: a state directory, of snp-emulator(1) init; its certificate table is not
 *	 served by anybody
 *
 * Returns 0 or a negative errno with a line in @why. Free with snp_vmm_close(),
 * after the vCPUs.
 */
int snp_vmm_open(const char *dir, struct snp_vmm **vmm, char *why,
		 size_t why_size);
void snp_vmm_close(struct snp_vmm *vmm);

/*
 * snp_vmm_control() - a command of `snp-emulator ctl`, while vCPUs run
 * @words: "rotate"; "counters"; "fault", "generic", "times", "3" ...
 * @answer: what the command prints, or why it failed; allocated, free(). May be
 *	    NULL.
 *
 * Returns 0 or a negative errno. Thread safe.
 */
int snp_vmm_control(struct snp_vmm *vmm, int count, const char *const *words,
		    char **answer);

/*
 * KVM_SEV_SNP_ENABLE_REQ_CERTS: -EINVAL once there is a vCPU, or where KVM is 6.12
 * (setting kvm).
 */
int snp_vmm_enable_req_certs(struct snp_vmm *vmm);

/* @size bytes of guest memory at @gpa, or NULL where not all of it is memory. */
void *snp_vmm_memory(struct snp_vmm *vmm, uint64_t gpa, uint64_t size);

/*
 * snp_vmm_create_vcpu() - KVM_CREATE_VCPU
 * @guest: what the guest does on it, in a thread of its own; it is halted when this
 *	   returns
 *
 * At most four; each has a VMPCK of its own. Returns 0 or a negative errno. Free
 * with snp_vcpu_free(), when @guest has returned or was never run.
 */
int snp_vmm_create_vcpu(struct snp_vmm *vmm,
			void (*guest)(void *owner, struct snp_vcpu *vcpu),
			void *owner, struct snp_vcpu **vcpu);
void snp_vcpu_free(struct snp_vcpu *vcpu);

/* The area that is shared with KVM. */
struct snp_vmm_run *snp_vcpu_area(struct snp_vcpu *vcpu);

/*
 * snp_vcpu_run() - KVM_RUN, by one thread at a time
 *
 * Returns 0 with exit_reason set; -EINTR for immediate_exit; -EINVAL for a ret that
 * is none, or -EIO: the guest is over.
 */
int snp_vcpu_run(struct snp_vcpu *vcpu);

/* A VMM's handler of the exit. */
struct snp_vmm_handler {
	/* Fills in run->snp_req_certs.npages and ret. */
	void (*req_certs)(void *owner, struct snp_vmm_run *run);
	/*
	 * The firmware request is over, the guest has not gone on: locks may go. NULL:
	 * the handler keeps none, and there is no immediate_exit.
	 */
	void (*request_done)(void *owner);
	void *owner;
};

/*
 * snp_vcpu_serve() - snp_vcpu_run() until the guest halts
 *
 * @handler runs in the calling thread. Returns 0 or as snp_vcpu_run().
 */
int snp_vcpu_serve(struct snp_vcpu *vcpu, const struct snp_vmm_handler *handler);

/*
 * snp_guest_report() - for @guest alone: an extended request for a report
 * @npages: pages for certificates that it offers, at most 64
 * @table: the pages as they came, allocated, free(); NULL where the host failed
 *
 * Returns 0; -EIO when the host told an error, which is in *@info2; -EBUSY; or
 * another negative errno. A larger table is asked for again, up to 64 pages.
 */
int snp_guest_report(struct snp_vcpu *vcpu, const uint8_t report_data[64],
		     uint32_t npages, uint8_t report[1184], uint8_t **table,
		     size_t *table_size, uint64_t *info2);

#ifdef __cplusplus
}
#endif

#endif /* SNP_VMM_H */

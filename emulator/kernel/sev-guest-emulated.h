/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * Between sev-guest-emulated.ko and the process that plays its host.
 *
 * The process brings the guest's memory: a mapping whose pages the module pins
 * and uses for everything the real machine shares with its host, and for the
 * secrets page. Memory that outlives the module and the process (a file in
 * tmpfs) makes counters outlive them too, as on the real machine.
 *
 * The first successful SNP_EMULATED_ATTACH makes /dev/sev-guest appear; it
 * stays until the module is unloaded. While no process is attached, requests
 * find no host (-ENODEV inside the driver). A process that comes back attaches
 * with the same memory and serves on.
 *
 * After ATTACH the process reads one struct snp_emulated_exit at a time and
 * writes one struct snp_emulated_resume for each. Its own access to the memory
 * is the mapping it brought. poll() is supported. Both fail with -ENOTCONN on a
 * file that did not attach. A process that goes while a request is with it has
 * given no answer; so has one that takes longer than the module's parameter
 * host_timeout_ms, and its late answer is refused.
 */
#ifndef SEV_GUEST_EMULATED_H
#define SEV_GUEST_EMULATED_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define SNP_EMULATED_DEVICE	"/dev/sev-guest-emulator"

/**
 * struct snp_emulated_attach - the machine that a process plays
 * @memory: address of the guest memory in the process, page aligned
 * @size: its size, a multiple of 4096, at most SNP_EMULATED_MEMORY_MAX
 * @gpa: guest physical address of its first byte, page aligned
 * @secrets_gpa: where in it the secrets page lies
 * @vmpl: the VMPL the guest kernel runs at, 0 to 3
 * @rsvd: must be zero
 *
 * The module takes shared pages from this memory, everything but the secrets
 * page. -EINVAL for anything out of place; -EBUSY when a process is attached;
 * -ESTALE when a device is there already and @size, @gpa, @secrets_gpa, @vmpl,
 * a VMPCK in the secrets page, or the pages themselves are not what they were:
 * the driver holds pointers to them. -EFAULT when the memory is not writable;
 * -ENOMEM also when it is too small for the secrets page and two more pages.
 */
struct snp_emulated_attach {
	__u64 memory;
	__u64 size;
	__u64 gpa;
	__u64 secrets_gpa;
	__u32 vmpl;
	__u32 rsvd;
};

/**
 * struct snp_emulated_exit - the guest left to the hypervisor
 * @id: goes back in the resume; a new number each time
 * @exit_code: SW_EXITCODE: 0x80000011 or 0x80000012
 * @exitinfo1: SW_EXITINFO1: gpa of the request page
 * @exitinfo2: SW_EXITINFO2: gpa of the response page
 * @rax: gpa of the certificate pages; extended requests only
 * @rbx: number of certificate pages; extended requests only
 */
struct snp_emulated_exit {
	__u64 id;
	__u64 exit_code;
	__u64 exitinfo1;
	__u64 exitinfo2;
	__u64 rax;
	__u64 rbx;
};

/**
 * struct snp_emulated_resume - the hypervisor lets the guest go on
 * @id: of the exit; another id is refused with -ESTALE: its caller has gone
 * @exitinfo1: SW_EXITINFO1
 * @exitinfo2: SW_EXITINFO2
 * @rbx: RBX
 */
struct snp_emulated_resume {
	__u64 id;
	__u64 exitinfo1;
	__u64 exitinfo2;
	__u64 rbx;
};

#define SNP_EMULATED_MEMORY_MAX	(16ULL << 20)

#define SNP_EMULATED_ATTACH	_IOW('E', 0x53, struct snp_emulated_attach)

#endif /* SEV_GUEST_EMULATED_H */

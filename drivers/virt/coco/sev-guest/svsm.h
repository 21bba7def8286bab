/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attestation through an SVSM, a program at VMPL0 that serves this kernel:
 * rounds and lengths. SVSM for SEV-SNP Guests (AMD 58019), section "Attestation
 * Protocol". Plain C: what touches the machine is in struct snp_svsm_ops.
 */
#ifndef SEV_GUEST_SVSM_H
#define SEV_GUEST_SVSM_H

#include <linux/types.h>

/* What an SVSM answers with. */
enum snp_svsm_blob {
	SNP_SVSM_REPORT,
	SNP_SVSM_MANIFEST,
	SNP_SVSM_CERTS,
	SNP_SVSM_BLOBS
};

/* How often room is made because the SVSM wants more. */
#define SNP_SVSM_GROWTHS	3

/* The most room for one blob, in bytes. */
#define SNP_SVSM_ROOM_MAX	0x100000

/**
 * struct snp_svsm_ops - what an attestation needs
 * @make_room: zeroed buffers of @room bytes, a multiple of the page size, in
 *	       place of those there are. Returns 0 or -ENOMEM.
 * @call: ask the SVSM. @size is the room when it is called, and what the SVSM
 *	  said when it returns. Returns 0; -EMSGSIZE when the SVSM did not like a
 *	  parameter, the room perhaps; or another negative errno.
 */
struct snp_svsm_ops {
	int (*make_room)(void *context, const u32 room[SNP_SVSM_BLOBS]);
	int (*call)(void *context, u32 size[SNP_SVSM_BLOBS]);
};

/**
 * snp_svsm_attest() - ask until the room is sufficient
 * @size: out: sizes of the blobs, none above the room that was made for it;
 *	  zero unless 0 is returned
 *
 * Return: 0; -EINVAL when the SVSM refuses and more room does not help, or
 * wants more than SNP_SVSM_ROOM_MAX; -EIO when it claims to have written
 * nothing, or more than there was room for; or what an operation returned.
 */
int snp_svsm_attest(const struct snp_svsm_ops *ops, void *context,
		    u32 size[SNP_SVSM_BLOBS]);

#endif /* SEV_GUEST_SVSM_H */

/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * Requests of an SEV-SNP guest to the AMD secure processor through
 * /dev/sev-guest.
 *
 * The layout is that of the in-tree header, so programs built against either
 * run on both drivers. Every macro here also works in user space.
 */
#ifndef __UAPI_LINUX_SEV_GUEST_H_
#define __UAPI_LINUX_SEV_GUEST_H_

#include <linux/ioctl.h>
#include <linux/types.h>

#define SNP_REPORT_USER_DATA_SIZE 64

/**
 * struct snp_report_req - what MSG_REPORT_REQ carries
 * @user_data: bound into the report as REPORT_DATA
 * @vmpl: the VMPL to report, 0 to 3, not below the VMPCK in use
 * @rsvd: the first byte is KEY_SEL (0: VLEK if loaded, else VCEK; 1: VCEK;
 *	  2: VLEK); everything else must be zero
 */
struct snp_report_req {
	__u8 user_data[SNP_REPORT_USER_DATA_SIZE];
	__u32 vmpl;
	__u8 rsvd[28];
};

/**
 * struct snp_report_resp - the decrypted payload of MSG_REPORT_RSP
 * @data: status (32 bit), report size (32 bit), 24 reserved bytes, then the
 *	  attestation report; little endian. Look at the status first.
 */
struct snp_report_resp {
	__u8 data[4000];
};

/**
 * struct snp_derived_key_req - what MSG_KEY_REQ (version 1) carries
 * @root_key_select: bit 0: 0 VCEK or VLEK, 1 VMRK; bits 2:1 KEY_SEL
 * @rsvd: must be zero
 * @guest_field_select: what is mixed into the key: bit 0 policy, 1 image id,
 *			2 family id, 3 measurement, 4 guest SVN, 5 TCB version
 * @vmpl: mixed into the key; not below the VMPCK in use
 * @guest_svn: at most the SVN of the ID block
 * @tcb_version: no part above the committed TCB
 */
struct snp_derived_key_req {
	__u32 root_key_select;
	__u32 rsvd;
	__u64 guest_field_select;
	__u32 vmpl;
	__u32 guest_svn;
	__u64 tcb_version;
};

/**
 * struct snp_derived_key_resp - the decrypted payload of MSG_KEY_RSP
 * @data: status (32 bit, little endian), 28 reserved bytes, 32 bytes of key.
 *	  The key is zero when the status is not.
 */
struct snp_derived_key_resp {
	__u8 data[64];
};

/**
 * struct snp_guest_request_ioctl - argument of every ioctl below
 * @msg_version: version of the guest message; 1
 * @req_data: address of the request structure
 * @resp_data: address of the response structure
 * @exitinfo2: 0 on success; otherwise what the host answered: @fw_error is the
 *	       status of the secure processor, @vmm_error the code of the
 *	       hypervisor; all ones when the host was not asked or gave no
 *	       answer. SNP_GUEST_VMM_ERR_INVALID_LEN also when the length of the
 *	       certificates is known without asking. Left alone by an unknown
 *	       command, and with ENOMEM when there is no memory for the call
 */
struct snp_guest_request_ioctl {
	__u8 msg_version;
	__u64 req_data;
	__u64 resp_data;
	union {
		__u64 exitinfo2;
		struct {
			__u32 fw_error;
			__u32 vmm_error;
		};
	};
};

/**
 * struct snp_ext_report_req - a report request that also wants certificates
 * @data: the report request
 * @certs_address: where the certificate table goes; 0 for none
 * @certs_len: bytes at @certs_address, a multiple of 4096; when the ioctl
 *	       fails with EIO and @vmm_error SNP_GUEST_VMM_ERR_INVALID_LEN, the
 *	       bytes that are needed
 */
struct snp_ext_report_req {
	struct snp_report_req data;
	__u64 certs_address;
	__u32 certs_len;
};

#define SNP_GUEST_REQ_IOC_TYPE	'S'

/* Get an attestation report. */
#define SNP_GET_REPORT \
	_IOWR(SNP_GUEST_REQ_IOC_TYPE, 0x0, struct snp_guest_request_ioctl)

/* Get a key derived from the root the request names. */
#define SNP_GET_DERIVED_KEY \
	_IOWR(SNP_GUEST_REQ_IOC_TYPE, 0x1, struct snp_guest_request_ioctl)

/* Get an attestation report and the host's certificate table. */
#define SNP_GET_EXT_REPORT \
	_IOWR(SNP_GUEST_REQ_IOC_TYPE, 0x2, struct snp_guest_request_ioctl)

/* Parts of exitinfo2. */
#define SNP_GUEST_FW_ERR_MASK		0xffffffffULL
#define SNP_GUEST_VMM_ERR_SHIFT		32
#define SNP_GUEST_VMM_ERR(x)		((__u64)(x) << SNP_GUEST_VMM_ERR_SHIFT)
#define SNP_GUEST_FW_ERR(x)		((x) & SNP_GUEST_FW_ERR_MASK)
#define SNP_GUEST_ERR(vmm_err, fw_err)	(SNP_GUEST_VMM_ERR(vmm_err) | \
					 SNP_GUEST_FW_ERR(fw_err))

#define SNP_GUEST_VMM_ERR_INVALID_LEN	1
#define SNP_GUEST_VMM_ERR_BUSY		2

#endif /* __UAPI_LINUX_SEV_GUEST_H_ */

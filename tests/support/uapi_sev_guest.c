/* SPDX-License-Identifier: MIT */
/*
 * The ABI header alone, as C and as C++: every macro used, every size, offset
 * and number as programs in the field have them. Nothing else is included.
 */
#include <linux/sev-guest.h>

#ifdef __cplusplus
#define ASSERT(e)	static_assert(e, #e)
#else
#define ASSERT(e)	_Static_assert(e, #e)
#endif
#define OFFSET(t, m)	__builtin_offsetof(struct t, m)

ASSERT(SNP_GET_REPORT == 0xc0205300UL);
ASSERT(SNP_GET_DERIVED_KEY == 0xc0205301UL);
ASSERT(SNP_GET_EXT_REPORT == 0xc0205302UL);
ASSERT(SNP_GUEST_REQ_IOC_TYPE == 'S');

ASSERT(sizeof(struct snp_guest_request_ioctl) == 0x20);
ASSERT(OFFSET(snp_guest_request_ioctl, msg_version) == 0x00);
ASSERT(OFFSET(snp_guest_request_ioctl, req_data) == 0x08);
ASSERT(OFFSET(snp_guest_request_ioctl, resp_data) == 0x10);
ASSERT(OFFSET(snp_guest_request_ioctl, exitinfo2) == 0x18);
ASSERT(OFFSET(snp_guest_request_ioctl, fw_error) == 0x18);
ASSERT(OFFSET(snp_guest_request_ioctl, vmm_error) == 0x1c);

ASSERT(SNP_REPORT_USER_DATA_SIZE == 64);
ASSERT(sizeof(struct snp_report_req) == 0x60);
ASSERT(OFFSET(snp_report_req, user_data) == 0x00);
ASSERT(OFFSET(snp_report_req, vmpl) == 0x40);
ASSERT(OFFSET(snp_report_req, rsvd) == 0x44);
ASSERT(sizeof(struct snp_report_resp) == 4000);

ASSERT(sizeof(struct snp_derived_key_req) == 0x20);
ASSERT(OFFSET(snp_derived_key_req, root_key_select) == 0x00);
ASSERT(OFFSET(snp_derived_key_req, rsvd) == 0x04);
ASSERT(OFFSET(snp_derived_key_req, guest_field_select) == 0x08);
ASSERT(OFFSET(snp_derived_key_req, vmpl) == 0x10);
ASSERT(OFFSET(snp_derived_key_req, guest_svn) == 0x14);
ASSERT(OFFSET(snp_derived_key_req, tcb_version) == 0x18);
ASSERT(sizeof(struct snp_derived_key_resp) == 64);

ASSERT(sizeof(struct snp_ext_report_req) == 0x70);
ASSERT(OFFSET(snp_ext_report_req, data) == 0x00);
ASSERT(OFFSET(snp_ext_report_req, certs_address) == 0x60);
ASSERT(OFFSET(snp_ext_report_req, certs_len) == 0x68);

ASSERT(SNP_GUEST_VMM_ERR_INVALID_LEN == 1);
ASSERT(SNP_GUEST_VMM_ERR_BUSY == 2);
ASSERT(SNP_GUEST_FW_ERR_MASK == 0xffffffffULL);
ASSERT(SNP_GUEST_VMM_ERR_SHIFT == 32);
ASSERT(SNP_GUEST_VMM_ERR(SNP_GUEST_VMM_ERR_BUSY) == 0x200000000ULL);
ASSERT(SNP_GUEST_FW_ERR(0x500000016ULL) == 0x16);
ASSERT(SNP_GUEST_ERR(1 + 1, 8 | 0x10) == 0x200000018ULL);
ASSERT(SNP_GUEST_ERR(0xffffffffU, 0) == 0xffffffff00000000ULL);

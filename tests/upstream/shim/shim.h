/* SPDX-License-Identifier: GPL-2.0-only */
/* What the series declares in asm/sev.h. */
#ifndef SNP_SHIM_H
#define SNP_SHIM_H

struct snp_guest_req;

int snp_issue_guest_request(struct snp_guest_req *req);

#endif /* SNP_SHIM_H */

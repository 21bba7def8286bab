/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_ASM_SEV_H
#define STANDIN_HOSTS_ASM_SEV_H

#include <linux/types.h>
#include <linux/version.h>

struct snp_req_data {
	unsigned long req_gpa;
	unsigned long resp_gpa;
	unsigned long data_gpa;
	unsigned int data_npages;
};

/* 6.1 and 6.12 */

struct sev_guest_platform_data {
	u64 secrets_gpa;
};

struct snp_guest_request_ioctl;

int snp_issue_guest_request(u64 exit_code, struct snp_req_data *input,
			    struct snp_guest_request_ioctl *answer);

/* 7.2, 7.3 */

struct snp_guest_msg {
	u8 bytes[4096];
};

struct snp_guest_req {
	void *req_buf;
	size_t req_sz;
	void *resp_buf;
	size_t resp_sz;
	u64 exit_code;
	u64 exitinfo2;
	unsigned int vmpck_id;
	u8 msg_version;
	u8 msg_type;
	struct snp_req_data input;
	void *certs_data;
};

/* What 7.3 changed: the name, and who wipes it. */
#if HOSTS_MINOR < 3
#define SNP_MSG_CIPHER		struct aesgcm_ctx *ctx
#define machine_cipher(desc)	((desc)->ctx)
#define MACHINE_WIPES		0
#else
#define SNP_MSG_CIPHER		struct aes_gcm_key *gcm_key
#define machine_cipher(desc)	((desc)->gcm_key)
#define MACHINE_WIPES		1
#endif

struct snp_msg_desc {
	struct snp_guest_msg *request, *response;
	struct snp_guest_msg secret_request, secret_response;
	void *secrets;
	SNP_MSG_CIPHER;
	u32 *os_area_msg_seqno;
	u8 *vmpck;
	int vmpck_id;
};

struct snp_msg_desc *snp_msg_alloc(void);
int snp_msg_init(struct snp_msg_desc *desc, int vmpck_id);
void snp_msg_free(struct snp_msg_desc *desc);
int snp_send_guest_request(struct snp_msg_desc *desc,
			   struct snp_guest_req *request);

#endif

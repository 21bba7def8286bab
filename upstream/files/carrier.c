// SPDX-License-Identifier: GPL-2.0-only
/*
 * The carrier on the bare guest request. The descriptor of the architecture is
 * where the secrets page and the two shared pages come from; its own cipher and
 * counter are not used. lay.py makes struct snp_carrier out of it.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <asm/sev.h>
#include <asm/svm.h>

#include "sev-guest.h"

static_assert(sizeof(struct snp_guest_msg) == sizeof(struct snp_message_page));

/*
 * What the architecture made of the host's answer: 0, -EAGAIN, -ENOSPC or -EIO
 * beside exitinfo2, or, for an exception or a complaint, a positive number.
 */
static int carrier_understand(int result, u64 exitinfo2)
{
	if (result > 0)
		return -EIO;
	if (result && exitinfo2 == SNP_EXITINFO2_NONE)
		return -EIO;
	return 0;
}

static void carrier_describe(const struct snp_msg_desc *desc,
			     const struct snp_trip *trip,
			     struct snp_guest_req *request)
{
	bool extended = trip->class == SNP_REQUEST_EXTENDED;

	request->exit_code = extended ? SVM_VMGEXIT_EXT_GUEST_REQUEST :
					SVM_VMGEXIT_GUEST_REQUEST;
	request->input.req_gpa = __pa(desc->request);
	request->input.resp_gpa = __pa(desc->response);
	if (!extended || !trip->certs_npages)
		return;
	request->input.data_gpa = __pa(trip->certs);
	request->input.data_npages = trip->certs_npages;
}

int snp_platform_carry(struct snp_platform *platform, struct snp_trip *trip)
{
	struct snp_msg_desc *desc = platform->carrier;
	struct snp_guest_req request = {};
	int result;

	carrier_describe(desc, trip, &request);
	if (trip->first)
		memset(desc->response, 0, sizeof(*desc->response));
	memcpy(desc->request, &trip->image->page, sizeof(*desc->request));

	result = snp_issue_guest_request(&request);
	memcpy(trip->response, desc->response, sizeof(*trip->response));
	trip->exitinfo2 = request.exitinfo2;
	trip->certs_needed = request.input.data_npages;
	return carrier_understand(result, request.exitinfo2);
}

/* No trip outlives its caller. */
int snp_platform_settle(struct snp_platform *platform, u32 timeout_ms)
{
	return 0;
}

struct snp_carrier *snp_carrier_create(struct device *dev, u8 **secrets)
{
	struct snp_msg_desc *desc = snp_msg_alloc();

	if (IS_ERR_OR_NULL(desc))
		return ERR_PTR(-ENOMEM);
	*secrets = (u8 *)desc->secrets;
	return desc;
}

void snp_carrier_destroy(struct snp_carrier *carrier)
{
	snp_msg_free(carrier);
}

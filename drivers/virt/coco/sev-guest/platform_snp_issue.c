// SPDX-License-Identifier: GPL-2.0-only
/*
 * The carrier on kernels whose architecture code exports the bare request to
 * the hypervisor, snp_issue_guest_request(). See sev-guest.h.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/sev-guest.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <asm/sev.h>

#include "sev-guest.h"

#define EXITCODE_GUEST_REQUEST		0x80000011ULL
#define EXITCODE_EXT_GUEST_REQUEST	0x80000012ULL

/**
 * struct snp_carrier - what a bare request is made with
 * @secrets: the secrets page
 * @request: page shared with the host
 * @response: page shared with the host
 */
struct snp_carrier {
	u8 *secrets;
	struct snp_message_page *request;
	struct snp_message_page *response;
};

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

int snp_platform_carry(struct snp_platform *platform, struct snp_trip *trip)
{
	bool extended = trip->class == SNP_REQUEST_EXTENDED;
	struct snp_guest_request_ioctl answer = { .exitinfo2 = SNP_EXITINFO2_NONE };
	struct snp_carrier *carrier = platform->carrier;
	struct snp_req_data input = {
		.req_gpa = __pa(carrier->request),
		.resp_gpa = __pa(carrier->response),
	};
	int result;

	if (extended && trip->certs_npages) {
		input.data_gpa = __pa(trip->certs);
		input.data_npages = trip->certs_npages;
	}
	trip->fetched = false;
	if (trip->first)
		memset(carrier->response, 0, sizeof(*carrier->response));
	memcpy(carrier->request, &trip->image->page, sizeof(*carrier->request));

	result = snp_issue_guest_request(extended ? EXITCODE_EXT_GUEST_REQUEST :
						    EXITCODE_GUEST_REQUEST,
					 &input, &answer);
	memcpy(trip->response, carrier->response, sizeof(*trip->response));
	trip->exitinfo2 = answer.exitinfo2;
	trip->certs_needed = input.data_npages;
	return carrier_understand(result, answer.exitinfo2);
}

static int carrier_map_secrets(struct snp_carrier *carrier, struct device *dev)
{
	struct sev_guest_platform_data *data = dev_get_platdata(dev);

	if (!data)
		return -ENODEV;
	carrier->secrets = (__force u8 *)ioremap_encrypted(data->secrets_gpa,
							   PAGE_SIZE);
	return carrier->secrets ? 0 : -ENODEV;
}

static int carrier_share_pages(struct snp_carrier *carrier)
{
	carrier->request = snp_share_pages(1);
	carrier->response = snp_share_pages(1);
	return carrier->request && carrier->response ? 0 : -ENOMEM;
}

/* No trip outlives its caller. */
int snp_platform_settle(struct snp_platform *platform, u32 timeout_ms)
{
	return 0;
}

struct snp_carrier *snp_carrier_create(struct device *dev, u8 **secrets)
{
	struct snp_carrier *carrier;
	int err;

	carrier = kzalloc(sizeof(*carrier), GFP_KERNEL);
	if (!carrier)
		return ERR_PTR(-ENOMEM);

	err = carrier_map_secrets(carrier, dev);
	if (!err)
		err = carrier_share_pages(carrier);
	if (err) {
		snp_carrier_destroy(carrier);
		return ERR_PTR(err);
	}
	*secrets = carrier->secrets;
	return carrier;
}

void snp_carrier_destroy(struct snp_carrier *carrier)
{
	snp_unshare_pages(carrier->request, 1);
	snp_unshare_pages(carrier->response, 1);
	if (carrier->secrets)
		iounmap((__force void __iomem *)carrier->secrets);
	kfree(carrier);
}

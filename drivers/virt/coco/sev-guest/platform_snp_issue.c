// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine on kernels whose architecture code exports the bare request to
 * the hypervisor, snp_issue_guest_request(). See platform.h.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cc_platform.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/sev-guest.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <asm/sev.h>

#include "compat.h"
#include "platform.h"
#include "shared_pages.h"

#define EXITCODE_GUEST_REQUEST		0x80000011ULL
#define EXITCODE_EXT_GUEST_REQUEST	0x80000012ULL

#define EXITINFO2_NONE			(~0ULL)

/* The secrets page: SNP Firmware ABI, section "Secrets Page". */
#define SECRETS_VMPCK(id)		(0x20 + 0x20 * (id))
#define SECRETS_MSG_SEQNO(id)		(0xa0 + 4 * (id))

/**
 * struct snp_platform - the real machine
 * @events: what to tell
 * @secrets: the secrets page
 * @request: page shared with the host
 * @response: page shared with the host
 * @certs: the certificate buffer, shared too, or NULL
 */
struct snp_platform {
	const struct snp_platform_events *events;
	u8 *secrets;
	struct snp_message_page *request;
	struct snp_message_page *response;
	void *certs;
};

static const struct snp_platform_events *platform_events;

unsigned int snp_platform_vmpl(struct snp_platform *platform)
{
	return snp_kernel_vmpl();
}

u8 *snp_platform_vmpck(struct snp_platform *platform, unsigned int id)
{
	return platform->secrets + SECRETS_VMPCK(id);
}

__le32 *snp_platform_seqno(struct snp_platform *platform, unsigned int id)
{
	return (__le32 *)(platform->secrets + SECRETS_MSG_SEQNO(id));
}

void *snp_platform_share(struct snp_platform *platform, unsigned int npages)
{
	platform->certs = snp_share_pages(npages);
	return platform->certs;
}

void snp_platform_unshare(struct snp_platform *platform, void *buffer,
			  unsigned int npages)
{
	platform->certs = NULL;
	snp_unshare_pages(buffer, npages);
}

/*
 * What the architecture made of the host's answer: 0, -EAGAIN, -ENOSPC or -EIO
 * beside exitinfo2, or, for an exception or a complaint, a positive number.
 */
static int understand(int result, u64 exitinfo2)
{
	if (result > 0)
		return -EIO;
	if (result && exitinfo2 == EXITINFO2_NONE)
		return -EIO;
	return 0;
}

int snp_platform_carry(struct snp_platform *platform, struct snp_trip *trip)
{
	bool extended = trip->class == SNP_REQUEST_EXTENDED;
	struct snp_guest_request_ioctl answer = { .exitinfo2 = EXITINFO2_NONE };
	struct snp_req_data input = {
		.req_gpa = __pa(platform->request),
		.resp_gpa = __pa(platform->response),
	};
	int result;

	if (extended && trip->certs_npages) {
		input.data_gpa = __pa(platform->certs);
		input.data_npages = trip->certs_npages;
	}
	if (trip->first)
		memset(platform->response, 0, sizeof(*platform->response));
	memcpy(platform->request, &trip->image->page, sizeof(*platform->request));

	result = snp_issue_guest_request(extended ? EXITCODE_EXT_GUEST_REQUEST :
						    EXITCODE_GUEST_REQUEST,
					 &input, &answer);
	memcpy(trip->response, platform->response, sizeof(*trip->response));
	trip->exitinfo2 = answer.exitinfo2;
	trip->certs_needed = input.data_npages;
	return understand(result, answer.exitinfo2);
}

static int share_message_pages(struct snp_platform *platform)
{
	platform->request = snp_share_pages(1);
	platform->response = snp_share_pages(1);
	return platform->request && platform->response ? 0 : -ENOMEM;
}

static void unshare_message_pages(struct snp_platform *platform)
{
	snp_unshare_pages(platform->request, 1);
	snp_unshare_pages(platform->response, 1);
}

static int map_secrets(struct snp_platform *platform, struct device *dev)
{
	struct sev_guest_platform_data *data = dev_get_platdata(dev);

	if (!data)
		return -ENODEV;
	platform->secrets = (__force u8 *)ioremap_encrypted(data->secrets_gpa,
							    PAGE_SIZE);
	return platform->secrets ? 0 : -ENODEV;
}

static void unmap_secrets(struct snp_platform *platform)
{
	iounmap((__force void __iomem *)platform->secrets);
}

static int __init probe(struct platform_device *pdev)
{
	struct snp_platform *platform;
	int err;

	platform = kzalloc(sizeof(*platform), GFP_KERNEL);
	if (!platform)
		return -ENOMEM;

	platform->events = platform_events;
	err = map_secrets(platform, &pdev->dev);
	if (err)
		goto free_platform;
	err = share_message_pages(platform);
	if (err)
		goto unshare;

	platform_set_drvdata(pdev, platform);
	err = platform->events->start(platform);
	if (!err)
		return 0;

unshare:
	unshare_message_pages(platform);
	unmap_secrets(platform);
free_platform:
	kfree(platform);
	return err;
}

static void remove(struct platform_device *pdev)
{
	struct snp_platform *platform = platform_get_drvdata(pdev);

	platform->events->stop(platform);
	unshare_message_pages(platform);
	unmap_secrets(platform);
	kfree(platform);
}

static struct platform_driver driver = {
	SNP_PLATFORM_REMOVE(remove),
	.driver = {
		.name = "sev-guest",
	},
};

int __init snp_platform_register(const struct snp_platform_events *events)
{
	if (!cc_platform_has(CC_ATTR_GUEST_SEV_SNP))
		return -ENODEV;
	platform_events = events;
	return platform_driver_probe(&driver, probe);
}

void snp_platform_unregister(void)
{
	platform_driver_unregister(&driver);
}

MODULE_ALIAS("platform:sev-guest");

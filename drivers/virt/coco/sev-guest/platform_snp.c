// SPDX-License-Identifier: GPL-2.0-only
/*
 * The real machine: its device, its secrets page and its certificate buffer.
 * See platform.h and sev-guest.h.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cc_platform.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include <asm/sev.h>

#include "compat.h"
#include "sev-guest.h"

/* The secrets page: SNP Firmware ABI, section "Secrets Page". */
#define SECRETS_VMPCK(id)		(0x20 + 0x20 * (id))
#define SECRETS_MSG_SEQNO(id)		(0xa0 + 4 * (id))

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
	return snp_share_pages(npages);
}

void snp_platform_unshare(struct snp_platform *platform, void *buffer,
			  unsigned int npages)
{
	snp_unshare_pages(buffer, npages);
}

static int __init snp_platform_probe(struct platform_device *pdev)
{
	struct snp_platform *platform;
	int err;

	platform = kzalloc(sizeof(*platform), GFP_KERNEL);
	if (!platform)
		return -ENOMEM;

	platform->events = platform_events;
	platform->carrier = snp_carrier_create(&pdev->dev, &platform->secrets);
	if (IS_ERR(platform->carrier)) {
		err = PTR_ERR(platform->carrier);
		goto free_platform;
	}
	platform_set_drvdata(pdev, platform);
	err = platform->events->start(platform);
	if (!err)
		return 0;

	snp_carrier_destroy(platform->carrier);
	platform->events->free();
free_platform:
	kfree(platform);
	return err;
}

static void snp_platform_remove(struct platform_device *pdev)
{
	struct snp_platform *platform = platform_get_drvdata(pdev);

	platform->events->stop(platform);
	snp_carrier_destroy(platform->carrier);
	platform->events->free();
	kfree(platform);
}

static struct platform_driver snp_platform_driver = {
	SNP_PLATFORM_REMOVE(snp_platform_remove),
	.driver = {
		.name = "sev-guest",
	},
};

int __init snp_platform_register(const struct snp_platform_events *events)
{
	if (!cc_platform_has(CC_ATTR_GUEST_SEV_SNP))
		return -ENODEV;
	platform_events = events;
	return platform_driver_probe(&snp_platform_driver, snp_platform_probe);
}

void snp_platform_unregister(void)
{
	platform_driver_unregister(&snp_platform_driver);
}

MODULE_ALIAS("platform:sev-guest");

// SPDX-License-Identifier: GPL-2.0-only
/*
 * AMD SEV-SNP guest driver: module lifetime. Finds the platform, opens the
 * channel, publishes last.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/minmax.h>
#include <linux/miscdevice.h>
#include <linux/mmzone.h>
#include <linux/module.h>

#include "compat.h"
#include "sev-guest.h"

static int vmpck_id = -1;
module_param(vmpck_id, int, 0444);
MODULE_PARM_DESC(vmpck_id, "VMPCK to use, 0 to 3; -1 for that of the VMPL the kernel runs at (default)");

static unsigned int busy_timeout_ms = 60000;
module_param(busy_timeout_ms, uint, 0444);
MODULE_PARM_DESC(busy_timeout_ms, "how long a request waits for a busy host, in milliseconds (default 60000)");

static unsigned int certs_max = 1 << 20;
module_param(certs_max, uint, 0444);
MODULE_PARM_DESC(certs_max, "largest certificate table to accept, in bytes, up to 4 MiB (default 1 MiB)");

static bool cpuid_check;
module_param(cpuid_check, bool, 0444);
MODULE_PARM_DESC(cpuid_check, "offer the check of CPUID in debugfs; firmware that refuses its message type makes the VMPCK useless (default off)");

/* How long stopping may take for the sake of an outstanding message. */
#define STOP_DRAIN_MS	2000

/* Set while the misc device is registered. */
static struct snp_device *snp_device;
static struct dentry *snp_guest_debugfs;

static long snp_guest_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return snp_ioctl(snp_device, cmd, arg);
}

static const struct file_operations snp_guest_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = snp_guest_ioctl,
};

static struct miscdevice snp_guest_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "sev-guest",
	.fops = &snp_guest_fops,
	.mode = 0600,
};

static int snp_guest_start(struct snp_platform *platform)
{
	int err;

	snp_device = snp_device_create(platform, vmpck_id, busy_timeout_ms,
				       min_t(unsigned long, certs_max,
					     SNP_CONTIGUOUS_MAX) /
				       SNP_CERTS_PAGE_SIZE);
	if (IS_ERR(snp_device))
		return PTR_ERR(snp_device);

	err = snp_power_register(snp_device);
	if (err)
		return err;

	/* From here on users can call in: everything they need is ready. */
	err = snp_tsm_register(snp_device);
	if (err)
		goto unregister_power;
	err = misc_register(&snp_guest_misc);
	if (err)
		goto unregister_tsm;
	snp_guest_debugfs = snp_statistics_publish(snp_device);
	if (cpuid_check)
		snp_cpuid_file_publish(snp_device, snp_guest_debugfs);
	return 0;

unregister_tsm:
	snp_device_stop(snp_device, STOP_DRAIN_MS);
	snp_tsm_unregister();
unregister_power:
	snp_power_unregister();
	return err;
}

static void snp_guest_stop(struct snp_platform *platform)
{
	/* Requests that wait for a busy host would be waited for below. */
	if (snp_device_stop(snp_device, STOP_DRAIN_MS))
		pr_warn("a message stays outstanding; if requests fail after loading the module again, load it with another vmpck_id\n");
	snp_statistics_withdraw(snp_guest_debugfs);
	misc_deregister(&snp_guest_misc);
	snp_tsm_unregister();
	snp_power_unregister();
}

/* The host may have had the certificate buffer until now. */
static void snp_guest_free(void)
{
	if (!IS_ERR(snp_device))
		snp_device_destroy(snp_device);
}

static const struct snp_platform_events snp_guest_events = {
	.start = snp_guest_start,
	.stop = snp_guest_stop,
	.free = snp_guest_free,
};

static int __init snp_guest_init(void)
{
	return snp_platform_register(&snp_guest_events);
}
module_init(snp_guest_init);

static void __exit snp_guest_exit(void)
{
	snp_platform_unregister();
}
module_exit(snp_guest_exit);

MODULE_DESCRIPTION("AMD SEV-SNP guest driver");
MODULE_LICENSE("GPL");
MODULE_SOFTDEP("pre: gcm");

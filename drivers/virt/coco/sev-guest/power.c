// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reboot, kexec and hibernation, see sev-guest.h.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/suspend.h>

#include "sev-guest.h"

/* How long the machine may be held up for the sake of a message. */
#define DRAIN_MS	2000

static struct snp_device *power_device;

/* From here to the stop of the processors no request is made. */
static int power_on_reboot(struct notifier_block *block, unsigned long event,
			   void *data)
{
	if (snp_device_stop(power_device, DRAIN_MS))
		pr_warn("a message stays outstanding; the next kernel may need another vmpck_id\n");
	return NOTIFY_DONE;
}

static int power_on_prepare(void)
{
	int err;

	err = snp_device_suspend(power_device, DRAIN_MS);
	if (!err)
		return NOTIFY_OK;
	if (err == -EBUSY)
		pr_warn("no hibernation while a request is in progress\n");
	else
		pr_warn("no hibernation while a message is outstanding\n");
	return NOTIFY_BAD;
}

/*
 * A kernel that is about to be replaced by one from disk makes no request either:
 * that one knows nothing of it.
 */
static int power_on_hibernation(struct notifier_block *block,
				unsigned long event, void *data)
{
	switch (event) {
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
		return power_on_prepare();
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		snp_device_resume(power_device);
		return NOTIFY_OK;
	default:
		return NOTIFY_DONE;
	}
}

static struct notifier_block power_reboot_block = {
	.notifier_call = power_on_reboot,
};

static struct notifier_block power_pm_block = {
	.notifier_call = power_on_hibernation,
};

int snp_power_register(struct snp_device *device)
{
	int err;

	power_device = device;
	err = register_reboot_notifier(&power_reboot_block);
	if (err)
		return err;
	err = register_pm_notifier(&power_pm_block);
	if (err)
		unregister_reboot_notifier(&power_reboot_block);
	return err;
}

void snp_power_unregister(void)
{
	unregister_pm_notifier(&power_pm_block);
	unregister_reboot_notifier(&power_reboot_block);
}

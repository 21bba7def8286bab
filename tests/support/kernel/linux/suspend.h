/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_SUSPEND_H
#define STANDIN_LINUX_SUSPEND_H

#include <linux/notifier.h>

#define PM_HIBERNATION_PREPARE	1
#define PM_POST_HIBERNATION	2
#define PM_SUSPEND_PREPARE	3
#define PM_POST_SUSPEND		4
#define PM_RESTORE_PREPARE	5
#define PM_POST_RESTORE		6

/* The test's: whom it tells. */
int register_pm_notifier(struct notifier_block *block);
void unregister_pm_notifier(struct notifier_block *block);

#endif

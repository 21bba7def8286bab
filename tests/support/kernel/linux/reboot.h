/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_REBOOT_H
#define STANDIN_LINUX_REBOOT_H

#include <linux/notifier.h>

/* The test's: whom it tells. */
int register_reboot_notifier(struct notifier_block *block);
void unregister_reboot_notifier(struct notifier_block *block);

#endif

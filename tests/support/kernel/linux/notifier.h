/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_NOTIFIER_H
#define STANDIN_LINUX_NOTIFIER_H

#define NOTIFY_DONE	0
#define NOTIFY_OK	1
#define NOTIFY_BAD	2

struct notifier_block {
	int (*notifier_call)(struct notifier_block *block, unsigned long event,
			     void *data);
};

#endif

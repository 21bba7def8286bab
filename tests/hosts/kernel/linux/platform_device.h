/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_HOSTS_LINUX_PLATFORM_DEVICE_H
#define STANDIN_HOSTS_LINUX_PLATFORM_DEVICE_H

struct device {
	void *platform_data;
};

static inline void *dev_get_platdata(const struct device *dev)
{
	return dev->platform_data;
}

#endif

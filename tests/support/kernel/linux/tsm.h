/* SPDX-License-Identifier: MIT */
#ifndef STANDIN_LINUX_TSM_H
#define STANDIN_LINUX_TSM_H

#include <linux/types.h>

enum {
	TSM_REPORT_GENERATION,
	TSM_REPORT_PROVIDER,
	TSM_REPORT_PRIVLEVEL,
	TSM_REPORT_PRIVLEVEL_FLOOR,
	TSM_REPORT_SERVICE_PROVIDER,
	TSM_REPORT_SERVICE_GUID,
	TSM_REPORT_SERVICE_MANIFEST_VER,
};

enum {
	TSM_REPORT_INBLOB,
	TSM_REPORT_OUTBLOB,
	TSM_REPORT_AUXBLOB,
	TSM_REPORT_MANIFESTBLOB,
};

struct tsm_report {
	struct {
		unsigned int privlevel;
		size_t inblob_len;
		u8 inblob[64];
		char *service_provider;
	} desc;
	size_t outblob_len, auxblob_len;
	u8 *outblob, *auxblob;
};

struct tsm_report_ops {
	const char *name;
	unsigned int privlevel_floor;
	int (*report_new)(struct tsm_report *report, void *data);
	bool (*report_attr_visible)(int n);
	bool (*report_bin_attr_visible)(int n);
};

int tsm_report_register(const struct tsm_report_ops *ops, void *data);
int tsm_report_unregister(const struct tsm_report_ops *ops);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters, see sev-guest.h.
 */
#include <linux/debugfs.h>

#include "sev-guest.h"

void snp_statistics_count(struct snp_statistics *statistics,
			  const struct snp_exchange *exchange, int result)
{
	statistics->exchanges++;
	statistics->failures += result != 0;
	statistics->trips += exchange->trips;
	statistics->waited_ms += exchange->waited_ms;
	if (exchange->trips && exchange->exitinfo2)
		statistics->exitinfo2 = exchange->exitinfo2;
}

struct dentry *snp_statistics_publish(struct snp_statistics *statistics)
{
	struct dentry *folder = debugfs_create_dir("sev-guest", NULL);

	debugfs_create_u64("exchanges", 0400, folder, &statistics->exchanges);
	debugfs_create_u64("failures", 0400, folder, &statistics->failures);
	debugfs_create_u64("trips", 0400, folder, &statistics->trips);
	debugfs_create_u64("waited_ms", 0400, folder, &statistics->waited_ms);
	debugfs_create_x64("exitinfo2", 0400, folder, &statistics->exitinfo2);
	debugfs_create_u32("outstanding", 0400, folder,
			   &statistics->outstanding);
	debugfs_create_u32("certs_npages", 0400, folder,
			   &statistics->certs_npages);
	return folder;
}

void snp_statistics_withdraw(struct dentry *folder)
{
	debugfs_remove(folder);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counters in debugfs, see Documentation/ABI/testing/debugfs-sev-guest.
 */
#ifndef SEV_GUEST_STATISTICS_H
#define SEV_GUEST_STATISTICS_H

#include <linux/types.h>

struct dentry;
struct snp_exchange;

/**
 * struct snp_statistics - what has happened since the channel was opened
 * @exchanges: requests that got as far as the channel
 * @failures: those that ended with an error
 * @trips: times the host was asked
 * @waited_ms: time spent waiting because the host was busy
 * @exitinfo2: the last answer of the host that was not 0
 * @outstanding: messages that are not acknowledged
 * @certs_npages: pages of the certificate buffer
 */
struct snp_statistics {
	u64 exchanges;
	u64 failures;
	u64 trips;
	u64 waited_ms;
	u64 exitinfo2;
	u32 outstanding;
	u32 certs_npages;
};

/* Counts a request that has ended with @result. Callers serialise. */
void snp_statistics_count(struct snp_statistics *statistics,
			  const struct snp_exchange *exchange, int result);

/* Returns the folder for snp_statistics_withdraw(). Cannot fail visibly. */
struct dentry *snp_statistics_publish(struct snp_statistics *statistics);

/* Returns when nobody reads any more. */
void snp_statistics_withdraw(struct dentry *folder);

#endif /* SEV_GUEST_STATISTICS_H */

/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_POLICY_H
#define SNPGUEST_POLICY_H

#include "snpguest.h"

/**
 * policy_read() - a caller's policy as this library knows it
 *
 * Return: 0; -EINVAL: it is nothing that can be demanded, or says nothing on
 * freshness or measurement; -E2BIG.
 */
int policy_read(const struct snpguest_policy *from,
		struct snpguest_policy *policy, struct snpguest_error *error);

/** The same of a policy for certificates alone, which may be NULL. */
int chain_policy_read(const struct snpguest_chain_policy *from,
		      struct snpguest_policy *policy,
		      struct snpguest_error *error);

/** Does it demand something of the report data, or of what they are a digest of? */
bool policy_demands_freshness(const struct snpguest_policy *policy);

#endif

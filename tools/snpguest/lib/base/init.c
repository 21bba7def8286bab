// SPDX-License-Identifier: MIT
/*
 * What the macros SNPGUEST_..._INIT do, for callers without macros. The size is
 * the caller's: its structure may be another than the library's.
 */
#include <string.h>

#include "snpguest.h"

static void init(void *structure, uint64_t size)
{
	memset(structure, 0, size);
	memcpy(structure, &size, sizeof(size));
}

void snpguest_policy_init(struct snpguest_policy *policy, size_t size)
{
	init(policy, size);
}

void snpguest_chain_policy_init(struct snpguest_chain_policy *policy,
				size_t size)
{
	init(policy, size);
}

void snpguest_evidence_init(struct snpguest_evidence *evidence, size_t size)
{
	init(evidence, size);
}

void snpguest_verifier_options_init(struct snpguest_verifier_options *options,
				    size_t size)
{
	init(options, size);
}

void snpguest_report_request_init(struct snpguest_report_request *request,
				  size_t size)
{
	init(request, size);
}

void snpguest_key_request_init(struct snpguest_key_request *request,
			       size_t size)
{
	init(request, size);
}

void snpguest_transport_ops_init(struct snpguest_transport_ops *ops,
				 size_t size)
{
	init(ops, size);
}

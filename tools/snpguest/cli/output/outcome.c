// SPDX-License-Identifier: MIT
#include <errno.h>

#include "print.h"

void outcome_free(struct outcome *outcome)
{
	snpguest_verdict_free(outcome->verdict);
	snpguest_chain_verdict_free(outcome->chain);
}

static int library_status(const struct outcome *outcome)
{
	return outcome->verdict ?
		       snpguest_verdict_status(outcome->verdict) :
		       snpguest_chain_verdict_status(outcome->chain);
}

int outcome_status(const struct outcome *outcome)
{
	const struct bundle *bundle = outcome->bundle;

	if (bundle->n_flaws)
		return SNPGUEST_REFUSED;
	return library_status(outcome);
}

const char *outcome_name(const struct outcome *outcome)
{
	switch (outcome_status(outcome)) {
	case 0:
		return "accepted";
	case -ENODATA:
		return "unknown";
	default:
		return "refused";
	}
}

const struct snpguest_check *outcome_check(const struct outcome *outcome,
					   size_t index)
{
	return outcome->verdict ?
		       snpguest_verdict_check(outcome->verdict, index) :
		       snpguest_chain_verdict_check(outcome->chain, index);
}

const char *outcome_root(const struct outcome *outcome)
{
	return outcome->verdict ? snpguest_verdict_root(outcome->verdict) :
				  snpguest_chain_verdict_root(outcome->chain);
}

enum snpguest_product outcome_product(const struct outcome *outcome)
{
	return outcome->verdict ?
		       snpguest_verdict_product(outcome->verdict) :
		       snpguest_chain_verdict_product(outcome->chain);
}

const struct snpguest_cert_info *outcome_leaf(const struct outcome *outcome)
{
	return outcome->verdict ? snpguest_verdict_leaf(outcome->verdict) :
				  snpguest_chain_verdict_leaf(outcome->chain);
}

int64_t outcome_at(const struct outcome *outcome)
{
	return outcome->verdict ? snpguest_verdict_at(outcome->verdict) :
				  snpguest_chain_verdict_at(outcome->chain);
}

const uint8_t *outcome_policy_sha256(const struct outcome *outcome)
{
	return outcome->verdict ?
		       snpguest_verdict_policy_sha256(outcome->verdict) :
		       NULL;
}

// SPDX-License-Identifier: MIT
#include <errno.h>

#include "print.h"

void outcome_free(struct outcome *outcome)
{
	snpguest_verdict_free(outcome->verdict);
	snpguest_chain_verdict_free(outcome->chain);
}

int outcome_status(const struct outcome *outcome)
{
	if (outcome->bundle->n_flaws)
		return SNPGUEST_REFUSED;
	return outcome->verdict ?
		       snpguest_verdict_status(outcome->verdict) :
		       snpguest_chain_verdict_status(outcome->chain);
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

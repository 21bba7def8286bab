// SPDX-License-Identifier: MIT
#include "print.h"

bool outcome_accepted(const struct outcome *outcome)
{
	const struct bundle *bundle = outcome->bundle;

	if (bundle->n_flaws)
		return false;
	if (bundle->claims.len && !bundle->claims_bound)
		return false;
	return snpguest_verdict_accepted(outcome->verdict);
}

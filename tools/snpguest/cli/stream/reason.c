// SPDX-License-Identifier: MIT
#include "reason.h"

#include <errno.h>

static const struct snpguest_check *
next_of(const struct snpguest_verdict *verdict, unsigned int result,
	size_t *index)
{
	const struct snpguest_check *check;

	while ((check = snpguest_verdict_check(verdict, *index)) &&
	       check->result != result)
		++*index;
	return check;
}

const struct snpguest_check *
verdict_reason(const struct snpguest_verdict *verdict, size_t *index)
{
	const struct snpguest_check *check;
	size_t first = 0;

	switch (snpguest_verdict_status(verdict)) {
	case 0:
		return NULL;
	case -ENODATA:
		check = next_of(verdict, SNPGUEST_UNJUDGED, &first);
		if (*index > first)
			return NULL;
		*index = first;
		return check;
	default:
		return next_of(verdict, SNPGUEST_FAIL, index);
	}
}

/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_VERDICT_JSON_H
#define SNPGUEST_VERDICT_JSON_H

#include "snpguest.h"

struct snpguest_verdict;

/** For verdicts of either kind. Return: 0, -ENOMEM. */
int verdict_json(const struct snpguest_verdict *verdict,
		 const struct snpguest_container *container, char **text);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_POLICY_H
#define SNPGUEST_POLICY_H

#include "snpguest.h"

/** Is @policy something that can be demanded? Return: 0, -EINVAL. */
int policy_validate(const struct snpguest_policy *policy,
		    struct snpguest_error *error);

#endif

/* SPDX-License-Identifier: MIT */
/* Runtime claims (of Azure's HCL report) against those that a policy demands. */
#ifndef SNPGUEST_CLAIMS_H
#define SNPGUEST_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>

#include <snpguest.h>

#define CLAIMS_DEMAND_MAX 4096 /* bytes */

/**
 * claims_find() - the member of an object
 * @name: as it stands between the quotes, without escapes
 * @value: out: its text, of any kind
 *
 * Return: true when it is there once, in an object whose names have no escapes:
 * what is named twice says two things.
 */
bool claims_find(struct snpguest_blob object, struct snpguest_blob name,
		 struct snpguest_blob *value);

/** struct claims_unmet - the first that is not as demanded */
struct claims_unmet {
	char name[96]; /* "vm-configuration.secure-boot", cut off */
	bool is_there; /* with another value */
};

/**
 * claims_problem() - may @demand be demanded?
 *
 * A JSON object with at least one member, in objects again at most
 * 4 deep and 32 in all; each is a string without escapes, true, false or a whole
 * number, and has a name without escapes, once.
 *
 * Return: NULL; what is wrong with it, static.
 */
const char *claims_problem(struct snpguest_blob demand);

/**
 * claims_meet() - is each member of @demand in @claims, once, and the same text?
 * @demand: without a claims_problem()
 * @claims: untrusted; each byte is looked at a bounded number of times
 * @unmet: out: filled where not
 *
 * Return: true when all of them are.
 */
bool claims_meet(struct snpguest_blob demand, struct snpguest_blob claims,
		 struct claims_unmet *unmet);

#endif

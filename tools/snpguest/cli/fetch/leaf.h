/* SPDX-License-Identifier: MIT */
/* The VCEK of a report, and the one that is at hand already. */
#ifndef LEAF_H
#define LEAF_H

#include "fetch.h"

/**
 * leaf_fits() - is it the VCEK of @report's chip and reported TCB?
 *
 * By what the certificate says of itself; not a verification.
 */
bool leaf_fits(const struct fetch *fetch, const struct snpguest_report *report,
	       const struct snpguest_cert_info *info);

/**
 * leaf_kept() - look for it in the directory of @fetch
 * @der: out: free(@der->data)
 * @as_wanted: out: it is there in the encoding of @fetch
 *
 * Only one that fits, is signed up to AMD's root, and valid now counts; another
 * in its place is told.
 *
 * Return: true when it is there.
 */
bool leaf_kept(const struct fetch *fetch, const struct snpguest_report *report,
	       struct buffer *der, bool *as_wanted);

#endif /* LEAF_H */

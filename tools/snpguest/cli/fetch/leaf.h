/* SPDX-License-Identifier: MIT */
/* The VCEK of a report: at hand, kept, or the service's. */
#ifndef LEAF_H
#define LEAF_H

#include "fetch.h"

/**
 * leaf_url() - where the service has the VCEK of a report
 *
 * Return: EXIT_DONE; EXIT_USAGE; EXIT_TROUBLE where there is none to be had,
 * after saying why and what to do.
 */
enum exit_code leaf_url(const struct fetch *fetch,
			const struct snpguest_report *report,
			char url[SNPGUEST_KDS_URL_SIZE]);

/**
 * leaf_obtain() - from the cache or the service, verified
 * @fetch: with the product, after fetch_open()
 * @der: out: free(@der->data)
 *
 * Return: EXIT_DONE; EXIT_USAGE; EXIT_TROUBLE.
 */
enum exit_code leaf_obtain(struct fetch *fetch,
			   const struct snpguest_report *report,
			   struct buffer *der);

/**
 * leaf_at_hand() - look for it in the directory of @fetch
 * @der: out: free(@der->data)
 * @as_wanted: out: it is there in the encoding of @fetch
 *
 * Only one that fits, is signed up to a root that is trusted, and valid counts;
 * another in its place is told.
 *
 * Return: true when it is there.
 */
bool leaf_at_hand(struct fetch *fetch, const struct snpguest_report *report,
		  struct buffer *der, bool *as_wanted);

/**
 * leaf_save() - write it into the directory of @fetch
 *
 * A VCEK of another chip or TCB there in the other encoding is taken away: with
 * two nobody would know which is meant. Return: EXIT_DONE; EXIT_TROUBLE.
 */
enum exit_code leaf_save(struct fetch *fetch,
			 const struct snpguest_report *report,
			 struct snpguest_blob der);

#endif /* LEAF_H */

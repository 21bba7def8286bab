/* SPDX-License-Identifier: MIT */
/* Certificates that a host did not hand out with a report: AMD's service has them. */
#ifndef MISSING_H
#define MISSING_H

#include "fetch.h"

extern const struct option missing_options[];

/** struct missing - in DER, the leaf first; missing_free() */
struct missing {
	struct buffer list[2];
	size_t count;
};

/** The options that only --fetch needs. Return: EXIT_DONE, EXIT_USAGE. */
enum exit_code missing_check(const struct call *call);

/**
 * missing_fetch() - the VCEK of a report, from the cache or the service
 * @report: as it was signed, without what it came in
 * @missing: out: also the issuer, where it is neither AMD's, which are built in, nor
 *	     in --anchors
 *
 * Return: EXIT_DONE; EXIT_USAGE; EXIT_TROUBLE.
 */
enum exit_code missing_fetch(const struct call *call,
			     const struct settings *settings,
			     const struct snpguest_blob *report,
			     struct missing *missing);

void missing_free(struct missing *missing);

#endif /* MISSING_H */

/* SPDX-License-Identifier: MIT */
/* From the cache, else from the service and into the cache; always judged. */
#ifndef OBTAIN_H
#define OBTAIN_H

#include "fetch.h"

/**
 * struct wanted - something of the service's, and how it is known
 * @url: where it is
 * @name: of its entry in the cache
 * @changes: the service's is newer than what was kept: that is for when there
 *	     is no service
 * @judge: is it what was asked for, and genuine? Says why not in @why
 * @about: @judge's own
 */
struct wanted {
	const char *url;
	const char *name;
	bool changes;
	bool (*judge)(struct fetch *fetch, const void *about,
		      struct snpguest_blob body, struct snpguest_error *why);
	const void *about;
};

/**
 * obtain() - get it, once for all processes that want it at the same time
 * @body: out: free(@body->data)
 *
 * Only what @wanted->judge takes comes out or is kept.
 *
 * Return: EXIT_DONE; EXIT_TROUBLE after saying what is wrong.
 */
enum exit_code obtain(struct fetch *fetch, const struct wanted *wanted,
		      struct buffer *body);

#endif /* OBTAIN_H */

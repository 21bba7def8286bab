/* SPDX-License-Identifier: MIT */
/* The certificates between a leaf and AMD's root, as the service has them. */
#ifndef CHAIN_H
#define CHAIN_H

#include "fetch.h"

/** struct ca_chain - its two certificates in DER, by role; chain_free() */
struct ca_chain {
	struct buffer ark, issuer;
};

void chain_free(struct ca_chain *chain);

/**
 * chain_obtain() - from the cache or the service, verified
 * @fetch: with product, endorser and verifier
 * @url: the chain's address
 *
 * Return: EXIT_DONE; EXIT_TROUBLE.
 */
enum exit_code chain_obtain(struct fetch *fetch, const char *url,
			    struct ca_chain *chain);

#endif /* CHAIN_H */

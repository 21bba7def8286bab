/* SPDX-License-Identifier: MIT */
/*
 * Signed up to AMD's root or the caller's, and valid: what is fetched or kept is
 * held against that before anybody may use it.
 */
#ifndef GENUINE_H
#define GENUINE_H

#include "fetch.h"

/**
 * genuine_leaf() - a VCEK
 * @issuer: the certificate of its issuer; empty for those that are built in
 * @why: out: where it is not
 */
bool genuine_leaf(const struct fetch *fetch, struct snpguest_blob leaf,
		  struct snpguest_blob issuer, struct snpguest_error *why);

/** genuine_chain() - an ARK that is trusted, and an ASK or ASVK it signed */
bool genuine_chain(const struct fetch *fetch, struct snpguest_blob ark,
		   struct snpguest_blob issuer, struct snpguest_error *why);

/** genuine_crl() - a revocation list, in DER, of the product's root */
bool genuine_crl(const struct fetch *fetch, struct snpguest_blob crl,
		 struct snpguest_error *why);

#endif /* GENUINE_H */

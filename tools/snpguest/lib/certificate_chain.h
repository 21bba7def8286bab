/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_CERTIFICATE_CHAIN_H
#define SNPGUEST_CERTIFICATE_CHAIN_H

#include "evidence.h"
#include "vek_extensions.h"
#include "verifier.h"

/** Answer to "did this key sign that certificate?" */
enum signed_by {
	SIGNED_UNKNOWN = 0, /* a part that is needed is missing */
	SIGNED_YES,
	SIGNED_NO,
};

/**
 * struct chain - a leaf, and the way from it to a root that is trusted
 * @leaf: NULL when there is none
 * @has_vek: @vek holds the leaf's extensions; otherwise @vek_problem says why
 *	     not
 * @leaf_key: NULL when it is no P-384 key
 * @intermediate: NULL when nothing has the leaf's issuer as its name
 * @ca_cert: the certificate of @intermediate when it is from the input
 * @ca_problem: why @ca_cert cannot be an authority; static; NULL: it can
 * @root: trusted root that has the name of @intermediate's issuer
 * @ca_signed: by @root; YES for one of AMD's compiled-in authorities
 * @leaf_signed: by @intermediate
 */
struct chain {
	const struct certificate *leaf;
	bool has_vek;
	struct vek_extensions vek;
	char vek_problem[128];
	struct crypto_key *leaf_key;
	const struct authority *intermediate;
	const struct certificate *ca_cert;
	const char *ca_problem;
	struct authority input_ca;
	const struct authority *root;
	enum signed_by ca_signed, leaf_signed;
};

/**
 * chain_find() - choose the leaf and build its chain
 * @report: NULL when certificates are judged alone
 * @leaves: out: how many leaf certificates there are
 *
 * The leaf is the one that fits @report best: role by signing key, chip, TCB,
 * dates. Of several that fit equally, one with a complete chain.
 * Return: 0, -ENOMEM, -EIO. chain_clear() in any case.
 */
int chain_find(struct snpguest_verifier *verifier,
	       const struct evidence *evidence,
	       const struct snpguest_report *report, int64_t at,
	       struct chain *chain, size_t *leaves);

/** Frees what @chain owns. */
void chain_clear(struct chain *chain);

/** True when every signature from the leaf to the root holds. */
bool chain_complete(const struct chain *chain);

/**
 * chain_root_signed() - is a CA certificate of the input signed by a root?
 * @ca: out, with key: free it with crypto_key_free()
 * @problem: out: NULL, or why it cannot be an authority
 * @root: out: NULL when no trusted root has its issuer's name
 */
int chain_root_signed(struct snpguest_verifier *verifier,
		      const struct certificate *cert, struct authority *ca,
		      const char **problem, const struct authority **root,
		      enum signed_by *result);

#endif

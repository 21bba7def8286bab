// SPDX-License-Identifier: MIT
/*
 * Who signed whom. Finds the leaf and its way to a trusted root and keeps what
 * was found; whether that is good is said in chain_checks.c.
 *
 * Trusted are the authorities of the verifier and nothing else. An ASK or ASVK
 * of the input counts once a trusted root is found to have signed it; an ARK of
 * the input never becomes a root.
 */
#include "certificate_chain.h"

#include <errno.h>
#include <string.h>

static bool is_leaf(const struct certificate *cert)
{
	return cert->role == SNPGUEST_CERT_VCEK ||
	       cert->role == SNPGUEST_CERT_VLEK;
}

static bool is_intermediate(enum snpguest_cert_role role)
{
	return role == SNPGUEST_CERT_ASK || role == SNPGUEST_CERT_ASVK;
}

/* An answer that must be known, from what a crypto function returned. */
static int to_answer(int err, enum signed_by *result)
{
	if (err && err != -EBADMSG)
		return err;
	*result = err ? SIGNED_NO : SIGNED_YES;
	return 0;
}

/* Did @ca sign @cert, whose key is @key? Asks the cache first. */
static int ask_signed(struct snpguest_verifier *verifier,
		      const struct certificate *cert, struct crypto_key *key,
		      const struct authority *ca, enum signed_by *result)
{
	struct crypto_key *known = cache_get(verifier, cert->sha256,
					     ca->sha256);
	int err;

	*result = SIGNED_UNKNOWN;
	if (known) {
		crypto_key_free(known);
		*result = SIGNED_YES;
		return 0;
	}
	if (!algorithm_is_pss_sha384(cert->algorithm))
		return 0;
	err = to_answer(crypto_rsa_pss_verify(ca->key, cert->tbs,
					      cert->signature), result);
	if (*result == SIGNED_YES && key)
		cache_put(verifier, cert->sha256, ca->sha256, key);
	return err;
}

int chain_root_signed(struct snpguest_verifier *verifier,
		      const struct certificate *cert, struct authority *ca,
		      const char **problem, const struct authority **root,
		      enum signed_by *result)
{
	const char *why = NULL;
	int err = authority_of_cert(cert, ca, &why);

	*result = SIGNED_UNKNOWN;
	*root = NULL;
	*problem = err ? why : NULL;
	if (err)
		return err == -EBADMSG ? 0 : err;

	for (size_t i = 0; i < verifier->count; i++) {
		const struct authority *trusted = &verifier->authorities[i];

		if (trusted->role != SNPGUEST_CERT_ARK ||
		    !blob_equal(trusted->subject, cert->issuer))
			continue;
		*root = trusted;
		err = ask_signed(verifier, cert, ca->key, trusted, result);
		if (err || *result == SIGNED_YES)
			return err;
	}
	return 0;
}

static const struct authority *amd_root(struct snpguest_verifier *verifier,
					enum snpguest_product product)
{
	for (size_t i = 0; i < verifier->count; i++) {
		const struct authority *ca = &verifier->authorities[i];

		if (ca->amd && ca->role == SNPGUEST_CERT_ARK &&
		    ca->product == product)
			return ca;
	}
	return NULL;
}

/* One way up from the leaf. */
struct way {
	const struct authority *ca; /* NULL: use input_ca */
	const struct certificate *cert;
	struct authority input_ca;
	const char *problem;
	const struct authority *root;
	enum signed_by ca_signed, leaf_signed;
};

static int rank(const struct way *way)
{
	return (way->ca_signed == SIGNED_YES) * 2 +
	       (way->leaf_signed == SIGNED_YES);
}

/* Takes @way when it is better than what @chain has. */
static void offer(struct chain *chain, struct way *way)
{
	struct way old = { .ca_signed = chain->ca_signed,
			   .leaf_signed = chain->leaf_signed };

	if (chain->intermediate && rank(way) <= rank(&old)) {
		crypto_key_free(way->input_ca.key);
		return;
	}
	crypto_key_free(chain->input_ca.key);
	chain->input_ca = way->input_ca;
	chain->intermediate = way->ca ? way->ca : &chain->input_ca;
	chain->ca_cert = way->cert;
	chain->ca_problem = way->problem;
	chain->root = way->root;
	chain->ca_signed = way->ca_signed;
	chain->leaf_signed = way->leaf_signed;
}

static int try_trusted(struct snpguest_verifier *verifier, struct chain *chain,
		       const struct authority *ca)
{
	struct way way = { .ca = ca, .ca_signed = SIGNED_YES,
			   .root = amd_root(verifier, ca->product) };
	int err = ask_signed(verifier, chain->leaf, chain->leaf_key, ca,
			     &way.leaf_signed);

	if (!err)
		offer(chain, &way);
	return err;
}

static int try_input(struct snpguest_verifier *verifier, struct chain *chain,
		     const struct certificate *cert)
{
	struct way way = { .cert = cert };
	int err = chain_root_signed(verifier, cert, &way.input_ca,
				    &way.problem, &way.root, &way.ca_signed);

	if (!err && way.input_ca.key)
		err = ask_signed(verifier, chain->leaf, chain->leaf_key,
				 &way.input_ca, &way.leaf_signed);
	if (err)
		crypto_key_free(way.input_ca.key);
	else
		offer(chain, &way);
	return err;
}

bool chain_complete(const struct chain *chain)
{
	return chain->leaf && chain->root && chain->ca_signed == SIGNED_YES &&
	       chain->leaf_signed == SIGNED_YES;
}

/* Everything that has the name of the leaf's issuer, trusted ones first. */
static int find_issuer(struct snpguest_verifier *verifier,
		       const struct evidence *evidence, struct chain *chain)
{
	struct snpguest_blob name = chain->leaf->issuer;
	int err = 0;

	for (size_t i = 0; !err && i < verifier->count; i++) {
		const struct authority *ca = &verifier->authorities[i];

		if (is_intermediate(ca->role) && blob_equal(ca->subject, name))
			err = try_trusted(verifier, chain, ca);
	}
	for (size_t i = 0; !err && i < evidence->n_certs; i++) {
		const struct certificate *cert = &evidence->certs[i];

		if (chain_complete(chain))
			break;
		if (is_intermediate(cert->role) &&
		    blob_equal(cert->subject, name))
			err = try_input(verifier, chain, cert);
	}
	return err;
}

static int read_leaf(struct chain *chain, const struct certificate *leaf)
{
	const uint8_t *point = certificate_p384_point(leaf);
	int err = 0;

	chain->leaf = leaf;
	chain->has_vek = !vek_extensions_parse(leaf, &chain->vek,
					       chain->vek_problem,
					       sizeof(chain->vek_problem));
	if (point)
		err = crypto_p384_key(point, &chain->leaf_key);
	return err == -EBADMSG ? 0 : err;
}

static int build(struct snpguest_verifier *verifier,
		 const struct evidence *evidence,
		 const struct certificate *leaf, struct chain *chain)
{
	int err;

	memset(chain, 0, sizeof(*chain));
	err = read_leaf(chain, leaf);
	if (!err)
		err = find_issuer(verifier, evidence, chain);
	return err;
}

void chain_clear(struct chain *chain)
{
	crypto_key_free(chain->leaf_key);
	crypto_key_free(chain->input_ca.key);
	chain->leaf_key = NULL;
	chain->input_ca.key = NULL;
}

/* How well a leaf fits: more is better. */
static int fit(const struct certificate *leaf,
	       const struct snpguest_report *report, int64_t at)
{
	struct vek_extensions vek;
	char why[128];
	int score = leaf->not_before <= at && at <= leaf->not_after;
	bool is_vlek = leaf->role == SNPGUEST_CERT_VLEK;

	if (!report)
		return score;
	if ((report->signing_key == SNPGUEST_SIGNING_KEY_VLEK) == is_vlek)
		score += 8;
	if (vek_extensions_parse(leaf, &vek, why, sizeof(why)))
		return score;
	if (is_vlek || !memcmp(report->chip_id, vek.hwid.data, vek.hwid.len))
		score += 4;
	if (report->reported_tcb.raw == (vek.tcb.raw | vek.reserved))
		score += 2;
	return score;
}

static size_t best_fit(const struct evidence *evidence,
		       const struct snpguest_report *report, int64_t at,
		       int *scores)
{
	size_t leaves = 0;
	int best = -1;

	for (size_t i = 0; i < evidence->n_certs; i++) {
		scores[i] = -1;
		if (!is_leaf(&evidence->certs[i]))
			continue;
		leaves++;
		scores[i] = fit(&evidence->certs[i], report, at);
		if (scores[i] > best)
			best = scores[i];
	}
	for (size_t i = 0; i < evidence->n_certs; i++)
		if (scores[i] != best)
			scores[i] = -1;
	return leaves;
}

int chain_find(struct snpguest_verifier *verifier,
	       const struct evidence *evidence,
	       const struct snpguest_report *report, int64_t at,
	       struct chain *chain, size_t *leaves)
{
	int scores[EVIDENCE_CERTS_MAX];
	struct chain other;
	int err;

	memset(chain, 0, sizeof(*chain));
	*leaves = best_fit(evidence, report, at, scores);
	for (size_t i = 0; i < evidence->n_certs; i++) {
		if (scores[i] < 0)
			continue;
		if (chain_complete(chain))
			break;
		err = build(verifier, evidence, &evidence->certs[i], &other);
		if (!err && (!chain->leaf || chain_complete(&other))) {
			chain_clear(chain);
			*chain = other;
			if (chain->ca_cert)
				chain->intermediate = &chain->input_ca;
		} else {
			chain_clear(&other);
		}
		if (err)
			return err;
	}
	return 0;
}

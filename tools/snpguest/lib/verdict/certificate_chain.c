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

static bool is_intermediate(const struct certificate *cert)
{
	return cert->info.role == SNPGUEST_CERT_ASK ||
	       cert->info.role == SNPGUEST_CERT_ASVK;
}

/* An answer that must be known, from what a crypto function returned. */
static int to_answer(int err, enum signed_by *result)
{
	if (err && err != -EBADMSG)
		return err;
	*result = err ? SIGNED_NO : SIGNED_YES;
	return 0;
}

/* Did @ca sign @cert, which was parsed? Asks the verifier's memory first. */
static int ask_signed(struct snpguest_verifier *verifier,
		      struct certificate *cert, struct certificate *ca,
		      enum signed_by *result)
{
	const uint8_t *sha256 = cert->info.sha256;
	struct crypto_key *key;
	int err;

	*result = SIGNED_UNKNOWN;
	if (!cert->pss)
		return 0;
	if (verifier_knows(verifier, sha256, ca)) {
		*result = SIGNED_YES;
		return 0;
	}
	err = certificate_key(ca, &key);
	if (err || !key)
		return err;
	err = to_answer(crypto_cert_verify(cert->x509, key), result);
	if (*result == SIGNED_YES)
		verifier_remember(verifier, sha256, ca, cert);
	return err;
}

int chain_root_signed(struct snpguest_verifier *verifier,
		      struct certificate *cert, struct certificate **root,
		      enum signed_by *result)
{
	*result = SIGNED_UNKNOWN;
	*root = NULL;
	if (cert->ca_problem)
		return 0;
	for (size_t i = 0; i < verifier->count; i++) {
		struct certificate *trusted = verifier->trusted[i];
		int err;

		if (trusted->info.role != SNPGUEST_CERT_ARK ||
		    !certificate_names(cert, trusted))
			continue;
		*root = trusted;
		err = ask_signed(verifier, cert, trusted, result);
		if (err || *result == SIGNED_YES)
			return err;
	}
	return 0;
}

static struct certificate *amd_root(struct snpguest_verifier *verifier,
				    enum snpguest_product product)
{
	for (size_t i = 0; i < verifier->count; i++) {
		struct certificate *ca = verifier->trusted[i];

		if (ca->amd && ca->info.role == SNPGUEST_CERT_ARK &&
		    ca->info.product == product)
			return ca;
	}
	return NULL;
}

static int rank(const struct chain *chain)
{
	return (chain->ca_signed == SIGNED_YES) * 2 +
	       (chain->leaf_signed == SIGNED_YES);
}

/* Tries the way over @ca, and takes it when it is better than @chain. */
static int try_authority(struct snpguest_verifier *verifier,
			 struct chain *chain, struct certificate *ca)
{
	struct chain way = *chain;
	int err = 0;

	way.intermediate = ca;
	way.ca_signed = SIGNED_YES;
	if (ca->amd)
		way.root = amd_root(verifier, ca->info.product);
	else
		err = chain_root_signed(verifier, ca, &way.root,
					&way.ca_signed);
	way.leaf_signed = SIGNED_UNKNOWN;
	if (!err && !ca->ca_problem)
		err = ask_signed(verifier, chain->leaf, ca, &way.leaf_signed);
	if (!err && (!chain->intermediate || rank(&way) > rank(chain)))
		*chain = way;
	return err;
}

bool chain_complete(const struct chain *chain)
{
	return chain->leaf && chain->root && chain->ca_signed == SIGNED_YES &&
	       chain->leaf_signed == SIGNED_YES;
}

/* Everything that has the name of the leaf's issuer, until a chain is whole. */
static int try_all(struct snpguest_verifier *verifier, struct chain *chain,
		   struct certificate *const *certs, size_t n)
{
	int err = 0;

	for (size_t i = 0; !err && i < n && !chain_complete(chain); i++)
		if (is_intermediate(certs[i]) &&
		    certificate_names(chain->leaf, certs[i]))
			err = try_authority(verifier, chain, certs[i]);
	return err;
}

/* Trusted authorities first. */
static int build(struct snpguest_verifier *verifier,
		 const struct evidence *evidence, struct certificate *leaf,
		 struct chain *chain)
{
	int err;

	memset(chain, 0, sizeof(*chain));
	chain->leaf = leaf;
	chain->vek = leaf->has_vek ? &leaf->vek : NULL;
	err = try_all(verifier, chain, verifier->trusted, verifier->count);
	if (err)
		return err;
	return try_all(verifier, chain, evidence->certs, evidence->n_certs);
}

/* How well a leaf fits: more is better. */
static int fit(const struct certificate *leaf,
	       const struct snpguest_report *report, int64_t at)
{
	const struct vek_extensions *vek = &leaf->vek;
	bool is_vlek = leaf->info.role == SNPGUEST_CERT_VLEK;
	int score = leaf->info.not_before <= at && at <= leaf->info.not_after;

	if (!report)
		return score;
	if ((report->signing_key == SNPGUEST_SIGNING_KEY_VLEK) == is_vlek)
		score += 8;
	if (!leaf->has_vek)
		return score;
	if (is_vlek || vek_names_chip(vek, report->chip_id))
		score += 4;
	if (report->reported_tcb.raw == (vek->tcb.raw | vek->reserved))
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
		if (!certificate_is_leaf(evidence->certs[i]))
			continue;
		leaves++;
		scores[i] = fit(evidence->certs[i], report, at);
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
		err = build(verifier, evidence, evidence->certs[i], &other);
		if (err)
			return err;
		if (!chain->leaf || chain_complete(&other))
			*chain = other;
	}
	return 0;
}

// SPDX-License-Identifier: MIT
/*
 * Who signed whom. Finds the leaf and its way to a trusted root and keeps what
 * was found; whether that is good is said in chain_checks.c.
 *
 * Trusted are the authorities of the verifier and nothing else. An ASK or ASVK
 * of the input counts once a trusted root is found to have signed it, and only
 * then is its key used; an ARK of the input never becomes a root. So the work is
 * proportional to what is handed in, and what is remembered is AMD's.
 */
#include "certificate_chain.h"

#include <errno.h>
#include <string.h>

#include "../formats/report.h"

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

/*
 * Did @ca, which is trusted, sign @cert, which was parsed? Asks the verifier's
 * memory first. A leaf is remembered once it has signed a report: leaves of any
 * chip are public, and would push out those in use.
 */
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
	if (*result == SIGNED_YES && !certificate_is_leaf(cert))
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

/* Once for each authority, however many leaves name it. */
static int ask_root(struct snpguest_verifier *verifier, struct certificate *ca,
		    struct vouched *vouched)
{
	int err;

	if (vouched->asked)
		return 0;
	err = chain_root_signed(verifier, ca, &vouched->root,
				&vouched->result);
	vouched->asked = !err;
	return err;
}

bool chain_complete(const struct chain *chain)
{
	return chain->leaf && chain->root && chain->ca_signed == SIGNED_YES &&
	       chain->leaf_signed == SIGNED_YES;
}

/* From the leaf to @ca, and as far as is known of that. */
static void go_over(struct chain *chain, struct certificate *ca,
		    const struct vouched *vouched)
{
	chain->intermediate = ca;
	chain->root = vouched->root;
	chain->ca_signed = vouched->result;
}

/*
 * Takes the way over @ca, where a root signed that and it goes further than
 * @chain. Names are compared last: they are as long as a host wants them, and
 * only AMD's authorities are few.
 */
static int try_authority(struct snpguest_verifier *verifier,
			 struct chain *chain, struct certificate *ca,
			 struct vouched *vouched)
{
	struct chain way = { .leaf = chain->leaf, .vek = chain->vek };
	int err;

	if (!is_intermediate(ca))
		return 0;
	err = ask_root(verifier, ca, vouched);
	if (err || vouched->result != SIGNED_YES ||
	    !certificate_names(chain->leaf, ca))
		return err;
	go_over(&way, ca, vouched);
	err = ask_signed(verifier, way.leaf, ca, &way.leaf_signed);
	if (!err && (!chain->intermediate || way.leaf_signed == SIGNED_YES))
		*chain = way;
	return err;
}

/* No root signed what has the issuer's name: the verdict has to say so. */
static void name_issuer(const struct evidence *evidence, struct chain *chain)
{
	for (size_t i = 0; !chain->intermediate && i < evidence->n_certs; i++)
		if (is_intermediate(evidence->certs[i]) &&
		    certificate_names(chain->leaf, evidence->certs[i]))
			go_over(chain, evidence->certs[i],
				&evidence->vouched[i]);
}

/* Trusted authorities first, until a chain is whole. */
static int build(struct snpguest_verifier *verifier, struct evidence *evidence,
		 struct certificate *leaf, struct chain *chain)
{
	int err = 0;

	memset(chain, 0, sizeof(*chain));
	chain->leaf = leaf;
	chain->vek = leaf->has_vek ? &leaf->vek : NULL;
	for (size_t i = 0; !err && i < verifier->count; i++) {
		struct certificate *ca = verifier->trusted[i];
		struct vouched amd = { true, amd_root(verifier,
						      ca->info.product),
				       SIGNED_YES };

		if (!chain_complete(chain))
			err = try_authority(verifier, chain, ca, &amd);
	}
	for (size_t i = 0; !err && i < verifier->n_authorities; i++) {
		struct vouched unasked = { .asked = false };

		if (!chain_complete(chain))
			err = try_authority(verifier, chain,
					    verifier->authorities[i], &unasked);
	}
	for (size_t i = 0; !err && i < evidence->n_certs; i++)
		if (!chain_complete(chain))
			err = try_authority(verifier, chain,
					    evidence->certs[i],
					    &evidence->vouched[i]);
	return err;
}

/* -------------------------------------------------------------- the report */

int chain_ask_report(struct chain *chain, const struct question *question)
{
	struct snpguest_blob message = { question->bytes, REPORT_SIGNED_SIZE };
	uint8_t r[CRYPTO_P384_SIZE], s[CRYPTO_P384_SIZE];
	struct crypto_key *key;
	int err;

	if (chain->report_signed != SIGNED_UNKNOWN)
		return 0;
	if (!question->report || !chain->leaf ||
	    !report_scalar(question->report->signature_r, r) ||
	    !report_scalar(question->report->signature_s, s))
		return 0;
	err = certificate_key(chain->leaf, &key);
	if (err || !key)
		return err;
	return to_answer(crypto_p384_verify(key, message, r, s),
			 &chain->report_signed);
}

void chain_remember(struct snpguest_verifier *verifier,
		    const struct chain *chain)
{
	if (chain_complete(chain) && chain->report_signed == SIGNED_YES)
		verifier_remember(verifier, chain->leaf->info.sha256,
				  chain->intermediate, chain->leaf);
}

/* ---------------------------------------------------------------- the leaf */

static bool is_of_kind(const struct certificate *leaf,
		       const struct question *question)
{
	bool vlek = leaf->info.role == SNPGUEST_CERT_VLEK;

	return question->report &&
	       (question->report->signing_key == SNPGUEST_SIGNING_KEY_VLEK) ==
		       vlek;
}

static bool is_of_chip(const struct certificate *leaf,
		       const struct question *question)
{
	if (!question->report || !leaf->has_vek)
		return false;
	return leaf->info.role == SNPGUEST_CERT_VLEK ||
	       question->report->masked_chip_id ||
	       vek_names_chip(&leaf->vek, question->report->chip_id);
}

static bool is_of_tcb(const struct certificate *leaf,
		      const struct question *question)
{
	return question->report && leaf->has_vek &&
	       question->report->reported_tcb.raw == leaf->vek.tcb.raw;
}

static bool is_in_date(const struct certificate *leaf,
		       const struct question *question)
{
	return leaf->info.not_before <= question->at &&
	       question->at <= leaf->info.not_after;
}

/*
 * Which of two leaves has more in common with the report: the first property in
 * which they differ decides. Each has to be there for acceptance, so only leaves
 * than which no other is better are worth trying.
 *
 * Return: above 0 for @a, below 0 for @b, 0 when neither is better.
 */
static int compare_leaves(const struct certificate *a,
			  const struct certificate *b,
			  const struct question *question)
{
	static bool (*const properties[])(const struct certificate *leaf,
					  const struct question *question) = {
		is_of_kind, is_of_chip, is_of_tcb, is_in_date,
	};

	for (size_t i = 0; i < sizeof(properties) / sizeof(*properties); i++) {
		int more = properties[i](a, question) -
			   properties[i](b, question);

		if (more)
			return more;
	}
	return 0;
}

/* One of the leaves that are worth trying; NULL without any leaf. */
static const struct certificate *best_leaf(const struct evidence *evidence,
					   const struct question *question,
					   size_t *leaves)
{
	const struct certificate *best = NULL;

	*leaves = 0;
	for (size_t i = 0; i < evidence->n_certs; i++) {
		const struct certificate *cert = evidence->certs[i];

		if (!certificate_is_leaf(cert))
			continue;
		++*leaves;
		if (!best || compare_leaves(cert, best, question) > 0)
			best = cert;
	}
	return best;
}

/* Of two complete chains whose leaves fit equally: whose key signed? */
static int settle(struct chain *chain, struct chain *other,
		  const struct question *question)
{
	int err = chain_ask_report(chain, question);

	if (err || chain->report_signed == SIGNED_YES)
		return err;
	err = chain_ask_report(other, question);
	if (other->report_signed == SIGNED_YES)
		*chain = *other;
	return err;
}

/* Takes @other where it is better than @chain. */
static int compare(struct chain *chain, struct chain *other,
		   const struct question *question)
{
	if (!chain->leaf || (chain_complete(other) && !chain_complete(chain))) {
		*chain = *other;
		return 0;
	}
	if (!chain_complete(other))
		return 0;
	return settle(chain, other, question);
}

int chain_find(struct snpguest_verifier *verifier,
	       struct evidence *evidence, const struct question *question,
	       struct chain *chain, size_t *leaves)
{
	const struct certificate *best = best_leaf(evidence, question, leaves);
	struct chain other;
	int err = 0;

	memset(chain, 0, sizeof(*chain));
	for (size_t i = 0; !err && i < evidence->n_certs; i++) {
		struct certificate *cert = evidence->certs[i];

		if (!certificate_is_leaf(cert) ||
		    compare_leaves(cert, best, question))
			continue;
		err = build(verifier, evidence, cert, &other);
		if (!err)
			err = compare(chain, &other, question);
		if (chain->report_signed == SIGNED_YES)
			break;
	}
	if (!err && chain->leaf)
		name_issuer(evidence, chain);
	return err;
}

/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_CERTIFICATE_CHAIN_H
#define SNPGUEST_CERTIFICATE_CHAIN_H

#include "evidence.h"

/**
 * struct chain - a leaf, and the way from it to a root that is trusted
 * @leaf: NULL when there is none
 * @vek: the leaf's extensions; NULL when they are not all there
 * @intermediate: NULL when nothing has the leaf's issuer as its name
 * @root: trusted root that has the name of @intermediate's issuer
 * @ca_signed: @intermediate by @root; YES for one of AMD's compiled-in
 * @leaf_signed: @leaf by @intermediate; UNKNOWN below an authority that no
 *		 trusted root signed
 * @report_signed: the report by @leaf
 *
 * Holds no references: the certificates are the evidence's and the verifier's.
 */
struct chain {
	struct certificate *leaf, *intermediate, *root;
	const struct vek_extensions *vek;
	enum signed_by ca_signed, leaf_signed, report_signed;
};

/**
 * struct question - what a chain is looked for
 * @bytes: the report; SNPGUEST_REPORT_SIZE bytes, or none
 * @report: its fields; NULL when certificates are judged alone
 * @at: the time
 */
struct question {
	const uint8_t *bytes;
	const struct snpguest_report *report;
	int64_t at;
};

/**
 * chain_find() - choose the leaf and build its chain
 * @leaves: out: how many leaf certificates there are
 *
 * The leaf is the one that fits the report best: role by signing key, chip, TCB,
 * dates. Among equals one with a complete chain goes before one without, and
 * then the one whose key signed the report.
 * Return: 0, -ENOMEM, -EIO.
 */
int chain_find(struct snpguest_verifier *verifier,
	       struct evidence *evidence, const struct question *question,
	       struct chain *chain, size_t *leaves);

/** True when every signature from the leaf to the root holds. */
bool chain_complete(const struct chain *chain);

/**
 * chain_root_signed() - is a CA certificate of the input signed by a root?
 * @root: out: NULL when no trusted root has its issuer's name
 *
 * Return: 0, -ENOMEM, -EIO.
 */
int chain_root_signed(struct snpguest_verifier *verifier,
		      struct certificate *cert, struct certificate **root,
		      enum signed_by *result);

/**
 * chain_ask_report() - did the leaf sign the report?
 *
 * Writes @chain->report_signed, unless it is known; it stays UNKNOWN without a key
 * or a well-formed signature.
 * Return: 0, -ENOMEM, -EIO.
 */
int chain_ask_report(struct chain *chain, const struct question *question);

/** Has the verifier remember a leaf whose chain is complete and that signed the report. */
void chain_remember(struct snpguest_verifier *verifier,
		    const struct chain *chain);

#endif

// SPDX-License-Identifier: MIT
/* What certificates have to be, and how they hang together ([KDS]). */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../base/calendar.h"
#include "../formats/kds_url.h"
#include "judgement.h"

/* "CN=SEV-Milan,... sha256:..." for messages. */
#define DESCRIPTION_SIZE 384

static void describe(const struct certificate *cert, char *text)
{
	const struct snpguest_cert_info *info = &cert->info;
	char print[2 * CRYPTO_SHA256_SIZE + 1];

	hex_text(info->sha256, sizeof(info->sha256), print, sizeof(print));
	snprintf(text, DESCRIPTION_SIZE, "%s sha256:%s", info->subject, print);
}

#define COMPILED_IN "AMD's, compiled in"

bool judgement_may_do_without(const struct judgement *j)
{
	return j->scope == REPORT && chain_complete(&j->chain);
}

/* What could not be read, or does not belong: see judgement_may_do_without(). */
static int told_superfluous(struct judgement *j, const char *text)
{
	if (judgement_may_do_without(j))
		return noted(j, "%s; it is not needed", text);
	return failed(j, "%s", text);
}

int check_certificate_table(struct judgement *j)
{
	if (j->evidence.table_problem[0])
		return told_superfluous(j, j->evidence.table_problem);
	if (j->evidence.unknown_entries)
		return noted(j, "well-formed; %zu entries of unknown kind are not looked at",
			     j->evidence.unknown_entries);
	return passed(j, "well-formed or none");
}

static size_t count_role(const struct judgement *j,
			 enum snpguest_cert_role role)
{
	size_t n = 0;

	for (size_t i = 0; i < j->evidence.n_certs; i++)
		n += j->evidence.certs[i]->info.role == (uint32_t)role;
	return n;
}

/* Beside the leaf that signed the report, nobody needs those left aside. */
static int told_left(struct judgement *j)
{
	struct question question = judgement_question(j);
	int err = chain_ask_report(&j->chain, &question);

	if (err)
		return err;
	if (j->chain.report_signed == SIGNED_YES)
		return told_superfluous(j, j->evidence.certs_problem);
	return failed(j, "more than %d certificates; those nobody looked at may have the leaf; give fewer",
		      SNPGUEST_CERTS_MAX);
}

int check_certificates(struct judgement *j)
{
	size_t unknown = count_role(j, SNPGUEST_CERT_UNKNOWN);

	if (j->evidence.certs_left)
		return told_left(j);
	if (j->evidence.certs_problem[0])
		return told_superfluous(j, j->evidence.certs_problem);
	if (unknown)
		return told_superfluous(j, "a certificate has a name that is none of AMD's");
	return passed(j, "%zu readable", j->evidence.n_certs);
}

/*
 * That there is no leaf at all says nothing against a report. Where there is
 * something that nobody can read, it was perhaps meant to be one, and is none.
 */
static int told_no_leaf(struct judgement *j)
{
	size_t n = j->evidence.n_certs;
	char url[320];

	if (j->scope == CHAIN || j->evidence.certs_problem[0] ||
	    j->evidence.table_problem[0])
		return failed(j, "no VCEK or VLEK among %zu certificates", n);
	if (!j->has_report ||
	    kds_vcek_url(&j->verifier->products, NULL, j->report.product,
			 &j->report, url, sizeof(url), NULL))
		return unjudged(j, "no VCEK or VLEK among %zu certificates", n);
	return unjudged(j, "no VCEK or VLEK among %zu certificates; AMD has it at %s",
			n, url);
}

int check_leaf_found(struct judgement *j)
{
	char text[DESCRIPTION_SIZE];

	if (!j->chain.leaf)
		return told_no_leaf(j);
	if (j->scope == CHAIN && j->leaves > 1)
		return failed(j, "%zu VCEK or VLEK certificates; give one at a time",
			      j->leaves);
	describe(j->chain.leaf, text);
	if (j->leaves > 1)
		return passed(j, "%s, the best of %zu", text, j->leaves);
	return passed(j, "%s", text);
}

int check_leaf_algorithm(struct judgement *j)
{
	if (!j->chain.leaf->pss)
		return failed(j, "the leaf is not signed with RSASSA-PSS, SHA-384, MGF1-SHA-384, salt 48, trailer 1");
	return passed(j, "RSASSA-PSS, SHA-384, MGF1-SHA-384, salt 48");
}

int check_leaf_key(struct judgement *j)
{
	struct crypto_key *key;
	int err = certificate_key(j->chain.leaf, &key);

	if (err)
		return err;
	if (!key)
		return failed(j, "the leaf's key is not an uncompressed point on the curve P-384");
	return passed(j, "EC P-384");
}

int check_leaf_extensions(struct judgement *j)
{
	if (!j->chain.vek)
		return failed(j, "%s", j->chain.leaf->vek_problem);
	return passed(j, "all there, each once");
}

int check_leaf_extensions_known(struct judgement *j)
{
	if (j->chain.leaf->vek.unknown[0])
		return failed(j, "extension %s is critical or AMD's, and not known",
			      j->chain.leaf->vek.unknown);
	if (!j->chain.vek)
		return unjudged(j, "the leaf's extensions are not readable");
	return passed(j, "no unknown extension is critical or AMD's");
}

int check_leaf_issuer(struct judgement *j)
{
	const struct certificate *leaf = j->chain.leaf;
	enum snpguest_cert_role wanted = SNPGUEST_CERT_ASK;

	if (leaf->info.role == SNPGUEST_CERT_VLEK)
		wanted = SNPGUEST_CERT_ASVK;
	if (leaf->issuer_role != wanted)
		return failed(j, "a %s is issued by an %s, this one by %s",
			      snpguest_cert_role_name(leaf->info.role),
			      snpguest_cert_role_name(wanted),
			      leaf->info.issuer);
	return passed(j, "%s", leaf->info.issuer);
}

static bool is_callers(const struct judgement *j, const struct certificate *cert)
{
	for (size_t i = 0; i < j->verifier->n_authorities; i++)
		if (j->verifier->authorities[i] == cert)
			return true;
	return false;
}

/* Would its issuer's certificate be one of a root that is trusted? */
static bool may_be_signed(const struct judgement *j)
{
	const struct certificate *leaf = j->chain.leaf;

	if (!leaf->issuer_product || leaf->issuer_role == SNPGUEST_CERT_ARK)
		return false;
	for (size_t i = 0; i < j->verifier->count; i++) {
		const struct snpguest_cert_info *root =
			&j->verifier->trusted[i]->info;

		if (root->role == SNPGUEST_CERT_ARK &&
		    root->product == leaf->issuer_product)
			return true;
	}
	return false;
}

/* That nobody handed it in says nothing against the leaf. */
static int told_no_issuer(struct judgement *j)
{
	const char *name = j->chain.leaf->info.issuer;

	if (j->scope == REPORT && may_be_signed(j))
		return unjudged(j, "the certificate of the leaf's issuer, %s, is not at hand",
				name);
	return failed(j, "the leaf's issuer, %s, is neither known nor among the certificates",
		      name);
}

int check_intermediate_found(struct judgement *j)
{
	const char *name = j->chain.leaf->info.issuer;

	if (!j->chain.intermediate)
		return told_no_issuer(j);
	if (j->chain.intermediate->amd)
		return passed(j, COMPILED_IN);
	if (is_callers(j, j->chain.intermediate))
		return passed(j, "%s of the caller's anchors", name);
	return passed(j, "%s among the certificates", name);
}

int check_intermediate_profile(struct judgement *j)
{
	if (j->chain.intermediate->amd)
		return skipped(j, COMPILED_IN);
	if (j->chain.intermediate->ca_problem)
		return failed(j, "%s", j->chain.intermediate->ca_problem);
	return passed(j, "RSA-4096, RSASSA-PSS, a CA");
}

int check_root_trusted(struct judgement *j)
{
	const struct certificate *root = j->chain.root;

	if (j->chain.intermediate->ca_problem)
		return unjudged(j, "the leaf's issuer is no authority");
	if (!root)
		return failed(j, "no trusted root has the name %s",
			      j->chain.intermediate->info.issuer);
	if (root->amd)
		return passed(j, "AMD's ARK-%s, compiled in",
			      product_text(j, root->info.product));
	return passed(j, "not AMD's, trusted by the caller: %s",
		      root->info.subject);
}

int check_intermediate_signature(struct judgement *j)
{
	if (j->chain.intermediate->amd)
		return passed(j, COMPILED_IN);
	switch (j->chain.ca_signed) {
	case SIGNED_YES:
		return passed(j, "signed by the trusted root");
	case SIGNED_NO:
		return failed(j, "the trusted root did not sign the certificate of the leaf's issuer");
	case SIGNED_UNKNOWN:
		break;
	}
	return unjudged(j, "there is no root to judge it by");
}

int check_leaf_signature(struct judgement *j)
{
	switch (j->chain.leaf_signed) {
	case SIGNED_YES:
		return passed(j, "signed by its issuer");
	case SIGNED_NO:
		return failed(j, "the key of the issuer it names did not sign the leaf");
	case SIGNED_UNKNOWN:
		break;
	}
	return unjudged(j, "there is no usable issuer, or another signature algorithm");
}

int check_chain_product(struct judgement *j)
{
	const struct chain *chain = &j->chain;
	enum snpguest_product leaf;

	leaf = chain->vek->product;
	if (!leaf)
		return failed(j, "the leaf's product \"%s\" is not known",
			      chain->leaf->info.product_name);
	if (chain->leaf->issuer_product != leaf)
		return failed(j, "the leaf says %s, the name of its issuer says %s",
			      product_text(j, leaf),
			      product_text(j, chain->leaf->issuer_product));
	if (chain->root && chain->root->info.product != leaf)
		return failed(j, "the leaf says %s, the root says %s",
			      product_text(j, leaf),
			      product_text(j, chain->root->info.product));
	return passed(j, "%s in leaf, issuer and root",
		      product_text(j, leaf));
}

static int check_dates(struct judgement *j,
		       const struct snpguest_cert_info *info)
{
	char first[CALENDAR_TEXT_SIZE], last[CALENDAR_TEXT_SIZE];
	char at[CALENDAR_TEXT_SIZE];

	calendar_text(info->not_before, first);
	calendar_text(info->not_after, last);
	if (j->at >= info->not_before && j->at <= info->not_after)
		return passed(j, "%s to %s", first, last);
	calendar_text(j->at, at);
	if (j->at < info->not_before)
		return failed(j, "valid only from %s on; judged for %s", first,
			      at);
	return failed(j, "expired %s; judged for %s", last, at);
}

int check_leaf_dates(struct judgement *j)
{
	return check_dates(j, &j->chain.leaf->info);
}

int check_intermediate_dates(struct judgement *j)
{
	return check_dates(j, &j->chain.intermediate->info);
}

int check_root_dates(struct judgement *j)
{
	return check_dates(j, &j->chain.root->info);
}

static bool is_trusted(const struct judgement *j,
		       const struct certificate *cert)
{
	for (size_t i = 0; i < j->verifier->count; i++)
		if (!memcmp(j->verifier->trusted[i]->info.sha256,
			    cert->info.sha256, sizeof(cert->info.sha256)))
			return true;
	return false;
}

/*
 * What a root of the input has to do with a trusted one.
 *
 * OTHER: nothing; AGAIN: another certificate for its key; FALSE: no more than the
 * name, "ARK-" and the product
 */
enum likeness { OTHER, AGAIN, FALSE };

static int compare_roots(struct certificate *cert, struct certificate *root,
			 enum likeness *likeness)
{
	struct crypto_key *mine, *its;
	int err;

	*likeness = OTHER;
	if (root->info.role != SNPGUEST_CERT_ARK ||
	    root->info.product != cert->info.product)
		return 0;
	*likeness = FALSE;
	if (!blob_equal(cert->subject, root->subject))
		return 0;
	err = certificate_key(root, &its);
	if (!err)
		err = certificate_key(cert, &mine);
	if (err || !cert->pss || !mine || !its || !crypto_key_equal(mine, its))
		return err;
	err = crypto_cert_verify(cert->x509, its);
	if (!err)
		*likeness = AGAIN;
	return err == -EBADMSG ? 0 : err;
}

/* Of several with one name any may be it. */
static int likeness_of(struct judgement *j, struct certificate *cert,
		       enum likeness *likeness)
{
	*likeness = is_trusted(j, cert) ? AGAIN : OTHER;
	for (size_t i = 0; i < j->verifier->count && *likeness != AGAIN; i++) {
		enum likeness one;
		int err = compare_roots(cert, j->verifier->trusted[i], &one);

		if (err)
			return err;
		if (one != OTHER)
			*likeness = one;
	}
	return 0;
}

static int told_root(struct judgement *j, const struct certificate *cert,
		     enum likeness likeness)
{
	char text[DESCRIPTION_SIZE];

	describe(cert, text);
	if (likeness == FALSE)
		return failed(j, "it has the name of a root that is trusted, not its key: %s",
			      text);
	if (judgement_may_do_without(j))
		return noted(j, "a root that is not the chain's, and not needed: %s",
			     text);
	return failed(j, "a root that is not the chain's is among the certificates: %s",
		      text);
}

/* A root that is trusted has no business beside another one's chain. */
static bool is_of_chain(const struct judgement *j,
			const struct certificate *cert)
{
	return !j->chain.root ||
	       cert->info.product == j->chain.root->info.product;
}

/* A false one comes before all others. */
int check_input_roots(struct judgement *j)
{
	const struct certificate *other = NULL;
	size_t roots = 0;

	for (size_t i = 0; i < j->evidence.n_certs; i++) {
		struct certificate *cert = j->evidence.certs[i];
		enum likeness likeness;
		int err;

		if (cert->info.role != SNPGUEST_CERT_ARK)
			continue;
		roots++;
		err = likeness_of(j, cert, &likeness);
		if (err)
			return err;
		if (likeness == FALSE)
			return told_root(j, cert, FALSE);
		if (likeness == OTHER || !is_of_chain(j, cert))
			other = cert;
	}
	if (other)
		return told_root(j, other, OTHER);
	if (!roots)
		return skipped(j, "no root among the certificates; none is needed");
	return passed(j, "the roots among the certificates are the chain's");
}

/* What is wrong with a CA certificate that nothing hangs on; @why is NULL: none. */
static int judge_authority(struct judgement *j, struct certificate *cert,
			   const char **why)
{
	bool trusted = is_trusted(j, cert);
	enum signed_by answer = SIGNED_YES;
	struct certificate *root;
	int err = 0;

	*why = NULL;
	if (!trusted)
		err = chain_root_signed(j->verifier, cert, &root, &answer);
	if (err)
		return err;
	if (cert->ca_problem)
		*why = cert->ca_problem;
	else if (!trusted && !root)
		*why = "no trusted root has its issuer's name";
	else if (answer != SIGNED_YES)
		*why = "the trusted root did not sign it";
	else if (!is_of_chain(j, cert))
		*why = "it is of another product than the leaf";
	return 0;
}

static bool is_other_authority(const struct judgement *j,
			       const struct certificate *cert)
{
	const struct certificate *used = j->chain.intermediate;

	if (cert->info.role != SNPGUEST_CERT_ASK &&
	    cert->info.role != SNPGUEST_CERT_ASVK)
		return false;
	return !used || memcmp(cert->info.sha256, used->info.sha256,
			       sizeof(cert->info.sha256));
}

/* Beside a good chain nobody has to look at them. */
int check_input_authorities(struct judgement *j)
{
	char text[DESCRIPTION_SIZE];
	const char *why;
	size_t others = 0;

	for (size_t i = 0; i < j->evidence.n_certs; i++) {
		struct certificate *cert = j->evidence.certs[i];
		int err;

		if (!is_other_authority(j, cert))
			continue;
		others++;
		if (judgement_may_do_without(j))
			continue;
		err = judge_authority(j, cert, &why);
		if (err)
			return err;
		if (!why)
			continue;
		describe(cert, text);
		return failed(j, "%s is among the certificates: %s", text,
			      why);
	}
	if (!others)
		return skipped(j, "no other ASK or ASVK among the certificates");
	if (judgement_may_do_without(j))
		return noted(j, "%zu other ASK or ASVK, not needed", others);
	return passed(j, "%zu others, signed by a trusted root", others);
}

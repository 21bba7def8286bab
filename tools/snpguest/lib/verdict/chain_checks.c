// SPDX-License-Identifier: MIT
/* What certificates have to be, and how they hang together ([KDS]). */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../base/calendar.h"
#include "judgement.h"

void time_text(int64_t seconds, char *text, size_t len)
{
	calendar_text(seconds, text, len);
}

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

int check_certificate_table(struct judgement *j)
{
	if (j->evidence.table_problem[0])
		return failed(j, "%s", j->evidence.table_problem);
	if (j->evidence.unknown_entries)
		return passed(j, "well-formed; %zu entries of unknown kind are not looked at",
			      j->evidence.unknown_entries);
	return passed(j, "well-formed or none");
}

int check_certificates(struct judgement *j)
{
	size_t unknown = 0;

	if (j->evidence.certs_problem[0])
		return failed(j, "%s", j->evidence.certs_problem);
	for (size_t i = 0; i < j->evidence.n_certs; i++)
		if (j->evidence.certs[i]->info.role == SNPGUEST_CERT_UNKNOWN)
			unknown++;
	if (unknown)
		return passed(j, "%zu readable; %zu with names that are not AMD's are not looked at",
			      j->evidence.n_certs, unknown);
	return passed(j, "%zu readable", j->evidence.n_certs);
}

int check_leaf_found(struct judgement *j)
{
	char text[DESCRIPTION_SIZE];

	if (!j->chain.leaf)
		return failed(j, "no VCEK or VLEK among %zu certificates",
			      j->evidence.n_certs);
	if (!j->bytes.data && j->leaves > 1)
		return failed(j, "%zu VCEK or VLEK certificates; give one at a time",
			      j->leaves);
	describe(j->chain.leaf, text);
	return passed(j, "%s", text);
}

int check_leaf_algorithm(struct judgement *j)
{
	if (!j->chain.leaf)
		return not_judged(j, NO_LEAF);
	if (!j->chain.leaf->pss)
		return failed(j, "the leaf is not signed with RSASSA-PSS, SHA-384, MGF1-SHA-384, salt 48, trailer 1");
	return passed(j, "RSASSA-PSS, SHA-384, MGF1-SHA-384, salt 48");
}

int check_leaf_key(struct judgement *j)
{
	if (!j->chain.leaf)
		return not_judged(j, NO_LEAF);
	if (!j->chain.leaf->key)
		return failed(j, "the leaf's key is not an uncompressed point on the curve P-384");
	return passed(j, "EC P-384");
}

int check_leaf_extensions(struct judgement *j)
{
	if (!j->chain.leaf)
		return not_judged(j, NO_LEAF);
	if (!j->chain.vek)
		return failed(j, "%s", j->chain.leaf->vek_problem);
	return passed(j, "all there, each once");
}

int check_leaf_extensions_known(struct judgement *j)
{
	if (!j->chain.leaf)
		return not_judged(j, NO_LEAF);
	if (j->chain.leaf->vek.unknown[0])
		return failed(j, "extension %s is critical or AMD's, and not known",
			      j->chain.leaf->vek.unknown);
	if (!j->chain.vek)
		return not_judged(j, NO_EXTENSIONS);
	return passed(j, "no unknown extension is critical or AMD's");
}

int check_leaf_issuer(struct judgement *j)
{
	const struct certificate *leaf = j->chain.leaf;
	enum snpguest_cert_role wanted = SNPGUEST_CERT_ASK;

	if (!leaf)
		return not_judged(j, NO_LEAF);
	if (leaf->info.role == SNPGUEST_CERT_VLEK)
		wanted = SNPGUEST_CERT_ASVK;
	if (leaf->issuer_role != wanted)
		return failed(j, "a %s is issued by an %s, this one by %s",
			      snpguest_cert_role_name(leaf->info.role),
			      snpguest_cert_role_name(wanted),
			      leaf->info.issuer);
	return passed(j, "%s", leaf->info.issuer);
}

int check_intermediate_found(struct judgement *j)
{
	const char *name;

	if (!j->chain.leaf)
		return not_judged(j, NO_LEAF);
	name = j->chain.leaf->info.issuer;
	if (!j->chain.intermediate)
		return failed(j, "the leaf's issuer, %s, is neither known nor among the certificates",
			      name);
	if (j->chain.intermediate->amd)
		return passed(j, COMPILED_IN);
	return passed(j, "%s among the certificates", name);
}

#define NO_INTERMEDIATE "there is no certificate of the leaf's issuer"

int check_intermediate_profile(struct judgement *j)
{
	if (!j->chain.intermediate)
		return not_judged(j, NO_INTERMEDIATE);
	if (j->chain.intermediate->amd)
		return skipped(j, COMPILED_IN);
	if (j->chain.intermediate->ca_problem)
		return failed(j, "%s", j->chain.intermediate->ca_problem);
	return passed(j, "RSA-4096, RSASSA-PSS, a CA");
}

int check_root_trusted(struct judgement *j)
{
	const struct certificate *root = j->chain.root;

	if (!j->chain.intermediate)
		return not_judged(j, NO_INTERMEDIATE);
	if (j->chain.intermediate->ca_problem)
		return not_judged(j, "the leaf's issuer is no authority");
	if (!root)
		return failed(j, "no trusted root has the name %s",
			      j->chain.intermediate->info.issuer);
	if (root->amd)
		return passed(j, "AMD's ARK-%s, compiled in",
			      snpguest_product_name(root->info.product));
	return passed(j, "not AMD's, trusted by the caller: %s",
		      root->info.subject);
}

int check_intermediate_signature(struct judgement *j)
{
	if (!j->chain.intermediate)
		return not_judged(j, NO_INTERMEDIATE);
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
	return not_judged(j, "there is no root to judge it by");
}

int check_leaf_signature(struct judgement *j)
{
	if (!j->chain.leaf)
		return not_judged(j, NO_LEAF);
	switch (j->chain.leaf_signed) {
	case SIGNED_YES:
		return passed(j, "signed by its issuer");
	case SIGNED_NO:
		return failed(j, "the key of the issuer it names did not sign the leaf");
	case SIGNED_UNKNOWN:
		break;
	}
	return not_judged(j, "there is no usable issuer, or another signature algorithm");
}

int check_chain_product(struct judgement *j)
{
	const struct chain *chain = &j->chain;
	enum snpguest_product leaf;

	if (!chain->leaf)
		return not_judged(j, NO_LEAF);
	if (!chain->vek)
		return not_judged(j, NO_EXTENSIONS);
	leaf = chain->vek->product;
	if (!leaf)
		return failed(j, "the leaf's product \"%s\" is not known",
			      chain->leaf->info.product_name);
	if (chain->leaf->issuer_product != leaf)
		return failed(j, "the leaf says %s, the name of its issuer says %s",
			      snpguest_product_name(leaf),
			      snpguest_product_name(chain->leaf->issuer_product));
	if (chain->root && chain->root->info.product != leaf)
		return failed(j, "the leaf says %s, the root says %s",
			      snpguest_product_name(leaf),
			      snpguest_product_name(chain->root->info.product));
	return passed(j, "%s in leaf, issuer and root",
		      snpguest_product_name(leaf));
}

static int check_dates(struct judgement *j,
		       const struct snpguest_cert_info *info)
{
	char first[32], last[32], at[32];

	time_text(info->not_before, first, sizeof(first));
	time_text(info->not_after, last, sizeof(last));
	time_text(j->at, at, sizeof(at));
	if (j->at < info->not_before)
		return failed(j, "valid only from %s on; judged for %s", first,
			      at);
	if (j->at > info->not_after)
		return failed(j, "expired %s; judged for %s", last, at);
	return passed(j, "%s to %s", first, last);
}

int check_leaf_dates(struct judgement *j)
{
	if (!j->chain.leaf)
		return not_judged(j, NO_LEAF);
	return check_dates(j, &j->chain.leaf->info);
}

int check_intermediate_dates(struct judgement *j)
{
	if (!j->chain.intermediate)
		return not_judged(j, NO_INTERMEDIATE);
	return check_dates(j, &j->chain.intermediate->info);
}

int check_root_dates(struct judgement *j)
{
	if (!j->chain.root)
		return not_judged(j, "there is no trusted root");
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

/* Is @cert another certificate for the key of a trusted root of its name? */
static int is_root_again(struct judgement *j, struct certificate *cert,
			 bool *again)
{
	*again = false;
	for (size_t i = 0; i < j->verifier->count; i++) {
		struct certificate *root = j->verifier->trusted[i];
		struct crypto_key *key;
		int err;

		if (root->info.role != SNPGUEST_CERT_ARK ||
		    !blob_equal(cert->subject, root->subject))
			continue;
		err = certificate_key(root, &key);
		if (err)
			return err;
		if (!cert->pss || !cert->key ||
		    !crypto_key_equal(cert->key, key))
			continue;
		err = crypto_cert_verify(cert->x509, key);
		*again = !err;
		return err == -EBADMSG ? 0 : err;
	}
	return 0;
}

int check_input_roots(struct judgement *j)
{
	char text[DESCRIPTION_SIZE];
	size_t roots = 0;

	for (size_t i = 0; i < j->evidence.n_certs; i++) {
		struct certificate *cert = j->evidence.certs[i];
		bool again;
		int err;

		if (cert->info.role != SNPGUEST_CERT_ARK)
			continue;
		roots++;
		if (is_trusted(j, cert))
			continue;
		err = is_root_again(j, cert, &again);
		if (err)
			return err;
		if (again)
			continue;
		describe(cert, text);
		return failed(j, "a root that is not trusted is among the certificates: %s",
			      text);
	}
	if (!roots)
		return skipped(j, "no root among the certificates; none is needed");
	return passed(j, "the roots among the certificates are those that are trusted");
}

/* A CA certificate that nothing hangs on must still be what it says. */
static int judge_authority(struct judgement *j, struct certificate *cert,
			   const char **why)
{
	struct certificate *root;
	enum signed_by answer;
	int err = chain_root_signed(j->verifier, cert, &root, &answer);

	*why = cert->ca_problem;
	if (!*why && !root)
		*why = "no trusted root has its issuer's name";
	else if (!*why && answer != SIGNED_YES)
		*why = "the trusted root did not sign it";
	return err;
}

int check_input_authorities(struct judgement *j)
{
	char text[DESCRIPTION_SIZE];
	const char *why;
	size_t others = 0;

	for (size_t i = 0; i < j->evidence.n_certs; i++) {
		struct certificate *cert = j->evidence.certs[i];
		int err;

		if ((cert->info.role != SNPGUEST_CERT_ASK &&
		     cert->info.role != SNPGUEST_CERT_ASVK) ||
		    cert == j->chain.intermediate || is_trusted(j, cert))
			continue;
		others++;
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
	return passed(j, "%zu others, signed by trusted roots", others);
}

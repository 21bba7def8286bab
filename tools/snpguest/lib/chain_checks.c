// SPDX-License-Identifier: MIT
/* What certificates have to be, and how they hang together ([KDS]). */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "judgement.h"

#define FINGERPRINT_SIZE (2 * CRYPTO_SHA256_SIZE + 1)
#define NAME_SIZE 160

void time_text(int64_t seconds, char *text, size_t len)
{
	time_t t = seconds;
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(text, len, "%FT%TZ", &tm))
		snprintf(text, len, "%lld", (long long)seconds);
}

/* "SEV-Milan sha256:..." for messages. */
static void describe(const struct certificate *cert, char *text, size_t len)
{
	char name[NAME_SIZE], print[FINGERPRINT_SIZE];

	name_text(cert->subject, name, sizeof(name));
	hex_text(cert->sha256, sizeof(cert->sha256), print, sizeof(print));
	snprintf(text, len, "%s sha256:%s", name, print);
}

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
		if (j->evidence.certs[i].role == SNPGUEST_CERT_UNKNOWN)
			unknown++;
	if (unknown)
		return passed(j, "%zu readable; %zu with names that are not AMD's are not looked at",
			      j->evidence.n_certs, unknown);
	return passed(j, "%zu readable", j->evidence.n_certs);
}

int check_leaf_found(struct judgement *j)
{
	char text[256];

	if (!j->chain.leaf)
		return failed(j, "no VCEK or VLEK among %zu certificates",
			      j->evidence.n_certs);
	if (!j->bytes.data && j->leaves > 1)
		return failed(j, "%zu VCEK or VLEK certificates; give one at a time",
			      j->leaves);
	describe(j->chain.leaf, text, sizeof(text));
	return passed(j, "%s", text);
}

int check_leaf_algorithm(struct judgement *j)
{
	if (!j->chain.leaf)
		return not_judged(j, NO_LEAF);
	if (!algorithm_is_pss_sha384(j->chain.leaf->algorithm))
		return failed(j, "the leaf is not signed with RSASSA-PSS, SHA-384, MGF1-SHA-384, salt 48, trailer 1");
	return passed(j, "RSASSA-PSS, SHA-384, MGF1-SHA-384, salt 48");
}

int check_leaf_key(struct judgement *j)
{
	if (!j->chain.leaf)
		return not_judged(j, NO_LEAF);
	if (!certificate_p384_point(j->chain.leaf))
		return failed(j, "the leaf's key is not an uncompressed point of P-384");
	if (!j->chain.leaf_key)
		return failed(j, "the leaf's key is not on the curve P-384");
	return passed(j, "EC P-384");
}

int check_leaf_extensions(struct judgement *j)
{
	if (!j->chain.leaf)
		return not_judged(j, NO_LEAF);
	if (!j->chain.has_vek)
		return failed(j, "%s", j->chain.vek_problem);
	return passed(j, "all there, each once");
}

int check_leaf_extensions_known(struct judgement *j)
{
	if (!j->chain.leaf)
		return not_judged(j, NO_LEAF);
	if (j->chain.vek.unknown[0])
		return failed(j, "extension %s is critical or AMD's, and not known",
			      j->chain.vek.unknown);
	if (!j->chain.has_vek)
		return not_judged(j, NO_EXTENSIONS);
	return passed(j, "no unknown extension is critical or AMD's");
}

int check_leaf_issuer(struct judgement *j)
{
	const struct certificate *leaf = j->chain.leaf;
	enum snpguest_cert_role wanted = SNPGUEST_CERT_ASK;
	char name[NAME_SIZE];

	if (!leaf)
		return not_judged(j, NO_LEAF);
	if (leaf->role == SNPGUEST_CERT_VLEK)
		wanted = SNPGUEST_CERT_ASVK;
	name_text(leaf->issuer, name, sizeof(name));
	if (leaf->issuer_role != wanted)
		return failed(j, "a %s is issued by an %s, this one by %s",
			      snpguest_cert_role_name(leaf->role),
			      snpguest_cert_role_name(wanted), name);
	return passed(j, "%s", name);
}

int check_intermediate_found(struct judgement *j)
{
	char name[NAME_SIZE];

	if (!j->chain.leaf)
		return not_judged(j, NO_LEAF);
	name_text(j->chain.leaf->issuer, name, sizeof(name));
	if (!j->chain.intermediate)
		return failed(j, "the leaf's issuer, %s, is neither known nor among the certificates",
			      name);
	if (!j->chain.ca_cert)
		return passed(j, "AMD's, compiled in");
	return passed(j, "%s among the certificates", name);
}

#define NO_INTERMEDIATE "there is no certificate of the leaf's issuer"

int check_intermediate_profile(struct judgement *j)
{
	if (!j->chain.intermediate)
		return not_judged(j, NO_INTERMEDIATE);
	if (!j->chain.ca_cert)
		return skipped(j, "AMD's, compiled in");
	if (j->chain.ca_problem)
		return failed(j, "%s", j->chain.ca_problem);
	return passed(j, "RSA-4096, RSASSA-PSS, a CA");
}

int check_root_trusted(struct judgement *j)
{
	char name[NAME_SIZE];

	if (!j->chain.intermediate)
		return not_judged(j, NO_INTERMEDIATE);
	if (j->chain.ca_problem)
		return not_judged(j, "the leaf's issuer is no authority");
	if (!j->chain.root) {
		name_text(j->chain.ca_cert->issuer, name, sizeof(name));
		return failed(j, "no trusted root has the name %s", name);
	}
	if (j->chain.root->amd)
		return passed(j, "AMD's ARK-%s, compiled in",
			      snpguest_product_name(j->chain.root->product));
	name_text(j->chain.root->subject, name, sizeof(name));
	return passed(j, "not AMD's, trusted by the caller: %s", name);
}

int check_intermediate_signature(struct judgement *j)
{
	if (!j->chain.intermediate)
		return not_judged(j, NO_INTERMEDIATE);
	if (!j->chain.ca_cert)
		return passed(j, "AMD's, compiled in");
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
	if (!chain->has_vek)
		return not_judged(j, NO_EXTENSIONS);
	leaf = chain->vek.product;
	if (!leaf)
		return failed(j, "the leaf's product \"%.*s\" is not known",
			      (int)chain->vek.product_name.len,
			      (const char *)chain->vek.product_name.data);
	if (chain->leaf->issuer_product != leaf)
		return failed(j, "the leaf says %s, the name of its issuer says %s",
			      snpguest_product_name(leaf),
			      snpguest_product_name(chain->leaf->issuer_product));
	if (chain->root && chain->root->product != leaf)
		return failed(j, "the leaf says %s, the root says %s",
			      snpguest_product_name(leaf),
			      snpguest_product_name(chain->root->product));
	return passed(j, "%s in leaf, issuer and root",
		      snpguest_product_name(leaf));
}

static int check_dates(struct judgement *j, int64_t from, int64_t to)
{
	char first[32], last[32], at[32];

	time_text(from, first, sizeof(first));
	time_text(to, last, sizeof(last));
	time_text(j->at, at, sizeof(at));
	if (j->at < from)
		return failed(j, "valid only from %s on; judged for %s", first,
			      at);
	if (j->at > to)
		return failed(j, "expired %s; judged for %s", last, at);
	return passed(j, "%s to %s", first, last);
}

int check_leaf_dates(struct judgement *j)
{
	if (!j->chain.leaf)
		return not_judged(j, NO_LEAF);
	return check_dates(j, j->chain.leaf->not_before,
			   j->chain.leaf->not_after);
}

int check_intermediate_dates(struct judgement *j)
{
	if (!j->chain.intermediate)
		return not_judged(j, NO_INTERMEDIATE);
	return check_dates(j, j->chain.intermediate->not_before,
			   j->chain.intermediate->not_after);
}

int check_root_dates(struct judgement *j)
{
	if (!j->chain.root)
		return not_judged(j, "there is no trusted root");
	return check_dates(j, j->chain.root->not_before,
			   j->chain.root->not_after);
}

/* Is @cert the certificate of a trusted root, or one for the same key? */
static int is_trusted_root(struct judgement *j, const struct certificate *cert,
			   bool *trusted)
{
	const uint8_t *modulus = certificate_rsa_modulus(cert);

	*trusted = false;
	for (size_t i = 0; i < j->verifier->count; i++) {
		const struct authority *root = &j->verifier->authorities[i];
		int err;

		if (root->role != SNPGUEST_CERT_ARK)
			continue;
		*trusted = !memcmp(root->sha256, cert->sha256,
				   sizeof(cert->sha256));
		if (*trusted)
			return 0;
		if (!modulus || memcmp(modulus, root->modulus, CRYPTO_RSA_SIZE) ||
		    !blob_equal(cert->subject, root->subject) ||
		    !algorithm_is_pss_sha384(cert->algorithm))
			continue;
		err = crypto_rsa_pss_verify(root->key, cert->tbs,
					    cert->signature);
		*trusted = !err;
		return err == -EBADMSG ? 0 : err;
	}
	return 0;
}

int check_input_roots(struct judgement *j)
{
	char text[256];
	size_t roots = 0;
	bool trusted;

	for (size_t i = 0; i < j->evidence.n_certs; i++) {
		const struct certificate *cert = &j->evidence.certs[i];
		int err;

		if (cert->role != SNPGUEST_CERT_ARK)
			continue;
		roots++;
		err = is_trusted_root(j, cert, &trusted);
		if (err)
			return err;
		describe(cert, text, sizeof(text));
		if (!trusted)
			return failed(j, "a root that is not trusted is among the certificates: %s",
				      text);
	}
	if (!roots)
		return skipped(j, "no root among the certificates; none is needed");
	return passed(j, "the roots among the certificates are those that are trusted");
}

static bool is_pinned(const struct judgement *j, const struct certificate *cert)
{
	for (size_t i = 0; i < j->verifier->count; i++)
		if (!memcmp(j->verifier->authorities[i].sha256, cert->sha256,
			    sizeof(cert->sha256)))
			return true;
	return false;
}

/* A CA certificate that nothing hangs on must still be what it says. */
static int judge_authority(struct judgement *j, const struct certificate *cert,
			   const char **why)
{
	const struct authority *root;
	struct authority ca;
	enum signed_by answer;
	int err = chain_root_signed(j->verifier, cert, &ca, why, &root,
				    &answer);

	if (err)
		return err;
	crypto_key_free(ca.key);
	if (!*why && !root)
		*why = "no trusted root has its issuer's name";
	else if (!*why && answer != SIGNED_YES)
		*why = "the trusted root did not sign it";
	return 0;
}

int check_input_authorities(struct judgement *j)
{
	char text[256];
	const char *why;
	size_t others = 0;

	for (size_t i = 0; i < j->evidence.n_certs; i++) {
		const struct certificate *cert = &j->evidence.certs[i];
		int err;

		if ((cert->role != SNPGUEST_CERT_ASK &&
		     cert->role != SNPGUEST_CERT_ASVK) ||
		    cert == j->chain.ca_cert || is_pinned(j, cert))
			continue;
		others++;
		err = judge_authority(j, cert, &why);
		if (err)
			return err;
		describe(cert, text, sizeof(text));
		if (why)
			return failed(j, "%s is among the certificates: %s",
				      text, why);
	}
	if (!others)
		return skipped(j, "no other ASK or ASVK among the certificates");
	return passed(j, "%zu others, signed by trusted roots", others);
}

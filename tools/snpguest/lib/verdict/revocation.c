// SPDX-License-Identifier: MIT
/*
 * Revocation lists of a root ([KDS] 4, RFC 5280 5). They name ASKs and ASVKs by
 * serial number; leaves all have serial 0 and cannot be named. Every list that
 * is handed in for the chain's root has to hold: a host that adds an old one to
 * the caller's fresh one gains nothing.
 */
#include <errno.h>
#include <string.h>

#include "judgement.h"

static bool is_roots(const struct revocation_list *list,
		     const struct certificate *root)
{
	if (!list->crl || !root)
		return false;
	if (blob_equal(list->fields.issuer, root->subject))
		return true;
	return root->x509 && crypto_crl_names(list->crl, root->x509);
}

/*
 * The next list, from *@index on, that the chain's root issued by its name.
 * NULL behind the last.
 */
static const struct revocation_list *list_next(const struct judgement *j,
					       size_t *index)
{
	while (*index < j->evidence.n_crls) {
		const struct revocation_list *list =
			&j->evidence.crls[(*index)++];

		if (is_roots(list, j->chain.root))
			return list;
	}
	return NULL;
}

static bool has_list(const struct judgement *j)
{
	size_t i = 0;

	return list_next(j, &i);
}

int check_crl_present(struct judgement *j)
{
	if (j->evidence.crls_problem[0])
		return failed(j, "%s", j->evidence.crls_problem);
	for (size_t i = 0; i < j->evidence.n_crls; i++)
		if (!j->evidence.crls[i].crl)
			return failed(j, "CRL %zu is not an X.509 CRL in DER or PEM",
				      i + 1);
	if (has_list(j))
		return passed(j, "a CRL of the root is there");
	if (j->policy->crl_required)
		return failed(j, "the policy demands a CRL of the root; there is none");
	if (j->evidence.n_crls)
		return skipped(j, "no CRL of this root; revocation was not checked");
	return skipped(j, "no CRL was given; revocation was not checked");
}

/* Return: 0, -EBADMSG, -ENOMEM, -EIO. */
static int verify_list(struct judgement *j, const struct revocation_list *list)
{
	struct certificate *root = j->chain.root;
	struct crypto_key *key;
	int err;

	if (!list->fields.pss || list->fields.unknown)
		return -EBADMSG;
	if (verifier_knows(j->verifier, list->sha256, root))
		return 0;
	err = certificate_key(root, &key);
	if (!err)
		err = crypto_crl_verify(list->crl, key);
	if (!err)
		verifier_remember(j->verifier, list->sha256, root, NULL);
	return err;
}

#define NO_CRL "no CRL of this root"

int check_crl_signature(struct judgement *j)
{
	const struct revocation_list *list;
	size_t i = 0;

	if (!has_list(j))
		return skipped(j, NO_CRL);
	while ((list = list_next(j, &i))) {
		int err = verify_list(j, list);

		if (err == -EBADMSG)
			return failed(j, "CRL %zu has the root's name but is not signed by it, or has an unknown critical extension",
				      i);
		if (err)
			return err;
	}
	return passed(j, "signed by the root");
}

int check_crl_dates(struct judgement *j)
{
	char first[32] = "", last[32] = "", at[32];
	const struct revocation_list *list;
	size_t i = 0;

	if (!has_list(j))
		return skipped(j, NO_CRL);
	time_text(j->at, at, sizeof(at));
	while ((list = list_next(j, &i))) {
		time_text(list->fields.this_update, first, sizeof(first));
		if (!list->fields.has_next_update)
			return failed(j, "CRL %zu does not say when the next one is due",
				      i);
		time_text(list->fields.next_update, last, sizeof(last));
		if (j->at < list->fields.this_update)
			return failed(j, "CRL %zu is from %s; judged for %s", i,
				      first, at);
		if (j->at > list->fields.next_update)
			return failed(j, "CRL %zu is stale since %s; judged for %s",
				      i, last, at);
	}
	return passed(j, "%s to %s", first, last);
}

int check_not_revoked(struct judgement *j)
{
	const struct chain *chain = &j->chain;
	const struct revocation_list *list;
	char serial[48];
	size_t i = 0;

	if (!has_list(j))
		return skipped(j, NO_CRL);
	hex_text(chain->intermediate->serial.data,
		 chain->intermediate->serial.len, serial, sizeof(serial));
	while ((list = list_next(j, &i))) {
		if (crypto_crl_lists(list->crl, chain->intermediate->serial))
			return failed(j, "the root revoked the leaf's issuer, serial %s",
				      serial);
		if (crypto_crl_lists(list->crl, chain->root->serial))
			return failed(j, "the root revoked itself");
	}
	return passed(j, "the leaf's issuer, serial %s, is not revoked",
		      serial);
}

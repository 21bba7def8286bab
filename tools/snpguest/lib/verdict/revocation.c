// SPDX-License-Identifier: MIT
/*
 * Revocation lists of a root ([KDS] 4, RFC 5280 5). They name ASKs and ASVKs by
 * serial number; leaves all have serial 0 and cannot be named. Every list that
 * is handed in for the chain's root has to hold: a host that adds an old one to
 * the caller's fresh one gains nothing, nor one that adds more than are read.
 */
#include "revocation.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../base/calendar.h"
#include "../crypto/name.h"
#include "judgement.h"

void source_text(const struct source *source, char text[SOURCE_TEXT_SIZE])
{
	const char *name = source->name;
	size_t len = name ? strlen(name) : 0;

	if (!name)
		snprintf(text, SOURCE_TEXT_SIZE, "%s %zu", source->what,
			 source->number);
	else if (len < SOURCE_TEXT_SIZE)
		memcpy(text, name, len + 1);
	else
		snprintf(text, SOURCE_TEXT_SIZE, "...%s",
			 name + len - (SOURCE_TEXT_SIZE - strlen("...") - 1));
}

int revocation_list_read(struct crypto *crypto, struct snpguest_blob der,
			 struct revocation_list *list)
{
	int err;

	if (der.len > CRYPTO_CRL_MAX)
		return -EBADMSG;
	err = crypto_sha256(crypto, der, list->sha256);
	if (err)
		return err;
	return crypto_crl_new(der, &list->crl, &list->fields);
}

bool revocation_list_names(const struct revocation_list *list,
			   const struct certificate *root)
{
	if (!root->x509)
		return blob_equal(list->fields.issuer, root->subject);
	return name_equal(list->fields.issuer, root->subject);
}

int revocation_list_verify(const struct revocation_list *list,
			   struct certificate *root)
{
	struct crypto_key *key;
	int err;

	if (!list->fields.pss || list->fields.unknown)
		return -EBADMSG;
	err = certificate_key(root, &key);
	return err ? err : crypto_crl_verify(list->crl, key);
}

/*
 * List number @index: the verifier's, then those handed in; NULL behind the last.
 */
static const struct revocation_list *list_at(const struct judgement *j,
					     size_t index)
{
	const struct snpguest_verifier *v = j->verifier;

	if (index < v->n_crls)
		return &v->crls[index];
	index -= v->n_crls;
	return index < j->evidence.n_crls ? &j->evidence.crls[index] : NULL;
}

/*
 * The next list, from *@index on, that the chain's root issued by its name.
 * NULL behind the last.
 */
static const struct revocation_list *list_next(const struct judgement *j,
					       size_t *index)
{
	const struct revocation_list *list;

	while (j->chain.root && (list = list_at(j, *index))) {
		++*index;
		if (revocation_list_names(list, j->chain.root))
			return list;
	}
	return NULL;
}

static bool has_list(const struct judgement *j)
{
	size_t i = 0;

	return list_next(j, &i);
}

/* How many of those handed in are another root's. */
static size_t count_strange(const struct judgement *j)
{
	size_t n = 0;

	for (size_t i = 0; j->chain.root && i < j->evidence.n_crls; i++)
		n += !revocation_list_names(&j->evidence.crls[i],
					    j->chain.root);
	return n;
}

int check_crls(struct judgement *j)
{
	size_t strange = count_strange(j);

	if (j->evidence.crls_left)
		return failed(j, "more than %d CRLs; those nobody looked at may revoke; give fewer",
			      SNPGUEST_CRLS_MAX);
	/* Not a note beside the best of chains: it may be the one that revokes. */
	if (j->evidence.crls_problem[0])
		return failed(j, "%s", j->evidence.crls_problem);
	if (strange && j->scope == CHAIN)
		return failed(j, "%zu CRLs are not of this root", strange);
	if (strange)
		return noted(j, "%zu CRLs are not of this root, and not used",
			     strange);
	return passed(j, "%zu readable", j->evidence.n_crls);
}

int check_crl_present(struct judgement *j)
{
	if (has_list(j))
		return passed(j, "a CRL of the root is there");
	if (j->policy->crl_required && j->chain.root)
		return failed(j, "a CRL of the root is demanded; there is none");
	if (j->policy->crl_required)
		return unjudged(j, "a CRL of the root is demanded; there is no root");
	return skipped(j, "no CRL of this root was given; revocation was not checked");
}

/* As revocation_list_verify(), but asks the verifier's memory first. */
static int ask_signed(struct judgement *j, const struct revocation_list *list)
{
	struct certificate *root = j->chain.root;
	int err;

	if (verifier_knows(j->verifier, list->sha256, root))
		return 0;
	err = revocation_list_verify(list, root);
	if (!err)
		verifier_remember(j->verifier, list->sha256, root, NULL);
	return err;
}

#define NO_CRL "no CRL of this root"

int check_crl_signature(struct judgement *j)
{
	const struct revocation_list *list;
	char of[SOURCE_TEXT_SIZE];
	size_t i = 0;

	if (!has_list(j))
		return skipped(j, NO_CRL);
	while ((list = list_next(j, &i))) {
		int err = ask_signed(j, list);

		source_text(&list->source, of);
		if (err == -EBADMSG)
			return failed(j, "%s has the root's name but is not signed by it, or has an unknown critical extension",
				      of);
		if (err)
			return err;
	}
	return passed(j, "signed by the root");
}

static bool is_too_old(const struct judgement *j,
		       const struct revocation_list *list)
{
	uint32_t max = j->policy->crl_max_age;

	return max && j->at > list->fields.this_update + (int64_t)max;
}

/* Is the list one for the time in question? Writes @first, @last. */
static bool dates_fail(struct judgement *j, const struct revocation_list *list,
		       char *first, char *last)
{
	char at[CALENDAR_TEXT_SIZE], of[SOURCE_TEXT_SIZE];

	source_text(&list->source, of);
	calendar_text(j->at, at);
	calendar_text(list->fields.this_update, first);
	calendar_text(list->fields.next_update, last);
	if (!list->fields.has_next_update)
		failed(j, "%s does not say when the next one is due", of);
	else if (j->at < list->fields.this_update)
		failed(j, "%s is from %s; judged for %s", of, first, at);
	else if (j->at > list->fields.next_update)
		failed(j, "%s is stale since %s; judged for %s", of, last, at);
	else if (is_too_old(j, list))
		failed(j, "%s is from %s, more than %u seconds before %s", of,
		       first, j->policy->crl_max_age, at);
	else
		return false;
	return true;
}

int check_crl_dates(struct judgement *j)
{
	char first[CALENDAR_TEXT_SIZE] = "", last[CALENDAR_TEXT_SIZE] = "";
	const struct revocation_list *list;
	size_t i = 0;

	if (!has_list(j))
		return skipped(j, NO_CRL);
	while ((list = list_next(j, &i)))
		if (dates_fail(j, list, first, last))
			return 0;
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

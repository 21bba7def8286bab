// SPDX-License-Identifier: MIT
/* Evidence and a policy in, a verdict out: all that a binding has to call. */
#include <errno.h>
#include <stdlib.h>

#include "../base/error.h"
#include "../formats/certificate_table.h"
#include "../formats/container.h"
#include "../verdict/verdict.h"
#include "verdict_json.h"

#define CERTS_MAX 256
#define CRLS_MAX 64
/* Of all parts together: memory is the threads' times this. */
#define UNPACKED_MAX (2 * CONTAINER_UNPACKED_MAX)

/**
 * struct parts - the evidence, each part taken apart
 * @with_report: the one that has the report; NULL: none
 * @list: certificates, lists and a table of the others
 */
struct parts {
	struct snpguest_container *containers[SNPGUEST_PARTS_MAX];
	size_t count;
	struct snpguest_container *with_report;
	struct snpguest_blob certs[CERTS_MAX], crls[CRLS_MAX];
	struct snpguest_evidence evidence;
};

/* As many as there is room for; the verdict tells of the rest. */
static int add_certs(struct parts *parts, const struct snpguest_blob *more,
		     size_t n)
{
	size_t *count = &parts->evidence.n_certs;

	for (; n && *count < CERTS_MAX; n--, more++)
		if (!blob_among(parts->certs, *count, *more))
			parts->certs[(*count)++] = *more;
	if (!n)
		return 0;
	return container_note(parts->with_report,
			      "more than %d certificates in separate parts; the"
			      " others are not used", CERTS_MAX);
}

/* What there is no room for may be the list that revokes. */
static void add_crls(struct parts *parts, const struct snpguest_blob *more,
		     size_t n)
{
	size_t *count = &parts->evidence.n_crls;

	for (; n && *count < CRLS_MAX; n--)
		parts->crls[(*count)++] = *more++;
	if (n)
		container_refuse(parts->with_report,
				 "more than %d revocation lists in separate"
				 " parts; give fewer", CRLS_MAX);
}

/* Of a second table, what can be read. */
static int add_entries(struct parts *parts, struct snpguest_blob bytes)
{
	struct snpguest_table_entry entry;
	struct snpguest_error error;
	struct table table;
	int err = 0;

	if (table_open(bytes, &table, NULL))
		return container_note(parts->with_report,
				      "a second certificate table, malformed;"
				      " not used");
	for (size_t i = 0; !err && i < table.count; i++) {
		if (table_take(&table, i, &entry, &error))
			err = container_note(parts->with_report,
					     "a second %s", error.what);
		else if (entry.kind == SNPGUEST_ENTRY_CRL)
			add_crls(parts, &entry.blob, 1);
		else
			err = add_certs(parts, &entry.blob, 1);
	}
	return err;
}

static int add_table(struct parts *parts, struct snpguest_blob table)
{
	if (parts->evidence.table.data)
		return add_entries(parts, table);
	parts->evidence.table = table;
	return 0;
}

/* Nothing came out of it: a certificate that nobody can read, for all we know. */
static bool is_nothing(const struct snpguest_container *container)
{
	return !container->table.data && !container->n_certs &&
	       !container->n_crls && !container->report.data;
}

/* A part beside the report, number @number. */
static int add_rest(struct parts *parts, size_t number,
		    const struct snpguest_container *container)
{
	int err = 0;

	/* What was not looked at may be a list that revokes. */
	if (container->cut || (container->refusal[0] && !is_nothing(container)))
		container_refuse(parts->with_report, "part %zu: %s", number,
				 container->refusal);
	if (is_nothing(container))
		return add_certs(parts, &container->bytes, 1);
	if (container->table.data)
		err = add_table(parts, container->table);
	if (!err)
		err = add_certs(parts, container->certs, container->n_certs);
	add_crls(parts, container->crls, container->n_crls);
	return err;
}

static bool has_other_claims(const struct snpguest_container *a,
			     const struct snpguest_container *b)
{
	return a->claims.data && b->claims.data &&
	       (a->claims_hash != b->claims_hash ||
		!blob_equal(a->claims, b->claims));
}

/*
 * Of two with one report: the one whose runtime claims can be judged. What is
 * refused of either is refused.
 */
static struct snpguest_container *with_claims(struct snpguest_container *first,
					      struct snpguest_container *other)
{
	bool second = other->claims.data && !first->claims.data;
	struct snpguest_container *chosen = second ? other : first;
	struct snpguest_container *left = second ? first : other;

	if (left->refusal[0])
		container_refuse(chosen, "%s", left->refusal);
	if (has_other_claims(first, other))
		container_refuse(chosen, "more than one set of runtime claims;"
				 " hand in the one that is meant");
	return chosen;
}

/*
 * The report's part is the one that has it; without any, the first, whose
 * refusal then says why. With two nobody knows which is meant.
 */
static void choose(struct parts *parts)
{
	parts->with_report = NULL;
	for (size_t i = 0; i < parts->count; i++) {
		struct snpguest_container *other = parts->containers[i];
		struct snpguest_container *chosen = parts->with_report;

		if (!other->report.data)
			continue;
		if (!chosen)
			parts->with_report = other;
		else if (blob_equal(chosen->report, other->report))
			parts->with_report = with_claims(chosen, other);
		else
			container_refuse(chosen,
					 "part %zu has a second report; hand in"
					 " the one that is meant", i + 1);
	}
	if (!parts->with_report)
		parts->with_report = parts->containers[0];
}

static int read_parts(struct parts *parts, const struct snpguest_blob *evidence,
		      size_t count, struct snpguest_error *error)
{
	size_t room = UNPACKED_MAX;
	int err = 0;

	if (!count || count > SNPGUEST_PARTS_MAX)
		return fail(error, -EINVAL,
			    "evidence: %zu parts; 1 to %d are judged", count,
			    SNPGUEST_PARTS_MAX);
	for (; !err && parts->count < count; parts->count += !err)
		err = container_read_within(evidence[parts->count], &room,
					    &parts->containers[parts->count],
					    error);
	if (err)
		return err;
	choose(parts);
	for (size_t i = 0; !err && i < count; i++)
		if (parts->containers[i] != parts->with_report)
			err = add_rest(parts, i + 1, parts->containers[i]);
	return err ? fail_memory(error) : 0;
}

static void free_parts(struct parts *parts)
{
	for (size_t i = 0; i < parts->count; i++)
		snpguest_container_free(parts->containers[i]);
	free(parts);
}

static int judge_parts(struct snpguest_verifier *verifier, struct parts *parts,
		       const struct snpguest_policy *policy, int64_t at,
		       struct snpguest_verdict **verdict, char **text,
		       struct snpguest_error *error)
{
	struct snpguest_evidence *e = &parts->evidence;
	int ret;

	e->size = sizeof(*e);
	e->container = parts->with_report;
	e->certs = e->n_certs ? parts->certs : NULL;
	e->crls = e->n_crls ? parts->crls : NULL;
	ret = snpguest_verify(verifier, e, policy, at, verdict, error);
	if (!*verdict || !text ||
	    !snpguest_verdict_to_json(*verdict, e->container, text, error))
		return ret;
	snpguest_verdict_free(*verdict);
	*verdict = NULL;
	return -ENOMEM;
}

int snpguest_judge(struct snpguest_verifier *verifier,
		   const struct snpguest_blob *evidence, size_t count,
		   const struct snpguest_policy *policy, int64_t at,
		   struct snpguest_verdict **verdict, char **text,
		   struct snpguest_error *error)
{
	struct parts *parts;
	int ret;

	*verdict = NULL;
	if (text)
		*text = NULL;
	parts = calloc(1, sizeof(*parts));
	if (!parts)
		return fail_memory(error);
	ret = read_parts(parts, evidence, count, error);
	if (!ret)
		ret = judge_parts(verifier, parts, policy, at, verdict, text,
				  error);
	free_parts(parts);
	return ret;
}

int snpguest_judge_json(struct snpguest_verifier *verifier,
			const struct snpguest_blob *evidence, size_t count,
			struct snpguest_blob policy, int64_t at, char **text,
			struct snpguest_error *error)
{
	struct snpguest_verifier *own = NULL;
	struct snpguest_verdict *verdict = NULL;
	struct snpguest_policy_json *read;
	int ret;

	*text = NULL;
	ret = snpguest_policy_json_read_for(verifier, policy, &read, error);
	if (ret)
		return ret;
	if (!verifier)
		ret = snpguest_verifier_new(&own, NULL, error);
	if (!ret)
		ret = snpguest_judge(verifier ? verifier : own, evidence, count,
				     snpguest_policy_json_policy(read), at,
				     &verdict, text, error);
	snpguest_verdict_free(verdict);
	snpguest_verifier_free(own);
	snpguest_policy_json_free(read);
	return ret;
}

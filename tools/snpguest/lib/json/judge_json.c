// SPDX-License-Identifier: MIT
/* Evidence and a policy in, a verdict out: all that a binding has to call. */
#include <errno.h>
#include <stdlib.h>

#include "../base/error.h"
#include "../formats/container.h"
#include "../verdict/verdict.h"
#include "verdict_json.h"

#define PARTS_MAX 64
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
	struct snpguest_container *containers[PARTS_MAX];
	size_t count;
	struct snpguest_container *with_report;
	struct snpguest_blob certs[CERTS_MAX], crls[CRLS_MAX];
	struct snpguest_evidence evidence;
};

/* As many as there is room for; the verdict tells of the rest. */
static int add_blobs(struct parts *parts, struct snpguest_blob *list,
		     size_t *count, size_t max,
		     const struct snpguest_blob *more, size_t n)
{
	size_t room = max - *count;

	for (size_t i = 0; i < n && i < room; i++)
		list[(*count)++] = more[i];
	if (n <= room)
		return 0;
	return container_note(parts->with_report,
			      "more than %zu certificates or lists in separate"
			      " parts; the others are not used", max);
}

static int add_table(struct parts *parts, struct snpguest_blob table)
{
	if (parts->evidence.table.data)
		return container_note(parts->with_report,
				      "a second certificate table beside the"
				      " report; not used");
	parts->evidence.table = table;
	return 0;
}

/* Nothing came out of it: a certificate that nobody can read, for all we know. */
static bool is_nothing(const struct snpguest_container *container)
{
	return !container->table.data && !container->n_certs &&
	       !container->n_crls && !container->report.data;
}

/* A part beside the report. */
static int add_rest(struct parts *parts,
		    const struct snpguest_container *container)
{
	struct snpguest_evidence *e = &parts->evidence;
	int err = 0;

	if (is_nothing(container))
		return add_blobs(parts, parts->certs, &e->n_certs, CERTS_MAX,
				 &container->bytes, 1);
	if (container->table.data)
		err = add_table(parts, container->table);
	if (!err)
		err = add_blobs(parts, parts->certs, &e->n_certs, CERTS_MAX,
				container->certs, container->n_certs);
	return err ? err : add_blobs(parts, parts->crls, &e->n_crls, CRLS_MAX,
				     container->crls, container->n_crls);
}

/*
 * The report's part is the one that has it; without any, the first, whose
 * refusal then says why. With two nobody knows which is meant.
 */
static void choose(struct parts *parts)
{
	parts->with_report = NULL;
	for (size_t i = 0; i < parts->count; i++) {
		struct snpguest_blob report = parts->containers[i]->report;

		if (!report.data)
			continue;
		if (parts->with_report &&
		    blob_equal(parts->with_report->report, report))
			continue;
		if (parts->with_report)
			container_refuse(parts->with_report,
					 "part %zu has a second report; hand in"
					 " the one that is meant", i + 1);
		else
			parts->with_report = parts->containers[i];
	}
	if (!parts->with_report)
		parts->with_report = parts->containers[0];
}

static int read_parts(struct parts *parts, const struct snpguest_blob *evidence,
		      size_t count, struct snpguest_error *error)
{
	size_t room = UNPACKED_MAX;
	int err = 0;

	if (!count || count > PARTS_MAX)
		return fail(error, -EINVAL,
			    "evidence: %zu parts; 1 to %d are judged", count,
			    PARTS_MAX);
	for (; !err && parts->count < count; parts->count += !err)
		err = container_read_within(evidence[parts->count], &room,
					    &parts->containers[parts->count],
					    error);
	if (err)
		return err;
	choose(parts);
	for (size_t i = 0; !err && i < count; i++)
		if (parts->containers[i] != parts->with_report)
			err = add_rest(parts, parts->containers[i]);
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

// SPDX-License-Identifier: MIT
#include "asker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../base/talk.h"
#include "../base/values.h"
#include "../stream/stream.h"

enum exit_code asker_read(struct asker *asker, const struct call *call)
{
	enum exit_code status = settings_read(call, &asker->settings);

	asker->judge.settings = &asker->settings;
	return status ? status : demands_parse(&asker->demands, call);
}

enum exit_code asker_prepare(struct asker *asker, const struct call *call)
{
	const char *certs = call->values[OPT_CERTS];
	enum exit_code status = judge_prepare(&asker->judge, &asker->settings,
					      call, &asker->demands);

	if (status)
		return status;
	if (bundle_read_crl(&asker->shared, asker->settings.crl) ||
	    (certs && bundle_read_certs(&asker->shared, certs)))
		return EXIT_TROUBLE;
	return EXIT_DONE;
}

bool asker_jobs(const char *text, unsigned int *jobs)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t n = 0;

	if (strcmp(text, "auto") == 0)
		n = processors < 1 ? 1 : (uint64_t)processors;
	else if (!value_number(text, STREAM_JOBS_MAX, &n) || n == 0)
		return false;
	*jobs = n < STREAM_JOBS_MAX ? (unsigned int)n : STREAM_JOBS_MAX;
	return true;
}

static void copy_blobs(struct questions *questions, const struct blobs *blobs,
		       struct snpguest_blob *list)
{
	for (size_t i = 0; i < blobs->count; i++)
		list[questions->n_shared++] = blobs->list[i];
}

static enum exit_code share(struct questions *questions,
			    const struct bundle *shared)
{
	size_t n = shared->certs.count + shared->crls.count + 1;
	struct snpguest_blob *list = calloc(n, sizeof(*list));

	if (!list)
		return trouble("out of memory");
	questions->shared = list;
	if (shared->table.len)
		list[questions->n_shared++] = shared->table;
	copy_blobs(questions, &shared->certs, list);
	copy_blobs(questions, &shared->crls, list);
	return EXIT_DONE;
}

/* What no line could be judged by is the caller's mistake, and told once. */
static enum exit_code try_policy(const struct asker *asker)
{
	struct snpguest_evidence none = SNPGUEST_EVIDENCE_INIT;
	struct snpguest_verdict *verdict;
	struct snpguest_error error;
	int ret = snpguest_verify(asker->judge.verifier, &none,
				  &asker->demands.policy, asker->settings.at,
				  &verdict, &error);

	if (verdict)
		ret = 0;
	snpguest_verdict_free(verdict);
	if (ret == -EINVAL && asker->settings.policy)
		return usage("%s: %s", asker->settings.policy, error.what);
	return ret ? trouble("%s", error.what) : EXIT_DONE;
}

/* Beside them a line's own chain finds room, of a VCEK and a VLEK. */
#define SHARED_CERTS_MAX (SNPGUEST_CERTS_MAX - 8)
_Static_assert(SHARED_CERTS_MAX + SNPGUEST_CRLS_MAX + 1 < SNPGUEST_PARTS_MAX,
	       "beside them and a table there is a part for the line");

static size_t count_entries(struct snpguest_blob table)
{
	struct snpguest_table_entry entries[SNPGUEST_TABLE_MAX];
	size_t count = 0;

	if (table.len && snpguest_table_parse(table.data, table.len, entries,
					      SNPGUEST_TABLE_MAX, &count, NULL))
		return 0;
	return count;
}

/* What the library would leave out of every line is told before the first. */
static enum exit_code try_shared(const struct bundle *shared)
{
	size_t certs = shared->certs.count + count_entries(shared->table);

	if (certs > SHARED_CERTS_MAX)
		return usage("--certs: %zu certificates; each line is judged"
			     " with all of them and its own, and %d are the"
			     " most; give fewer, or have lines name theirs:"
			     " --certs-by-digest", certs, SHARED_CERTS_MAX);
	if (shared->crls.count > SNPGUEST_CRLS_MAX)
		return usage("--certs: %zu revocation lists; each line is"
			     " judged with all of them, and %d are the most;"
			     " give fewer", shared->crls.count,
			     SNPGUEST_CRLS_MAX);
	return EXIT_DONE;
}

enum exit_code asker_questions(struct asker *asker, const struct call *call,
			       struct questions *questions)
{
	int64_t at = asker->settings.at;
	enum exit_code status;

	*questions = (struct questions){
		.verifier = asker->judge.verifier,
		.policy = &asker->demands.policy,
		.from = { .certs_dir = call->values[OPT_CERTS_BY_DIGEST] },
		.at = at == SNPGUEST_NOW ? time(NULL) : at,
		.json = asker->settings.json,
	};
	if (asker->shared.n_flaws)
		return refused("%s", asker->shared.flaws[0]);
	demands_waive(&asker->demands.policy);
	status = try_shared(&asker->shared);
	if (!status)
		status = try_policy(asker);
	return status ? status : share(questions, &asker->shared);
}

void asker_free(struct asker *asker)
{
	judge_free(&asker->judge);
	demands_free(&asker->demands);
	bundle_free(&asker->shared);
}

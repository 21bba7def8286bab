// SPDX-License-Identifier: MIT
#include "asker.h"

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

enum exit_code asker_questions(struct asker *asker, const struct call *call,
			       struct questions *questions)
{
	int64_t at = asker->settings.at;

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
	return share(questions, &asker->shared);
}

void asker_free(struct asker *asker)
{
	judge_free(&asker->judge);
	demands_free(&asker->demands);
	bundle_free(&asker->shared);
}

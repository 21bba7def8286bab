// SPDX-License-Identifier: MIT
#include "search.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../lib/base/error.h"
#include "trouble.h"

/* Links between two calls of the question's progress. */
#define PROGRESS_STEP 16384

void search_change(struct search *search, const char *what, const char *given,
		   const char *needed)
{
	struct snpguest_change *change;

	if (search->n_now == SNPGUEST_CHANGES_MAX)
		return;
	change = &search->now[search->n_now++];
	snprintf(change->what, sizeof(change->what), "%s", what);
	snprintf(change->given, sizeof(change->given), "%s", given);
	snprintf(change->needed, sizeof(change->needed), "%s", needed);
}

static void number_text(char text[32], const char *format, uint64_t number)
{
	bool hex = strcmp(format, "0x") == 0;

	snprintf(text, 32, hex ? "0x%llx" : "%llu", (unsigned long long)number);
}

void search_change_number(struct search *search, const char *what,
			  const char *format, uint64_t given, uint64_t needed)
{
	char a[32], b[32];

	if (given == needed)
		return;
	number_text(a, format, given);
	number_text(b, format, needed);
	search_change(search, what, a, b);
}

bool search_wants(const struct search *search, uint32_t n)
{
	return !search->best->found || n < search->best->n_changes;
}

int search_count(struct search *search, uint64_t combinations)
{
	const struct snpguest_question *q = search->question;

	search->best->tried += combinations;
	if (!q->progress ||
	    search->chain->work - search->told < PROGRESS_STEP)
		return 0;
	search->told = search->chain->work;
	return q->progress(q->priv, search->best->tried) ? -ECANCELED : 0;
}

bool search_affords(struct search *search, uint64_t work,
		    enum snpguest_left_out left_out)
{
	if (search->question->thorough || search->chain->work < work)
		return true;
	search->best->left_out |= (uint32_t)left_out;
	return false;
}

void search_found(struct search *search)
{
	struct snpguest_explanation *best = search->best;

	if (!search_wants(search, search->n_now))
		return;
	best->found = true;
	best->n_changes = search->n_now;
	memcpy(best->changes, search->now,
	       search->n_now * sizeof(search->now[0]));
}

bool search_is(const struct search *search,
	       const uint8_t ld[SNPGUEST_DIGEST_SIZE])
{
	return memcmp(ld, search->digest, SNPGUEST_DIGEST_SIZE) == 0;
}

static void list_feature(struct search_features *list, uint64_t value)
{
	for (uint32_t i = 0; i < list->n; i++)
		if (list->values[i] == value)
			return;
	if (list->n == SEARCH_FEATURES_MAX)
		return;
	list->values[list->n++] = value;
}

/* [APM] SEV_FEATURES; of 11, 13 and 63 one source alone knows. */
#define DEBUG_SWAP 0x20
#define SECURE_TSC 0x200
static const uint8_t feature_bits[] = { 0,  1,	2,  3,	4,  6,	7,  8, 10,
					11, 12, 13, 14, 15, 16, 21, 63 };

void search_list_features(struct search_features *list, uint64_t base)
{
	static const uint64_t usual[] = { 0, DEBUG_SWAP, SECURE_TSC,
					  DEBUG_SWAP | SECURE_TSC };

	list->n = 0;
	for (size_t i = 0; i < 4; i++)
		list_feature(list, base ^ usual[i]);
	for (size_t i = 0; i < 4; i++)
		list_feature(list, 1 | usual[i]);
	list->n_usual = list->n;
	for (size_t i = 0; i < sizeof(feature_bits); i++)
		list_feature(list, base ^ UINT64_C(1) << feature_bits[i]);
}

static void list_signature(struct search_signatures *list, uint32_t value)
{
	for (uint32_t i = 0; i < list->n; i++)
		if (list->values[i] == value)
			return;
	if (list->n < SEARCH_SIGNATURES_MAX)
		list->values[list->n++] = value;
}

void search_list_signatures(struct search_signatures *list,
			    const struct snpguest_question *question,
			    uint32_t base)
{
	uint32_t signature;

	list->n = 0;
	list_signature(list, base);
	for (size_t i = 0; i < question->n_signatures; i++)
		list_signature(list, question->signatures[i]);
	for (size_t i = 0; snpguest_vcpu_model(i, &signature); i++)
		list_signature(list, signature);
}

static uint32_t most_vcpus(const struct search *search)
{
	uint32_t asked = search->question->vcpus_max;

	return asked ? asked : SEARCH_VCPUS_MAX;
}

/* What is affordable after @changes others, if nobody asked. */
static uint32_t usual_vcpus(const struct search *search, uint32_t changes,
			    bool rare)
{
	if (changes <= 1 || search->question->thorough)
		return SNPGUEST_VCPUS_MAX;
	if (rare)
		return 0;
	return search->question->vcpus_max ? SNPGUEST_VCPUS_MAX :
					     SEARCH_VCPUS_USUAL;
}

uint32_t search_vcpus(struct search *search, uint32_t changes, bool rare,
		      uint32_t base)
{
	uint32_t most = most_vcpus(search);
	uint32_t limit = usual_vcpus(search, changes, rare);

	most = most > base ? most : base;
	limit = limit > base ? limit : base;
	if (limit >= most)
		return most;
	search->best->left_out |= SNPGUEST_LEFT_OUT_VCPUS;
	return limit;
}

static int check_question(const struct snpguest_question *q,
			  struct snpguest_error *error)
{
	if (q->size != sizeof(*q))
		return fail(error, -EINVAL, "struct snpguest_question has %zu"
			    " bytes; this library knows %zu", q->size,
			    sizeof(*q));
	for (size_t i = 0; i < 4; i++)
		if (q->reserved[i])
			return fail(error, -EINVAL,
				    "a reserved field is not zero");
	if (!q->launch == !q->igvm)
		return fail(error, -EINVAL,
			    "either a launch or an IGVM file is to be explained");
	if (q->vcpus_max > SNPGUEST_VCPUS_MAX)
		return fail(error, -EINVAL, "%u vCPUs are more than %u",
			    q->vcpus_max, SNPGUEST_VCPUS_MAX);
	return 0;
}

/* What is left out has three changes or more: none of it would be better. */
static void forget_vcpus(struct snpguest_explanation *e)
{
	if (e->found && e->n_changes <= 3)
		e->left_out &= ~(uint32_t)SNPGUEST_LEFT_OUT_VCPUS;
}

int snpguest_launch_explain(const struct snpguest_question *question,
			    const uint8_t digest[SNPGUEST_DIGEST_SIZE],
			    struct snpguest_explanation *explanation,
			    struct snpguest_error *error)
{
	struct search search = { .question = question, .digest = digest,
				 .best = explanation };
	int err = check_question(question, error);

	memset(explanation, 0, sizeof(*explanation));
	if (err)
		return err;
	err = question->launch ? explain_firmware(&search, error) :
				 explain_igvm(&search, error);
	forget_vcpus(explanation);
	if (err == -ECANCELED)
		return fail(error, err, "the search was ended");
	return err;
}

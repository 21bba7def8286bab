// SPDX-License-Identifier: MIT
/* Which launch of an IGVM file makes a digest. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/base/error.h"
#include "igvm_plan.h"
#include "search.h"
#include "trouble.h"

/** Ways to chain the pages of a file: rules, and how empty pages are told. */
#define N_RULES (SNPGUEST_IGVM_IGVMMEASURE + 1)

/**
 * struct igvm_try - a file, read once, and the ways that are tried
 * @first: the first step that depends on SEV_FEATURES
 * @before: the digest before it, by rules and native_zero
 */
struct igvm_try {
	struct search *search;
	size_t first;
	uint8_t before[N_RULES][2][SNPGUEST_DIGEST_SIZE];
	struct page_chain chain;
	struct igvm_plan plan;
	struct search_features features;
	struct search_signatures signatures;
	uint32_t vcpus; /* expected */
};

static const struct snpguest_igvm *given(const struct igvm_try *t)
{
	return t->search->question->igvm;
}

static const char *rules_name(uint32_t rules)
{
	static const char *const names[] = { "vmm", "file", "igvmmeasure" };

	return names[rules];
}

static bool same_features(const struct igvm_try *t, const struct igvm_way *w)
{
	return w->set_features == given(t)->set_features &&
	       (!w->set_features || w->features == given(t)->features);
}

static uint32_t count_changes(const struct igvm_try *t,
			      const struct igvm_way *w)
{
	uint32_t n = w->rules != given(t)->rules;

	n += w->native_zero != given(t)->native_zero;
	n += w->vcpu_signature != given(t)->vcpu_signature;
	n += w->vmsa_gpa != given(t)->vmsa_gpa;
	return n + !same_features(t, w);
}

static void tell_features(struct igvm_try *t, const struct igvm_way *w)
{
	char text[2][32];

	if (same_features(t, w))
		return;
	snprintf(text[0], sizeof(text[0]), "0x%llx",
		 (unsigned long long)given(t)->features);
	snprintf(text[1], sizeof(text[1]), "0x%llx",
		 (unsigned long long)w->features);
	search_change(t->search, "guest-features",
		      given(t)->set_features ? text[0] : "as in the file",
		      w->set_features ? text[1] : "as in the file");
}

static void tell_changes(struct igvm_try *t, const struct igvm_way *w,
			 uint32_t vcpus)
{
	struct search *s = t->search;

	s->n_now = 0;
	if (w->rules != given(t)->rules)
		search_change(s, "rules", rules_name(given(t)->rules),
			      rules_name(w->rules));
	if (w->native_zero != given(t)->native_zero)
		search_change(s, "native-zero",
			      given(t)->native_zero ? "yes" : "no",
			      w->native_zero ? "yes" : "no");
	search_change_number(s, "vcpus", "", t->vcpus, vcpus);
	search_change_number(s, "vcpu-sig", "0x", given(t)->vcpu_signature,
			     w->vcpu_signature);
	tell_features(t, w);
	search_change_number(s, "vmsa-gpa", "0x", given(t)->vmsa_gpa,
			     w->vmsa_gpa);
}

static void look(struct igvm_try *t, const struct igvm_way *w, uint32_t vcpus)
{
	if (!search_is(t->search, t->chain.ld))
		return;
	tell_changes(t, w, vcpus);
	search_found(t->search);
}

static int add_vmsa(struct igvm_try *t, const struct igvm_way *w, uint32_t vp,
		    uint8_t hash[SNPGUEST_DIGEST_SIZE])
{
	uint8_t page[SNPGUEST_PAGE_SIZE];
	int err = 0;

	/* Those without a context are all the same. */
	if (vp <= t->plan.vcpus) {
		t->chain.work += PAGE_CHAIN_PAGE_WORK;
		igvm_vmsa(&t->plan, w, vp, page);
		err = crypto_hash_once(t->chain.hash, (struct snpguest_blob){
			page, sizeof(page) }, hash);
	}
	if (err)
		return err;
	return page_chain_link(&t->chain, SNPGUEST_PAGE_VMSA, w->vmsa_gpa,
			       hash);
}

/* KVM: processors behind the pages, as many as there may be. */
static int walk_vcpus(struct igvm_try *t, const struct igvm_way *w, bool rare)
{
	uint32_t limit = search_vcpus(t->search, count_changes(t, w), rare,
				      t->vcpus);
	uint8_t hash[SNPGUEST_DIGEST_SIZE];

	if (!search_affords(t->search, SEARCH_WORK,
			    SNPGUEST_LEFT_OUT_COMBINATIONS))
		return 0;
	for (uint32_t vp = 0; vp < limit; vp++) {
		int err = add_vmsa(t, w, vp, hash);

		if (err)
			return err;
		if (vp + 1 >= t->plan.vcpus)
			look(t, w, vp + 1);
	}
	return search_count(t->search, limit);
}

static int try_addresses(struct igvm_try *t, struct igvm_way *w, bool rare)
{
	const uint64_t gpas[] = { given(t)->vmsa_gpa, SNPGUEST_VMSA_GPA,
				  UINT64_C(0xffffffffff000) };
	int err = 0;

	for (int i = 0; !err && i < 3; i++) {
		if (i && gpas[i] == gpas[0])
			continue;
		w->vmsa_gpa = gpas[i];
		memcpy(t->chain.ld, t->before[w->rules][w->native_zero],
		       SNPGUEST_DIGEST_SIZE);
		err = walk_vcpus(t, w, rare);
	}
	w->vmsa_gpa = gpas[0];
	return err;
}

/* Processors behind the pages: these need not be chained again. */
static int try_behind(struct igvm_try *t, struct igvm_way *w, bool rare)
{
	int err = 0;

	for (uint32_t i = 0; !err && i < t->signatures.n; i++) {
		w->vcpu_signature = t->signatures.values[i];
		err = try_addresses(t, w, rare);
	}
	w->vcpu_signature = given(t)->vcpu_signature;
	return err;
}

/* Processors in the order of the file: all behind the first of them anew. */
static int try_in_file(struct igvm_try *t, struct igvm_way *w)
{
	int err;

	if (w->set_features && !search_affords(t->search, SEARCH_WORK,
					       SNPGUEST_LEFT_OUT_COMBINATIONS))
		return 0;
	memcpy(t->chain.ld, t->before[w->rules][w->native_zero],
	       SNPGUEST_DIGEST_SIZE);
	err = igvm_chain_pages(&t->chain, &t->plan, w, t->first,
			       t->plan.n_steps);
	if (err)
		return err;
	look(t, w, t->plan.vcpus);
	return search_count(t->search, 1);
}

/* Number 0 leaves the contexts as they are. */
static int try_features(struct igvm_try *t, struct igvm_way *w,
			uint32_t number)
{
	w->set_features = number > 0;
	w->features = number ? t->features.values[number - 1] : 0;
	if (w->rules != SNPGUEST_IGVM_VMM)
		return try_in_file(t, w);
	return try_behind(t, w, number > t->features.n_usual);
}

/* ------------------------------------------------------------------- ways */

/* Whether somebody would launch the file by the rules of @w, and how. */
static bool is_a_way(const struct igvm_try *t, const struct igvm_way *w)
{
	if (w->native_zero != given(t)->native_zero && !t->plan.has_zero_pages)
		return false;
	return igvm_rules_objection(&t->plan, w->rules) == NULL;
}

static int chain_before(struct igvm_try *t, const struct igvm_way *w)
{
	size_t end = w->rules == SNPGUEST_IGVM_VMM ? t->plan.n_steps :
						     t->first;
	int err;

	memset(t->chain.ld, 0, SNPGUEST_DIGEST_SIZE);
	err = igvm_chain_pages(&t->chain, &t->plan, w, 0, end);
	memcpy(t->before[w->rules][w->native_zero], t->chain.ld,
	       SNPGUEST_DIGEST_SIZE);
	return err ? err : search_count(t->search, 0);
}

/* Features @from to @to - 1, by all rules. */
static int try_ways(struct igvm_try *t, uint32_t from, uint32_t to)
{
	struct igvm_way w = { .vcpu_signature = given(t)->vcpu_signature,
			      .vmsa_gpa = given(t)->vmsa_gpa };
	int err = 0;

	for (uint32_t i = 0; !err && i < 2 * N_RULES; i++) {
		w.rules = i / 2;
		w.native_zero = i % 2;
		if (!is_a_way(t, &w))
			continue;
		if (!from)
			err = chain_before(t, &w);
		for (uint32_t f = from; !err && f < to; f++)
			err = try_features(t, &w, f);
	}
	return err;
}

/* What the file's first processor says, unless it was given. */
static uint64_t base_features(const struct igvm_try *t)
{
	return given(t)->set_features ? given(t)->features :
					igvm_features(&t->plan);
}

static size_t first_context(const struct igvm_plan *plan)
{
	size_t i = 0;

	while (i < plan->n_steps && plan->steps[i].kind != IGVM_STEP_VMSA)
		i++;
	return i;
}

/* Each way with the features of the file first: what it costs is bounded. */
static int try_all(struct igvm_try *t)
{
	int err;

	t->first = first_context(&t->plan);
	search_list_features(&t->features, base_features(t));
	search_list_signatures(&t->signatures, t->search->question,
			       given(t)->vcpu_signature);
	err = try_ways(t, 0, 1);
	return err ? err : try_ways(t, 1, t->features.n + 1);
}

int explain_igvm(struct search *search, struct snpguest_error *error)
{
	const struct snpguest_igvm *igvm = search->question->igvm;
	struct igvm_try t = { .search = search };
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
	int err;

	search->chain = &t.chain;
	/* What is wrong with the question is told as for the digest. */
	err = snpguest_igvm_digest(igvm, NULL, digest, error);
	if (!err)
		err = igvm_plan_make(igvm->file, &t.plan, error);
	if (!err) {
		t.vcpus = igvm->vcpus ? igvm->vcpus : t.plan.vcpus;
		err = page_chain_init(&t.chain, NULL);
		if (!err)
			err = try_all(&t);
		if (err && err != -ECANCELED)
			measuring_failed(error, err);
	}
	page_chain_free(&t.chain);
	igvm_plan_free(&t.plan);
	return err;
}

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

/** struct igvm_try - a file, read once, and the ways that are tried */
struct igvm_try {
	struct search *search;
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
		igvm_vmsa(w, igvm_context(&t->plan, vp), page);
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

	for (uint32_t vp = 0; vp < limit; vp++) {
		int err = add_vmsa(t, w, vp, hash);

		if (err)
			return err;
		if (vp + 1 >= t->plan.vcpus)
			look(t, w, vp + 1);
	}
	return search_count(t->search, limit);
}

static int try_signatures(struct igvm_try *t, struct igvm_way *w,
			  const uint8_t *after_pages, bool rare)
{
	static const uint64_t gpas[] = { SNPGUEST_VMSA_GPA,
					 UINT64_C(0xffffffffff000) };
	int err = 0;

	for (uint32_t i = 0; !err && i < t->signatures.n; i++) {
		w->vcpu_signature = t->signatures.values[i];
		for (int g = 0; !err && g < 3; g++) {
			w->vmsa_gpa = g ? gpas[g - 1] : given(t)->vmsa_gpa;
			memcpy(t->chain.ld, after_pages, SNPGUEST_DIGEST_SIZE);
			err = walk_vcpus(t, w, rare);
		}
	}
	w->vcpu_signature = given(t)->vcpu_signature;
	w->vmsa_gpa = given(t)->vmsa_gpa;
	return err;
}

/* Number 0 leaves the contexts as they are. */
static void choose_features(struct igvm_try *t, struct igvm_way *w,
			    uint32_t number)
{
	w->set_features = number > 0;
	w->features = number ? t->features.values[number - 1] : 0;
}

static bool is_rare(const struct igvm_try *t, uint32_t number)
{
	return number && t->features.rare[number - 1];
}

/* Processors in the order of the file: the whole chain each time. */
static int try_in_file(struct igvm_try *t, struct igvm_way *w)
{
	int err = 0;

	for (uint32_t i = 0; !err && i <= t->features.n; i++) {
		choose_features(t, w, i);
		memset(t->chain.ld, 0, SNPGUEST_DIGEST_SIZE);
		err = igvm_chain_pages(&t->chain, &t->plan, w);
		if (!err)
			look(t, w, t->plan.vcpus);
		if (!err)
			err = search_count(t->search, 1);
	}
	return err;
}

static int try_behind(struct igvm_try *t, struct igvm_way *w)
{
	uint8_t after_pages[SNPGUEST_DIGEST_SIZE];
	int err;

	memset(t->chain.ld, 0, SNPGUEST_DIGEST_SIZE);
	err = igvm_chain_pages(&t->chain, &t->plan, w);
	memcpy(after_pages, t->chain.ld, SNPGUEST_DIGEST_SIZE);
	for (uint32_t i = 0; !err && i <= t->features.n; i++) {
		choose_features(t, w, i);
		err = try_signatures(t, w, after_pages, is_rare(t, i));
	}
	return err;
}

static int try_all(struct igvm_try *t)
{
	struct igvm_way w = { .vcpu_signature = given(t)->vcpu_signature,
			      .vmsa_gpa = given(t)->vmsa_gpa };
	int err = 0;

	search_list_features(&t->features, given(t)->set_features ?
						   given(t)->features : 1);
	search_list_signatures(&t->signatures, t->search->question,
			       given(t)->vcpu_signature);
	for (w.rules = 0; w.rules <= SNPGUEST_IGVM_IGVMMEASURE; w.rules++) {
		for (int zero = 0; !err && zero < 2; zero++) {
			w.native_zero = zero;
			err = w.rules == SNPGUEST_IGVM_VMM ?
				      try_behind(t, &w) :
				      try_in_file(t, &w);
		}
	}
	return err;
}

int explain_igvm(struct search *search, struct snpguest_error *error)
{
	const struct snpguest_igvm *igvm = search->question->igvm;
	struct igvm_try t = { .search = search };
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
	int err;

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

// SPDX-License-Identifier: MIT
/*
 * Each way in which the launch of an IGVM file differs, alone and in pairs, from
 * files whose processors have the usual features and from ones that have others.
 */
#include "lib_igvm.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/little_endian.h"
#include "measurement/vmsa.h"
#include "snpguest_measure.h"

#define EPYC 0x800f12
#define EPYC_MILAN 0xa00f11

/* A page, an empty page, an area of three pages, and a processor. */
static struct made file_with(uint64_t features)
{
	struct made m = plain();

	put_le64(m.bytes + VMSA_AT + VMSA_SEV_FEATURES, features);
	add_policy(&m, 0x30000);
	add_page(&m, 0x1000, PAGE_AT, 0, 0);
	add_page(&m, 0x2000, 0, 0, 0);
	add_area(&m, 0x3000, 0);
	add_insert(&m, 0x10000, 0);
	add_context(&m, 0xffffffff0000, 1, VMSA_AT, 0);
	seal(&m, 1);
	return m;
}

/* --------------------------------------------------------------- changes */

static void set_features(struct snpguest_igvm *i, uint64_t flip)
{
	i->features ^= flip;
	i->set_features = true;
}

static void debug_swap(struct snpguest_igvm *i)
{
	set_features(i, 0x20);
}

static void secure_tsc(struct snpguest_igvm *i)
{
	set_features(i, 0x200);
}

static void more_vcpus(struct snpguest_igvm *i)
{
	i->vcpus = 9;
}

static void other_vcpu(struct snpguest_igvm *i)
{
	i->vcpu_signature = EPYC_MILAN;
}

static void rules_file(struct snpguest_igvm *i)
{
	i->rules = SNPGUEST_IGVM_FILE;
}

static void rules_igvmmeasure(struct snpguest_igvm *i)
{
	i->rules = SNPGUEST_IGVM_IGVMMEASURE;
}

static void native_zero(struct snpguest_igvm *i)
{
	i->native_zero = true;
}

static void other_address(struct snpguest_igvm *i)
{
	i->vmsa_gpa = 0xffffffffff000;
}

/* Changes of one @group exclude each other. */
static const struct change {
	const char *what, *needed;
	int group;
	void (*make)(struct snpguest_igvm *igvm);
} changes[] = {
	{ "guest-features", NULL, 1, debug_swap },
	{ "guest-features", NULL, 1, secure_tsc },
	{ "vcpus", "9", 2, more_vcpus },
	{ "vcpu-sig", "0xa00f11", 3, other_vcpu },
	{ "vmsa-gpa", "0xffffffffff000", 4, other_address },
	{ "native-zero", "yes", 5, native_zero },
	{ "rules", "file", 6, rules_file },
	{ "rules", "igvmmeasure", 6, rules_igvmmeasure },
};

#define N_CHANGES (sizeof(changes) / sizeof(changes[0]))

/* Only KVM has processors that the file knows nothing of, and its address. */
static bool go_together(const struct change *a, const struct change *b)
{
	if (a->group == b->group)
		return false;
	return b->group != 6 || a->group == 1 || a->group == 5;
}

/* ----------------------------------------------------------------- asking */

static struct snpguest_explanation
ask(const struct snpguest_igvm *from, const struct snpguest_igvm *of)
{
	struct snpguest_question q = { .size = sizeof(q), .igvm = from };
	uint8_t digest[SNPGUEST_DIGEST_SIZE];
	struct snpguest_explanation e = { .found = false };
	struct snpguest_error error;

	if (snpguest_igvm_digest(of, NULL, digest, &error) ||
	    snpguest_launch_explain(&q, digest, &e, &error))
		fail_msg("%s", error.what);
	return e;
}

static void has(const struct snpguest_explanation *e, const struct change *c,
		uint64_t features)
{
	char text[32];

	snprintf(text, sizeof(text), "0x%llx", (unsigned long long)features);
	for (uint32_t i = 0; i < e->n_changes; i++)
		if (!strcmp(e->changes[i].what, c->what) &&
		    !strcmp(e->changes[i].needed, c->needed ? c->needed : text))
			return;
	fail_msg("%s is not among the %u changes", c->what, e->n_changes);
}

/* Two vCPUs where the type of the second is in question. */
static struct snpguest_igvm expected(struct snpguest_blob file, uint64_t base,
				     const struct change *a,
				     const struct change *b)
{
	struct snpguest_igvm igvm = SNPGUEST_IGVM_INIT;

	igvm.file = file;
	igvm.features = base;
	igvm.vcpu_signature = EPYC;
	if (a->group == 3 || (b && b->group == 3))
		igvm.vcpus = 2;
	return igvm;
}

static void try_pair(uint64_t base, const struct change *a,
		     const struct change *b)
{
	struct made m = file_with(base);
	struct snpguest_igvm from = expected(blob_of(&m), base, a, b), of;
	struct snpguest_explanation e;

	of = from;
	a->make(&of);
	if (b)
		b->make(&of);
	e = ask(&from, &of);
	if (!e.found || e.n_changes != (b ? 2 : 1))
		fail_msg("%s, %s from 0x%llx: found %d, %u changes", a->what,
			 b ? b->what : "none", (unsigned long long)base,
			 e.found, e.n_changes);
	has(&e, a, of.features);
	if (b)
		has(&e, b, of.features);
	assert_int_equal(e.left_out, 0);
}

/* RestrictedInjection is what files for an SVSM have. */
static const uint64_t bases[] = { 1, 0x9, 0x29 };

static void each_alone(void **state)
{
	(void)state;
	for (size_t f = 0; f < 3; f++)
		for (size_t i = 0; i < N_CHANGES; i++)
			try_pair(bases[f], &changes[i], NULL);
}

static void each_pair(void **state)
{
	(void)state;
	for (size_t f = 0; f < 3; f++)
		for (size_t i = 0; i < N_CHANGES; i++)
			for (size_t j = i + 1; j < N_CHANGES; j++)
				if (go_together(&changes[i], &changes[j]))
					try_pair(bases[f], &changes[i],
						 &changes[j]);
}

static void no_change_at_all(void **state)
{
	struct made m = file_with(9);
	struct snpguest_igvm igvm = expected(blob_of(&m), 9, &changes[0], NULL);
	struct snpguest_explanation e;

	(void)state;
	igvm.native_zero = true;
	e = ask(&igvm, &igvm);
	assert_true(e.found);
	assert_int_equal(e.n_changes, 0);
}

/* -------------------------------------------------------------- very large */

/* Called after so many links or a few more, see search.c. */
#define LINKS_A_CALL 16384

static int count(void *priv, uint64_t tried)
{
	(void)tried;
	++*(uint64_t *)priv;
	return 0;
}

/* An area of 4 GiB, of a million pages, behind a processor or before it. */
static struct made huge(bool processor_first)
{
	struct made m = plain();

	add_policy(&m, 0x30000);
	if (processor_first)
		add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 0);
	add_area(&m, 0xffff0000, 0);
	add_insert(&m, UINT64_C(1) << 32, 0);
	if (!processor_first)
		add_context(&m, SNPGUEST_VMSA_GPA, 1, VMSA_AT, 0);
	seal(&m, 1);
	return m;
}

static struct snpguest_explanation ask_unrelated(bool processor_first,
						 uint64_t *calls)
{
	static const uint8_t digest[SNPGUEST_DIGEST_SIZE] = { 1 };
	struct made m = huge(processor_first);
	struct snpguest_igvm igvm = SNPGUEST_IGVM_INIT;
	struct snpguest_question q = { .size = sizeof(q), .igvm = &igvm,
				       .progress = count, .priv = calls };
	struct snpguest_explanation e;

	igvm.file = blob_of(&m);
	*calls = 0;
	assert_int_equal(snpguest_launch_explain(&q, digest, &e, NULL), 0);
	assert_false(e.found);
	return e;
}

/*
 * Chained once for each set of rules and not for each feature: 2 million links
 * where it is before the processor, and an end to it where it is not.
 */
static void an_area_of_4_gib_takes_bounded_time(void **state)
{
	struct snpguest_explanation e;
	uint64_t calls;

	(void)state;
	e = ask_unrelated(false, &calls);
	assert_int_equal(e.left_out, SNPGUEST_LEFT_OUT_VCPUS);
	assert_in_range(calls, 3, 4000000 / LINKS_A_CALL);
	e = ask_unrelated(true, &calls);
	assert_int_equal(e.left_out, SNPGUEST_LEFT_OUT_COMBINATIONS |
					     SNPGUEST_LEFT_OUT_VCPUS);
	assert_in_range(calls, 3, 6000000 / LINKS_A_CALL);
	/* Rules and features as in the file were tried all the same. */
	assert_true(e.tried > 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_change_at_all),
		cmocka_unit_test(each_alone),
		cmocka_unit_test(each_pair),
		cmocka_unit_test(an_area_of_4_gib_takes_bounded_time),
	};

	return cmocka_run_group_tests_name("explanations of IGVM files", tests,
					   NULL, NULL);
}

// SPDX-License-Identifier: MIT
/*
 * Which launch of the images at hand makes a digest: every combination of the
 * dimensions below, those with fewer changes first.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/base/error.h"
#include "explain_private.h"
#include "trouble.h"

/* The highest page below 2^52, as one verifier has it for Genoa. */
#define VMSA_GPA_52 UINT64_C(0xffffffffff000)

/* Changes but for that of the number of vCPUs; the last level is all more. */
#define LEVEL_MAX 3

static const struct snpguest_launch *given(const struct explaining *x)
{
	return x->search->question->launch;
}

/* ---------------------------------------------------------------- choices */

static void list_vmm(struct explaining *x, uint32_t vmm, uint64_t ec2_rdx)
{
	for (uint32_t i = 0; i < x->n_vmms; i++)
		if (x->vmms[i].vmm == vmm &&
		    (vmm != SNPGUEST_VMM_EC2 || x->vmms[i].ec2_rdx == ec2_rdx))
			return;
	x->vmms[x->n_vmms++] = (struct vmm_choice){ vmm, ec2_rdx };
}

static void list_gpa(struct explaining *x, uint64_t gpa)
{
	for (uint32_t i = 0; i < x->n_gpas; i++)
		if (x->gpas[i] == gpa)
			return;
	x->gpas[x->n_gpas++] = gpa;
}

static int list_choices(struct explaining *x)
{
	const struct snpguest_launch *l = given(x);

	search_list_features(&x->features, l->features);
	search_list_signatures(&x->signatures, x->search->question,
			       l->vcpu_signature);
	list_vmm(x, l->vmm, l->ec2_rdx);
	list_vmm(x, SNPGUEST_VMM_QEMU, l->ec2_rdx);
	list_vmm(x, SNPGUEST_VMM_EC2, l->ec2_rdx);
	list_vmm(x, SNPGUEST_VMM_EC2, 0x600);
	list_vmm(x, SNPGUEST_VMM_EC2, 0);
	list_vmm(x, SNPGUEST_VMM_GCE, l->ec2_rdx);
	list_vmm(x, SNPGUEST_VMM_KRUN, l->ec2_rdx);
	list_gpa(x, l->vmsa_gpa);
	list_gpa(x, SNPGUEST_VMSA_GPA);
	list_gpa(x, VMSA_GPA_52);
	return kernel_variants_make(&x->kernels, l, x->sha256);
}

/* ---------------------------------------------------------------- changes */

/* Of all that is chosen before kernel and address. */
static uint32_t count_outer(const struct explaining *x,
			    const struct combination *c)
{
	const struct vmm_choice *v = &x->vmms[c->vmm];
	uint32_t n = c->images->number != 0;

	n += given(x)->svsm.len && !c->images->svsm;
	n += v->vmm != given(x)->vmm;
	n += v->vmm == SNPGUEST_VMM_EC2 && v->ec2_rdx != given(x)->ec2_rdx;
	n += c->features != 0;
	return n + (c->signature != 0);
}

uint32_t explain_changes(const struct explaining *x,
			 const struct combination *c)
{
	uint32_t n = count_outer(x, c) + (c->gpa != 0) + (x->edit != NULL);

	/* A launch with an SVSM has no kernel to differ in. */
	return c->images->svsm ? n : n + x->kernels.list[c->kernel].n_changes;
}

static const char *vmm_name(uint32_t vmm)
{
	static const char *const names[] = { "qemu", "ec2", "gce", "krun" };

	return names[vmm];
}

static void tell_edit(const struct explaining *x)
{
	char given[64], needed[16];

	if (!x->edit)
		return;
	cmdline_edit_tell(x->edits, x->edit, given, needed);
	search_change(x->search, "append", given, needed);
}

static void tell_changes(struct explaining *x, const struct combination *c,
			 uint32_t vcpus)
{
	const struct vmm_choice *v = &x->vmms[c->vmm];
	const struct snpguest_launch *l = given(x);
	struct search *s = x->search;

	s->n_now = 0;
	search_change_number(s, "ovmf", "", 1, (uint64_t)c->images->number + 1);
	if (l->svsm.len && !c->images->svsm)
		search_change(s, "svsm", "given", "none");
	if (v->vmm != l->vmm)
		search_change(s, "vmm-type", vmm_name(l->vmm),
			      vmm_name(v->vmm));
	if (v->vmm == SNPGUEST_VMM_EC2)
		search_change_number(s, "ec2-rdx", "0x", l->ec2_rdx,
				     v->ec2_rdx);
	if (!c->images->svsm)
		kernel_variant_changes(s, l, &x->kernels.list[c->kernel]);
	tell_edit(x);
	search_change_number(s, "vcpus", "", l->vcpus, vcpus);
	search_change_number(s, "vcpu-sig", "0x", l->vcpu_signature,
			     x->signatures.values[c->signature]);
	search_change_number(s, "guest-features", "0x", l->features,
			     x->features.values[c->features]);
	search_change_number(s, "vmsa-gpa", "0x", l->vmsa_gpa,
			     x->gpas[c->gpa]);
}

/* ----------------------------------------------------------- combinations */

int explain_walk_vcpus(struct explaining *x, const struct combination *c,
		       const struct processors *p, uint32_t limit)
{
	uint32_t changes = explain_changes(x, c);

	for (uint32_t n = 1; n <= limit; n++) {
		int err = page_chain_link(&x->chain, SNPGUEST_PAGE_VMSA,
					  x->gpas[c->gpa],
					  n == 1 ? p->first : p->others);

		if (err)
			return err;
		if (!search_is(x->search, x->chain.ld) ||
		    !search_wants(x->search, changes + (n != given(x)->vcpus)))
			continue;
		tell_changes(x, c, n);
		search_found(x->search);
	}
	return search_count(x->search, limit);
}

uint32_t explain_section_rules(const struct explaining *x,
			       const struct combination *c)
{
	uint32_t vmm = x->vmms[c->vmm].vmm;

	return vmm < SECTION_RULES ? vmm : SNPGUEST_VMM_QEMU;
}

static int try_processors(struct explaining *x, const struct combination *c,
			  const struct processors *p, uint32_t level)
{
	uint32_t changes = explain_changes(x, c), limit;
	const struct stage *stage =
		&c->images->stages[explain_section_rules(x, c)][c->kernel];

	if (!stage->there || !search_wants(x->search, changes))
		return 0;
	if (level < LEVEL_MAX ? changes != level : changes < LEVEL_MAX)
		return 0;
	limit = search_vcpus(x->search, changes,
			     c->features >= x->features.n_usual,
			     given(x)->vcpus);
	if (!c->images->svsm && !c->images->firmware.ovmf.has_reset)
		limit = 1;
	memcpy(x->chain.ld, stage->ld, SNPGUEST_DIGEST_SIZE);
	return explain_walk_vcpus(x, c, p, limit);
}

/* Kernels and addresses change nothing in a processor's page. */
static int try_pages(struct explaining *x, struct combination *c,
		     uint32_t level)
{
	uint32_t n_kernels = c->images->svsm ? 1 : x->kernels.n;
	struct processors p;
	int err;

	if (level < LEVEL_MAX && count_outer(x, c) > level)
		return 0;
	err = explain_hash_processors(x, c, &p);
	for (c->kernel = 0; !err && c->kernel < n_kernels; c->kernel++)
		for (c->gpa = 0; !err && c->gpa < x->n_gpas; c->gpa++)
			err = try_processors(x, c, &p, level);
	return err;
}

/* The guest's signature shows at reset with QEMU and in an SVSM alone. */
bool explain_signature_matters(const struct explaining *x,
			       const struct combination *c)
{
	return c->images->svsm || x->vmms[c->vmm].vmm == SNPGUEST_VMM_QEMU;
}

static int try_features(struct explaining *x, struct combination *c,
			uint32_t level)
{
	uint32_t n = explain_signature_matters(x, c) ? x->signatures.n : 1;
	int err = 0;

	for (c->features = 0; c->features < x->features.n; c->features++)
		for (c->signature = 0; !err && c->signature < n; c->signature++)
			err = try_pages(x, c, level);
	return err;
}

static int try_level(struct explaining *x, uint32_t level)
{
	struct combination c = { .images = NULL };
	int err = 0;

	if (!search_wants(x->search, level))
		return 0;
	for (size_t i = 0; i < x->n_images; i++) {
		uint32_t n_vmms = x->images[i].svsm ? 1 : x->n_vmms;

		c.images = &x->images[i];
		for (c.vmm = 0; !err && c.vmm < n_vmms; c.vmm++)
			err = try_features(x, &c, level);
	}
	return err;
}

/* What comes later has more changes, or takes longer. */
static int try_levels(struct explaining *x, struct cmdline_search *cmdlines)
{
	uint32_t alone = cmdlines ? explain_cmdline_changes(cmdlines) : 0;
	int err = 0;

	for (uint32_t level = 0; !err && level <= LEVEL_MAX; level++) {
		err = try_level(x, level);
		if (!err && cmdlines && level == alone)
			err = explain_cmdline_alone(cmdlines);
	}
	if (err || !cmdlines)
		return err;
	return explain_cmdline_together(cmdlines);
}

static int try_cmdlines(struct explaining *x)
{
	struct cmdline_search *cmdlines;
	int err = explain_cmdline_new(x, &cmdlines);

	if (!err)
		err = try_levels(x, cmdlines);
	explain_cmdline_free(cmdlines);
	return err;
}

/* ------------------------------------------------------------------- all */

static int try_all(struct explaining *x)
{
	int err = list_choices(x);

	if (err)
		return measuring_failed(x->error, err);
	err = explain_read_images(x);
	if (err)
		return err;
	err = try_cmdlines(x);
	if (err && err != -ECANCELED)
		return measuring_failed(x->error, err);
	return err;
}

/* Kernel and SVSM may both be at hand. */
static int check_launch(const struct snpguest_launch *launch,
			struct snpguest_error *error)
{
	struct snpguest_launch checked = *launch;

	if (launch->mode != SNPGUEST_LAUNCH_SNP)
		return fail(error, -EINVAL, "only digests of SNP are explained");
	if (launch->kernel_sha256)
		checked.svsm.len = 0;
	return launch_check(&checked, error);
}

static int explain(struct explaining *x)
{
	int err = page_chain_init(&x->chain, NULL);

	if (!err)
		err = crypto_hash_new(CRYPTO_HASH_SHA256, &x->sha256);
	return err ? measuring_failed(x->error, err) : try_all(x);
}

int explain_firmware(struct search *search, struct snpguest_error *error)
{
	struct explaining x = { .search = search, .error = error };
	int err = check_launch(search->question->launch, error);

	if (err)
		return err;
	search->chain = &x.chain;
	err = explain(&x);
	crypto_hash_free(x.sha256);
	page_chain_free(&x.chain);
	free(x.images);
	return err;
}

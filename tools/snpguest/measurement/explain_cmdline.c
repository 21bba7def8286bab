// SPDX-License-Identifier: MIT
/*
 * Command lines that differ in one character from the one given, alone and with
 * one other change. There are some 200 for each place, so these are the last
 * that a search can afford: the likely ones go first, and each digest up to the
 * processors is kept for the launches that differ in processors alone.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "explain_private.h"

/* Of SEARCH_WORK: what unlikely edits alone may take from likely pairs. */
#define WORK_ALONE (SEARCH_WORK / 5 * 3)

/* Hashing a page but for the zeros in front; a link hashes 256 bytes. */
#define TABLE_PAGE_WORK 4
#define BYTES_A_LINK 256

/**
 * struct cmdline_search
 * @base: the launch as given
 * @text: room for an edited line
 * @n_ld: @ld has the digests before the processors of that many edits, with
 *	  @base
 */
struct cmdline_search {
	struct explaining *x;
	struct combination base;
	struct cmdline_edits edits;
	uint8_t *text;
	uint8_t (*ld)[SNPGUEST_DIGEST_SIZE];
	size_t n_ld;
};

/**
 * struct pass - some edits, with a combination that is the same for all
 * @page: SHA-384 that starts with the zeros before the hashes
 * @at: offset of the hashes
 * @limit: most vCPUs
 */
struct pass {
	struct combination c;
	struct processors processors;
	struct crypto_hash *page;
	uint32_t at, limit;
};

static const struct snpguest_launch *given(const struct cmdline_search *s)
{
	return s->x->search->question->launch;
}

/* ------------------------------------------------------------- one digest */

static bool same_stage(const struct combination *a,
		       const struct combination *b)
{
	return a->images == b->images && a->vmm == b->vmm &&
	       a->kernel == b->kernel;
}

static int build_table(struct cmdline_search *s, const struct combination *c,
		       const struct cmdline_edit *edit, uint8_t *table)
{
	struct snpguest_launch launch = *given(s);

	launch.cmdline.data = s->text;
	launch.cmdline.len = cmdline_edit_apply(&s->edits, edit, s->text);
	if (s->x->kernels.list[c->kernel].no_initrd)
		launch.initrd_sha256 = NULL;
	s->x->chain.work += TABLE_PAGE_WORK + launch.cmdline.len / BYTES_A_LINK;
	return kernel_hashes_build(&launch, s->x->sha256, table);
}

static int hash_page(const struct pass *p, const uint8_t *table,
		     uint8_t contents[SNPGUEST_DIGEST_SIZE])
{
	static const uint8_t zeros[SNPGUEST_PAGE_SIZE];
	struct snpguest_blob hashes = { table, KERNEL_HASHES_SIZE };
	struct snpguest_blob rest = { zeros, SNPGUEST_PAGE_SIZE - p->at -
						     KERNEL_HASHES_SIZE };

	crypto_hash_add(p->page, hashes);
	return crypto_hash_once(p->page, rest, contents);
}

/* The digest with that edit, up to the processors. */
static int measure(struct cmdline_search *s, const struct pass *p,
		   const struct cmdline_edit *edit)
{
	uint8_t table[KERNEL_HASHES_SIZE], contents[SNPGUEST_DIGEST_SIZE];
	const struct hashes hashes = { table, contents };
	uint32_t rules = explain_section_rules(s->x, &p->c);
	struct page_chain *chain = &s->x->chain;
	int err = build_table(s, &p->c, edit, table);

	if (!err)
		err = hash_page(p, table, contents);
	if (err)
		return err;
	memcpy(chain->ld, p->c.images->before[rules], SNPGUEST_DIGEST_SIZE);
	return sections_from_hashes(chain, s->x->vmms[p->c.vmm].vmm,
				    &p->c.images->firmware, &hashes);
}

/* The same, from memory where it is known. */
static int stage(struct cmdline_search *s, const struct pass *p, size_t i)
{
	struct page_chain *chain = &s->x->chain;
	int err;

	if (!same_stage(&p->c, &s->base))
		return measure(s, p, &s->edits.list[i]);
	if (i < s->n_ld) {
		memcpy(chain->ld, s->ld[i], SNPGUEST_DIGEST_SIZE);
		return 0;
	}
	err = measure(s, p, &s->edits.list[i]);
	memcpy(s->ld[i], chain->ld, SNPGUEST_DIGEST_SIZE);
	s->n_ld = i + 1;
	return err;
}

/* ----------------------------------------------------------------- a pass */

static int pass_begin(struct cmdline_search *s, struct pass *p)
{
	static const uint8_t zeros[SNPGUEST_PAGE_SIZE];
	int err = explain_hash_processors(s->x, &p->c, &p->processors);

	p->at = p->c.images->firmware.ovmf.hash_base % SNPGUEST_PAGE_SIZE;
	if (!err)
		err = crypto_hash_new(CRYPTO_HASH_SHA384, &p->page);
	if (err)
		return err;
	crypto_hash_add(p->page, (struct snpguest_blob){ zeros, p->at });
	return crypto_hash_keep(p->page);
}

static int try_edit(struct cmdline_search *s, const struct pass *p, size_t i)
{
	int err = stage(s, p, i);

	if (err)
		return err;
	s->x->edit = &s->edits.list[i];
	err = explain_walk_vcpus(s->x, &p->c, &p->processors, p->limit);
	s->x->edit = NULL;
	return err;
}

/* Edits @from to @to - 1, as far as they can be afforded. */
static int try_edits(struct cmdline_search *s, struct pass *p, size_t from,
		     size_t to, uint64_t work, enum snpguest_left_out left_out)
{
	uint32_t changes = explain_changes(s->x, &p->c) + 1;
	int err = 0;

	for (size_t i = from; !err && i < to; i++) {
		if (!search_wants(s->x->search, changes))
			return 0;
		if (!search_affords(s->x->search, work, left_out))
			return 0;
		err = try_edit(s, p, i);
	}
	return err;
}

static int run_pass(struct cmdline_search *s, struct pass *p, size_t from,
		    size_t to, uint64_t work, enum snpguest_left_out left_out)
{
	int err = pass_begin(s, p);

	if (!err)
		err = try_edits(s, p, from, to, work, left_out);
	crypto_hash_free(p->page);
	p->page = NULL;
	return err;
}

/* ------------------------------------------------------------------ alone */

uint32_t explain_cmdline_changes(const struct cmdline_search *s)
{
	return explain_changes(s->x, &s->base) + 1;
}

/* Fewer vCPUs than given are on the way, and cost nothing more. */
int explain_cmdline_alone(struct cmdline_search *s)
{
	struct pass p = { .c = s->base, .limit = given(s)->vcpus };
	int err = run_pass(s, &p, 0, s->edits.n_likely, SEARCH_WORK,
			   SNPGUEST_LEFT_OUT_CHARACTERS);

	if (err)
		return err;
	return run_pass(s, &p, s->edits.n_likely, s->edits.n, WORK_ALONE,
			SNPGUEST_LEFT_OUT_CHARACTERS);
}

/* --------------------------------------------------------------- together */

/**
 * struct round - edits @from to @to - 1, each with one other change
 * @c: the launch as given, but for that change
 */
struct round {
	struct cmdline_search *s;
	size_t from, to;
	struct combination c;
};

static int try_with(const struct round *r, uint32_t limit)
{
	struct cmdline_search *s = r->s;
	struct pass p = { .c = r->c, .limit = limit };
	bool no_reset = !r->c.images->firmware.ovmf.has_reset;

	if (explain_changes(s->x, &r->c) > 1 ||
	    !search_wants(s->x->search, 2) || (no_reset && limit > 1))
		return 0;
	if (!r->c.images->launch.kernel_sha256)
		return 0;
	return run_pass(s, &p, r->from, r->to, SEARCH_WORK,
			SNPGUEST_LEFT_OUT_CHARACTERS_TOGETHER);
}

/* @choice is a member of @r->c: each of its values from @first to @n - 1. */
static int with_each(struct round *r, uint32_t *choice, uint32_t first,
		     uint32_t n)
{
	uint32_t as_given = *choice;
	int err = 0;

	for (*choice = first; !err && *choice < n; ++*choice)
		err = try_with(r, given(r->s)->vcpus);
	*choice = as_given;
	return err;
}

static int without_initrd(struct round *r)
{
	const struct kernel_variants *kernels = &r->s->x->kernels;

	for (uint32_t k = 1; k < kernels->n; k++)
		if (kernels->list[k].no_initrd &&
		    !kernels->list[k].cmdline_needed)
			return with_each(r, &r->c.kernel, k, k + 1);
	return 0;
}

static int with_image(struct round *r)
{
	const struct explaining *x = r->s->x;
	int err = 0;

	for (size_t i = 0; !err && i < x->n_images; i++) {
		r->c.images = &x->images[i];
		if (r->c.images->number && !r->c.images->svsm)
			err = try_with(r, given(r->s)->vcpus);
	}
	r->c.images = r->s->base.images;
	return err;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* As many as are tried with one change, but @most. */
static int with_more_vcpus(const struct round *r, uint32_t most)
{
	uint32_t usual = given(r->s)->vcpus;
	uint32_t limit = search_vcpus(r->s->x->search, 1, false, usual);

	limit = smaller(limit, most);
	return limit > usual ? try_with(r, limit) : 0;
}

/* What is likely and cheap comes first. */
static int try_round(struct round *r)
{
	struct explaining *x = r->s->x;
	int err = with_each(r, &r->c.features, 1, x->features.n_usual);

	if (!err)
		err = without_initrd(r);
	if (!err)
		err = with_each(r, &r->c.gpa, 1, x->n_gpas);
	if (!err)
		err = with_each(r, &r->c.vmm, 1, x->n_vmms);
	if (!err)
		err = with_image(r);
	if (!err && explain_signature_matters(x, &r->c))
		err = with_each(r, &r->c.signature, 1, x->signatures.n);
	if (!err)
		err = with_more_vcpus(r, SEARCH_VCPUS_USUAL);
	if (err)
		return err;
	return with_each(r, &r->c.features, x->features.n_usual,
			 x->features.n);
}

int explain_cmdline_together(struct cmdline_search *s)
{
	const struct cmdline_edits *e = &s->edits;
	struct round likely = { s, 0, e->n_likely, s->base };
	struct round others = { s, e->n_likely, e->n, s->base };
	int err;

	if (explain_cmdline_changes(s) > 1)
		return 0;
	err = try_round(&likely);
	if (!err)
		err = try_round(&others);
	if (!err)
		err = with_more_vcpus(&likely, SNPGUEST_VCPUS_MAX);
	return err ? err : with_more_vcpus(&others, SNPGUEST_VCPUS_MAX);
}

/* ------------------------------------------------------------------- list */

/* The images as given, if they take a kernel. */
static const struct images *images_with_kernel(const struct explaining *x)
{
	for (size_t i = 0; i < x->n_images; i++)
		if (!x->images[i].number && !x->images[i].svsm &&
		    x->images[i].launch.kernel_sha256)
			return &x->images[i];
	return NULL;
}

static int make(struct cmdline_search *s)
{
	int err = cmdline_edits_make(&s->edits, given(s)->cmdline);

	if (err)
		return err;
	s->text = malloc(given(s)->cmdline.len + 1);
	s->ld = calloc(s->edits.n, sizeof(*s->ld));
	s->x->edits = &s->edits;
	return s->text && s->ld ? 0 : -ENOMEM;
}

static bool has_any(struct explaining *x, const struct images *images)
{
	const struct snpguest_launch *launch = x->search->question->launch;

	if (!images || !launch->cmdline.len)
		return false;
	if (launch->vcpus > 1 && !images->firmware.ovmf.has_reset)
		return false;
	if (launch->cmdline.len <= CMDLINE_EDITS_LEN_MAX)
		return true;
	x->search->best->left_out |= SNPGUEST_LEFT_OUT_LONG_LINE;
	return false;
}

int explain_cmdline_new(struct explaining *x, struct cmdline_search **search)
{
	const struct images *images = images_with_kernel(x);
	struct cmdline_search *s;
	int err;

	*search = NULL;
	if (!has_any(x, images))
		return 0;
	s = calloc(1, sizeof(*s));
	if (!s)
		return -ENOMEM;
	s->x = x;
	s->base.images = images;
	err = make(s);
	if (err)
		explain_cmdline_free(s);
	else
		*search = s;
	return err;
}

void explain_cmdline_free(struct cmdline_search *s)
{
	if (!s)
		return;
	s->x->edits = NULL;
	cmdline_edits_free(&s->edits);
	free(s->text);
	free(s->ld);
	free(s);
}

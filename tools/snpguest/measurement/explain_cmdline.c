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
 * struct range - edits that are tried in one go with each other change
 */
struct range {
	size_t from, to;
};

static int try_with(struct cmdline_search *s, const struct range *r,
		    const struct combination *c, uint32_t limit)
{
	struct pass p = { .c = *c, .limit = limit };
	bool no_reset = !c->images->firmware.ovmf.has_reset;

	if (explain_changes(s->x, c) > 1 ||
	    !search_wants(s->x->search, 2) || (no_reset && limit > 1))
		return 0;
	if (!c->images->launch.kernel_sha256)
		return 0;
	return run_pass(s, &p, r->from, r->to, SEARCH_WORK,
			SNPGUEST_LEFT_OUT_CHARACTERS_TOGETHER);
}

static int with_features(struct cmdline_search *s, const struct range *r,
			 bool rare)
{
	struct combination c = s->base;
	int err = 0;

	for (c.features = 1; !err && c.features < s->x->features.n;
	     c.features++)
		if (s->x->features.rare[c.features] == rare)
			err = try_with(s, r, &c, given(s)->vcpus);
	return err;
}

static int with_vmm(struct cmdline_search *s, const struct range *r)
{
	struct combination c = s->base;
	int err = 0;

	for (c.vmm = 1; !err && c.vmm < s->x->n_vmms; c.vmm++)
		err = try_with(s, r, &c, given(s)->vcpus);
	return err;
}

static int with_signature(struct cmdline_search *s, const struct range *r)
{
	struct combination c = s->base;
	int err = 0;

	if (!explain_signature_matters(s->x, &c))
		return 0;
	for (c.signature = 1; !err && c.signature < s->x->signatures.n;
	     c.signature++)
		err = try_with(s, r, &c, given(s)->vcpus);
	return err;
}

static int with_gpa(struct cmdline_search *s, const struct range *r)
{
	struct combination c = s->base;
	int err = 0;

	for (c.gpa = 1; !err && c.gpa < s->x->n_gpas; c.gpa++)
		err = try_with(s, r, &c, given(s)->vcpus);
	return err;
}

static int without_initrd(struct cmdline_search *s, const struct range *r)
{
	struct combination c = s->base;

	for (c.kernel = 1; c.kernel < s->x->kernels.n; c.kernel++)
		if (s->x->kernels.list[c.kernel].no_initrd &&
		    !s->x->kernels.list[c.kernel].cmdline_needed)
			return try_with(s, r, &c, given(s)->vcpus);
	return 0;
}

static int with_image(struct cmdline_search *s, const struct range *r)
{
	struct combination c = s->base;
	int err = 0;

	for (size_t i = 0; !err && i < s->x->n_images; i++) {
		c.images = &s->x->images[i];
		if (c.images->number && !c.images->svsm)
			err = try_with(s, r, &c, given(s)->vcpus);
	}
	return err;
}

static int with_more_vcpus(struct cmdline_search *s, const struct range *r)
{
	uint32_t limit = search_vcpus(s->x->search, 2, false,
				      given(s)->vcpus);

	if (limit == given(s)->vcpus)
		return 0;
	return try_with(s, r, &s->base, limit);
}

/* What is likely and cheap comes first. */
static int try_range(struct cmdline_search *s, const struct range *r)
{
	int err = with_features(s, r, false);

	if (!err)
		err = without_initrd(s, r);
	if (!err)
		err = with_gpa(s, r);
	if (!err)
		err = with_vmm(s, r);
	if (!err)
		err = with_image(s, r);
	if (!err)
		err = with_signature(s, r);
	if (!err)
		err = with_more_vcpus(s, r);
	return err ? err : with_features(s, r, true);
}

int explain_cmdline_together(struct cmdline_search *s)
{
	struct range likely = { 0, s->edits.n_likely };
	struct range others = { s->edits.n_likely, s->edits.n };
	int err;

	/* Launched without the SVSM that was given, it is two changes. */
	if (explain_changes(s->x, &s->base))
		return 0;
	err = try_range(s, &likely);
	return err ? err : try_range(s, &others);
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

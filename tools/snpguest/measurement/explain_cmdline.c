// SPDX-License-Identifier: MIT
/* Command lines that differ in one character from the one given. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain_private.h"

/* Each of some 200 edits at each place; longer ones would take minutes. */
#define CMDLINE_MAX 1024

/**
 * struct edits - what stays the same over all of them, and the one at hand
 * @given: the command line
 * @text: room for one character more
 * @at: where it is edited
 */
struct edits {
	struct explaining *x;
	const struct images *images;
	struct processors processors;
	struct snpguest_blob given;
	char *text;
	size_t at;
};

/* The digest of the launch as given, but with the first @len of the text. */
static int try_text(struct edits *e, size_t len)
{
	struct snpguest_launch launch = *e->x->search->question->launch;
	struct page_chain *chain = &e->x->chain;
	uint8_t table[KERNEL_HASHES_SIZE];
	int err;

	launch.cmdline.data = (const uint8_t *)e->text;
	launch.cmdline.len = len;
	memcpy(chain->ld, e->images->after, SNPGUEST_DIGEST_SIZE);
	err = kernel_hashes_build(&launch, e->x->sha256, table);
	if (!err)
		err = sections_measure(chain, launch.vmm, &e->images->firmware,
				       table);
	for (uint32_t n = 0; !err && n < launch.vcpus; n++)
		err = page_chain_link(chain, SNPGUEST_PAGE_VMSA,
				      launch.vmsa_gpa,
				      n ? e->processors.others :
					  e->processors.first);
	return err ? err : search_count(e->x->search, 1);
}

static bool is_it(const struct edits *e)
{
	return search_is(e->x->search, e->x->chain.ld);
}

static void tell(struct edits *e, const char *given, const char *needed)
{
	struct search *s = e->x->search;

	s->n_now = 0;
	search_change(s, "append", given, needed);
	search_found(s);
}

/* Every character that can be typed at the place, in a text of @len. */
static int try_characters(struct edits *e, size_t len, const char *given)
{
	for (char c = ' '; c <= '~'; c++) {
		char needed[8];
		int err;

		e->text[e->at] = c;
		err = try_text(e, len);
		if (err)
			return err;
		if (!is_it(e))
			continue;
		snprintf(needed, sizeof(needed), "'%c'", c);
		tell(e, given, needed);
		return 0;
	}
	return 0;
}

static int try_replaced(struct edits *e)
{
	const char *from = (const char *)e->given.data;
	char given[64];

	snprintf(given, sizeof(given), "character %zu '%c'", e->at + 1,
		 from[e->at]);
	memcpy(e->text, from, e->given.len);
	return try_characters(e, e->given.len, given);
}

static int try_left_out(struct edits *e)
{
	const char *from = (const char *)e->given.data;
	char given[64];
	int err;

	memcpy(e->text, from, e->at);
	memcpy(e->text + e->at, from + e->at + 1, e->given.len - e->at - 1);
	err = try_text(e, e->given.len - 1);
	if (err || !is_it(e))
		return err;
	snprintf(given, sizeof(given), "character %zu '%c'", e->at + 1,
		 from[e->at]);
	tell(e, given, "left out");
	return 0;
}

static int try_inserted(struct edits *e)
{
	const char *from = (const char *)e->given.data;
	char given[64];

	snprintf(given, sizeof(given), "nothing before character %zu",
		 e->at + 1);
	memcpy(e->text, from, e->at);
	memcpy(e->text + e->at + 1, from + e->at, e->given.len - e->at);
	return try_characters(e, e->given.len + 1, given);
}

static int try_place(struct edits *e)
{
	int err = 0;

	if (e->at < e->given.len)
		err = try_replaced(e);
	if (!err && e->at < e->given.len)
		err = try_left_out(e);
	return err ? err : try_inserted(e);
}

static int try_places(struct edits *e)
{
	int err = 0;

	for (e->at = 0; !err && e->at <= e->given.len; e->at++) {
		if (!search_wants(e->x->search, 1))
			return 0;
		err = try_place(e);
	}
	return err;
}

/* The images as given, if they take a kernel. */
static const struct images *images_with_kernel(const struct explaining *x)
{
	for (size_t i = 0; i < x->n_images; i++)
		if (!x->images[i].number && !x->images[i].svsm &&
		    x->images[i].launch.kernel_sha256)
			return &x->images[i];
	return NULL;
}

int explain_cmdline(struct explaining *x)
{
	const struct snpguest_launch *launch = x->search->question->launch;
	struct edits e = { .x = x, .given = launch->cmdline,
			   .images = images_with_kernel(x) };
	int err;

	if (!e.images || launch->svsm.len || !e.given.len ||
	    e.given.len > CMDLINE_MAX)
		return 0;
	if (launch->vcpus > 1 && !e.images->firmware.ovmf.has_reset)
		return 0;
	err = explain_hash_processors(x, e.images, launch, &e.processors);
	if (err)
		return err;
	e.text = malloc(e.given.len + 1);
	if (!e.text)
		return -ENOMEM;
	err = try_places(&e);
	free(e.text);
	return err;
}

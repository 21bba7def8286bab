// SPDX-License-Identifier: MIT
#include "cmdline_edits.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CHAR ' '
#define LAST_CHAR '~'
#define N_CHARS (LAST_CHAR - FIRST_CHAR + 1)

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* sda, sdb; ttyS0, ttyS9; ro, rO. */
static bool is_near(int a, int b)
{
	if (is_digit(a))
		return is_digit(b);
	if (!is_letter(a) || !is_letter(b))
		return false;
	return abs(a - b) <= 2 || (a ^ b) == ('a' ^ 'A');
}

/* The byte at @at; a space in front of the line and behind it. */
static int byte_at(const struct cmdline_edits *edits, size_t at)
{
	return at < edits->given.len ? edits->given.data[at] : ' ';
}

static bool is_likely(const struct cmdline_edits *edits,
		      const struct cmdline_edit *edit)
{
	int here = byte_at(edits, edit->at);

	switch (edit->kind) {
	case CMDLINE_LEFT_OUT:
		return true;
	case CMDLINE_REPLACED:
		return is_near(here, edit->c);
	}
	if (edit->c == ' ' || edit->c == here)
		return true;
	return is_digit(edit->c) &&
	       (is_digit(here) ||
		(edit->at && is_digit(byte_at(edits, edit->at - 1u))));
}

static void add(struct cmdline_edits *edits, struct cmdline_edit edit,
		bool likely)
{
	if (is_likely(edits, &edit) == likely)
		edits->list[edits->n++] = edit;
}

static void add_characters(struct cmdline_edits *edits,
			   struct cmdline_edit edit, bool likely)
{
	int here = byte_at(edits, edit.at);

	for (int c = FIRST_CHAR; c <= LAST_CHAR; c++) {
		if (edit.kind == CMDLINE_REPLACED && c == here)
			continue;
		edit.c = (char)c;
		add(edits, edit, likely);
	}
}

static void add_place(struct cmdline_edits *edits, uint16_t at, bool likely)
{
	struct cmdline_edit edit = { .at = at, .kind = CMDLINE_LEFT_OUT };

	if (at < edits->given.len) {
		add(edits, edit, likely);
		edit.kind = CMDLINE_REPLACED;
		add_characters(edits, edit, likely);
	}
	edit.kind = CMDLINE_INSERTED;
	add_characters(edits, edit, likely);
}

static void add_all(struct cmdline_edits *edits, bool likely)
{
	for (size_t at = 0; at <= edits->given.len; at++)
		add_place(edits, (uint16_t)at, likely);
}

int cmdline_edits_make(struct cmdline_edits *edits, struct snpguest_blob given)
{
	size_t most = (given.len + 1) * (2 * N_CHARS + 1);

	*edits = (struct cmdline_edits){ .given = given };
	edits->list = calloc(most, sizeof(*edits->list));
	if (!edits->list)
		return -ENOMEM;
	add_all(edits, true);
	edits->n_likely = edits->n;
	add_all(edits, false);
	return 0;
}

void cmdline_edits_free(struct cmdline_edits *edits)
{
	free(edits->list);
	*edits = (struct cmdline_edits){ .list = NULL };
}

size_t cmdline_edit_apply(const struct cmdline_edits *edits,
			  const struct cmdline_edit *edit, uint8_t *text)
{
	const uint8_t *from = edits->given.data;
	size_t skip = edit->kind != CMDLINE_INSERTED, at = edit->at;
	size_t put = edit->kind != CMDLINE_LEFT_OUT;
	size_t rest = edits->given.len - at - skip;

	memcpy(text, from, at);
	if (put)
		text[at] = (uint8_t)edit->c;
	memcpy(text + at + put, from + at + skip, rest);
	return at + put + rest;
}

void cmdline_edit_tell(const struct cmdline_edits *edits,
		       const struct cmdline_edit *edit, char given[64],
		       char needed[16])
{
	int here = byte_at(edits, edit->at);

	if (edit->kind == CMDLINE_INSERTED)
		snprintf(given, 64, "nothing before character %u",
			 edit->at + 1u);
	else if (here < FIRST_CHAR || here > LAST_CHAR)
		/* It may be a piece of one. */
		snprintf(given, 64, "character %u 0x%02x", edit->at + 1u,
			 (unsigned int)here);
	else
		snprintf(given, 64, "character %u '%c'", edit->at + 1u, here);
	if (edit->kind == CMDLINE_LEFT_OUT)
		snprintf(needed, 16, "left out");
	else
		snprintf(needed, 16, "'%c'", edit->c);
}

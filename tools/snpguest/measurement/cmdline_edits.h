/* SPDX-License-Identifier: MIT */
/* Command lines that differ in one character from the one given. */
#ifndef SNPGUEST_CMDLINE_EDITS_H
#define SNPGUEST_CMDLINE_EDITS_H

#include "snpguest_measure.h"

/* COMMAND_LINE_SIZE of Linux on x86 is 2048, with the NUL. */
#define CMDLINE_EDITS_LEN_MAX 2047

enum cmdline_edit_kind {
	CMDLINE_LEFT_OUT,
	CMDLINE_REPLACED,
	CMDLINE_INSERTED, /* before the character at the place */
};

/** struct cmdline_edit - @c at offset @at; left out: @c is not used */
struct cmdline_edit {
	uint16_t at;
	uint8_t kind;
	char c;
};

/**
 * struct cmdline_edits - all of them, the likely ones first
 * @n_likely: how many these are
 */
struct cmdline_edits {
	struct snpguest_blob given;
	struct cmdline_edit *list;
	size_t n, n_likely;
};

/**
 * cmdline_edits_make() - list the edits of @given
 * @given: CMDLINE_EDITS_LEN_MAX bytes at most; has to stay
 *
 * Printable characters are put in. Return: 0, -ENOMEM. Free with
 * cmdline_edits_free() in every case.
 */
int cmdline_edits_make(struct cmdline_edits *edits, struct snpguest_blob given);

void cmdline_edits_free(struct cmdline_edits *edits);

/** @text: room for a byte more than was given. Return: the length. */
size_t cmdline_edit_apply(const struct cmdline_edits *edits,
			  const struct cmdline_edit *edit, uint8_t *text);

/** What it changes, for people. */
void cmdline_edit_tell(const struct cmdline_edits *edits,
		       const struct cmdline_edit *edit, char given[64],
		       char needed[16]);

#endif

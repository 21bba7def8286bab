// SPDX-License-Identifier: MIT
#include "kernel_variants.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of a command line that are quoted. */
#define CMDLINE_SHOWN ((size_t)60)

/* Where to cut: UTF-8 has three bytes at most behind the first of a character. */
static size_t shown_of(struct snpguest_blob cmdline)
{
	size_t len = CMDLINE_SHOWN;

	if (cmdline.len <= len)
		return cmdline.len;
	while (len > CMDLINE_SHOWN - 3 && (cmdline.data[len] & 0xc0) == 0x80)
		len--;
	return len;
}

void quote_cmdline(char *text, size_t size, struct snpguest_blob cmdline)
{
	size_t len = shown_of(cmdline);

	snprintf(text, size, "'%.*s'%s", (int)len, (const char *)cmdline.data,
		 len < cmdline.len ? "..." : "");
}

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct snpguest_blob trim_end(struct snpguest_blob text)
{
	while (text.len && is_space(text.data[text.len - 1]))
		text.len--;
	return text;
}

static struct snpguest_blob trim(struct snpguest_blob text)
{
	text = trim_end(text);
	while (text.len && is_space(text.data[0])) {
		text.data++;
		text.len--;
	}
	return text;
}

/** struct maker - variants on their way */
struct maker {
	struct kernel_variants *variants;
	struct crypto_hash *sha256;
	const struct snpguest_launch *launch;
};

static int add(struct maker *m, struct snpguest_blob cmdline,
	       const char *cmdline_needed, bool no_initrd)
{
	struct snpguest_launch changed = *m->launch;
	struct kernel_variant *v = &m->variants->list[m->variants->n];

	if (m->variants->n == KERNEL_VARIANTS_MAX)
		return 0;
	m->variants->n++;
	*v = (struct kernel_variant){
		.hashed = true,
		.no_initrd = no_initrd,
		.cmdline_needed = cmdline_needed,
		.n_changes = (cmdline_needed ? 1 : 0) + no_initrd,
	};
	changed.cmdline = cmdline;
	if (no_initrd)
		changed.initrd_sha256 = NULL;
	return kernel_hashes_build(&changed, m->sha256, v->table);
}

/* With the initrd, and without it where there is one. */
static int add_both(struct maker *m, struct snpguest_blob cmdline,
		    const char *cmdline_needed)
{
	int err = add(m, cmdline, cmdline_needed, false);

	if (!err && m->launch->initrd_sha256)
		err = add(m, cmdline, cmdline_needed, true);
	return err;
}

/* One character more than was given; @buffer has room for it. */
static int add_longer(struct maker *m, uint8_t *buffer, char last,
		      const char *cmdline_needed)
{
	struct snpguest_blob given = m->launch->cmdline;

	if (given.len)
		memcpy(buffer, given.data, given.len);
	buffer[given.len] = (uint8_t)last;
	return add_both(m, (struct snpguest_blob){ buffer, given.len + 1 },
			cmdline_needed);
}

static int add_all(struct maker *m, uint8_t *buffer)
{
	struct snpguest_blob given = m->launch->cmdline;
	struct snpguest_blob end = trim_end(given), ends = trim(given);
	int err = add_both(m, given, NULL);

	if (!err)
		err = add_longer(m, buffer, '\n', "with a newline at its end");
	if (!err)
		err = add_longer(m, buffer, ' ', "with a space at its end");
	if (!err && end.len != given.len && end.len)
		err = add_both(m, end, "without white space at its end");
	if (!err && ends.len != end.len && ends.len)
		err = add_both(m, ends, "without white space at its ends");
	if (!err && given.len)
		err = add_both(m, (struct snpguest_blob){ 0 }, "none");
	return err;
}

static void add_none(struct maker *m)
{
	m->variants->list[m->variants->n++] = (struct kernel_variant){
		.n_changes = m->launch->kernel_sha256 ? 1 : 0,
	};
}

int kernel_variants_make(struct kernel_variants *variants,
			 const struct snpguest_launch *launch,
			 struct crypto_hash *sha256)
{
	struct maker m = { variants, sha256, launch };
	uint8_t *buffer;
	int err;

	variants->n = 0;
	if (!launch->kernel_sha256) {
		add_none(&m);
		return 0;
	}
	buffer = malloc(launch->cmdline.len + 1);
	if (!buffer)
		return -ENOMEM;
	err = add_all(&m, buffer);
	free(buffer);
	if (!err)
		add_none(&m);
	return err;
}

void kernel_variant_changes(struct search *search,
			    const struct snpguest_launch *launch,
			    const struct kernel_variant *variant)
{
	char given[96];

	if (!variant->hashed) {
		if (launch->kernel_sha256)
			search_change(search, "kernel", "measured",
				      "kernel hashes off");
		return;
	}
	if (variant->cmdline_needed) {
		quote_cmdline(given, sizeof(given), launch->cmdline);
		search_change(search, "append", given, variant->cmdline_needed);
	}
	if (variant->no_initrd)
		search_change(search, "initrd", "given", "none");
}

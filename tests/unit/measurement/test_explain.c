// SPDX-License-Identifier: MIT
/*
 * Each way in which a launch differs in practice, alone and in pairs: the digest
 * is made with it, and the explanation has to name it and nothing else.
 */
#include "lib_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/little_endian.h"
#include "snpguest_measure.h"

#define IMAGE_SIZE 0x20000u
#define SVSM_SIZE 0x8000
#define VARS_SIZE 0x84000

static uint8_t image[IMAGE_SIZE], other_image[IMAGE_SIZE], svsm[SVSM_SIZE];
static uint8_t kernel[SNPGUEST_SHA256_SIZE], initrd[SNPGUEST_SHA256_SIZE];
static const char cmdline[] = "root=sda ro";

static struct snpguest_launch base;
static uint64_t most_tried;

/* ----------------------------------------------------------- the changes */

static void features_debug_swap(struct snpguest_launch *l)
{
	l->features ^= 0x20;
}

static void features_secure_tsc(struct snpguest_launch *l)
{
	l->features ^= 0x200;
}

static void features_rare(struct snpguest_launch *l)
{
	l->features ^= 0x4000;
}

static void fewer_vcpus(struct snpguest_launch *l)
{
	l->vcpus = 3;
}

static void more_vcpus(struct snpguest_launch *l)
{
	l->vcpus = 96;
}

static void vcpu_milan(struct snpguest_launch *l)
{
	l->vcpu_signature = 0xa00f11;
}

static void vmm_ec2(struct snpguest_launch *l)
{
	l->vmm = SNPGUEST_VMM_EC2;
}

static void vmm_gce(struct snpguest_launch *l)
{
	l->vmm = SNPGUEST_VMM_GCE;
}

static void vmm_krun(struct snpguest_launch *l)
{
	l->vmm = SNPGUEST_VMM_KRUN;
}

static void ec2_register(struct snpguest_launch *l)
{
	l->ec2_rdx = 0;
}

static void no_kernel(struct snpguest_launch *l)
{
	l->kernel_sha256 = NULL;
	l->initrd_sha256 = NULL;
	l->cmdline.len = 0;
}

static void set_cmdline(struct snpguest_launch *l, const char *text)
{
	l->cmdline.data = (const uint8_t *)text;
	l->cmdline.len = strlen(text);
}

static void newline(struct snpguest_launch *l)
{
	set_cmdline(l, "root=sda ro\n");
}

static void space(struct snpguest_launch *l)
{
	set_cmdline(l, "root=sda ro ");
}

static void no_cmdline(struct snpguest_launch *l)
{
	l->cmdline.len = 0;
}

static void no_initrd(struct snpguest_launch *l)
{
	l->initrd_sha256 = NULL;
}

static void vmsa_address(struct snpguest_launch *l)
{
	l->vmsa_gpa = 0xffffffffff000;
}

static void another_ovmf(struct snpguest_launch *l)
{
	l->ovmf.data = other_image;
}

/* Changes of one @group exclude each other. */
static const struct change {
	const char *name, *what, *needed;
	int group;
	void (*make)(struct snpguest_launch *l);
} changes[] = {
	{ "DebugSwap", "guest-features", "0x21", 1, features_debug_swap },
	{ "SecureTSC", "guest-features", "0x201", 1, features_secure_tsc },
	{ "a rare feature", "guest-features", "0x4001", 1, features_rare },
	{ "fewer vCPUs", "vcpus", "3", 2, fewer_vcpus },
	{ "more vCPUs", "vcpus", "96", 2, more_vcpus },
	{ "vCPU type", "vcpu-sig", "0xa00f11", 3, vcpu_milan },
	{ "VMM EC2", "vmm-type", "ec2", 4, vmm_ec2 },
	{ "VMM GCE", "vmm-type", "gce", 4, vmm_gce },
	{ "VMM krun", "vmm-type", "krun", 4, vmm_krun },
	{ "EC2 register", "ec2-rdx", "0x0", 5, ec2_register },
	{ "kernel hashes off", "kernel", "kernel hashes off", 6, no_kernel },
	{ "newline", "append", "with a newline at its end", 7, newline },
	{ "space", "append", "with a space at its end", 7, space },
	{ "no command line", "append", "none", 7, no_cmdline },
	{ "no initrd", "initrd", "none", 8, no_initrd },
	{ "VMSA address", "vmsa-gpa", "0xffffffffff000", 9, vmsa_address },
	{ "OVMF", "ovmf", "2", 10, another_ovmf },
};

#define N_CHANGES (sizeof(changes) / sizeof(changes[0]))

/* What one change hides of the other leaves no trace in the digest. */
static bool go_together(const struct change *a, const struct change *b)
{
	if (a->group == b->group)
		return false;
	if (a->group == 6 || b->group == 6)
		return !(a->group == 7 || a->group == 8 || b->group == 7 ||
			 b->group == 8);
	if (a->group == 3 || b->group == 3)
		return a->group != 4 && b->group != 4;
	return true;
}

/* ------------------------------------------------------------ the fixture */

static void fill(uint8_t *data, size_t len, uint32_t seed)
{
	for (size_t i = 0; i < len; i++) {
		seed = seed * 1664525 + 1013904223;
		data[i] = (uint8_t)(seed >> 24);
	}
}

static const uint8_t guid_footer[] = {
	0xde, 0x82, 0xb5, 0x96, 0xb2, 0x1f, 0xf7, 0x45,
	0xba, 0xea, 0xa3, 0x66, 0xc5, 0x5a, 0x08, 0x2d,
};
static const uint8_t guid_metadata[] = {
	0x66, 0x65, 0x88, 0xdc, 0x4a, 0x98, 0x98, 0x47,
	0xa7, 0x5e, 0x55, 0x85, 0xa7, 0xbf, 0x67, 0xcc,
};
static const uint8_t guid_svsm[] = {
	0x12, 0xa6, 0x89, 0xa7, 0x97, 0x05, 0x4b, 0x4c,
	0xa4, 0x9f, 0xcb, 0xb1, 0xfe, 0x9d, 0x1d, 0xdd,
};

static uint8_t *put_entry(uint8_t *end, const uint8_t *guid, uint32_t value)
{
	memcpy(end - 16, guid, 16);
	put_le16(end - 18, 22);
	put_le32(end - 22, value);
	return end - 22;
}

/* An SVSM image: its tables, and sections as the published one has them. */
static void make_svsm(void)
{
	static const uint32_t sections[3][3] = {
		{ 0, 0x9e000, 1 }, { 0x9e000, 0x1000, 2 },
		{ 0x9f000, 0x1000, 3 },
	};
	uint8_t *end = svsm + SVSM_SIZE - 0x20, *at = svsm + SVSM_SIZE - 0x200;

	fill(svsm, sizeof(svsm), 3);
	memcpy(end - 16, guid_footer, 16);
	put_le16(end - 18, 18 + 22 + 22);
	end = put_entry(end - 18, guid_metadata, 0x200);
	put_entry(end, guid_svsm, 0x40);
	memcpy(at, "ASEV", 4);
	put_le32(at + 4, 16 + 36);
	put_le32(at + 8, 1);
	put_le32(at + 12, 3);
	for (int i = 0; i < 9; i++)
		put_le32(at + 16 + 4 * i, sections[i / 3][i % 3]);
}

/* "ASEV" in an image. */
static uint8_t *metadata_of(uint8_t page[SNPGUEST_PAGE_SIZE])
{
	for (size_t i = 0; i + 4 <= SNPGUEST_PAGE_SIZE; i++)
		if (!memcmp(page + i, "ASEV", 4))
			return page + i;
	fail_msg("the image has no metadata");
	return NULL;
}

static int set_up(void **state)
{
	struct snpguest_blob tail;

	(void)state;
	if (!vectors_there())
		return 0;
	tail = vector_read("measurement/ovmf_AmdSev_suffix.bin");
	fill(image, sizeof(image), 1);
	fill(other_image, sizeof(other_image), 2);
	memcpy(image + IMAGE_SIZE - tail.len, tail.data, tail.len);
	memcpy(other_image + IMAGE_SIZE - tail.len, tail.data, tail.len);
	blob_free(tail);
	make_svsm();
	fill(kernel, sizeof(kernel), 4);
	fill(initrd, sizeof(initrd), 5);
	base = (struct snpguest_launch)SNPGUEST_LAUNCH_INIT;
	base.ovmf = (struct snpguest_blob){ image, sizeof(image) };
	base.vcpus = 16;
	base.vcpu_signature = 0x800f12;
	base.kernel_sha256 = kernel;
	base.initrd_sha256 = initrd;
	set_cmdline(&base, cmdline);
	return 0;
}

static void digest_of(const struct snpguest_launch *launch, uint8_t *digest)
{
	struct snpguest_error error;

	if (snpguest_launch_digest(launch, NULL, digest, &error))
		fail_msg("%s", error.what);
}

static struct snpguest_explanation explain(const struct snpguest_launch *from,
					   const uint8_t *digest)
{
	const struct snpguest_blob others[] = {
		{ other_image, sizeof(other_image) },
	};
	struct snpguest_question q = { .size = sizeof(q), .launch = from,
				       .ovmf = others, .n_ovmf = 1 };
	struct snpguest_explanation e;
	struct snpguest_error error;

	if (snpguest_launch_explain(&q, digest, &e, &error))
		fail_msg("%s", error.what);
	if (e.tried > most_tried)
		most_tried = e.tried;
	return e;
}

static bool names(const struct snpguest_explanation *e, const struct change *c)
{
	for (uint32_t i = 0; i < e->n_changes; i++)
		if (!strcmp(e->changes[i].what, c->what) &&
		    !strcmp(e->changes[i].needed, c->needed))
			return true;
	return false;
}

static void print_changes(const struct snpguest_explanation *e)
{
	for (uint32_t i = 0; i < e->n_changes; i++)
		print_message("# %s: %s -> %s\n", e->changes[i].what,
			      e->changes[i].given, e->changes[i].needed);
}

static void explained_as(const struct snpguest_explanation *e,
			 const struct change *a, const struct change *b)
{
	uint32_t n = b ? 2 : 1;

	if (e->found && e->n_changes == n && names(e, a) &&
	    (!b || names(e, b)))
		return;
	print_changes(e);
	fail_msg("%s%s%s: found %d, %u changes", a->name, b ? " and " : "",
		 b ? b->name : "", e->found, e->n_changes);
}

/* ------------------------------------------------------------------ tests */

static void no_change_at_all(void **state)
{
	struct snpguest_explanation e;
	uint8_t digest[48];

	(void)state;
	NEED_VECTORS();
	digest_of(&base, digest);
	e = explain(&base, digest);
	assert_true(e.found);
	assert_int_equal(e.n_changes, 0);
}

static void one_change(void **state)
{
	const struct change *c = *state;
	struct snpguest_launch from = base, changed;
	struct snpguest_explanation e;
	uint8_t digest[48];

	NEED_VECTORS();
	/* The register shows on EC2 alone. */
	if (c->make == ec2_register)
		vmm_ec2(&from);
	changed = from;
	c->make(&changed);
	digest_of(&changed, digest);
	e = explain(&from, digest);
	explained_as(&e, c, NULL);
}

static void two_changes(const struct change *a, const struct change *b)
{
	struct snpguest_launch from = base, changed;
	struct snpguest_explanation e;
	uint8_t digest[48];

	if (b->make == ec2_register && a->group != 4)
		vmm_ec2(&from);
	if (a->make == ec2_register)
		vmm_ec2(&from);
	if (b->make == ec2_register && a->group == 4 && a->make != vmm_ec2)
		return;
	if (from.vmm == SNPGUEST_VMM_EC2 && a->group == 3)
		return;
	changed = from;
	a->make(&changed);
	b->make(&changed);
	digest_of(&changed, digest);
	e = explain(&from, digest);
	explained_as(&e, a, b);
}

static void with_each_other_change(void **state)
{
	const struct change *a = *state;

	NEED_VECTORS();
	for (const struct change *b = a + 1; b < changes + N_CHANGES; b++)
		if (go_together(a, b))
			two_changes(a, b);
}

static void one_character(void **state)
{
	static const struct {
		const char *cmdline, *given, *needed;
	} edits[] = {
		{ "root=sdb ro",
		  "character 8 'a'", "'b'" },
		{ "root=sda r",
		  "character 11 'o'", "left out" },
		{ "root=sda roX",
		  "nothing before character 12", "'X'" },
		{ "#root=sda ro",
		  "nothing before character 1", "'#'" },
	};
	struct snpguest_launch changed = base;
	struct snpguest_explanation e;
	uint8_t digest[48];

	(void)state;
	NEED_VECTORS();
	for (size_t i = 0; i < 4; i++) {
		set_cmdline(&changed, edits[i].cmdline);
		digest_of(&changed, digest);
		e = explain(&base, digest);
		assert_true(e.found);
		assert_int_equal(e.n_changes, 1);
		assert_string_equal(e.changes[0].what, "append");
		assert_string_equal(e.changes[0].given, edits[i].given);
		assert_string_equal(e.changes[0].needed, edits[i].needed);
	}
}

static void another_character(struct snpguest_launch *l)
{
	set_cmdline(l, "root=sdb ro");
}

/* One of those that are tried last. */
static void an_unlikely_character(struct snpguest_launch *l)
{
	set_cmdline(l, "root=sda r~");
}

static const struct change characters[] = {
	{ "a character", "append", "'b'", 7, another_character },
	{ "an unlikely character", "append", "'~'", 7, an_unlikely_character },
};

static void one_character_with_each_other_change(void **state)
{
	const struct change *c = *state;
	uint32_t vcpus = base.vcpus;

	NEED_VECTORS();
	/* Takes less time; 16 are within what a search affords, too. */
	if (c->make == an_unlikely_character)
		base.vcpus = 1;
	for (const struct change *other = changes;
	     other < changes + N_CHANGES; other++)
		if (go_together(c, other))
			two_changes(c, other);
	base.vcpus = vcpus;
}

/* The tables of two documents; of 11, 13 and 63 one alone knows. */
static void each_bit_of_the_features(void **state)
{
	static const int bits[] = { 0, 1,  2,  3,  4,  5,  6,  7,  8, 9,
				    10, 11, 12, 13, 14, 15, 16, 21, 63 };
	struct snpguest_launch changed = base;
	struct snpguest_explanation e;
	uint8_t digest[48];
	char needed[32];

	(void)state;
	NEED_VECTORS();
	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		changed.features = base.features ^ UINT64_C(1) << bits[i];
		digest_of(&changed, digest);
		e = explain(&base, digest);
		assert_int_equal(e.n_changes, 1);
		snprintf(needed, sizeof(needed), "0x%llx",
			 (unsigned long long)changed.features);
		assert_string_equal(e.changes[0].needed, needed);
	}
}

/* The hash that was given is of the first image alone. */
static void another_image_whatever_hash_was_given(void **state)
{
	struct snpguest_launch from = base, changed = base;
	struct snpguest_explanation e;
	uint8_t digest[48], seed[48];

	(void)state;
	NEED_VECTORS();
	assert_int_equal(snpguest_ovmf_hash(base.ovmf, seed, NULL), 0);
	from.ovmf_hash = seed;
	another_ovmf(&changed);
	digest_of(&changed, digest);
	e = explain(&from, digest);
	explained_as(&e, &changes[N_CHANGES - 1], NULL);
}

/* Such as a report has: no model's. */
static void a_signature_of_the_question(void **state)
{
	static const uint32_t signature = 0xb00f21;
	struct snpguest_launch changed = base;
	struct snpguest_question q = { .size = sizeof(q), .launch = &base,
				       .signatures = &signature,
				       .n_signatures = 1 };
	struct snpguest_explanation e;
	uint8_t digest[48];

	(void)state;
	NEED_VECTORS();
	changed.vcpu_signature = signature;
	digest_of(&changed, digest);
	assert_int_equal(snpguest_launch_explain(&q, digest, &e, NULL), 0);
	assert_int_equal(e.n_changes, 1);
	assert_string_equal(e.changes[0].what, "vcpu-sig");
	assert_string_equal(e.changes[0].needed, "0xb00f21");
}

static void white_space_of_any_kind(void **state)
{
	static const struct {
		const char *given, *measured, *needed;
	} cases[] = {
		{ "root=sda ro\t\t", "root=sda ro",
		  "without white space at its end" },
		{ "root=sda ro\r\n", "root=sda ro",
		  "without white space at its end" },
		{ "root=sda ro \n", "root=sda ro",
		  "without white space at its end" },
		{ "\t\troot=sda ro", "root=sda ro",
		  "without white space at its ends" },
		{ "\r\nroot=sda ro\n", "root=sda ro",
		  "without white space at its ends" },
		{ "\r\nroot=sda ro\n", "\r\nroot=sda ro",
		  "without white space at its end" },
	};

	(void)state;
	NEED_VECTORS();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct snpguest_launch from = base, changed = base;
		struct snpguest_explanation e;
		uint8_t digest[48];

		set_cmdline(&from, cases[i].given);
		set_cmdline(&changed, cases[i].measured);
		digest_of(&changed, digest);
		e = explain(&from, digest);
		assert_int_equal(e.n_changes, 1);
		assert_string_equal(e.changes[0].needed, cases[i].needed);
	}
}

/* ------------------------------------------------------------ how far it goes */

/* As many as alone, with one other change of any kind. */
static void five_hundred_vcpus_and_another_change(void **state)
{
	struct snpguest_launch changed = base;
	struct snpguest_explanation e;
	uint8_t digest[48];

	(void)state;
	NEED_VECTORS();
	changed.vcpus = 512;
	vcpu_milan(&changed);
	digest_of(&changed, digest);
	e = explain(&base, digest);
	assert_true(e.found);
	assert_int_equal(e.n_changes, 2);
	changed = base;
	changed.vcpus = 512;
	another_character(&changed);
	digest_of(&changed, digest);
	e = explain(&base, digest);
	assert_true(e.found);
	assert_int_equal(e.n_changes, 2);
	assert_string_equal(e.changes[1].needed, "512");
}

/* With two others it takes long, which is said; and done where it is asked for. */
static void many_vcpus_and_two_other_changes(void **state)
{
	struct snpguest_launch from = base, changed;
	struct snpguest_question q = { .size = sizeof(q), .launch = &from };
	struct snpguest_explanation e;
	uint8_t digest[48];

	(void)state;
	NEED_VECTORS();
	no_kernel(&from);
	changed = from;
	changed.vcpus = 129;
	features_debug_swap(&changed);
	vmsa_address(&changed);
	digest_of(&changed, digest);
	assert_int_equal(snpguest_launch_explain(&q, digest, &e, NULL), 0);
	assert_false(e.found);
	assert_int_equal(e.left_out, SNPGUEST_LEFT_OUT_VCPUS);
	q.vcpus_max = 129;
	assert_int_equal(snpguest_launch_explain(&q, digest, &e, NULL), 0);
	assert_int_equal(e.n_changes, 3);
	assert_int_equal(e.left_out, 0);
	q.vcpus_max = 0;
	q.thorough = true;
	assert_int_equal(snpguest_launch_explain(&q, digest, &e, NULL), 0);
	assert_int_equal(e.n_changes, 3);
	assert_int_equal(e.left_out, 0);
}

/* The least that progress is called after, see search.c. */
#define LINKS_A_CALL 16384
/* Nobody waits for more: some two seconds, see search.h. */
#define LINKS_MAX (4 * 1000 * 1000)

static int count(void *priv, uint64_t tried)
{
	(void)tried;
	++*(uint64_t *)priv;
	return 0;
}

/* What is left out of a search for what is not there; it ends in time. */
static uint32_t left_out_of(const struct snpguest_launch *launch)
{
	static const uint8_t digest[48] = { 1 };
	uint64_t calls = 0;
	struct snpguest_question q = { .size = sizeof(q), .launch = launch,
				       .progress = count, .priv = &calls };
	struct snpguest_explanation e;

	assert_int_equal(snpguest_launch_explain(&q, digest, &e, NULL), 0);
	assert_false(e.found);
	assert_in_range(calls, 2, LINKS_MAX / LINKS_A_CALL);
	/* More than 128 vCPUs with two other changes are never tried. */
	assert_true(e.left_out & SNPGUEST_LEFT_OUT_VCPUS);
	return e.left_out & ~(uint32_t)SNPGUEST_LEFT_OUT_VCPUS;
}

static void long_command_lines_take_bounded_time(void **state)
{
	static char line[2049];
	struct snpguest_launch l = base;

	(void)state;
	NEED_VECTORS();
	memset(line, 'a', sizeof(line) - 1);
	l.cmdline.data = (const uint8_t *)line;
	l.cmdline.len = 6;
	assert_int_equal(left_out_of(&l), 0);
	l.cmdline.len = 2047;
	assert_int_equal(left_out_of(&l),
			 SNPGUEST_LEFT_OUT_CHARACTERS |
				 SNPGUEST_LEFT_OUT_CHARACTERS_TOGETHER);
	l.cmdline.len = 2048;
	l.vcpus = 64;
	assert_int_equal(left_out_of(&l), SNPGUEST_LEFT_OUT_LONG_LINE);
}

/* What is likely is found in the longest line, and with DebugSwap, too. */
static void likely_characters_of_a_long_line(void **state)
{
	static char line[2048];
	struct snpguest_launch from = base, changed;
	struct snpguest_explanation e;
	uint8_t digest[48];

	(void)state;
	NEED_VECTORS();
	memset(line, 'a', sizeof(line) - 1);
	set_cmdline(&from, line);
	line[2046] = 'b';
	changed = from;
	features_debug_swap(&changed);
	digest_of(&changed, digest);
	line[2046] = 'a';
	e = explain(&from, digest);
	assert_true(e.found);
	assert_int_equal(e.n_changes, 2);
	assert_string_equal(e.changes[0].needed, "'b'");
}

static void a_thorough_search_leaves_nothing_out(void **state)
{
	static const char line[] = "root=/dev/sda ro quiet";
	struct snpguest_launch from = base, changed;
	struct snpguest_question q = { .size = sizeof(q), .launch = &from,
				       .vcpus_max = 64 };
	struct snpguest_explanation e;
	uint8_t digest[48];

	(void)state;
	NEED_VECTORS();
	from.vcpus = 64;
	set_cmdline(&from, line);
	changed = from;
	set_cmdline(&changed, "root=/dev/sda ro quie^");
	vcpu_milan(&changed);
	digest_of(&changed, digest);
	assert_int_equal(snpguest_launch_explain(&q, digest, &e, NULL), 0);
	assert_false(e.found);
	assert_int_equal(e.left_out, SNPGUEST_LEFT_OUT_CHARACTERS_TOGETHER);
	q.thorough = true;
	assert_int_equal(snpguest_launch_explain(&q, digest, &e, NULL), 0);
	assert_true(e.found);
	assert_int_equal(e.n_changes, 2);
	assert_int_equal(e.left_out, 0);
}

/* A hostile image: 240 MiB are measured with the hashes, or behind them. */
static void very_large_sections(const uint32_t sections[2][3])
{
	static uint8_t page[SNPGUEST_PAGE_SIZE];
	struct snpguest_launch l = base;
	uint8_t *at;

	memcpy(page, image + IMAGE_SIZE - sizeof(page), sizeof(page));
	at = metadata_of(page);
	put_le32(at + 4, 16 + 24);
	put_le32(at + 12, 2);
	for (int i = 0; i < 6; i++)
		put_le32(at + 16 + 4 * i, sections[i / 3][i % 3]);
	l.ovmf = (struct snpguest_blob){ page, sizeof(page) };
	l.vcpus = 1;
	set_cmdline(&l, "a");
	assert_int_equal(left_out_of(&l),
			 SNPGUEST_LEFT_OUT_CHARACTERS |
				 SNPGUEST_LEFT_OUT_CHARACTERS_TOGETHER);
}

static void very_large_sections_take_bounded_time(void **state)
{
	static const uint32_t behind[2][3] = {
		{ 0x810000, 0x1000, 0x10 }, { 0x10000000, 0xf000000, 1 },
	};
	static const uint32_t of_hashes[2][3] = {
		{ 0x810000, 0xf000000, 0x10 }, { 0x10000000, 0x1000, 1 },
	};

	(void)state;
	NEED_VECTORS();
	very_large_sections(behind);
	very_large_sections(of_hashes);
}

static void with_and_without_the_svsm(void **state)
{
	struct snpguest_launch with = base, without = base;
	struct snpguest_explanation e;
	uint8_t digest[48];

	(void)state;
	NEED_VECTORS();
	no_kernel(&with);
	with.svsm = (struct snpguest_blob){ svsm, sizeof(svsm) };
	with.vars_size = VARS_SIZE;
	digest_of(&with, digest);
	e = explain(&with, digest);
	assert_true(e.found);
	assert_int_equal(e.n_changes, 0);
	/* With the kernel at hand, too. */
	without = with;
	without.kernel_sha256 = kernel;
	without.initrd_sha256 = initrd;
	without.cmdline = base.cmdline;
	e = explain(&without, digest);
	assert_true(e.found);
	assert_int_equal(e.n_changes, 0);
	digest_of(&base, digest);
	e = explain(&without, digest);
	assert_true(e.found);
	assert_int_equal(e.n_changes, 1);
	assert_string_equal(e.changes[0].what, "svsm");
	features_debug_swap(&with);
	digest_of(&with, digest);
	e = explain(&without, digest);
	explained_as(&e, &changes[0], NULL);
}

/* From @from to @of, which differ in the SVSM, or not, and in @a and @b. */
static void svsm_explained(const struct snpguest_launch *from,
			   struct snpguest_launch of, bool dropped,
			   const struct change *a, const struct change *b)
{
	struct snpguest_explanation e;
	uint8_t digest[48];

	a->make(&of);
	if (b)
		b->make(&of);
	digest_of(&of, digest);
	e = explain(from, digest);
	if (!e.found || e.n_changes != 1u + dropped + (b != NULL) ||
	    !names(&e, a) || (b && !names(&e, b))) {
		print_changes(&e);
		fail_msg("%s and %s, SVSM %d: found %d", a->name,
			 b ? b->name : "none", !dropped, e.found);
	}
}

/* Features, vCPUs, their type, the address and OVMF: all that an SVSM leaves. */
static bool shows_with_svsm(const struct change *c)
{
	return c->group <= 3 || c->group == 9 || c->group == 10;
}

static void each_change_with_the_svsm(void **state)
{
	struct snpguest_launch with = base;

	(void)state;
	NEED_VECTORS();
	no_kernel(&with);
	with.svsm = (struct snpguest_blob){ svsm, sizeof(svsm) };
	with.vars_size = VARS_SIZE;
	for (const struct change *a = changes; a < changes + N_CHANGES; a++) {
		if (!shows_with_svsm(a))
			continue;
		svsm_explained(&with, with, false, a, NULL);
		for (const struct change *b = a + 1; b < changes + N_CHANGES;
		     b++)
			if (shows_with_svsm(b) && a->group != b->group)
				svsm_explained(&with, with, false, a, b);
	}
}

/* The SVSM was at hand, and was not launched. */
static void each_change_without_the_svsm(void **state)
{
	struct snpguest_launch from = base;

	(void)state;
	NEED_VECTORS();
	from.svsm = (struct snpguest_blob){ svsm, sizeof(svsm) };
	from.vars_size = VARS_SIZE;
	for (const struct change *a = changes; a < changes + N_CHANGES; a++)
		/* The register shows on EC2 alone. */
		if (a->make != ec2_register)
			svsm_explained(&from, base, true, a, NULL);
}

static void three_changes(void **state)
{
	struct snpguest_launch changed = base;
	struct snpguest_explanation e;
	uint8_t digest[48];

	(void)state;
	NEED_VECTORS();
	newline(&changed);
	fewer_vcpus(&changed);
	features_debug_swap(&changed);
	vcpu_milan(&changed);
	digest_of(&changed, digest);
	e = explain(&base, digest);
	assert_true(e.found);
	assert_int_equal(e.n_changes, 4);
}

static void unrelated_digest(void **state)
{
	static const uint8_t digest[48] = { 1 };
	struct snpguest_explanation e;

	(void)state;
	NEED_VECTORS();
	e = explain(&base, digest);
	assert_false(e.found);
	assert_true(e.tried > 100000);
}

static int enough(void *priv, uint64_t tried)
{
	*(uint64_t *)priv = tried;
	return 1;
}

static void progress_can_end_it(void **state)
{
	static const uint8_t digest[48] = { 1 };
	uint64_t tried = 0;
	struct snpguest_question q = { .size = sizeof(q), .launch = &base,
				       .progress = enough, .priv = &tried };
	struct snpguest_explanation e;

	(void)state;
	NEED_VECTORS();
	assert_int_equal(snpguest_launch_explain(&q, digest, &e, NULL),
			 -ECANCELED);
	assert_true(tried && tried < 20000 && !e.found);
}

static void wrong_questions(void **state)
{
	static const uint8_t digest[48];
	struct snpguest_launch sev = base;
	struct snpguest_question q = { .size = sizeof(q), .launch = &base };
	struct snpguest_igvm igvm = SNPGUEST_IGVM_INIT;
	struct snpguest_explanation e;

	(void)state;
	NEED_VECTORS();
	q.igvm = &igvm;
	assert_int_equal(snpguest_launch_explain(&q, digest, &e, NULL),
			 -EINVAL);
	q.igvm = NULL;
	q.vcpus_max = SNPGUEST_VCPUS_MAX + 1;
	assert_int_equal(snpguest_launch_explain(&q, digest, &e, NULL),
			 -EINVAL);
	q.vcpus_max = 0;
	q.launch = &sev;
	sev.mode = SNPGUEST_LAUNCH_SEV;
	assert_int_equal(snpguest_launch_explain(&q, digest, &e, NULL),
			 -EINVAL);
	q.launch = NULL;
	assert_int_equal(snpguest_launch_explain(&q, digest, &e, NULL),
			 -EINVAL);
	q.launch = &base;
	q.size--;
	assert_int_equal(snpguest_launch_explain(&q, digest, &e, NULL),
			 -EINVAL);
}

int main(void)
{
	static struct CMUnitTest tests[2 * N_CHANGES + 24];
	static char text[N_CHANGES][64];
	const struct CMUnitTest more[] = {
		cmocka_unit_test(no_change_at_all),
		cmocka_unit_test(one_character),
		cmocka_unit_test_prestate(one_character_with_each_other_change,
					  (void *)&characters[0]),
		{ .name = "one_unlikely_character_with_each_other_change",
		  .test_func = one_character_with_each_other_change,
		  .initial_state = (void *)&characters[1] },
		cmocka_unit_test(each_bit_of_the_features),
		cmocka_unit_test(another_image_whatever_hash_was_given),
		cmocka_unit_test(a_signature_of_the_question),
		cmocka_unit_test(white_space_of_any_kind),
		cmocka_unit_test(five_hundred_vcpus_and_another_change),
		cmocka_unit_test(many_vcpus_and_two_other_changes),
		cmocka_unit_test(long_command_lines_take_bounded_time),
		cmocka_unit_test(likely_characters_of_a_long_line),
		cmocka_unit_test(a_thorough_search_leaves_nothing_out),
		cmocka_unit_test(very_large_sections_take_bounded_time),
		cmocka_unit_test(with_and_without_the_svsm),
		cmocka_unit_test(each_change_with_the_svsm),
		cmocka_unit_test(each_change_without_the_svsm),
		cmocka_unit_test(three_changes),
		cmocka_unit_test(unrelated_digest),
		cmocka_unit_test(progress_can_end_it),
		cmocka_unit_test(wrong_questions),
	};
	size_t n = 0;

	for (size_t i = 0; i < N_CHANGES; i++) {
		tests[n].name = changes[i].name;
		tests[n].test_func = one_change;
		tests[n++].initial_state = (void *)&changes[i];
	}
	for (size_t i = 0; i + 1 < N_CHANGES; i++) {
		snprintf(text[i], sizeof(text[i]), "%s with each other change",
			 changes[i].name);
		tests[n].name = text[i];
		tests[n].test_func = with_each_other_change;
		tests[n++].initial_state = (void *)&changes[i];
	}
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++)
		tests[n++] = more[i];
	return _cmocka_run_group_tests("explanations", tests, n, set_up, NULL);
}

// SPDX-License-Identifier: MIT
/* The tables of OVMF images: two genuine ones, and many that are hostile. */
#include "lib_files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/little_endian.h"
#include "snpguest_measure.h"

static const struct snpguest_section amdsev[] = {
	{ 0x800000, 0x9000, 1 },  { 0x80a000, 0x3000, 1 },
	{ 0x80d000, 0x1000, 2 },  { 0x80e000, 0x1000, 3 },
	{ 0x80f000, 0x1000, 4 },  { 0x810000, 0x1000, 0x10 },
	{ 0x811000, 0xf000, 1 },
};
static const struct snpguest_section x64[] = {
	{ 0x800000, 0x9000, 1 }, { 0x80a000, 0x3000, 1 },
	{ 0x80d000, 0x1000, 2 }, { 0x80e000, 0x1000, 3 },
	{ 0x80f000, 0x1000, 4 }, { 0x810000, 0x10000, 1 },
};

static void image_is(const char *name, const struct snpguest_section *sections,
		     uint32_t n, uint32_t hash_base, uint32_t hash_size)
{
	struct snpguest_blob image = vector_read(name);
	struct snpguest_ovmf ovmf;

	assert_int_equal(snpguest_ovmf_parse(image, &ovmf, NULL), 0);
	assert_true(ovmf.gpa == 0xfffff000);
	assert_true(ovmf.has_reset && ovmf.has_hash_area && ovmf.has_metadata);
	assert_int_equal(ovmf.reset_address, 0x0080b004);
	assert_int_equal(ovmf.hash_base, hash_base);
	assert_int_equal(ovmf.hash_size, hash_size);
	assert_int_equal(ovmf.n_sections, n);
	assert_memory_equal(ovmf.sections, sections, n * sizeof(*sections));
	assert_false(ovmf.has_svsm_entry);
	blob_free(image);
}

static void fixture_AmdSev(void **state)
{
	(void)state;
	NEED_VECTORS();
	image_is("measurement/ovmf_AmdSev_suffix.bin", amdsev, 7, 0x810c00,
		 0x400);
}

static void fixture_OvmfX64(void **state)
{
	(void)state;
	NEED_VECTORS();
	image_is("measurement/ovmf_OvmfX64_suffix.bin", x64, 6, 0, 0);
}

/* ------------------------------------------------------- made in the test */

#define END (SNPGUEST_PAGE_SIZE - 0x20)
#define METADATA_OFFSET 0x800

static const char reset_guid[] = "00f771de-1a7e-4fcb-890e-68c77e2fb44e";
static const char footer_guid[] = "96b582de-1fb2-45f7-baea-a366c55a082d";
static const char metadata_guid[] = "dc886566-984a-4798-a75e-5585a7bf67cc";
static const char hashes_guid[] = "7255371f-3a3b-4b04-927b-1da6efa8d454";
static const char svsm_guid[] = "a789a612-0597-4c4b-a49f-cbb1fe9d1ddd";

/** struct made - one page, its table written backwards from @at */
struct made {
	uint8_t page[SNPGUEST_PAGE_SIZE];
	size_t at;
};

static void put_guid(uint8_t *to, const char *text)
{
	static const int order[] = { 3, 2, 1, 0, 5, 4, 7, 6,
				     8, 9, 10, 11, 12, 13, 14, 15 };
	unsigned int byte;

	for (int i = 0; i < 16; i++) {
		while (*text == '-')
			text++;
		sscanf(text, "%2x", &byte);
		to[order[i]] = (uint8_t)byte;
		text += 2;
	}
}

static void add_head(struct made *m, const char *guid, uint16_t len)
{
	m->at -= 16;
	put_guid(m->page + m->at, guid);
	m->at -= 2;
	put_le16(m->page + m->at, len);
}

static void add_le32(struct made *m, uint32_t value)
{
	m->at -= 4;
	put_le32(m->page + m->at, value);
}

/* A footer for a table of @len bytes, itself included. */
static struct made made_with(uint16_t len)
{
	struct made m = { .at = END };

	add_head(&m, footer_guid, len);
	return m;
}

static void put_metadata(struct made *m, uint32_t len, uint32_t version,
			 uint32_t count)
{
	uint8_t *at = m->page + SNPGUEST_PAGE_SIZE - METADATA_OFFSET;

	memcpy(at, "ASEV", 4);
	put_le32(at + 4, len);
	put_le32(at + 8, version);
	put_le32(at + 12, count);
}

static void put_section(struct made *m, int index, uint32_t gpa, uint32_t size,
			uint32_t type)
{
	uint8_t *at = m->page + SNPGUEST_PAGE_SIZE - METADATA_OFFSET + 16 +
		      12 * index;

	put_le32(at, gpa);
	put_le32(at + 4, size);
	put_le32(at + 8, type);
}

/* Metadata with @count sections of SEC_MEM, far from each other. */
static struct made made_with_sections(uint32_t count)
{
	struct made m = made_with(18 + 22 + 22);

	add_head(&m, metadata_guid, 22);
	add_le32(&m, METADATA_OFFSET);
	add_head(&m, reset_guid, 22);
	add_le32(&m, 0x80b004);
	put_metadata(&m, 16 + 12 * count, 1, count);
	for (uint32_t i = 0; i < count; i++)
		put_section(&m, (int)i, 0x800000 + i * 0x10000, 0x1000, 1);
	return m;
}

static void refused(const struct made *m, const char *why)
{
	struct snpguest_blob image = guarded((struct snpguest_blob){
		m->page, sizeof(m->page) });
	struct snpguest_error error = { 0 };
	struct snpguest_ovmf ovmf;

	assert_int_equal(snpguest_ovmf_parse(image, &ovmf, &error), -EBADMSG);
	if (!strstr(error.what, why))
		fail_msg("'%s' does not say '%s'", error.what, why);
	guarded_free(image);
}

static void accepted(const struct made *m, struct snpguest_ovmf *ovmf)
{
	struct snpguest_blob image = guarded((struct snpguest_blob){
		m->page, sizeof(m->page) });
	struct snpguest_error error = { 0 };

	if (snpguest_ovmf_parse(image, ovmf, &error))
		fail_msg("%s", error.what);
	guarded_free(image);
}

static void what_the_test_makes_is_read(void **state)
{
	struct made m = made_with_sections(3);
	struct snpguest_ovmf ovmf;

	(void)state;
	accepted(&m, &ovmf);
	assert_int_equal(ovmf.n_sections, 3);
	assert_int_equal(ovmf.reset_address, 0x80b004);
}

static void reset_block_alone_is_an_old_image(void **state)
{
	struct made m = { .at = END };
	struct snpguest_ovmf ovmf;

	(void)state;
	add_head(&m, reset_guid, 22);
	add_le32(&m, 0x12345);
	accepted(&m, &ovmf);
	assert_true(ovmf.has_reset && !ovmf.has_metadata);
	assert_int_equal(ovmf.reset_address, 0x12345);
	m = (struct made){ .at = END };
	add_head(&m, reset_guid, 0xffff);
	refused(&m, "not within the image");
	m = (struct made){ .at = END };
	add_head(&m, reset_guid, 17);
	refused(&m, "not within the image");
	m = (struct made){ .at = END };
	add_head(&m, reset_guid, 21);
	refused(&m, "too short");
}

static void images_that_are_not_pages(void **state)
{
	static const uint8_t page[SNPGUEST_PAGE_SIZE + 1];
	static const size_t sizes[] = { 0, 1, 0x20, 4095, 4097 };
	struct snpguest_ovmf ovmf;

	(void)state;
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(snpguest_ovmf_parse((struct snpguest_blob){
			page, sizes[i] }, &ovmf, NULL), -EBADMSG);
	assert_int_equal(snpguest_ovmf_parse((struct snpguest_blob){
		page, (size_t)1 << 32 }, &ovmf, NULL), -EBADMSG);
}

static void sizes_of_the_table(void **state)
{
	struct made m;

	(void)state;
	for (uint16_t len = 0; len < 18; len++) {
		m = made_with(len);
		refused(&m, "not within the image");
	}
	m = made_with(END + 1);
	refused(&m, "not within the image");
	m = made_with(0xffff);
	refused(&m, "not within the image");
	m = made_with(18 + 17);
	refused(&m, "too few for another");
}

static void sizes_of_an_entry(void **state)
{
	static const uint16_t bad[] = { 0, 17, 23, 0xffff };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct made m = made_with(18 + 22);
		char why[32];

		snprintf(why, sizeof(why), "an entry of %u bytes", bad[i]);
		add_head(&m, reset_guid, bad[i]);
		refused(&m, why);
	}
}

static void entries_twice_or_short(void **state)
{
	static const char *const guids[] = { reset_guid, metadata_guid,
					     hashes_guid };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct made m = made_with(18 + 26 + 26);

		add_head(&m, guids[i], 26);
		m.at -= 8;
		add_head(&m, guids[i], 26);
		refused(&m, "twice");
		m = made_with(18 + 18);
		add_head(&m, guids[i], 18);
		refused(&m, "too short");
	}
}

static void metadata_offsets(void **state)
{
	static const uint32_t bad[] = { 0, 1, 15, 4097, 0x80000000,
					0xffffffff };
	struct made m;

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		m = made_with(18 + 22);
		add_head(&m, metadata_guid, 22);
		add_le32(&m, bad[i]);
		refused(&m, "OVMF metadata");
	}
}

static void metadata_counts(void **state)
{
	struct made m = made_with_sections(1);

	(void)state;
	put_metadata(&m, 28, 1, 2);
	refused(&m, "do not fit");
	put_metadata(&m, 28, 1, 0xffffffff);
	refused(&m, "do not fit");
	put_metadata(&m, 0xffffffff, 1, 0x15555554);
	refused(&m, "do not fit");
	put_metadata(&m, 15, 1, 0);
	refused(&m, "do not fit");
	put_metadata(&m, METADATA_OFFSET + 1, 1, 1);
	refused(&m, "do not fit");
	put_metadata(&m, METADATA_OFFSET, 1, SNPGUEST_SECTIONS_MAX + 1);
	refused(&m, "more than 128");
	put_metadata(&m, 28, 2, 1);
	refused(&m, "version 2");
}

static void sections(void **state)
{
	static const struct {
		uint32_t gpa, size, type;
		const char *why;
	} bad[] = {
		{ 0x1001, 0x1000, 1, "whole pages" },
		{ 0x1000, 0x1001, 1, "whole pages" },
		{ 0x1000, 0, 1, "whole pages" },
		{ 0xfffff000, 0x2000, 1, "wraps" },
		{ 0xfffff000, 0xfffff000, 1, "wraps" },
		{ 0x1000, 0x1000, 0, "unknown type" },
		{ 0x1000, 0x1000, 5, "unknown type" },
		{ 0x1000, 0x1000, 0xffffffff, "unknown type" },
		{ 0x1000, 0x2000, 2, "one page" },
		{ 0x1000, 0x2000, 3, "one page" },
		{ 0x810000, 0x1000, 1, "overlaps" },
		{ 0x80f000, 0x2000, 1, "overlaps" },
		{ 0x7ff000, 0x2000, 1, "overlaps" },
		{ 0x1000, 0x900000, 1, "overlaps" },
		{ 0x0, 0xfffff000, 1, "overlaps" },
		{ 0x1000000, 0xf0000000, 1, "MiB" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct made m = made_with_sections(3);

		put_section(&m, 2, bad[i].gpa, bad[i].size, bad[i].type);
		refused(&m, bad[i].why);
	}
}

/* What no table says is no table's fault, but no launch either. */
static void launch_needs_what_the_image_lacks(void **state)
{
	struct made m = { .at = END };
	struct snpguest_launch l = SNPGUEST_LAUNCH_INIT;
	struct snpguest_error error = { 0 };
	uint8_t digest[48];

	(void)state;
	l.ovmf = (struct snpguest_blob){ m.page, sizeof(m.page) };
	assert_int_equal(snpguest_launch_digest(&l, NULL, digest, &error),
			 -EBADMSG);
	assert_non_null(strstr(error.what, "no SEV metadata"));
	l.mode = SNPGUEST_LAUNCH_SEV_ES;
	l.vcpus = 2;
	assert_int_equal(snpguest_launch_digest(&l, NULL, digest, &error),
			 -EBADMSG);
	assert_non_null(strstr(error.what, "processors other than the first"));
	m = made_with_sections(1);
	put_section(&m, 0, 0xfffff000, 0x1000, 1);
	l.mode = SNPGUEST_LAUNCH_SNP;
	assert_int_equal(snpguest_launch_digest(&l, NULL, digest, &error),
			 -EBADMSG);
	assert_non_null(strstr(error.what, "overlaps the image"));
}

/* An image with a section for hashes at 0x820000, and an area for them. */
static struct made made_with_hashes(uint32_t base, uint32_t size)
{
	struct made m = made_with(18 + 22 + 22 + 26);

	add_head(&m, metadata_guid, 22);
	add_le32(&m, METADATA_OFFSET);
	add_head(&m, reset_guid, 22);
	add_le32(&m, 0x80b004);
	add_head(&m, hashes_guid, 26);
	add_le32(&m, size);
	add_le32(&m, base);
	put_metadata(&m, 16 + 12 * 3, 1, 3);
	for (uint32_t i = 0; i < 3; i++)
		put_section(&m, (int)i, 0x800000 + i * 0x10000, 0x1000,
			    i == 2 ? 0x10 : 1);
	return m;
}

/* Or the hashes would not be where OVMF compares a kernel with them. */
static void kernel_hashes_are_in_the_page_measured_for_them(void **state)
{
	static const struct {
		uint32_t base, size;
		int snp, sev;
	} cases[] = {
		{ 0x820000, 0x400, 0, 0 },
		{ 0x820c00, 0x400, 0, 0 },
		{ 0x820f50, 176, 0, 0 },
		{ 0x820f51, 176, -EBADMSG, 0 },
		{ 0x820c00, 175, -EBADMSG, -EBADMSG },
		{ 0, 0x400, -EBADMSG, -EBADMSG },
		{ 0x821c00, 0x400, -EBADMSG, 0 },
		{ 0x81fc00, 0x400, -EBADMSG, 0 },
		{ 0x810c00, 0x400, -EBADMSG, 0 },
	};
	static const uint8_t kernel[SNPGUEST_SHA256_SIZE];
	struct snpguest_launch l = SNPGUEST_LAUNCH_INIT;
	uint8_t digest[SNPGUEST_DIGEST_SIZE];

	(void)state;
	l.kernel_sha256 = kernel;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct made m = made_with_hashes(cases[i].base, cases[i].size);

		l.ovmf = (struct snpguest_blob){ m.page, sizeof(m.page) };
		l.mode = SNPGUEST_LAUNCH_SNP;
		assert_int_equal(snpguest_launch_digest(&l, NULL, digest,
							NULL), cases[i].snp);
		l.mode = SNPGUEST_LAUNCH_SEV;
		assert_int_equal(snpguest_launch_digest(&l, NULL, digest,
							NULL), cases[i].sev);
	}
}

/** struct seen - the pages of kernel hashes, as they are measured */
struct seen {
	uint64_t next;
	uint32_t pages;
};

static int see(void *priv, const struct snpguest_measured *measured)
{
	static const uint8_t zeros[SNPGUEST_PAGE_SIZE];
	struct seen *seen = priv;

	if (strcmp(measured->origin, "kernel-hashes") != 0)
		return 0;
	assert_int_equal(measured->type, SNPGUEST_PAGE_NORMAL);
	assert_int_equal(measured->gpa, seen->next);
	seen->next += SNPGUEST_PAGE_SIZE;
	if (seen->pages++)
		assert_memory_equal(measured->data, zeros, sizeof(zeros));
	else
		assert_memory_not_equal(measured->data, zeros, sizeof(zeros));
	return 0;
}

static void a_section_for_hashes_may_have_many_pages(void **state)
{
	static const uint8_t kernel[SNPGUEST_SHA256_SIZE];
	struct snpguest_launch l = SNPGUEST_LAUNCH_INIT;
	struct made m = made_with_hashes(0x820c00, 0x400);
	struct seen seen = { .next = 0x820000 };
	const struct snpguest_observer observer = { see, &seen };
	uint8_t watched[SNPGUEST_DIGEST_SIZE], alone[SNPGUEST_DIGEST_SIZE];

	(void)state;
	put_section(&m, 2, 0x820000, 0x5000, 0x10);
	l.kernel_sha256 = kernel;
	l.ovmf = (struct snpguest_blob){ m.page, sizeof(m.page) };
	assert_int_equal(snpguest_launch_digest(&l, &observer, watched, NULL),
			 0);
	assert_int_equal(seen.pages, 5);
	assert_int_equal(snpguest_launch_digest(&l, NULL, alone, NULL), 0);
	assert_memory_equal(watched, alone, sizeof(alone));
}

/* An SVSM of one page, entered at @entry, with one section. */
static struct made svsm_with(uint32_t entry, uint32_t gpa)
{
	struct made m = made_with(18 + 22 + 22);

	add_head(&m, metadata_guid, 22);
	add_le32(&m, METADATA_OFFSET);
	add_head(&m, svsm_guid, 22);
	add_le32(&m, entry);
	put_metadata(&m, 28, 1, 1);
	put_section(&m, 0, gpa, 0x1000, 1);
	return m;
}

/* Loaded at 0xffffe000 less @vars, below an OVMF of one page. */
static void svsm_gives(const struct made *svsm, uint64_t vars, int expected,
		       const char *why)
{
	struct made m = made_with_sections(1);
	struct snpguest_launch l = SNPGUEST_LAUNCH_INIT;
	struct snpguest_error error = { 0 };
	uint8_t digest[48];

	l.ovmf = (struct snpguest_blob){ m.page, sizeof(m.page) };
	l.svsm = (struct snpguest_blob){ svsm->page, sizeof(svsm->page) };
	l.vars_size = vars;
	assert_int_equal(snpguest_launch_digest(&l, NULL, digest, &error),
			 expected);
	if (!strstr(error.what, why))
		fail_msg("'%s' does not say '%s'", error.what, why);
}

static void svsm_images(void **state)
{
	struct made svsm = svsm_with(0xfff, 0x800000);

	(void)state;
	svsm_gives(&svsm, 0, 0, "");
	svsm_gives(&svsm, 0xffffe000, 0, "");
	svsm_gives(&svsm, 0xfffff000, -EINVAL, "does not fit between");
	svsm_gives(&svsm, UINT64_MAX - 0xfff, -EINVAL, "does not fit between");
	svsm = svsm_with(0x1000, 0x800000);
	svsm_gives(&svsm, 0, -EBADMSG, "where it is entered");
	svsm = made_with_sections(1);
	svsm_gives(&svsm, 0, -EBADMSG, "where it is entered");
	svsm = made_with(18);
	svsm_gives(&svsm, 0, -EBADMSG, "no SEV metadata");
	/* Its memory may be neither that of its image nor OVMF's. */
	svsm = svsm_with(0, 0xffffe000);
	svsm_gives(&svsm, 0, -EBADMSG, "overlaps the image");
	svsm_gives(&svsm, 0x1000, 0, "");
	svsm = svsm_with(0, 0xfffff000);
	svsm_gives(&svsm, 0, -EBADMSG, "overlaps the image");
}

static int keep_vmsa(void *priv, const struct snpguest_measured *measured)
{
	if (!strcmp(measured->origin, "vmsa"))
		memcpy(priv, measured->data, SNPGUEST_PAGE_SIZE);
	return 0;
}

static void vmsa_of(const struct snpguest_launch *launch, uint8_t *vmsa)
{
	const struct snpguest_observer observer = { keep_vmsa, vmsa };
	uint8_t digest[48];

	assert_int_equal(snpguest_launch_digest(launch, &observer, digest,
						NULL), 0);
}

/* KVM's older SEV-ES guests: MXCSR and FCW, and nothing else. */
static void processors_without_fpu_defaults(void **state)
{
	static const uint8_t mxcsr[4] = { 0x80, 0x1f }, fcw[2] = { 0x7f, 3 };
	uint8_t with[SNPGUEST_PAGE_SIZE], without[SNPGUEST_PAGE_SIZE];
	struct made m = made_with_sections(1);
	struct snpguest_launch l = SNPGUEST_LAUNCH_INIT;

	(void)state;
	l.ovmf = (struct snpguest_blob){ m.page, sizeof(m.page) };
	for (l.mode = 0; l.mode < SNPGUEST_LAUNCH_SEV; l.mode++) {
		l.zero_fpu = false;
		vmsa_of(&l, with);
		l.zero_fpu = true;
		vmsa_of(&l, without);
		assert_memory_equal(with + 0x408, mxcsr, sizeof(mxcsr));
		assert_memory_equal(with + 0x410, fcw, sizeof(fcw));
		memset(with + 0x408, 0, sizeof(mxcsr));
		memset(with + 0x410, 0, sizeof(fcw));
		assert_memory_equal(with, without, sizeof(with));
	}
}

static void contradictory_launches(void **state)
{
	struct made m = made_with_sections(1);
	uint8_t digest[48], hash[32] = { 0 };
	const struct snpguest_launch good = {
		.size = sizeof(good), .vcpus = 1,
		.vmsa_gpa = SNPGUEST_VMSA_GPA,
		.ovmf = { m.page, sizeof(m.page) },
	};
	struct snpguest_launch l;

	(void)state;
	l = good;
	assert_int_equal(snpguest_launch_digest(&l, NULL, digest, NULL), 0);
#define BAD(change)							\
	do {								\
		l = good;						\
		change;							\
		assert_int_equal(snpguest_launch_digest(&l, NULL,	\
				 digest, NULL), -EINVAL);		\
	} while (0)
	BAD(l.size--);
	BAD(l.reserved[7] = 1);
	BAD(l.mode = 3);
	BAD(l.vmm = 4);
	BAD(l.vcpus = 0);
	BAD(l.vcpus = SNPGUEST_VCPUS_MAX + 1);
	BAD(l.vmsa_gpa = 1);
	BAD(l.initrd_sha256 = hash);
	BAD(l.cmdline = ((struct snpguest_blob){ hash, 1 }));
	BAD(l.kernel_sha256 = hash;
	    l.cmdline = ((struct snpguest_blob){ hash, 1 }));
	BAD(l.kernel_sha256 = hash; l.svsm = good.ovmf);
	BAD(l.svsm = good.ovmf; l.vars_size = SNPGUEST_PAGE_SIZE - 1);
	BAD(l.vmsa_gpa = SNPGUEST_VMSA_GPA + SNPGUEST_PAGE_SIZE / 2);
	BAD(l.mode = SNPGUEST_LAUNCH_SEV; l.svsm = good.ovmf);
	BAD(l.mode = SNPGUEST_LAUNCH_SEV_ES; l.ovmf_hash = digest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixture_AmdSev),
		cmocka_unit_test(fixture_OvmfX64),
		cmocka_unit_test(what_the_test_makes_is_read),
		cmocka_unit_test(reset_block_alone_is_an_old_image),
		cmocka_unit_test(images_that_are_not_pages),
		cmocka_unit_test(sizes_of_the_table),
		cmocka_unit_test(sizes_of_an_entry),
		cmocka_unit_test(entries_twice_or_short),
		cmocka_unit_test(metadata_offsets),
		cmocka_unit_test(metadata_counts),
		cmocka_unit_test(sections),
		cmocka_unit_test(launch_needs_what_the_image_lacks),
		cmocka_unit_test(kernel_hashes_are_in_the_page_measured_for_them),
		cmocka_unit_test(a_section_for_hashes_may_have_many_pages),
		cmocka_unit_test(svsm_images),
		cmocka_unit_test(processors_without_fpu_defaults),
		cmocka_unit_test(contradictory_launches),
	};

	return cmocka_run_group_tests_name("OVMF images", tests, NULL, NULL);
}

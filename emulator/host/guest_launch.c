// SPDX-License-Identifier: MIT
#include "guest_launch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "../base/bytes.h"
#include "../base/files.h"

#define FILE_MAX		((size_t)256 << 20)
#define HASH_TABLE_SIZE		176
#define VMSA_GPA		UINT64_C(0xfffffffff000)
#define RESET_VECTOR		0xfffffff0u
#define SECTIONS_MAX		64
#define SECTION_PAGES_MAX	4096

enum { SEC_MEM = 1, SECRETS = 2, CPUID = 3, SVSM_CAA = 4, KERNEL_HASHES = 16 };

/* What the tables of an OVMF image say. */
struct ovmf {
	uint8_t *bytes;
	size_t size;
	uint32_t reset, hash_area, sections, n_sections;
};

struct launching {
	const struct guest_launch *launch;
	struct launch_context context;
	struct ovmf ovmf;
	uint8_t table[HASH_TABLE_SIZE];
	struct why why;
};

static const uint8_t footer_guid[] = {
	0xde, 0x82, 0xb5, 0x96, 0xb2, 0x1f, 0xf7, 0x45,
	0xba, 0xea, 0xa3, 0x66, 0xc5, 0x5a, 0x08, 0x2d };
static const uint8_t reset_guid[] = {
	0xde, 0x71, 0xf7, 0x00, 0x7e, 0x1a, 0xcb, 0x4f,
	0x89, 0x0e, 0x68, 0xc7, 0x7e, 0x2f, 0xb4, 0x4e };
static const uint8_t hashes_guid[] = {
	0x1f, 0x37, 0x55, 0x72, 0x3b, 0x3a, 0x04, 0x4b,
	0x92, 0x7b, 0x1d, 0xa6, 0xef, 0xa8, 0xd4, 0x54 };
static const uint8_t metadata_guid[] = {
	0x66, 0x65, 0x88, 0xdc, 0x4a, 0x98, 0x98, 0x47,
	0xa7, 0x5e, 0x55, 0x85, 0xa7, 0xbf, 0x67, 0xcc };

/* ------------------------------------------------------------ the firmware */

static int bad_ovmf(struct launching *l, const char *what)
{
	return because(l->why, -EINVAL, "%s: %s", l->launch->ovmf, what);
}

/* @data: of @size bytes, at least 4 */
static void note_entry(struct ovmf *o, const uint8_t *guid, const uint8_t *data)
{
	if (!memcmp(guid, reset_guid, 16))
		o->reset = load32(data);
	else if (!memcmp(guid, hashes_guid, 16))
		o->hash_area = load32(data);
	else if (!memcmp(guid, metadata_guid, 16))
		o->sections = load32(data);
}

/* The table, from its end: data, length, GUID; and again before that. */
static int read_table(struct launching *l)
{
	struct ovmf *o = &l->ovmf;
	size_t end = o->size - 32, left, size;

	if (memcmp(o->bytes + end - 16, footer_guid, 16))
		return bad_ovmf(l, "no OVMF with tables");
	left = load16(o->bytes + end - 18);
	if (left < 18 || left > end)
		return bad_ovmf(l, "its table leaves the image");
	for (end -= 18, left -= 18; left >= 18; end -= size, left -= size) {
		size = load16(o->bytes + end - 18);
		if (size < 18 || size > left)
			return bad_ovmf(l, "its table has an entry too long");
		if (size >= 22)
			note_entry(o, o->bytes + end - 16,
				   o->bytes + end - size);
	}
	return 0;
}

static int read_metadata(struct launching *l)
{
	struct ovmf *o = &l->ovmf;
	const uint8_t *at;

	if (!o->sections || o->sections > o->size || o->sections < 16)
		return bad_ovmf(l, "no SEV metadata; not made for SEV-SNP");
	at = o->bytes + o->size - o->sections;
	o->n_sections = load32(at + 12);
	if (memcmp(at, "ASEV", 4) || o->n_sections > SECTIONS_MAX ||
	    o->n_sections * 12 > o->sections - 16)
		return bad_ovmf(l, "its SEV metadata are damaged");
	return 0;
}

static int read_ovmf(struct launching *l)
{
	struct ovmf *o = &l->ovmf;
	int err = file_read(AT_FDCWD, l->launch->ovmf, FILE_MAX, &o->bytes,
			    &o->size);

	if (err)
		return because(l->why, err, "%s: %s", l->launch->ovmf,
			       strerror(-err));
	if (!o->size || o->size % LAUNCH_PAGE_SIZE)
		return bad_ovmf(l, "not made of whole pages");
	err = read_table(l);
	return err ? err : read_metadata(l);
}

/* --------------------------------------------------------- kernel and hashes */

static int hash(const void *bytes, size_t size, uint8_t *digest)
{
	return EVP_Digest(bytes, size, digest, NULL, EVP_sha256(), NULL) == 1 ?
		       0 :
		       -ENOMEM;
}

static int hash_file(struct launching *l, const char *name, uint8_t *digest)
{
	uint8_t *bytes = NULL;
	size_t size = 0;
	int err;

	if (!name)
		return hash("", 0, digest);
	err = file_read(AT_FDCWD, name, FILE_MAX, &bytes, &size);
	if (err)
		return because(l->why, err, "%s: %s", name, strerror(-err));
	err = hash(bytes, size, digest);
	free(bytes);
	return err;
}

/* The table as QEMU puts it into memory: command line, initrd, kernel. */
static int fill_table(struct launching *l)
{
	static const uint8_t guids[4][16] = {
		{ 0x06, 0xd6, 0x38, 0x94, 0x22, 0x4f, 0xc9, 0x4c,
		  0xb4, 0x79, 0xa7, 0x93, 0xd4, 0x11, 0xfd, 0x21 },
		{ 0xd8, 0x2d, 0xd0, 0x97, 0x20, 0xbd, 0x94, 0x4c,
		  0xaa, 0x78, 0xe7, 0x71, 0x4d, 0x36, 0xab, 0x2a },
		{ 0x31, 0xf7, 0xba, 0x44, 0x2f, 0x3a, 0xd7, 0x4b,
		  0x9a, 0xf1, 0x41, 0xe2, 0x91, 0x69, 0x78, 0x1d },
		{ 0x37, 0x94, 0xe7, 0x4d, 0xd2, 0xab, 0x7f, 0x42,
		  0xb8, 0x35, 0xd5, 0xb1, 0x72, 0xd2, 0x04, 0x5b },
	};
	const char *append = l->launch->append ? l->launch->append : "";
	uint8_t *at = l->table;
	int err;

	memcpy(at, guids[0], 16);
	store16(at + 16, 168);
	for (int i = 1; i < 4; i++) {
		at = l->table + 18 + 50 * (i - 1);
		memcpy(at, guids[i], 16);
		store16(at + 16, 50);
	}
	err = hash(append, strlen(append) + 1, l->table + 36);
	if (!err)
		err = hash_file(l, l->launch->initrd, l->table + 86);
	return err ? err : hash_file(l, l->launch->kernel, l->table + 136);
}

/* ---------------------------------------------------------------- the pages */

static int add_image(struct launching *l)
{
	uint64_t gpa = (UINT64_C(1) << 32) - l->ovmf.size;
	int err = 0;

	for (size_t at = 0; !err && at < l->ovmf.size; at += LAUNCH_PAGE_SIZE)
		err = launch_update(&l->context, LAUNCH_NORMAL, gpa + at,
				    l->ovmf.bytes + at);
	return err;
}

static int add_hashes(struct launching *l, uint32_t gpa)
{
	uint32_t at = l->ovmf.hash_area % LAUNCH_PAGE_SIZE;
	uint8_t page[LAUNCH_PAGE_SIZE] = { 0 };

	if (!l->ovmf.hash_area || at > LAUNCH_PAGE_SIZE - HASH_TABLE_SIZE)
		return bad_ovmf(l, "no place for kernel hashes");
	memcpy(page + at, l->table, HASH_TABLE_SIZE);
	return launch_update(&l->context, LAUNCH_NORMAL, gpa, page);
}

static int add_section(struct launching *l, const uint8_t *section, bool *hashed)
{
	uint32_t gpa = load32(section), pages = load32(section + 4) / 4096;
	enum launch_page_type type = LAUNCH_ZERO;
	int err = 0;

	if (pages > SECTION_PAGES_MAX)
		return bad_ovmf(l, "it has a section of more than 16 MiB");
	switch (load32(section + 8)) {
	case KERNEL_HASHES:
		*hashed = true;
		if (l->launch->kernel)
			return add_hashes(l, gpa);
		break;
	case SECRETS:
		type = LAUNCH_SECRETS;
		break;
	case CPUID:
		type = LAUNCH_CPUID;
		break;
	case SEC_MEM:
	case SVSM_CAA:
		break;
	default:
		return bad_ovmf(l, "it has a section of an unknown type");
	}
	for (uint32_t i = 0; !err && i < pages; i++)
		err = launch_update(&l->context, type,
				    gpa + (uint64_t)i * LAUNCH_PAGE_SIZE, NULL);
	return err;
}

static int add_sections(struct launching *l)
{
	const uint8_t *at = l->ovmf.bytes + l->ovmf.size - l->ovmf.sections + 16;
	bool hashed = false;
	int err = 0;

	for (uint32_t i = 0; !err && i < l->ovmf.n_sections; i++)
		err = add_section(l, at + 12 * i, &hashed);
	if (!err && l->launch->kernel && !hashed)
		return bad_ovmf(l, "it does not measure kernels");
	return err;
}

static void put_segment(uint8_t *to, uint16_t selector, uint16_t attributes,
			uint64_t base)
{
	store16(to, selector);
	store16(to + 2, attributes);
	store32(to + 4, 0xffff);
	store64(to + 8, base);
}

/* A processor after reset, as KVM saves it. */
static void fill_vmsa(const struct launching *l, uint32_t ip,
		      uint8_t page[LAUNCH_PAGE_SIZE])
{
	static const uint16_t attributes[] = { 0x93, 0x9b, 0x93, 0x93, 0x93,
					       0x93, 0, 0x82, 0, 0x8b };
	static const struct {
		uint16_t at;
		uint64_t value;
	} registers[] = {
		{ 0x0d0, 0x1000 },	{ 0x148, 0x40 },
		{ 0x158, 0x10 },	{ 0x160, 0x400 },
		{ 0x168, 0xffff0ff0 },	{ 0x170, 2 },
		{ 0x268, 0x7040600070406 }, { 0x3e8, 1 },
		{ 0x408, 0x1f80 },	{ 0x410, 0x37f },
	};

	memset(page, 0, LAUNCH_PAGE_SIZE);
	for (int i = 0; i < 10; i++)
		put_segment(page + 16 * i, 0, attributes[i], 0);
	put_segment(page + 16, 0xf000, 0x9b, ip & 0xffff0000);
	for (size_t i = 0; i < sizeof(registers) / sizeof(registers[0]); i++)
		store64(page + registers[i].at, registers[i].value);
	store64(page + 0x178, ip & 0xffff);
	store64(page + 0x310, l->launch->cpuid);
	store64(page + 0x3b0, l->launch->features);
}

static int add_processors(struct launching *l)
{
	uint8_t page[LAUNCH_PAGE_SIZE];
	int err = 0;

	for (uint32_t i = 0; !err && i < l->launch->vcpus; i++) {
		fill_vmsa(l, i ? l->ovmf.reset : RESET_VECTOR, page);
		err = launch_update(&l->context, LAUNCH_VMSA, VMSA_GPA, page);
	}
	return err;
}

static int run(struct launching *l)
{
	int err = read_ovmf(l);

	if (!err && l->launch->kernel)
		err = fill_table(l);
	if (!err)
		err = add_image(l);
	if (!err)
		err = add_sections(l);
	if (!err)
		err = add_processors(l);
	if (err == -ENOMEM)
		return because(l->why, err, "out of memory");
	return err;
}

int guest_launch(const struct guest_launch *launch,
		 uint8_t digest[LAUNCH_DIGEST_SIZE], struct why why)
{
	struct launching l = { .launch = launch, .why = why };
	int err = run(&l);

	free(l.ovmf.bytes);
	memcpy(digest, l.context.digest, LAUNCH_DIGEST_SIZE);
	return err;
}

// SPDX-License-Identifier: MIT
#include "igvm_file.h"

#include <errno.h>
#include <string.h>

#include "../lib/base/error.h"
#include "crc32.h"

#define IGVM_MAGIC 0x4d564749u
#define HEADER_V1_SIZE 24
#define HEADER_V2_SIZE 32
#define CRC_OFFSET 0x14
#define ARCHITECTURE_X64 0
#define HEADER_ALIGNMENT 8
#define MAY_BE_IGNORED (UINT32_C(1) << 31)
#define ANY_SIZE UINT32_MAX

/* What may stand in a file, and the size of its payload. */
static const struct {
	uint32_t type, size;
} known[] = {
	{ IGVM_SUPPORTED_PLATFORM, 16 },
	{ IGVM_GUEST_POLICY, 16 },
	{ 0x102, ANY_SIZE }, /* relocatable region */
	{ 0x103, ANY_SIZE }, /* page table relocation */
	{ IGVM_PARAMETER_AREA, 16 },
	{ IGVM_PAGE_DATA, 24 },
	{ IGVM_PARAMETER_INSERT, 16 },
	{ IGVM_VP_CONTEXT, 20 },
	{ 0x305, 24 }, /* required memory */
	{ 0x307, 8 }, /* processor count */
	{ 0x308, 8 }, /* SRAT */
	{ 0x309, 8 }, /* MADT */
	{ 0x30a, 8 }, /* MMIO ranges */
	{ IGVM_SNP_ID_BLOCK, 0x2b8 },
	{ 0x30c, 8 }, /* memory map */
	{ 0x30d, 16 }, /* error range */
	{ 0x30e, 8 }, /* command line */
	{ 0x30f, 8 }, /* SLIT */
	{ 0x310, 8 }, /* PPTT */
	{ 0x311, ANY_SIZE }, /* VBS measurement */
	{ 0x312, 8 }, /* device tree */
	{ 0x313, 8 }, /* environment */
};

/* Platforms, then initialisation, then directives; 0 for what is none. */
static int section_of(uint32_t type)
{
	type &= ~MAY_BE_IGNORED;
	if (type >= 0x1 && type <= 0x100)
		return 1;
	if (type >= 0x101 && type <= 0x200)
		return 2;
	if (type >= 0x301 && type <= 0x400)
		return 3;
	return 0;
}

static int bad_header(struct snpguest_error *error,
		      const struct igvm_header *header, const char *what)
{
	return fail(error, -EBADMSG, "IGVM header %u, type 0x%x: %s",
		    header->number, header->type, what);
}

static int check_type(const struct igvm_header *header,
		      struct snpguest_error *error)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (header->type != known[i].type)
			continue;
		if (known[i].size != ANY_SIZE &&
		    known[i].size != header->body.len)
			return bad_header(error, header, "has a wrong size");
		return 0;
	}
	if (header->type & MAY_BE_IGNORED)
		return 0;
	return bad_header(error, header, "is not known");
}

bool igvm_next(struct bytes *left, struct igvm_header *header)
{
	size_t padding;
	uint32_t len;

	if (!left->left)
		return false;
	header->number++;
	header->type = bytes_le32(left);
	len = bytes_le32(left);
	padding = -(size_t)len % HEADER_ALIGNMENT;
	header->body = (struct snpguest_blob){ bytes_take(left, len), len };
	bytes_take(left, padding);
	return !left->ran_out;
}

static int check_headers(const struct igvm_file *igvm,
			 struct snpguest_error *error)
{
	struct bytes left = bytes_of(igvm->headers);
	struct igvm_header header = { .number = UINT32_MAX };
	int before = 0;

	while (igvm_next(&left, &header)) {
		int section = section_of(header.type);
		int err;

		if (!section)
			return bad_header(error, &header,
					  "is of no section of the format");
		if (section < before)
			return bad_header(error, &header,
					  "stands behind a later section");
		before = section;
		err = check_type(&header, error);
		if (err)
			return err;
	}
	if (left.ran_out)
		return bad_header(error, &header,
				  "does not fit in the headers");
	return 0;
}

static int check_crc(struct snpguest_blob file, struct snpguest_blob headers,
		     uint32_t fixed_size, uint32_t expected,
		     struct snpguest_error *error)
{
	uint8_t fixed[HEADER_V2_SIZE];
	uint32_t crc;

	memcpy(fixed, file.data, fixed_size);
	memset(fixed + CRC_OFFSET, 0, 4);
	crc = crc32_add(0, fixed, fixed_size);
	crc = crc32_add(crc, headers.data, headers.len);
	if (crc == expected)
		return 0;
	return fail(error, -EBADMSG,
		    "IGVM: its checksum is 0x%08x, but its headers have"
		    " 0x%08x; the file is damaged", expected, crc);
}

/** struct fixed - the fixed header */
struct fixed {
	uint32_t magic, version, headers_at, headers_size, file_size, crc;
	uint32_t architecture, page_size;
	uint32_t size; /* its own */
};

static int read_fixed(struct snpguest_blob file, struct fixed *f,
		      struct snpguest_error *error)
{
	struct bytes b = bytes_of(file);

	f->magic = bytes_le32(&b);
	f->version = bytes_le32(&b);
	f->headers_at = bytes_le32(&b);
	f->headers_size = bytes_le32(&b);
	f->file_size = bytes_le32(&b);
	f->crc = bytes_le32(&b);
	f->architecture = ARCHITECTURE_X64;
	f->page_size = SNPGUEST_PAGE_SIZE;
	f->size = HEADER_V1_SIZE;
	if (f->version == 2) {
		f->architecture = bytes_le32(&b);
		f->page_size = bytes_le32(&b);
		f->size = HEADER_V2_SIZE;
	}
	if (b.ran_out || f->magic != IGVM_MAGIC)
		return fail(error, -EBADMSG, "this is not an IGVM file");
	if (f->version != 1 && f->version != 2)
		return fail(error, -EBADMSG, "IGVM: version %u is not known",
			    f->version);
	if (f->architecture != ARCHITECTURE_X64 ||
	    f->page_size != SNPGUEST_PAGE_SIZE)
		return fail(error, -EBADMSG,
			    "IGVM: not for x86 with pages of 4 KiB");
	return 0;
}

static int check_fixed(struct snpguest_blob file, const struct fixed *f,
		       struct snpguest_error *error)
{
	if (f->file_size != file.len)
		return fail(error, -EBADMSG,
			    "IGVM: the file has %zu bytes, its header says %u",
			    file.len, f->file_size);
	if (f->headers_at < f->size || f->headers_at % HEADER_ALIGNMENT ||
	    f->headers_at > file.len ||
	    f->headers_size > file.len - f->headers_at)
		return fail(error, -EBADMSG,
			    "IGVM: %u bytes of headers at %u are not within"
			    " the file", f->headers_size, f->headers_at);
	return 0;
}

int igvm_open(struct snpguest_blob file, struct igvm_file *igvm,
	      struct snpguest_error *error)
{
	struct fixed f;
	int err = read_fixed(file, &f, error);

	if (!err)
		err = check_fixed(file, &f, error);
	if (err)
		return err;
	igvm->file = file;
	igvm->headers.data = file.data + f.headers_at;
	igvm->headers.len = f.headers_size;
	err = check_crc(file, igvm->headers, f.size, f.crc, error);
	return err ? err : check_headers(igvm, error);
}

const uint8_t *igvm_page(const struct igvm_file *igvm, uint32_t offset)
{
	size_t data_at = (size_t)(igvm->headers.data - igvm->file.data) +
			 igvm->headers.len;

	if (offset < data_at || offset > igvm->file.len ||
	    igvm->file.len - offset < SNPGUEST_PAGE_SIZE)
		return NULL;
	return igvm->file.data + offset;
}

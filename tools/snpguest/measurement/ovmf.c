// SPDX-License-Identifier: MIT
/*
 * The GUID table at the end of an OVMF image, read backwards, and the SEV
 * metadata that it points to.
 */
#include "ovmf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/base/bytes.h"
#include "../lib/base/error.h"

#define TABLE_END 0x20 /* bytes behind the table */
#define ENTRY_HEAD 18 /* u16 length, GUID */
#define FOUR_GIB (UINT64_C(1) << 32)
/* Firmware asks for a few hundred KiB; more would only cost time. */
#define SECTIONS_LIMIT (UINT64_C(256) << 20)
#define METADATA_HEAD 16
#define METADATA_VERSION 1

/* EFI GUIDs: the first three groups are little endian. */
static const uint8_t guid_footer[] = {
	0xde, 0x82, 0xb5, 0x96, 0xb2, 0x1f, 0xf7, 0x45,
	0xba, 0xea, 0xa3, 0x66, 0xc5, 0x5a, 0x08, 0x2d,
};
static const uint8_t guid_reset[] = {
	0xde, 0x71, 0xf7, 0x00, 0x7e, 0x1a, 0xcb, 0x4f,
	0x89, 0x0e, 0x68, 0xc7, 0x7e, 0x2f, 0xb4, 0x4e,
};
static const uint8_t guid_hashes[] = {
	0x1f, 0x37, 0x55, 0x72, 0x3b, 0x3a, 0x04, 0x4b,
	0x92, 0x7b, 0x1d, 0xa6, 0xef, 0xa8, 0xd4, 0x54,
};
static const uint8_t guid_metadata[] = {
	0x66, 0x65, 0x88, 0xdc, 0x4a, 0x98, 0x98, 0x47,
	0xa7, 0x5e, 0x55, 0x85, 0xa7, 0xbf, 0x67, 0xcc,
};
static const uint8_t guid_svsm[] = {
	0x12, 0xa6, 0x89, 0xa7, 0x97, 0x05, 0x4b, 0x4c,
	0xa4, 0x9f, 0xcb, 0xb1, 0xfe, 0x9d, 0x1d, 0xdd,
};

/** struct reading - an image, and what was found in it so far */
struct reading {
	struct snpguest_blob image;
	struct snpguest_ovmf *ovmf;
	uint32_t metadata_offset;
	struct snpguest_error *error;
};

static int bad_entry(struct reading *r, const char *name, const char *what)
{
	return fail(r->error, -EBADMSG, "OVMF table: the %s entry %s", name,
		    what);
}

/* Notes an entry once; its data has @need bytes at least. */
static int note_entry(struct reading *r, const char *name, bool *has,
		      const struct bytes *data, size_t need)
{
	if (*has)
		return bad_entry(r, name, "is given twice");
	if (data->left < need)
		return bad_entry(r, name, "is too short");
	*has = true;
	return 0;
}

static int read_reset(struct reading *r, struct bytes data)
{
	int err = note_entry(r, "SEV-ES reset", &r->ovmf->has_reset, &data, 4);

	r->ovmf->reset_address = bytes_le32(&data);
	return err;
}

static int read_hash_area(struct reading *r, struct bytes data)
{
	int err = note_entry(r, "hash table", &r->ovmf->has_hash_area, &data,
			     8);

	r->ovmf->hash_base = bytes_le32(&data);
	r->ovmf->hash_size = bytes_le32(&data);
	return err;
}

static int read_metadata_offset(struct reading *r, struct bytes data)
{
	int err = note_entry(r, "SEV metadata", &r->ovmf->has_metadata, &data,
			     4);

	r->metadata_offset = bytes_le32(&data);
	return err;
}

static int read_svsm(struct reading *r, struct bytes data)
{
	int err = note_entry(r, "SVSM", &r->ovmf->has_svsm_entry, &data, 4);

	r->ovmf->svsm_entry = bytes_le32(&data);
	return err;
}

static const struct {
	const uint8_t *guid;
	int (*read)(struct reading *r, struct bytes data);
} entries[] = {
	{ guid_reset, read_reset },
	{ guid_hashes, read_hash_area },
	{ guid_metadata, read_metadata_offset },
	{ guid_svsm, read_svsm },
};

/* Entries that are not for this purpose have GUIDs not listed here. */
static int read_entry(struct reading *r, const uint8_t *guid,
		      struct bytes data)
{
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
		if (memcmp(guid, entries[i].guid, SNPGUEST_GUID_SIZE) == 0)
			return entries[i].read(r, data);
	}
	return 0;
}

/** struct head - u16 length and GUID, which stand behind an entry's data */
struct head {
	size_t len;
	const uint8_t *guid;
};

/* The head that ends at @end, which is at least ENTRY_HEAD. */
static struct head head_before(const struct reading *r, size_t end)
{
	struct bytes b = bytes_of((struct snpguest_blob){
		r->image.data + end - ENTRY_HEAD, ENTRY_HEAD });
	struct head head = { .len = bytes_le16(&b) };

	head.guid = bytes_take(&b, SNPGUEST_GUID_SIZE);
	return head;
}

static struct bytes data_before(const struct reading *r, size_t end, size_t len)
{
	return bytes_of((struct snpguest_blob){
		r->image.data + end - len, len - ENTRY_HEAD });
}

/* Walks back over @left bytes of entries that end at @end. */
static int walk_table(struct reading *r, size_t end, size_t left)
{
	while (left) {
		struct head head;
		int err;

		if (left < ENTRY_HEAD)
			return fail(r->error, -EBADMSG,
				    "OVMF table: %zu bytes before its first"
				    " entry are too few for another", left);
		head = head_before(r, end);
		if (head.len < ENTRY_HEAD || head.len > left)
			return fail(r->error, -EBADMSG,
				    "OVMF table: an entry of %zu bytes where"
				    " %zu are left", head.len, left);
		err = read_entry(r, head.guid, data_before(r, end, head.len));
		if (err)
			return err;
		end -= head.len;
		left -= head.len;
	}
	return 0;
}

/* Old images have the reset block alone, where the footer would be. */
static int read_table(struct reading *r)
{
	size_t end = r->image.len - TABLE_END;
	struct head footer = head_before(r, end);

	bool alone = memcmp(footer.guid, guid_reset, SNPGUEST_GUID_SIZE) == 0;

	if (!alone && memcmp(footer.guid, guid_footer, SNPGUEST_GUID_SIZE) != 0)
		return 0;
	if (footer.len < ENTRY_HEAD || footer.len > end)
		return fail(r->error, -EBADMSG,
			    "OVMF table: its size, %zu bytes, is not within"
			    " the image", footer.len);
	if (alone)
		return walk_table(r, end, footer.len);
	return walk_table(r, end - ENTRY_HEAD, footer.len - ENTRY_HEAD);
}

static int section_error(struct reading *r, const struct snpguest_section *s,
			 const char *what)
{
	return fail(r->error, -EBADMSG,
		    "OVMF metadata: the section of type 0x%x at 0x%x, 0x%x"
		    " bytes, %s", s->type, s->gpa, s->size, what);
}

static int check_section(struct reading *r, const struct snpguest_section *s)
{
	uint64_t end = (uint64_t)s->gpa + s->size;

	if (s->gpa % SNPGUEST_PAGE_SIZE || s->size % SNPGUEST_PAGE_SIZE ||
	    !s->size)
		return section_error(r, s, "is not made of whole pages");
	if (end > FOUR_GIB)
		return section_error(r, s, "wraps around 4 GiB");
	switch (s->type) {
	case SNPGUEST_SECTION_SECRETS:
	case SNPGUEST_SECTION_CPUID:
		if (s->size != SNPGUEST_PAGE_SIZE)
			return section_error(r, s, "should be one page");
		return 0;
	case SNPGUEST_SECTION_SEC_MEM:
	case SNPGUEST_SECTION_SVSM_CAA:
	case SNPGUEST_SECTION_KERNEL_HASHES:
		return 0;
	}
	return section_error(r, s, "is of an unknown type");
}

static int by_gpa(const void *a, const void *b)
{
	const struct snpguest_section *left = a, *right = b;

	return left->gpa < right->gpa ? -1 : left->gpa > right->gpa;
}

/* A page is measured once: the firmware refuses the second time. */
static int check_overlaps(struct reading *r)
{
	struct snpguest_section sorted[SNPGUEST_SECTIONS_MAX];
	uint32_t n = r->ovmf->n_sections;
	uint64_t total = 0;

	memcpy(sorted, r->ovmf->sections, n * sizeof(sorted[0]));
	qsort(sorted, n, sizeof(sorted[0]), by_gpa);
	for (uint32_t i = 0; i < n; i++) {
		total += sorted[i].size;
		if (i && sorted[i].gpa - sorted[i - 1].gpa < sorted[i - 1].size)
			return section_error(r, &sorted[i],
					     "overlaps another");
	}
	if (total > SECTIONS_LIMIT)
		return fail(r->error, -EBADMSG,
			    "OVMF metadata: its sections take %llu MiB, more"
			    " than %llu", (unsigned long long)(total >> 20),
			    (unsigned long long)(SECTIONS_LIMIT >> 20));
	return 0;
}

static int read_sections(struct reading *r, struct bytes *b, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct snpguest_section *s = &r->ovmf->sections[i];
		int err;

		s->gpa = bytes_le32(b);
		s->size = bytes_le32(b);
		s->type = bytes_le32(b);
		err = check_section(r, s);
		if (err)
			return err;
		r->ovmf->n_sections++;
	}
	return check_overlaps(r);
}

/* "ASEV", u32 length, u32 version, u32 count, sections */
static int read_metadata(struct reading *r)
{
	uint32_t offset = r->metadata_offset, len, version, count;
	const uint8_t *magic;
	struct bytes b;

	if (offset > r->image.len)
		return fail(r->error, -EBADMSG,
			    "OVMF metadata: its offset 0x%x is not within the"
			    " image", offset);
	b = bytes_of((struct snpguest_blob){
		r->image.data + r->image.len - offset, offset });
	magic = bytes_take(&b, 4);
	len = bytes_le32(&b);
	version = bytes_le32(&b);
	count = bytes_le32(&b);
	if (!magic || b.ran_out || memcmp(magic, "ASEV", 4) != 0)
		return fail(r->error, -EBADMSG,
			    "OVMF metadata: there is none at its offset 0x%x",
			    offset);
	if (version != METADATA_VERSION)
		return fail(r->error, -EBADMSG,
			    "OVMF metadata: version %u is not known", version);
	if (len > offset || len < METADATA_HEAD ||
	    count > (len - METADATA_HEAD) / sizeof(r->ovmf->sections[0]))
		return fail(r->error, -EBADMSG,
			    "OVMF metadata: %u sections do not fit in its %u"
			    " bytes, %u of them in the image", count, len,
			    offset);
	if (count > SNPGUEST_SECTIONS_MAX)
		return fail(r->error, -EBADMSG,
			    "OVMF metadata: %u sections, more than %u", count,
			    SNPGUEST_SECTIONS_MAX);
	return read_sections(r, &b, count);
}

static int check_image(struct snpguest_blob image,
		       struct snpguest_error *error)
{
	if (!image.len || image.len % SNPGUEST_PAGE_SIZE)
		return fail(error, -EBADMSG,
			    "OVMF image: %zu bytes are not whole pages",
			    image.len);
	if (image.len >= FOUR_GIB)
		return fail(error, -EBADMSG,
			    "OVMF image: it does not fit below 4 GiB");
	return 0;
}

int ovmf_sections_fit(const struct snpguest_ovmf *ovmf, uint64_t gpa,
		      uint64_t size, struct snpguest_error *error)
{
	struct reading r = { .error = error };

	for (uint32_t i = 0; i < ovmf->n_sections; i++) {
		const struct snpguest_section *s = &ovmf->sections[i];

		if (s->gpa < gpa + size && gpa < (uint64_t)s->gpa + s->size)
			return section_error(&r, s, "overlaps the image");
	}
	return 0;
}

int snpguest_ovmf_parse(struct snpguest_blob image, struct snpguest_ovmf *ovmf,
			struct snpguest_error *error)
{
	struct reading r = { .image = image, .ovmf = ovmf, .error = error };
	int err = check_image(image, error);

	memset(ovmf, 0, sizeof(*ovmf));
	if (err)
		return err;
	ovmf->gpa = FOUR_GIB - image.len;
	err = read_table(&r);
	if (!err && ovmf->has_metadata)
		err = read_metadata(&r);
	return err;
}

// SPDX-License-Identifier: MIT
/* What a report comes in, told apart by size and first bytes. */
#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence.h"
#include "hcl.h"
#include "talk.h"

/* [ABI] MSG_REPORT_RSP: status, size, zeros, report. The ioctl pads it. */
#define RESPONSE_HEAD 0x20

enum shape {
	SHAPE_OTHER,
	SHAPE_REPORT,	    /* and nothing else */
	SHAPE_REPORT_TABLE, /* a certificate table behind it */
	SHAPE_REPORT_MORE, /* at least as long as a report, and nothing known */
	SHAPE_CERTS,
	SHAPE_RESPONSE,
	SHAPE_HCL,
	SHAPE_TABLE,
};

static uint32_t load_le32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return le32toh(value);
}

static bool is_zero(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (data[i])
			return false;
	}
	return true;
}

static bool is_response(struct bytes bytes)
{
	if (bytes.len < RESPONSE_HEAD + SNPGUEST_REPORT_SIZE ||
	    !is_zero(bytes.data + 8, RESPONSE_HEAD - 8))
		return false;
	return load_le32(bytes.data + 4) == SNPGUEST_REPORT_SIZE ||
	       (load_le32(bytes.data) && is_zero(bytes.data + 4, 4));
}

static bool is_table(const uint8_t *data, size_t len)
{
	struct snpguest_table_entry entries[SNPGUEST_TABLE_MAX];
	size_t count;

	return snpguest_table_parse(data, len, entries, SNPGUEST_TABLE_MAX,
				    &count, NULL) == 0 &&
	       count > 0;
}

/*
 * DER is looked for first: no report begins like it. PEM comes last, since a
 * table may hold PEM certificates.
 */
static enum shape shape_of(struct bytes bytes)
{
	const size_t size = SNPGUEST_REPORT_SIZE;
	enum content content = content_of(bytes);

	if (content == CONTENT_DER_CERT || content == CONTENT_DER_CRL)
		return SHAPE_CERTS;
	if (hcl_is(bytes))
		return SHAPE_HCL;
	if (bytes.len == size)
		return SHAPE_REPORT;
	if (is_response(bytes))
		return SHAPE_RESPONSE;
	if (is_table(bytes.data, bytes.len))
		return SHAPE_TABLE;
	if (bytes.len > size && is_table(bytes.data + size, bytes.len - size))
		return SHAPE_REPORT_TABLE;
	if (content != CONTENT_OTHER)
		return SHAPE_CERTS;
	return bytes.len > size ? SHAPE_REPORT_MORE : SHAPE_OTHER;
}

static void set_report(struct evidence *evidence, const uint8_t *data)
{
	evidence->report.data = data;
	evidence->report.len = SNPGUEST_REPORT_SIZE;
}

static int read_response(struct evidence *evidence, const char *name,
			 struct bytes bytes)
{
	const size_t end = RESPONSE_HEAD + SNPGUEST_REPORT_SIZE;
	uint32_t status = load_le32(bytes.data);

	if (status) {
		trouble("%s: no report: the firmware answered with status 0x%x",
			name, status);
		return -1;
	}
	set_report(evidence, bytes.data + RESPONSE_HEAD);
	if (is_zero(bytes.data + end, bytes.len - end))
		return 0;
	return evidence_flaw(evidence, "%s: something follows the report",
			     name);
}

static int add_table(struct evidence *evidence, const char *name,
		     const uint8_t *data, size_t len)
{
	if (evidence->table.data)
		return evidence_flaw(evidence, "%s: a second certificate table",
				     name);
	evidence->table.data = data;
	evidence->table.len = len;
	return 0;
}

/* @bytes belong to @evidence already. */
static int add_shape(struct evidence *evidence, const char *name,
		     struct bytes bytes, enum shape shape)
{
	const size_t size = SNPGUEST_REPORT_SIZE;

	switch (shape) {
	case SHAPE_REPORT:
		set_report(evidence, bytes.data);
		return 0;
	case SHAPE_REPORT_TABLE:
	case SHAPE_REPORT_MORE:
		set_report(evidence, bytes.data);
		return add_table(evidence, name, bytes.data + size,
				 bytes.len - size);
	case SHAPE_RESPONSE:
		return read_response(evidence, name, bytes);
	case SHAPE_HCL:
		return hcl_read(evidence, name, bytes);
	case SHAPE_TABLE:
		return evidence_flaw(evidence,
				     "%s: a certificate table without a report",
				     name);
	case SHAPE_CERTS:
		return evidence_flaw(evidence,
				     "%s: certificates without a report; name"
				     " them with --certs",
				     name);
	case SHAPE_OTHER:
		break;
	}
	return evidence_flaw(evidence, "%s: %zu bytes; a report has %d", name,
			     bytes.len, SNPGUEST_REPORT_SIZE);
}

int evidence_add_container(struct evidence *evidence, const char *name,
			   struct bytes bytes)
{
	if (evidence_keep(evidence, bytes))
		return -1;
	return add_shape(evidence, name, bytes, shape_of(bytes));
}

/** Reading a directory: which file the report came from. */
struct directory {
	struct evidence *evidence;
	char *report_path;
};

static bool is_named(const char *path, const char *first, const char *second)
{
	const char *name = strrchr(path, '/') + 1;

	return strcmp(name, first) == 0 || strcmp(name, second) == 0;
}

static int add_report(struct directory *directory, const char *path,
		      struct bytes bytes, enum shape shape)
{
	if (directory->report_path) {
		trouble("%s: another report is in %s; name the one to verify",
			path, directory->report_path);
		free(bytes.data);
		return -1;
	}
	directory->report_path = strdup(path);
	if (evidence_keep(directory->evidence, bytes))
		return -1;
	return add_shape(directory->evidence, path, bytes, shape);
}

static bool is_report_shape(enum shape shape)
{
	return shape == SHAPE_REPORT || shape == SHAPE_REPORT_TABLE ||
	       shape == SHAPE_RESPONSE || shape == SHAPE_HCL;
}

static int add_directory_table(struct directory *directory, const char *path,
			       struct bytes bytes)
{
	if (evidence_keep(directory->evidence, bytes))
		return -1;
	return add_table(directory->evidence, path, bytes.data, bytes.len);
}

/* Names count only where the bytes are too broken to tell. */
static int add_entry(struct directory *directory, const char *path,
		     struct bytes bytes)
{
	enum shape shape = shape_of(bytes);

	if (shape == SHAPE_TABLE || is_named(path, "auxblob", "certs.bin"))
		return add_directory_table(directory, path, bytes);
	if (shape == SHAPE_CERTS)
		return evidence_add_certs(directory->evidence, path, bytes);
	if (is_report_shape(shape) || is_named(path, "outblob", "report.bin"))
		return add_report(directory, path, bytes, shape);
	note("%s: no evidence; not used", path);
	free(bytes.data);
	return 0;
}

static int read_entry(struct directory *directory, const char *path)
{
	struct bytes bytes;

	if (path_is_special(path)) {
		note("%s: not a regular file; not looked into", path);
		return 0;
	}
	if (file_read_any(path, FILE_LIMIT, &bytes))
		return -1;
	if (bytes.len == 0) {
		note("%s: empty; not used", path);
		free(bytes.data);
		return 0;
	}
	return add_entry(directory, path, bytes);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Of configfs-tsm only these can be read for what they are. */
static int is_blob(const struct dirent *entry)
{
	return strcmp(entry->d_name, "outblob") == 0 ||
	       strcmp(entry->d_name, "auxblob") == 0;
}

static bool has_outblob(const char *path)
{
	char *outblob = path_join(path, "outblob");
	FILE *file = outblob ? fopen(outblob, "re") : NULL;

	free(outblob);
	if (file)
		fclose(file);
	return file;
}

static int read_entries(struct directory *directory, const char *path,
			struct dirent **entries, int count)
{
	for (int i = 0; i < count; i++) {
		char *name = path_join(path, entries[i]->d_name);
		int ret = name ? read_entry(directory, name) : -1;

		free(name);
		if (ret)
			return -1;
	}
	if (directory->report_path)
		return 0;
	trouble("%s: there is no report in it", path);
	return -1;
}

static int read_directory(struct evidence *evidence, const char *path)
{
	struct directory directory = { .evidence = evidence };
	struct dirent **entries;
	int count, ret;

	count = scandir(path, &entries,
			has_outblob(path) ? is_blob : is_visible, alphasort);
	if (count < 0) {
		trouble("%s: cannot read the directory: %s", path,
			strerror(errno));
		return -1;
	}
	ret = read_entries(&directory, path, entries, count);
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	free(directory.report_path);
	return ret;
}

int evidence_read_container(struct evidence *evidence, const char *path)
{
	struct bytes bytes;

	if (path_is_directory(path))
		return read_directory(evidence, path);
	if (file_read(path, FILE_LIMIT, &bytes))
		return -1;
	return evidence_add_container(evidence, path, bytes);
}

// SPDX-License-Identifier: MIT
/* A directory or a file with a report in it. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "container.h"
#include "../base/talk.h"

/** Reading a directory: which file the report came from. */
struct directory {
	struct bundle *bundle;
	char *report_path;
};

static bool is_named(const char *path, const char *first, const char *second)
{
	const char *name = strrchr(path, '/') + 1;

	return strcmp(name, first) == 0 || strcmp(name, second) == 0;
}

static int add_report(struct directory *directory, const char *path,
		      struct buffer bytes, enum shape shape)
{
	if (directory->report_path) {
		trouble("%s: another report is in %s; name the one to verify",
			path, directory->report_path);
		free(bytes.data);
		return -1;
	}
	directory->report_path = strdup(path);
	if (bundle_keep(directory->bundle, bytes))
		return -1;
	return container_add(directory->bundle, path, bytes, shape);
}

static bool is_report_shape(enum shape shape)
{
	return shape == SHAPE_REPORT || shape == SHAPE_REPORT_TABLE ||
	       shape == SHAPE_RESPONSE || shape == SHAPE_HCL;
}

static int add_directory_table(struct directory *directory, const char *path,
			       struct buffer bytes)
{
	if (bundle_keep(directory->bundle, bytes))
		return -1;
	return container_add_table(directory->bundle, path, bytes.data,
				   bytes.len);
}

/*
 * Names count only where the bytes are too broken to tell. A nonce that comes
 * with the evidence proves nothing: it is not used either.
 */
static int add_entry(struct directory *directory, const char *path,
		     struct buffer bytes)
{
	enum shape shape = container_shape(bytes);

	if (shape == SHAPE_TABLE || is_named(path, "auxblob", "certs.bin"))
		return add_directory_table(directory, path, bytes);
	if (shape == SHAPE_CERTS)
		return bundle_add_certs(directory->bundle, path, bytes);
	if (is_report_shape(shape) || is_named(path, "outblob", "report.bin"))
		return add_report(directory, path, bytes, shape);
	if (!bundle_is_beside(path))
		note("%s: no evidence; not used", path);
	free(bytes.data);
	return 0;
}

static int read_entry(struct directory *directory, const char *path)
{
	struct buffer bytes;

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

static int read_directory(struct bundle *bundle, const char *path)
{
	struct directory directory = { .bundle = bundle };
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

int bundle_read_container(struct bundle *bundle, const char *path)
{
	struct buffer bytes;

	if (path_is_directory(path))
		return read_directory(bundle, path);
	if (file_read(path, FILE_LIMIT, &bytes))
		return -1;
	return bundle_add_container(bundle, path, bytes);
}

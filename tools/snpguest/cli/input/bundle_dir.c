// SPDX-License-Identifier: MIT
/* Certificates are known by what they contain, not by what files are called. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "container.h"
#include "../base/talk.h"

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Somebody put it there as a certificate, so it must not just be passed by. */
static bool is_named_like_certificate(const char *name)
{
	static const char *const ends[] = { ".pem", ".der", ".crt", ".cer",
					    ".crl" };
	const char *end = strrchr(name, '.');

	for (size_t i = 0; end && i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (strcmp(end, ends[i]) == 0)
			return true;
	}
	return false;
}

bool bundle_is_beside(const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	return strcmp(name, "nonce.bin") == 0 ||
	       strcmp(name, "verdict.json") == 0;
}

/* A table is known by its bytes; what is none has to be certificates. */
static int add_certs(struct bundle *bundle, const char *path,
		     struct buffer bytes)
{
	if (container_shape(bytes) != SHAPE_TABLE)
		return bundle_add_certs(bundle, path, bytes);
	if (bundle_keep(bundle, bytes))
		return -1;
	return container_add_table(bundle, path, bytes.data, bytes.len);
}

static int read_entry(struct bundle *bundle, const char *path)
{
	struct buffer bytes;

	if (path_is_special(path)) {
		note("%s: not a regular file; not looked into", path);
		return 0;
	}
	if (file_read(path, FILE_LIMIT, &bytes))
		return -1;
	if (container_shape(bytes) != SHAPE_TABLE &&
	    content_of(bytes) == CONTENT_OTHER &&
	    !is_named_like_certificate(path)) {
		if (bytes.len != SNPGUEST_REPORT_SIZE && !bundle_is_beside(path))
			note("%s: not a certificate; not used", path);
		free(bytes.data);
		return 0;
	}
	return add_certs(bundle, path, bytes);
}

static int read_entries(struct bundle *bundle, const char *directory,
			struct dirent **entries, int count)
{
	for (int i = 0; i < count; i++) {
		char *path = path_join(directory, entries[i]->d_name);
		int ret = path ? read_entry(bundle, path) : -1;

		free(path);
		if (ret)
			return -1;
	}
	return 0;
}

int bundle_read_dir(struct bundle *bundle, const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, is_visible, alphasort);
	int ret;

	if (count < 0) {
		trouble("%s: cannot read the directory: %s", path,
			strerror(errno));
		return -1;
	}
	ret = read_entries(bundle, path, entries, count);
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	if (ret == 0 && !bundle->n_certs && !bundle->table.data &&
	    !bundle->n_flaws) {
		trouble("%s: there is no certificate in it; on the guest,"
			" 'snpguest certificates pem %s' asks the host",
			path, path);
		return -1;
	}
	return ret;
}

int bundle_read_certs(struct bundle *bundle, const char *path)
{
	struct buffer bytes;

	if (path_is_directory(path))
		return bundle_read_dir(bundle, path);
	if (file_read(path, FILE_LIMIT, &bytes))
		return -1;
	return add_certs(bundle, path, bytes);
}

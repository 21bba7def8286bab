// SPDX-License-Identifier: MIT
/*
 * Directories of certificates, and of a report with its certificates. Files are
 * known by what they contain; names count only where the bytes are too broken to
 * tell. What is neither is passed by in silence, such as this very program.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/vfs.h>

#include "bundle.h"
#include "../base/talk.h"

/* The kernel's, which has it in no header. */
#define CONFIGFS_MAGIC 0x62656570

/* Files with certificates that are kept in memory; more than anybody needs. */
#define KEPT_MAX 64
#define KEPT_BYTES_MAX ((size_t)16 << 20)

/**
 * struct directory - one that is being read
 * @wants_report: a report is looked for, too
 * @report_path: the file that had it
 * @kept, @kept_bytes: files that something was taken out of
 * @too_many: it was told that there are more than are kept
 */
struct directory {
	struct bundle *bundle;
	bool wants_report;
	char *report_path;
	size_t kept, kept_bytes;
	bool too_many;
};

static const char *base_name(const char *path)
{
	return strrchr(path, '/') + 1;
}

static bool is_named(const char *path, const char *first, const char *second)
{
	return strcmp(base_name(path), first) == 0 ||
	       strcmp(base_name(path), second) == 0;
}

/* What 'attest --out' saves beside the evidence: what a report was asked for. */
static bool is_nonce(const struct directory *directory, const char *path)
{
	return directory->wants_report &&
	       strcmp(base_name(path), "nonce.bin") == 0;
}

/* Whose nonce it is only the caller knows: it makes a report fresh or does not. */
static int add_nonce(struct bundle *bundle, const char *path,
		     struct snpguest_blob bytes)
{
	if (bytes.len != sizeof(bundle->nonce))
		return bundle_flaw(bundle, "%s: %zu bytes; a nonce has %zu",
				   path, bytes.len, sizeof(bundle->nonce));
	memcpy(bundle->nonce, bytes.data, bytes.len);
	bundle->nonce_path = strdup(path);
	if (bundle->nonce_path)
		return 0;
	trouble("out of memory");
	return -1;
}

static int add_report(struct directory *directory, const char *path,
		      const struct snpguest_container *container)
{
	struct bundle *bundle = directory->bundle;

	if (directory->report_path)
		return bundle_flaw(bundle, "%s: another report is in %s; name"
				   " the one to verify",
				   path, directory->report_path);
	directory->report_path = strdup(path);
	if (!directory->report_path) {
		trouble("out of memory");
		return -1;
	}
	bundle_take_report(bundle, container);
	return 0;
}

/* A table that is malformed is the verdict's to name. */
static bool is_broken_table(const struct directory *directory,
			    const char *path)
{
	return directory->wants_report &&
	       is_named(path, "auxblob", "certs.bin");
}

/* "vcek.pem", "ark": what tools call the certificates of this matter. */
static bool is_called_cert(const char *path)
{
	static const char *const names[] = { "ark", "ask", "asvk", "vcek",
					     "vlek", "cert_chain", "crl" };
	const char *name = base_name(path);
	size_t len = strcspn(name, ".");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strlen(names[i]) == len && !strncasecmp(name, names[i], len))
			return true;
	return false;
}

static bool ends_as_cert(const char *path)
{
	static const char *const ends[] = { ".der", ".crt", ".cer", ".pem" };
	const char *end = strrchr(base_name(path), '.');

	for (size_t i = 0; end && i < sizeof(ends) / sizeof(*ends); i++)
		if (strcmp(end, ends[i]) == 0)
			return true;
	return false;
}

static bool has(struct snpguest_blob bytes, const char *text)
{
	return bytes.len &&
	       memmem(bytes.data, bytes.len, text, strlen(text));
}

/*
 * What the name says to be a certificate, and no text in it to be something else,
 * such as a key. PEM with a byte that is no text is not PEM any more.
 */
static bool is_broken_cert(const char *path,
			   const struct snpguest_container *container)
{
	struct snpguest_blob bytes = snpguest_container_bytes(container);

	if (has(bytes, "-----BEGIN CERTIFICATE-----"))
		return ends_as_cert(path) || is_called_cert(path);
	return ends_as_cert(path) && bytes.len && !has(bytes, "-----BEGIN ");
}

/* "crl.pem", "milan.crl"; a folder "crls" is where lists are kept, and none. */
static bool is_called_crl(const char *path)
{
	return strcasestr(base_name(path), "crl") &&
	       (strchr(base_name(path), '.') || !path_is_directory(path));
}

/* Of those names the ones that promise a list: no "crls.md" on them. */
static bool promises_crl(const char *path)
{
	const char *name = base_name(path), *end = strrchr(name, '.');

	return ends_as_cert(path) || (end && !strcasecmp(end, ".crl")) ||
	       (strcspn(name, ".") == 3 && !strncasecmp(name, "crl", 3));
}

/* One that was damaged may be the one that revokes. */
static bool is_broken_crl(const char *path,
			  const struct snpguest_container *container)
{
	size_t lists;

	snpguest_container_crls(container, &lists);
	return (lists == 0 || snpguest_container_note(container, 0)) &&
	       is_called_crl(path) && promises_crl(path);
}

static int add_rest(struct directory *directory, const char *path,
		    const struct snpguest_container *container)
{
	if (bundle_has_certs(container))
		return bundle_take_certs(directory->bundle, path, container);
	if (snpguest_container_shape(container) == SNPGUEST_SHAPE_REPORT)
		return 0;
	if (is_broken_cert(path, container))
		return bundle_add_cert(directory->bundle, path,
				       snpguest_container_bytes(container));
	if (is_called_crl(path))
		note("%s: no revocation list is in it", path);
	if (!is_called_cert(path))
		return 0;
	return bundle_mention(directory->bundle, "%s: %s", path,
			      snpguest_container_text(container));
}

static int add_container(struct directory *directory, const char *path,
			 const struct snpguest_container *container)
{
	bool report = snpguest_container_report(container).data ||
		      is_named(path, "outblob", "report.bin");

	if (directory->wants_report && report &&
	    add_report(directory, path, container))
		return -1;
	if (directory->wants_report && report)
		return 0; /* what else is in it is the library's to find */
	return add_rest(directory, path, container);
}

/* How much was taken out of files so far. */
static size_t taken(const struct bundle *bundle)
{
	return bundle->certs.count + bundle->crls.count +
	       !!bundle->table.data + !!bundle->container;
}

static int pass_by(struct directory *directory, const char *path,
		   const struct snpguest_container *container)
{
	size_t lists;

	snpguest_container_crls(container, &lists);
	if (lists) {
		trouble("%s: a revocation list behind %d files with"
			" certificates, or %zu MiB of them; take some away",
			path, KEPT_MAX, KEPT_BYTES_MAX >> 20);
		return -1;
	}
	if (directory->too_many)
		return 0;
	directory->too_many = true;
	return bundle_mention(directory->bundle, "%s: before it are %d files"
			      " with certificates, or %zu MiB of them", path,
			      KEPT_MAX, KEPT_BYTES_MAX >> 20);
}

static bool has_room(const struct directory *directory,
		     const struct snpguest_container *container)
{
	return directory->kept < KEPT_MAX &&
	       snpguest_container_size(container) <=
		       KEPT_BYTES_MAX - directory->kept_bytes;
}

/* Copies of one file are one: they must not take the room of another. */
static bool is_copy(const struct bundle *bundle,
		    const struct snpguest_container *container)
{
	struct snpguest_blob bytes = snpguest_container_bytes(container);

	for (size_t i = 0; i + 1 < bundle->n_containers; i++) {
		struct snpguest_blob kept =
			snpguest_container_bytes(bundle->containers[i]);

		if (kept.len == bytes.len &&
		    memcmp(kept.data, bytes.data, kept.len) == 0)
			return true;
	}
	return false;
}

/* The bytes as they are: a copy that the bundle owns, in a container. */
static int add_opened(struct directory *directory, const char *path,
		      const struct snpguest_container *container, bool table)
{
	bool report = directory->wants_report &&
		      snpguest_container_report(container).data;

	if (is_nonce(directory, path))
		return add_nonce(directory->bundle, path,
				 snpguest_container_bytes(container));
	if (!report && is_broken_crl(path, container))
		return bundle_flaw(directory->bundle, "%s: %s; it is called as a"
				   " revocation list, and none is in it", path,
				   snpguest_container_text(container));
	if (!report && is_copy(directory->bundle, container))
		return 0;
	if (!report && !has_room(directory, container))
		return pass_by(directory, path, container);
	if (table && !snpguest_container_table(container).data)
		return bundle_add_table(directory->bundle, path,
					snpguest_container_bytes(container));
	return add_container(directory, path, container);
}

static void count(struct directory *directory,
		  const struct snpguest_container *container)
{
	directory->kept++;
	directory->kept_bytes += snpguest_container_size(container);
}

/* What nothing was taken out of is not kept: there may be any number. */
static int add_bytes(struct directory *directory, const char *path,
		     struct buffer bytes)
{
	const struct snpguest_container *container;
	bool table = is_broken_table(directory, path) && bytes.len;
	size_t before = taken(directory->bundle);
	int ret;

	if (bundle_open(directory->bundle, path, bytes, &container))
		return -1;
	ret = add_opened(directory, path, container, table);
	if (taken(directory->bundle) == before)
		bundle_drop(directory->bundle);
	else if (container != directory->bundle->container)
		count(directory, container);
	return ret;
}

/*
 * What could speak against the evidence: a report, the nonce it has to carry, a
 * revocation list. That it cannot be read does not make it go away.
 */
static bool is_needed(const struct directory *directory, const char *path)
{
	return is_nonce(directory, path) ||
	       (directory->wants_report &&
		is_named(path, "outblob", "report.bin")) ||
	       is_called_crl(path);
}

static int cannot_read(const struct directory *directory, const char *path,
		       const char *why)
{
	if (is_needed(directory, path)) {
		trouble("%s: cannot read: %s", path, why);
		return -1;
	}
	if (!is_called_cert(path))
		return 0;
	return bundle_mention(directory->bundle, "%s: cannot open: %s", path,
			      why);
}

/* What configfs-tsm was asked, in a copy of it: whatever it is, no answer. */
static bool is_question(const struct directory *directory, const char *path)
{
	return directory->wants_report &&
	       strcmp(base_name(path), "inblob") == 0;
}

static int pass_special(const struct directory *directory, const char *path)
{
	if (is_needed(directory, path))
		return cannot_read(directory, path, "not a regular file");
	if (is_called_cert(path) || strcasestr(base_name(path), "crl"))
		note("%s: not a regular file; not looked into", path);
	return 0;
}

/* What its name says to be of this matter may have a list at its end. */
static int too_large(struct directory *directory, const char *path)
{
	if (!ends_as_cert(path) && !is_called_cert(path))
		return 0;
	return bundle_flaw(directory->bundle, "%s: more than %zu bytes; take it"
			   " away, or apart", path, SNPGUEST_CONTAINER_MAX);
}

static int read_entry(struct directory *directory, const char *path)
{
	struct buffer bytes;
	int err;

	if (is_question(directory, path))
		return 0;
	err = file_try_read_regular(path, SNPGUEST_CONTAINER_MAX + 1, &bytes);
	if (err == -EINVAL)
		return pass_special(directory, path);
	if (err == -ENOMEM) {
		trouble("%s: out of memory", path);
		return -1;
	}
	if (err)
		return cannot_read(directory, path, strerror(-err));
	if (bytes.len > SNPGUEST_CONTAINER_MAX && too_large(directory, path)) {
		free(bytes.data);
		return -1;
	}
	return add_bytes(directory, path, bytes);
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

/* Its copy, or whatever else has the names of it, is a directory as any other. */
static bool is_configfs(const char *path)
{
	struct statfs fs;

	return statfs(path, &fs) == 0 && fs.f_type == CONFIGFS_MAGIC;
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
	return 0;
}

static int read_directory(struct directory *directory, const char *path)
{
	bool tsm = directory->wants_report && is_configfs(path);
	struct dirent **entries;
	int count, ret;

	count = scandir(path, &entries, tsm ? is_blob : is_visible, alphasort);
	if (count < 0) {
		trouble("%s: cannot read the directory: %s", path,
			strerror(errno));
		return -1;
	}
	ret = read_entries(directory, path, entries, count);
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	return ret;
}

int bundle_read_evidence_dir(struct bundle *bundle, const char *path)
{
	struct directory directory = { .bundle = bundle, .wants_report = true };
	int ret = read_directory(&directory, path);

	if (!ret && !directory.report_path)
		ret = bundle_flaw(bundle, "%s: there is no report in it", path);
	free(directory.report_path);
	return ret;
}

/* What else speaks against a report is found out all the same. */
static int no_certificate(const struct bundle *bundle, const char *path)
{
	static const char text[] = "%s: there is no certificate in it; on the"
				   " guest, 'snpguest certificates pem %s' asks"
				   " the host";

	if (!bundle->question) {
		note(text, path, path);
		return 0;
	}
	trouble(text, path, path);
	return -1;
}

int bundle_read_certs_dir(struct bundle *bundle, const char *path)
{
	struct directory directory = { .bundle = bundle };
	size_t before = bundle->certs.count + bundle->crls.count;
	int ret = read_directory(&directory, path);

	if (ret || bundle->certs.count + bundle->crls.count > before ||
	    bundle->table.data || bundle->n_flaws)
		return ret;
	return no_certificate(bundle, path);
}

// SPDX-License-Identifier: MIT
#include "lib_files.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

const char *vectors_dir(void)
{
	const char *dir = getenv("VECTORS");

	return dir && *dir ? dir : "../shared/vectors";
}

bool vectors_there(void)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/manifest.tsv", vectors_dir());
	if (!access(path, R_OK))
		return true;
	printf("# vectors not found at %s; set VECTORS\n", vectors_dir());
	return false;
}

static struct snpguest_blob read_path(const char *path)
{
	struct snpguest_blob blob;
	FILE *file = fopen(path, "rb");
	struct stat st;
	uint8_t *data;

	if (!file || fstat(fileno(file), &st))
		fail_msg("cannot read %s", path);
	data = malloc(st.st_size ? st.st_size : 1);
	assert_non_null(data);
	assert_int_equal(fread(data, 1, st.st_size, file), st.st_size);
	fclose(file);
	blob.data = data;
	blob.len = st.st_size;
	return blob;
}

struct snpguest_blob vector_read(const char *name)
{
	char path[512];

	if (name[0] == '/')
		return read_path(name);
	snprintf(path, sizeof(path), "%s/%s", vectors_dir(), name);
	return read_path(path);
}

void blob_free(struct snpguest_blob blob)
{
	free((void *)blob.data);
}

struct snpguest_blob blob_copy(struct snpguest_blob blob)
{
	uint8_t *data = malloc(blob.len ? blob.len : 1);

	assert_non_null(data);
	memcpy(data, blob.data, blob.len);
	return (struct snpguest_blob){ data, blob.len };
}

char **vector_glob(const char *pattern, size_t *count)
{
	char *dir = realpath(vectors_dir(), NULL);
	char path[512];
	char **names;
	glob_t found;

	assert_non_null(dir);
	snprintf(path, sizeof(path), "%s/%s", dir, pattern);
	free(dir);
	assert_int_equal(glob(path, 0, NULL, &found), 0);
	names = calloc(found.gl_pathc + 1, sizeof(*names));
	assert_non_null(names);
	for (size_t i = 0; i < found.gl_pathc; i++)
		names[i] = strdup(found.gl_pathv[i]);
	*count = found.gl_pathc;
	globfree(&found);
	return names;
}

void vector_glob_free(char **names)
{
	for (char **name = names; *name; name++)
		free(*name);
	free(names);
}

static size_t whole_pages(size_t len)
{
	size_t page = sysconf(_SC_PAGESIZE);

	return (len + page - 1) / page * page;
}

struct snpguest_blob guarded(struct snpguest_blob blob)
{
	size_t page = sysconf(_SC_PAGESIZE), room = whole_pages(blob.len);
	uint8_t *map = mmap(NULL, room + page, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(map, MAP_FAILED);
	assert_int_equal(mprotect(map + room, page, PROT_NONE), 0);
	if (blob.len)
		memcpy(map + room - blob.len, blob.data, blob.len);
	return (struct snpguest_blob){ map + room - blob.len, blob.len };
}

void guarded_free(struct snpguest_blob blob)
{
	size_t page = sysconf(_SC_PAGESIZE), room = whole_pages(blob.len);

	munmap((uint8_t *)blob.data + blob.len - room, room + page);
}

int64_t time_of(const char *text)
{
	struct tm tm = { 0 };

	assert_non_null(strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm));
	return timegm(&tm);
}

static void read_row(char *line, struct manifest_row *row)
{
	char expect[16], policy[24], from[24], to[24];

	assert_int_equal(sscanf(line,
		"%15[^\t]\t%127[^\t]\t%127[^\t]\t%15[^\t]\t%7[^\t]\t%u\t%u\t%23[^\t]\t%16[^\t]\t%128[^\t]\t%96[^\t]\t%128[^\t]\t%23[^\t]\t%23s",
		expect, row->report, row->leaf, row->product, row->signer,
		&row->version, &row->vmpl, policy, row->tcb, row->chip_id,
		row->measurement, row->report_data, from, to), 14);
	row->accept = !strcmp(expect, "accept");
	row->policy = strtoull(policy, NULL, 16);
	row->not_before = time_of(from);
	row->not_after = time_of(to);
}

struct manifest_row *manifest_read(size_t *count)
{
	struct snpguest_blob file = vector_read("manifest.tsv");
	char *text = strndup((const char *)file.data, file.len);
	struct manifest_row *rows = NULL;
	char *state = NULL, *line;
	size_t n = 0;

	line = strtok_r(text, "\n", &state); /* the headings */
	while ((line = strtok_r(NULL, "\n", &state))) {
		rows = realloc(rows, (n + 1) * sizeof(*rows));
		assert_non_null(rows);
		read_row(line, &rows[n++]);
	}
	free(text);
	blob_free(file);
	*count = n;
	return rows;
}

const char *hex_of(const uint8_t *data, size_t n)
{
	static char text[400];

	assert_true(2 * n < sizeof(text));
	text[0] = '\0';
	for (size_t i = 0; i < n; i++)
		sprintf(text + 2 * i, "%02x", data[i]);
	return text;
}

int report_read(const uint8_t *data, size_t len, struct snpguest_report *report,
		struct snpguest_error *error)
{
	struct snpguest_unverified_report unverified;
	int err = snpguest_unverified_report_parse(data, len, &unverified,
						   sizeof(unverified), error);

	if (!err)
		*report = unverified.says;
	return err;
}

const struct snpguest_policy waived = {
	.size = sizeof(waived), .report_data_any = 1, .measurement_any = 1,
};

const struct snpguest_policy waived_debug = {
	.size = sizeof(waived_debug), .report_data_any = 1,
	.measurement_any = 1, .guest_allow = SNPGUEST_POLICY_DEBUG,
};

const struct snpguest_check *line_of(const struct snpguest_verdict *verdict,
				     const char *name)
{
	const struct snpguest_check *line = NULL;

	for (size_t i = 0; (line = snpguest_verdict_check(verdict, i)); i++)
		if (!strcmp(line->name, name))
			return line;
	fail_msg("no line %s", name);
	return NULL;
}

const char *failures(const struct snpguest_verdict *verdict)
{
	static char text[2048];
	const struct snpguest_check *line;

	text[0] = '\0';
	for (size_t i = 0; (line = snpguest_verdict_check(verdict, i)); i++) {
		if (line->result != SNPGUEST_FAIL)
			continue;
		if (text[0])
			strcat(text, " ");
		strcat(text, line->name);
	}
	return text;
}

void verdict_print(const struct snpguest_verdict *verdict)
{
	const struct snpguest_check *line;

	for (size_t i = 0; (line = snpguest_verdict_check(verdict, i)); i++)
		if (line->result != SNPGUEST_PASS &&
		    strcmp(line->detail, "not demanded"))
			printf("# %s: %s: %s\n", line->name,
			       snpguest_result_name(line->result),
			       line->detail);
}

void verdict_expect(struct snpguest_verdict *verdict, const char *failed)
{
	if (strcmp(failures(verdict), failed) ||
	    snpguest_verdict_accepted(verdict) != !*failed) {
		verdict_print(verdict);
		fail_msg("failed: \"%s\", expected \"%s\"", failures(verdict),
			 failed);
	}
	snpguest_verdict_free(verdict);
}

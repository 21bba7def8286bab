// SPDX-License-Identifier: MIT
/* Requests through a model of configfs-tsm that can misbehave. */
#include "lib_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib_transport.h"

/* The kernel's side: one directory at a time, and orders to do it wrong. */
static struct {
	bool exists;
	int made, removed;
	unsigned long generation;
	uint8_t inblob[64];
	unsigned int privlevel, lowest;
	int reads_of_outblob;
	/* Orders. */
	const char *provider;
	int make_err, out_err, aux_err;
	bool no_floor, lose_inblob, foreign_commit, stale_report;
	size_t out_len;
	uint8_t *aux;
	size_t aux_len;
	const char *floor_text;
	/* Of an SVSM. */
	bool has_svsm, no_manifest;
	char service_provider[16], service_guid[64];
} fs;

static const char *attribute(const char *path)
{
	assert_true(fs.exists);
	assert_int_equal(strncmp(path, "/tsm/snpguest-", 14), 0);
	return strrchr(path, '/') + 1;
}

static int fake_make(const char *dir)
{
	assert_false(fs.exists);
	assert_int_equal(strncmp(dir, "/tsm/snpguest-", 14), 0);
	if (fs.make_err)
		return fs.make_err;
	fs.exists = true;
	fs.generation = fs.privlevel = 0;
	fs.service_provider[0] = fs.service_guid[0] = '\0';
	memset(fs.inblob, 0, sizeof(fs.inblob));
	fs.made++;
	return 0;
}

static int fake_remove(const char *dir)
{
	assert_true(fs.exists);
	assert_int_equal(strncmp(dir, "/tsm/snpguest-", 14), 0);
	fs.exists = false;
	fs.removed++;
	return 0;
}

static ssize_t give(void *to, size_t max, const void *from, size_t n)
{
	if (n)
		memcpy(to, from, n < max ? n : max);
	return n > max ? -EFBIG : (ssize_t)n;
}

static ssize_t read_outblob(void *data, size_t max)
{
	uint8_t bytes[SNPGUEST_REPORT_MAX + 1] = { 3 };

	fs.reads_of_outblob++;
	if (fs.out_err)
		return fs.out_err;
	if (fs.privlevel < fs.lowest)
		return -EINVAL;
	memcpy(bytes + 0x50, fs.inblob, 64);
	if (fs.stale_report)
		bytes[0x50] ^= 1;
	bytes[0x30] = fs.privlevel;
	return give(data, max, bytes, fs.out_len);
}

static ssize_t fake_read(const char *path, void *data, size_t max)
{
	const char *name = attribute(path);
	char text[32];

	if (!strcmp(name, "provider"))
		return give(data, max, fs.provider, strlen(fs.provider));
	if (!strcmp(name, "outblob"))
		return read_outblob(data, max);
	if (!strcmp(name, "auxblob"))
		return fs.aux_err ? fs.aux_err :
				    give(data, max, fs.aux, fs.aux_len);
	if (!strcmp(name, "privlevel_floor")) {
		if (fs.no_floor)
			return -ENOENT;
		if (fs.floor_text)
			return give(data, max, fs.floor_text,
				    strlen(fs.floor_text));
		return give(data, max, text, sprintf(text, "%u\n", fs.lowest));
	}
	if (!strcmp(name, "manifestblob"))
		return give(data, max, "a manifest", fs.no_manifest ? 0 : 10);
	assert_string_equal(name, "generation");
	return give(data, max, text, sprintf(text, "%lu\n", fs.generation));
}

static int fake_write(const char *path, const void *data, size_t len)
{
	const char *name = attribute(path);

	if (!strcmp(name, "privlevel")) {
		fs.privlevel = atoi(data);
		fs.generation++;
		return 0;
	}
	if (!strncmp(name, "service_", 8)) {
		char *to = strcmp(name, "service_guid") ? fs.service_provider :
							  fs.service_guid;

		if (!fs.has_svsm)
			return -ENOENT;
		assert_in_range(len, 1, 40);
		memcpy(to, data, len);
		to[len] = '\0';
		fs.generation++;
		return 0;
	}
	assert_string_equal(name, "inblob");
	assert_int_equal(len, 64);
	if (fs.lose_inblob)
		return 0; /* close() does not tell */
	memcpy(fs.inblob, data, len);
	fs.generation += fs.foreign_commit ? 2 : 1;
	return 0;
}

static const struct tsm_ops fake = {
	.make = fake_make, .remove = fake_remove, .read = fake_read,
	.write = fake_write,
};

static int fresh(void **state)
{
	(void)state;
	memset(&fs, 0, sizeof(fs));
	fresh_request();
	fs.provider = "sev_guest\n";
	fs.out_len = SNPGUEST_REPORT_SIZE;
	return tsm_open("/tsm", &fake, &transport, &error);
}

/* Whatever happened, no directory may stay behind. */
static int done(void **state)
{
	(void)state;
	transport_close(&transport);
	assert_false(fs.exists);
	assert_int_equal(fs.made, fs.removed);
	return 0;
}

static void a_report_is_asked_for_and_handed_over(void **state)
{
	(void)state;
	assert_int_equal(get(NULL, NULL), 0);
	assert_int_equal(report[0], 3);
	assert_memory_equal(report + 0x50, request.report_data, 64);
	assert_int_equal(fs.made, 2); /* one to look for the provider */
}

#define VTPM "c476f1eb-0123-45a5-9641-b4e7dde5bfe3"

static int get_services(const char *guid, uint8_t **manifest, size_t *len)
{
	uint8_t *table;
	size_t table_len;
	int err = snpguest_get_service(&transport, request.report_data, guid,
				       report, &table, &table_len, manifest,
				       len, &error);

	free(table);
	return err;
}

static void a_report_on_services_comes_with_their_manifest(void **state)
{
	uint8_t *manifest;
	size_t len;

	(void)state;
	fs.has_svsm = true;
	assert_int_equal(get_services(VTPM, &manifest, &len), 0);
	assert_string_equal(fs.service_provider, "svsm\n");
	assert_string_equal(fs.service_guid, VTPM);
	assert_int_equal(len, 10);
	assert_memory_equal(manifest, "a manifest", 10);
	assert_memory_equal(report + 0x50, request.report_data, 64);
	free(manifest);
	assert_int_equal(get_services(NULL, &manifest, &len), 0);
	assert_string_equal(fs.service_guid, "");
	free(manifest);
}

/* The digest in report_data is for a policy to demand; a lost write is not. */
static void services_are_asked_for_as_strictly(void **state)
{
	uint8_t *manifest;
	size_t len;

	(void)state;
	assert_int_equal(get_services(NULL, &manifest, &len), -EOPNOTSUPP);
	assert_non_null(strstr(error.what, "no SVSM"));
	assert_null(manifest);
	fs.has_svsm = true;
	fs.stale_report = true;
	assert_int_equal(get_services(NULL, &manifest, &len), 0);
	free(manifest);
	fs.lose_inblob = true;
	assert_int_equal(get_services(NULL, &manifest, &len), -EBADMSG);
	assert_null(manifest);
	fs.lose_inblob = false;
	fs.foreign_commit = true;
	assert_int_equal(get_services(NULL, &manifest, &len), -EBADMSG);
	fs.foreign_commit = false;
	fs.no_manifest = true;
	assert_int_equal(get_services(NULL, &manifest, &len), -EBADMSG);
	assert_non_null(strstr(error.what, "manifestblob"));
	assert_null(manifest);
}

static void a_table_of_any_size_is_read(void **state)
{
	static uint8_t big[300000] = { 1, [16] = 48 };
	const uint32_t sizes[] = { 100, 32768 - 48, 32769 - 48, 299952 };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		uint8_t *table;
		size_t len;

		for (int k = 0; k < 4; k++)
			big[20 + k] = sizes[i] >> (8 * k);
		fs.aux = big;
		fs.aux_len = 48 + sizes[i];
		assert_int_equal(get(&table, &len), 0);
		assert_int_equal(len, fs.aux_len);
		assert_memory_equal(table, big, len);
		free(table);
	}
}

static void an_empty_table_is_none(void **state)
{
	uint8_t *table = report;
	size_t len = 1;

	(void)state;
	assert_int_equal(get(&table, &len), 0);
	assert_null(table);
	assert_int_equal(len, 0);
}

static void the_lowest_vmpl_is_written_where_it_is_not_0(void **state)
{
	(void)state;
	fs.lowest = 2;
	assert_int_equal(get(NULL, NULL), 0);
	assert_int_equal(fs.privlevel, 2);
	assert_int_equal(report[0x30], 2);
	request.vmpl = 3;
	assert_int_equal(get(NULL, NULL), 0);
	assert_int_equal(fs.privlevel, 3);
	request.vmpl = 1;
	assert_int_equal(get(NULL, NULL), -EINVAL);
	assert_non_null(strstr(error.what, "below 2"));
}

static void a_kernel_without_a_lowest_vmpl_is_taken(void **state)
{
	(void)state;
	fs.no_floor = true;
	assert_int_equal(get(NULL, NULL), 0);
	assert_int_equal(fs.generation, 1);
}

static void a_lowest_vmpl_that_is_none_is_refused(void **state)
{
	static const char *const texts[] = { "4\n", "x\n", "", "-1\n",
					     "1 2\n" };

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		fs.floor_text = texts[i];
		assert_int_equal(get(NULL, NULL), -EBADMSG);
	}
}

static void a_lost_write_is_noticed(void **state)
{
	(void)state;
	fs.lose_inblob = true;
	assert_int_equal(get(NULL, NULL), -EBADMSG);
	assert_non_null(strstr(error.what, "generation"));
}

static void somebody_elses_write_is_noticed(void **state)
{
	uint8_t *table;
	size_t len;

	(void)state;
	fs.aux = (uint8_t *)"xxxxxxxxxxxxxxxxxxxxxxxxxxx";
	fs.aux_len = 27;
	fs.foreign_commit = true;
	assert_int_equal(get(&table, &len), -EBADMSG);
	assert_non_null(strstr(error.what, "somebody else"));
	assert_null(table);
}

static void a_stale_report_is_refused(void **state)
{
	(void)state;
	fs.stale_report = true;
	assert_int_equal(get(NULL, NULL), -EBADMSG);
	/* Here, where the file can be named, and not only by the caller. */
	assert_non_null(strstr(error.what, "/outblob: the report carries other report data"));
}

static void a_report_of_another_length_is_refused(void **state)
{
	static const size_t lengths[] = { 0, 1, SNPGUEST_REPORT_SIZE - 1 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		fs.out_len = lengths[i];
		assert_int_equal(get(NULL, NULL), -EBADMSG);
	}
	fs.out_len = SNPGUEST_REPORT_MAX + 1;
	assert_int_equal(get(NULL, NULL), -EFBIG);
}

/* As newer firmware may make it. */
static void a_longer_report_is_handed_up_whole(void **state)
{
	uint8_t whole[SNPGUEST_REPORT_MAX] = { 0 };
	size_t len;

	(void)state;
	fs.out_len = SNPGUEST_REPORT_SIZE + 8;
	assert_int_equal(snpguest_get_whole_report(&transport, &request, whole,
						   sizeof(whole), &len, &error),
			 0);
	assert_int_equal(len, SNPGUEST_REPORT_SIZE + 8);
	assert_memory_equal(whole + 0x50, request.report_data, 64);
	assert_int_equal(get(NULL, NULL), 0);
	assert_memory_equal(report, whole, SNPGUEST_REPORT_SIZE);
}

static void errors_of_the_kernel_keep_their_number(void **state)
{
	static const int errors[] = { -EIO, -EINVAL, -ETIMEDOUT, -ENOTTY,
				      -EBADMSG, -ENXIO, -ENOMEM };
	uint8_t *table;
	size_t len;

	(void)state;
	for (size_t i = 0; i < 7; i++) {
		fs.out_err = errors[i];
		assert_int_equal(get(&table, &len), errors[i]);
		assert_non_null(strstr(error.what, "outblob"));
		assert_int_equal(error.code, errors[i]);
		if (errors[i] == -ENOTTY)
			assert_non_null(strstr(error.what, "load it with another"
					       " vmpck_id, or reboot the guest"));
		fs.out_err = 0;
		fs.aux_err = errors[i];
		assert_int_equal(get(&table, &len), errors[i]);
		assert_null(table);
		fs.aux_err = 0;
	}
	fs.aux_err = -EFBIG; /* beyond every bound */
	assert_int_equal(get(&table, &len), -EFBIG);
}

static void the_signing_key_cannot_be_chosen_this_way(void **state)
{
	int made = fs.made;

	(void)state;
	request.key_sel = SNPGUEST_KEY_SEL_VCEK;
	assert_int_equal(get(NULL, NULL), -EOPNOTSUPP);
	assert_int_equal(fs.made, made);
}

static void another_provider_is_not_ours(void **state)
{
	struct snpguest_transport other;

	(void)state;
	fs.provider = "tdx_guest\n";
	assert_int_equal(tsm_open("/tsm", &fake, &other, &error), -ENOENT);
	assert_non_null(strstr(error.what, "tdx_guest"));
}

static void what_is_missing_is_named_with_the_next_step(void **state)
{
	struct snpguest_transport other;

	(void)state;
	fs.make_err = -ENOENT;
	assert_int_equal(tsm_open("/tsm", &fake, &other, &error), -ENOENT);
	assert_non_null(strstr(error.what, "mount"));
	fs.make_err = -ENXIO;
	assert_int_equal(tsm_open("/tsm", &fake, &other, &error), -ENOENT);
	assert_non_null(strstr(error.what, "load the sev-guest module"));
	fs.make_err = -EPERM;
	assert_int_equal(tsm_open("/tsm", &fake, &other, &error), -EPERM);
	assert_non_null(strstr(error.what, "root"));
}

/* The real file operations, on real files. */
static void files_are_read_and_written_whole(void **state)
{
	char dir[] = "/tmp/snpguest-test-XXXXXX", path[64], sub[64];
	char data[16];

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/attribute", dir);
	snprintf(sub, sizeof(sub), "%s/sub", dir);
	assert_int_equal(tsm_system.write(path, "x", 1), -ENOENT);
	assert_int_equal(tsm_system.read(path, data, 4), -ENOENT);
	fclose(fopen(path, "w"));
	assert_int_equal(tsm_system.write(path, "0123456789", 10), 0);
	assert_int_equal(tsm_system.read(path, data, 10), 10);
	assert_memory_equal(data, "0123456789", 10);
	assert_int_equal(tsm_system.read(path, data, 9), -EFBIG);
	assert_int_equal(tsm_system.make(sub), 0);
	assert_int_equal(tsm_system.make(sub), -EEXIST);
	assert_int_equal(tsm_system.remove(sub), 0);
	assert_int_equal(tsm_system.remove(sub), -ENOENT);
	unlink(path);
	rmdir(dir);
}

#define T(name) cmocka_unit_test_setup_teardown(name, fresh, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_report_is_asked_for_and_handed_over),
		T(a_report_on_services_comes_with_their_manifest),
		T(services_are_asked_for_as_strictly),
		T(a_table_of_any_size_is_read),
		T(an_empty_table_is_none),
		T(the_lowest_vmpl_is_written_where_it_is_not_0),
		T(a_kernel_without_a_lowest_vmpl_is_taken),
		T(a_lowest_vmpl_that_is_none_is_refused),
		T(a_lost_write_is_noticed),
		T(somebody_elses_write_is_noticed),
		T(a_stale_report_is_refused),
		T(a_report_of_another_length_is_refused),
		T(a_longer_report_is_handed_up_whole),
		T(errors_of_the_kernel_keep_their_number),
		T(the_signing_key_cannot_be_chosen_this_way),
		T(another_provider_is_not_ours),
		T(what_is_missing_is_named_with_the_next_step),
		T(files_are_read_and_written_whole),
	};

	return cmocka_run_group_tests_name("configfs-tsm", tests, NULL, NULL);
}

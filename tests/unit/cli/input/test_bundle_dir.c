// SPDX-License-Identifier: MIT
/* What a directory of evidence keeps in memory, however much is in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input/bundle.h"

#define FILES 100
#define KEPT 64

static char folder[] = "/tmp/test_bundle_dir.XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

static void name_of(char path[64], int number)
{
	snprintf(path, 64, "%s/file%03d", folder, number);
}

static void write_files(const void *bytes, size_t len)
{
	char path[64];

	for (int i = 0; i < FILES; i++) {
		FILE *file;

		name_of(path, i);
		file = fopen(path, "w");
		assert_non_null(file);
		assert_int_equal(fwrite(bytes, 1, len, file), len);
		/* copies would be one */
		assert_int_equal(fseek(file, -(long)sizeof(i), SEEK_END), 0);
		assert_int_equal(fwrite(&i, 1, sizeof(i), file), sizeof(i));
		assert_int_equal(fclose(file), 0);
	}
}

static void remove_files(void)
{
	char path[64];

	for (int i = 0; i < FILES; i++) {
		name_of(path, i);
		unlink(path);
	}
}

static void what_is_nothing_is_not_kept(void **state)
{
	struct bundle bundle = { 0 };
	static const uint8_t zeros[5000];

	(void)state;
	write_files(zeros, sizeof(zeros));
	assert_int_equal(bundle_read_evidence_dir(&bundle, folder), 0);
	assert_int_equal(bundle.n_containers, 0);
	assert_int_equal(bundle.n_flaws, 1); /* that there is no report */
	bundle_free(&bundle);
	assert_int_equal(bundle_read_certs_dir(&bundle, folder), 0);
	assert_int_equal(bundle.n_containers, 0);
	bundle_free(&bundle);
	remove_files();
}

/* Told where the files are the question, and noted elsewhere. */
static void what_is_kept_has_a_bound(void **state)
{
	static const uint8_t cut[200] = { 0x30, 0x82, 5, 0, 0x30, 0x82, 4, 0,
					  0xa0, 3,    2, 1, 2 };

	(void)state;
	write_files(cut, sizeof(cut));
	for (int question = 0; question < 2; question++) {
		struct bundle bundle = { .question = question };

		assert_int_equal(bundle_read_certs_dir(&bundle, folder), 0);
		assert_true(bundle.n_containers <= KEPT);
		assert_int_equal(bundle.certs.count, question ? 0 : KEPT);
		assert_true(!question == !bundle.n_flaws);
		bundle_free(&bundle);
	}
	remove_files();
}

/* A certificate's head in front of a megabyte: few of them are kept. */
static void what_is_kept_has_a_size(void **state)
{
	static uint8_t large[1 << 20] = { 0x30, 0x82, 5, 0, 0x30, 0x82, 4, 0,
					  0xa0, 3,    2, 1, 2 };
	struct bundle bundle = { 0 };
	size_t bytes = 0;

	(void)state;
	write_files(large, sizeof(large));
	assert_int_equal(bundle_read_certs_dir(&bundle, folder), 0);
	for (size_t i = 0; i < bundle.n_containers; i++)
		bytes += snpguest_container_size(bundle.containers[i]);
	assert_in_range(bytes, (size_t)12 << 20, (size_t)16 << 20);
	assert_in_range(bundle.n_containers, 12, 16);
	bundle_free(&bundle);
	remove_files();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_nothing_is_not_kept),
		cmocka_unit_test(what_is_kept_has_a_bound),
		cmocka_unit_test(what_is_kept_has_a_size),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

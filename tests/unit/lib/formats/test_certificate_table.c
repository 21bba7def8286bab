// SPDX-License-Identifier: MIT
#include "lib_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define VCEK 0
#define ASK 1
#define OTHER 2

static const uint8_t guids[][16] = {
	{ 0x63, 0xda, 0x75, 0x8d, 0xe6, 0x64, 0x45, 0x64,
	  0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd },
	{ 0x4a, 0xb7, 0xb3, 0x79, 0xbb, 0xac, 0x4f, 0xe4,
	  0xa0, 0x2f, 0x05, 0xae, 0xf3, 0x27, 0xc7, 0x82 },
	{ 0xec, 0xae, 0x0c, 0x0f, 0x95, 0x02, 0x43, 0xb1,
	  0xaf, 0xa2, 0x0a, 0xe2, 0xe0, 0xd5, 0x65, 0xb6 },
};

static void put(uint8_t *entry, int guid, uint32_t offset, uint32_t length)
{
	memcpy(entry, guids[guid], 16);
	for (int i = 0; i < 4; i++) {
		entry[16 + i] = offset >> (8 * i);
		entry[20 + i] = length >> (8 * i);
	}
}

/* Parses a copy that ends at unmapped memory. */
static int parse(const uint8_t *table, size_t len,
		 struct snpguest_table_entry *entries, size_t max,
		 size_t *count, struct snpguest_error *error)
{
	struct snpguest_blob copy = guarded((struct snpguest_blob){ table,
								    len });
	int err = snpguest_table_parse(copy.data, copy.len, entries, max,
				       count, error);

	guarded_free(copy);
	return err;
}

static void entries_are_found_in_their_order(void **state)
{
	struct snpguest_table_entry entries[4];
	uint8_t table[200] = { 0 };
	size_t count;

	(void)state;
	put(table, VCEK, 96, 100);
	put(table + 24, OTHER, 196, 4);
	put(table + 48, ASK, 96, 1); /* blobs may overlap */
	assert_int_equal(snpguest_table_parse(table, 200, entries, 4, &count,
					      NULL), 0);
	assert_int_equal(count, 3);
	assert_int_equal(entries[0].kind, SNPGUEST_ENTRY_VCEK);
	assert_ptr_equal(entries[0].blob.data, table + 96);
	assert_int_equal(entries[0].blob.len, 100);
	assert_int_equal(entries[1].kind, SNPGUEST_ENTRY_UNKNOWN);
	assert_memory_equal(entries[1].guid, guids[OTHER], 16);
	assert_ptr_equal(entries[1].blob.data, table + 196);
	assert_int_equal(entries[2].kind, SNPGUEST_ENTRY_ASK);
}

static void no_bytes_and_one_empty_entry_are_an_empty_table(void **state)
{
	struct snpguest_table_entry entries[1];
	const uint8_t table[24] = { 0 };
	size_t count = 9;

	(void)state;
	assert_int_equal(snpguest_table_parse(NULL, 0, entries, 1, &count,
					      NULL), 0);
	assert_int_equal(count, 0);
	count = 9;
	assert_int_equal(parse(table, 24, entries, 1, &count, NULL), 0);
	assert_int_equal(count, 0);
}

static void malformed_tables_are_refused(void **state)
{
	static const struct {
		uint32_t offset, length;
		const char *why;
	} rows[] = {
		{ 47, 10, "does not fit" },	/* inside the head */
		{ 0, 10, "does not fit" },
		{ 48, 0, "is empty" },
		{ 100, 1, "does not fit" },	/* begins at the end */
		{ 48, 53, "does not fit" },	/* ends behind it */
		{ 101, 1, "does not fit" },
		{ UINT32_MAX, 1, "does not fit" },
		{ UINT32_MAX, 2, "does not fit" },	/* the sum wraps */
		{ 50, UINT32_MAX, "does not fit" },
		{ 50, UINT32_MAX - 49, "does not fit" },
		{ 0x80000000, 0x80000000, "does not fit" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct snpguest_table_entry entries[4];
		struct snpguest_error error;
		uint8_t table[100] = { 0 };
		size_t count = 9;

		put(table, VCEK, rows[i].offset, rows[i].length);
		assert_int_equal(parse(table, sizeof(table), entries, 4,
				       &count, &error), -EBADMSG);
		assert_int_equal(count, 0);
		assert_non_null(strstr(error.what, rows[i].why));
	}
}

/* Together they have more bytes than the table: read, they would cost more. */
static void entries_that_overlap_are_refused(void **state)
{
	struct snpguest_table_entry entries[4];
	struct snpguest_error error;
	uint8_t table[200] = { 0 };
	size_t count;

	(void)state;
	put(table, VCEK, 72, 128);
	put(table + 24, ASK, 72, 72);
	assert_int_equal(parse(table, 200, entries, 4, &count, &error), 0);
	put(table + 24, ASK, 72, 73);
	assert_int_equal(parse(table, 200, entries, 4, &count, &error),
			 -EBADMSG);
	assert_non_null(strstr(error.what, "overlap"));
	assert_int_equal(count, 0);
}

static void the_last_byte_may_be_used(void **state)
{
	struct snpguest_table_entry entries[4];
	uint8_t table[100] = { 0 };
	size_t count;

	(void)state;
	put(table, VCEK, 48, 52);
	assert_int_equal(parse(table, 100, entries, 4, &count, NULL), 0);
	put(table, VCEK, 99, 1);
	assert_int_equal(parse(table, 100, entries, 4, &count, NULL), 0);
}

static void a_table_without_an_end_is_refused(void **state)
{
	struct snpguest_table_entry entries[4];
	struct snpguest_error error;
	uint8_t table[60] = { 0 };
	size_t count;

	(void)state;
	for (size_t len = 1; len < 24; len++)
		assert_int_equal(parse(table, len, entries, 4, &count,
				       &error), -EBADMSG);
	put(table, VCEK, 24, 10);
	put(table + 24, ASK, 24, 10);
	for (size_t len = 24; len <= 60; len++)
		assert_int_equal(parse(table, len, entries, 4, &count,
				       &error), -EBADMSG);
	assert_non_null(strstr(error.what, "all-zero"));
}

static void a_kind_given_twice_is_refused(void **state)
{
	struct snpguest_table_entry entries[4];
	struct snpguest_error error;
	uint8_t table[100] = { 0 };
	size_t count;

	(void)state;
	put(table, OTHER, 72, 10);
	put(table + 24, OTHER, 82, 10);
	assert_int_equal(parse(table, 100, entries, 4, &count, &error),
			 -EBADMSG);
	assert_non_null(strstr(error.what, "two unknown"));
}

static void more_entries_than_wanted_are_refused(void **state)
{
	struct snpguest_table_entry entries[64];
	uint8_t table[64 * 24] = { 0 };
	size_t count;

	(void)state;
	for (int i = 0; i < 33; i++) {
		put(table + 24 * i, OTHER, sizeof(table) - 1, 1);
		table[24 * i] = i + 1;
	}
	assert_int_equal(parse(table, sizeof(table), entries, 64, &count,
			       NULL), -EBADMSG);
	memset(table + 24 * 32, 0, 24);
	assert_int_equal(parse(table, sizeof(table), entries, 64, &count,
			       NULL), 0);
	assert_int_equal(count, 32);
	assert_int_equal(parse(table, sizeof(table), entries, 31, &count,
			       NULL), -EBADMSG);
}

static void a_genuine_table_is_read(void **state)
{
	struct snpguest_table_entry entries[8];
	struct snpguest_blob table;
	size_t count;

	(void)state;
	NEED_VECTORS();
	table = vector_read("sets/genoa-vcek-7b1584c9/auxblob.bin");
	assert_int_equal(parse(table.data, table.len, entries, 8, &count,
			       NULL), 0);
	assert_int_equal(count, 3);
	assert_int_equal(entries[0].kind, SNPGUEST_ENTRY_ARK);
	assert_int_equal(entries[1].kind, SNPGUEST_ENTRY_ASK);
	assert_int_equal(entries[2].kind, SNPGUEST_ENTRY_VCEK);
	blob_free(table);
}

#define BLOB(text) { (const uint8_t *)(text), sizeof(text) - 1 }

static void what_is_built_is_read_again(void **state)
{
	static const struct snpguest_table_entry in[] = {
		{ .kind = SNPGUEST_ENTRY_VLEK, .blob = BLOB("leaf") },
		{ .kind = SNPGUEST_ENTRY_CRL, .blob = BLOB("a list") },
		{ .guid = { 0xec, 1 }, .blob = BLOB("x") },
	};
	struct snpguest_table_entry out[4];
	size_t len, count;
	uint8_t *table;

	(void)state;
	assert_int_equal(snpguest_table_build(in, 3, &table, &len, NULL), 0);
	assert_int_equal(len, 4 * 24 + 4 + 6 + 1);
	assert_int_equal(snpguest_table_parse(table, len, out, 4, &count, NULL),
			 0);
	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(out[i].kind, in[i].kind);
		assert_int_equal(out[i].blob.len, in[i].blob.len);
		assert_memory_equal(out[i].blob.data, in[i].blob.data,
				    in[i].blob.len);
	}
	assert_memory_equal(out[2].guid, in[2].guid, SNPGUEST_GUID_SIZE);
	free(table);
}

static void nothing_makes_the_empty_table(void **state)
{
	static const uint8_t empty[24];
	uint8_t *table;
	size_t len;

	(void)state;
	assert_int_equal(snpguest_table_build(NULL, 0, &table, &len, NULL), 0);
	assert_int_equal(len, sizeof(empty));
	assert_memory_equal(table, empty, sizeof(empty));
	free(table);
}

static void what_makes_no_table_is_refused(void **state)
{
	static const struct snpguest_table_entry twice[] = {
		{ .kind = SNPGUEST_ENTRY_ARK, .blob = BLOB("a") },
		{ .kind = SNPGUEST_ENTRY_ARK, .blob = BLOB("b") },
	};
	static const struct snpguest_table_entry unnamed[] = {
		{ .kind = SNPGUEST_ENTRY_UNKNOWN, .blob = BLOB("a") },
	};
	static const struct snpguest_table_entry hollow[] = {
		{ .kind = SNPGUEST_ENTRY_ARK },
	};
	static const struct snpguest_table_entry without_bytes[] = {
		{ .kind = SNPGUEST_ENTRY_ARK, .blob = { NULL, 4 } },
	};
	static const struct snpguest_table_entry huge[] = {
		{ .kind = SNPGUEST_ENTRY_ARK,
		  .blob = { (const uint8_t *)"", UINT32_MAX } },
	};
	struct snpguest_table_entry many[SNPGUEST_TABLE_MAX + 1];
	uint8_t *table;
	size_t len;

	(void)state;
	for (size_t i = 0; i <= SNPGUEST_TABLE_MAX; i++)
		many[i] = (struct snpguest_table_entry){
			.guid = { (uint8_t)(i + 1) }, .blob = BLOB("a") };
	assert_int_equal(snpguest_table_build(twice, 2, &table, &len, NULL),
			 -EINVAL);
	assert_int_equal(snpguest_table_build(unnamed, 1, &table, &len, NULL),
			 -EINVAL);
	assert_int_equal(snpguest_table_build(hollow, 1, &table, &len, NULL),
			 -EINVAL);
	assert_int_equal(snpguest_table_build(without_bytes, 1, &table, &len,
					      NULL), -EINVAL);
	assert_int_equal(snpguest_table_build(huge, 1, &table, &len, NULL),
			 -E2BIG);
	assert_int_equal(snpguest_table_build(many, SNPGUEST_TABLE_MAX + 1,
					      &table, &len, NULL), -EINVAL);
	assert_null(table);
	assert_int_equal(snpguest_table_build(many, SNPGUEST_TABLE_MAX, &table,
					      &len, NULL), 0);
	free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_found_in_their_order),
		cmocka_unit_test(no_bytes_and_one_empty_entry_are_an_empty_table),
		cmocka_unit_test(malformed_tables_are_refused),
		cmocka_unit_test(entries_that_overlap_are_refused),
		cmocka_unit_test(the_last_byte_may_be_used),
		cmocka_unit_test(a_table_without_an_end_is_refused),
		cmocka_unit_test(a_kind_given_twice_is_refused),
		cmocka_unit_test(more_entries_than_wanted_are_refused),
		cmocka_unit_test(a_genuine_table_is_read),
		cmocka_unit_test(what_is_built_is_read_again),
		cmocka_unit_test(nothing_makes_the_empty_table),
		cmocka_unit_test(what_makes_no_table_is_refused),
	};

	return cmocka_run_group_tests_name("certificate table", tests, NULL,
					   NULL);
}

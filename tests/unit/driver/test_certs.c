// SPDX-License-Identifier: MIT
/*
 * certs.c: how long a table is that a host wrote, and that it is asked of the
 * copy that is handed on. Linked with --wrap=memcpy.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>
#include <linux/slab.h>

#include "certs.h"
#include "driver_table.h"

#define LIMIT	16
#define PAGE	((size_t)SNP_CERTS_PAGE_SIZE)

struct snp_platform {
	u8 *shared;
	unsigned int npages;
	bool asking;	/* the host, with the buffer that is shared */
};

static struct snp_platform platform;
static struct snp_certs certs;
static struct snp_table copy;

/* What the host does once somebody has copied from the shared pages. */
static void (*after_copy)(u8 *shared);

void *__real_memcpy(void *to, const void *from, size_t size);
void *__wrap_memcpy(void *to, const void *from, size_t size);

void *__wrap_memcpy(void *to, const void *from, size_t size)
{
	void (*strike)(u8 *shared) = after_copy;

	__real_memcpy(to, from, size);
	if (strike && from == platform.shared) {
		after_copy = NULL;
		strike(platform.shared);
	}
	return to;
}

void *snp_platform_share(struct snp_platform *p, unsigned int npages)
{
	p->shared = calloc(npages, PAGE);
	p->npages = npages;
	return p->shared;
}

void snp_platform_unshare(struct snp_platform *p, void *shared,
			  unsigned int npages)
{
	assert_true(npages <= p->npages);
	free(shared);
	if (shared == p->shared)
		p->shared = NULL;
}

int snp_platform_settle(struct snp_platform *p, u32 timeout_ms)
{
	assert_int_equal(timeout_ms, 0);
	return p->asking ? -EBUSY : 0;
}

/* Two pages that hold nothing. */
static struct snp_table *blank_table(void)
{
	static u8 data[2 * 4096];
	static struct snp_table table = { .data = data, .npages = 2 };

	memset(data, 0, sizeof(data));
	return &table;
}

static void table_size_is_the_end_of_the_last_certificate(void **state)
{
	struct snp_table *table = blank_table();

	(void)state;
	assert_int_equal(snp_table_size(table, 2), 0);
	table_put_entry(table->data, 0, 100, 50);
	assert_int_equal(snp_table_size(table, 2), 150);
	table_put_entry(table->data, 1, 48, 10);
	assert_int_equal(snp_table_size(table, 2), 150);
	table_put_entry(table->data, 2, 8191, 1);
	assert_int_equal(snp_table_size(table, 2), 8192);
	table_put_entry(table->data, 0, 0, 1);
	table_put_entry(table->data, 1, 0, 1);
	table_put_entry(table->data, 2, 0, 1);
	assert_int_equal(snp_table_size(table, 2), 96);
}

static void what_is_not_a_table_is_handed_on_whole(void **state)
{
	static const struct {
		u32 offset, length;
	} absurd[] = {
		{ 8192, 1 }, { 1, 8192 }, { 0xffffffff, 1 }, { 1, 0xffffffff },
		{ 0xffffffff, 0xffffffff }, { 0x80000000, 0x80000000 },
	};
	struct snp_table *table = blank_table();
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(absurd); i++) {
		table_put_entry(table->data, 0, absurd[i].offset, absurd[i].length);
		assert_int_equal(snp_table_size(table, 2), 8192);
	}
	memset(table->data, 0x01, 2 * PAGE);
	assert_int_equal(snp_table_size(table, 2), 8192);
	/* No end: 341 entries and 8 bytes. */
	for (i = 0; i < 2 * PAGE / 24; i++)
		table_put_entry(table->data, i, 24, 1);
	assert_int_equal(snp_table_size(table, 2), 8192);
	memset(table->data + 24 * (2 * PAGE / 24 - 1), 0, 24);
	assert_int_equal(snp_table_size(table, 2), 24 * (2 * PAGE / 24));
	assert_int_equal(snp_table_size(table, 1), 4096);
	assert_int_equal(snp_table_size(table, 0), 0);
}

static int share_4(void **state)
{
	(void)state;
	standin_allocations_left = -1;
	after_copy = NULL;
	memset(&copy, 0, sizeof(copy));
	snp_certs_init(&certs, &platform, LIMIT);
	return snp_certs_grow(&certs, &copy, 4);
}

static int unshare(void **state)
{
	(void)state;
	snp_certs_free(&certs, &copy);
	snp_certs_destroy(&certs);
	return platform.shared ? -1 : 0;
}

/* Neither freed nor made private; what there is does until then. */
static void a_buffer_that_the_host_is_asked_with_stays(void **state)
{
	u8 *shared = certs.shared;

	(void)state;
	platform.asking = true;
	assert_int_equal(snp_certs_grow(&certs, &copy, 3), 0);
	assert_int_equal(snp_certs_grow(&certs, &copy, 8), -EBUSY);
	assert_ptr_equal(certs.shared, shared);
	assert_int_equal(certs.npages, 4);
	platform.asking = false;
	assert_int_equal(snp_certs_grow(&certs, &copy, 8), 0);
	assert_int_equal(certs.npages, 8);
	/* Where there is none, none is in use. */
	snp_certs_destroy(&certs);
	platform.asking = true;
	assert_int_equal(snp_certs_grow(&certs, &copy, 4), 0);
	platform.asking = false;
}

static void longer_entry(u8 *shared)
{
	table_put_entry(shared, 0, 48, 4 * PAGE - 48);
}

static void no_end(u8 *shared)
{
	memset(shared, 0xff, 4 * PAGE);
}

/* The host rewrites its table when the copy is made: it is too late for that. */
static void a_table_is_measured_in_the_copy_that_is_handed_on(void **state)
{
	static void (*const strikes[])(u8 *) = { longer_entry, no_end };
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(strikes); i++) {
		memset(platform.shared, 0, 4 * PAGE);
		table_put_entry(platform.shared, 0, 48, 100);
		after_copy = strikes[i];
		assert_int_equal(snp_certs_copy(&certs, &copy, 4), 148);
		assert_null(after_copy);
		assert_int_equal(snp_table_size(&copy, 4), 148);
	}
}

/* What is remembered is never more than was offered, whatever the host wrote. */
static void no_more_is_known_than_was_offered(void **state)
{
	(void)state;
	table_put_entry(platform.shared, 0, 48, 4 * PAGE - 48);
	assert_int_equal(snp_certs_copy(&certs, &copy, 4), 4 * PAGE);
	assert_int_equal(certs.known, 4);
	assert_int_equal(snp_certs_copy(&certs, &copy, 2), 2 * PAGE);
	assert_int_equal(certs.known, 2);
	assert_int_equal(snp_certs_copy(&certs, &copy, 0), 0);
	assert_int_equal(snp_certs_copy(&certs, &copy, 5), 4 * PAGE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, share_4, unshare)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_size_is_the_end_of_the_last_certificate),
		cmocka_unit_test(what_is_not_a_table_is_handed_on_whole),
		TEST(a_table_is_measured_in_the_copy_that_is_handed_on),
		TEST(no_more_is_known_than_was_offered),
		TEST(a_buffer_that_the_host_is_asked_with_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

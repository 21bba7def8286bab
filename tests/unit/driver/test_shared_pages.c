// SPDX-License-Identifier: MIT
/* shared_pages.c: what the host could still write to is nobody else's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/set_memory.h>

#include "sev-guest.h"

#define NPAGES	3U

static u8 memory[NPAGES * PAGE_SIZE];
static gfp_t asked;
static bool no_memory;
static int sharing_err, taking_back_err;
static unsigned int shared, freed;
static char said[256];

void *alloc_pages_exact(size_t size, gfp_t flags)
{
	assert_int_equal(size, sizeof(memory));
	asked = flags;
	memset(memory, 0x5a, sizeof(memory));
	return no_memory ? NULL : memory;
}

void free_pages_exact(void *pages, size_t size)
{
	assert_ptr_equal(pages, memory);
	assert_int_equal(size, sizeof(memory));
	assert_int_equal(shared, 0);
	freed++;
}

int set_memory_decrypted(unsigned long address, unsigned int npages)
{
	assert_int_equal(address, (unsigned long)memory);
	assert_int_equal(npages, NPAGES);
	shared = 1;
	return sharing_err;
}

int set_memory_encrypted(unsigned long address, unsigned int npages)
{
	assert_int_equal(address, (unsigned long)memory);
	assert_int_equal(npages, NPAGES);
	if (!taking_back_err)
		shared = 0;
	return taking_back_err;
}

void standin_say(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(said, sizeof(said), format, arguments);
	va_end(arguments);
}

static int begin(void **state)
{
	(void)state;
	no_memory = false;
	sharing_err = taking_back_err = 0;
	shared = freed = 0;
	said[0] = '\0';
	return 0;
}

static void shared_pages_are_empty_and_go_back(void **state)
{
	size_t i;

	(void)state;
	assert_ptr_equal(snp_share_pages(NPAGES), memory);
	assert_int_equal(shared, 1);
	for (i = 0; i < sizeof(memory); i++)
		assert_int_equal(memory[i], 0);
	snp_unshare_pages(memory, NPAGES);
	assert_int_equal(freed, 1);
	assert_string_equal(said, "");
}

static void memory_is_looked_for_hard_and_quietly(void **state)
{
	(void)state;
	no_memory = true;
	assert_null(snp_share_pages(NPAGES));
	assert_int_equal(asked, GFP_KERNEL | __GFP_NOWARN | __GFP_RETRY_MAYFAIL);
	assert_int_equal(shared, 0);
	assert_string_equal(said, "");
}

static void pages_that_cannot_be_shared_are_taken_back_first(void **state)
{
	(void)state;
	sharing_err = -ENOMEM;
	assert_null(snp_share_pages(NPAGES));
	assert_int_equal(freed, 1);
}

static void pages_that_stay_shared_are_lost_and_the_log_says_so(void **state)
{
	(void)state;
	assert_ptr_equal(snp_share_pages(NPAGES), memory);
	taking_back_err = -EIO;
	snp_unshare_pages(memory, NPAGES);
	assert_int_equal(freed, 0);
	assert_non_null(strstr(said, "could not be made private"));
}

static void half_shared_pages_are_lost_too(void **state)
{
	(void)state;
	sharing_err = taking_back_err = -EIO;
	assert_null(snp_share_pages(NPAGES));
	assert_int_equal(freed, 0);
}

static void no_pages_are_nothing_to_take_back(void **state)
{
	(void)state;
	snp_unshare_pages(NULL, NPAGES);
	assert_int_equal(freed, 0);
}

#define TEST(name)	cmocka_unit_test_setup(name, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(shared_pages_are_empty_and_go_back),
		TEST(memory_is_looked_for_hard_and_quietly),
		TEST(pages_that_cannot_be_shared_are_taken_back_first),
		TEST(pages_that_stay_shared_are_lost_and_the_log_says_so),
		TEST(half_shared_pages_are_lost_too),
		TEST(no_pages_are_nothing_to_take_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

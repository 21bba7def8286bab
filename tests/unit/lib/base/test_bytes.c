// SPDX-License-Identifier: MIT
#include "lib_files.h"

#include <errno.h>
#include <string.h>

#include "base/bytes.h"
#undef fail /* of cmocka */
#include "base/error.h"

static const uint8_t numbers[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 };

static struct bytes all(void)
{
	return bytes_of((struct snpguest_blob){ numbers, sizeof(numbers) });
}

static void numbers_are_little_endian(void **state)
{
	struct bytes b = all();

	(void)state;
	assert_int_equal(bytes_u8(&b), 0x01);
	assert_int_equal(bytes_le32(&b), 0x05040302);
	assert_true(bytes_le64(&b) == UINT64_C(0x0d0c0b0a09080706));
	assert_int_equal(b.left, 0);
	assert_false(b.ran_out);
}

static void high_bytes_do_not_become_negative(void **state)
{
	static const uint8_t high[8] = { 0xff, 0xff, 0xff, 0xff,
					 0xff, 0xff, 0xff, 0xff };
	struct bytes b = bytes_of((struct snpguest_blob){ high, 8 });
	struct bytes c = b;

	(void)state;
	assert_int_equal(bytes_le32(&b), UINT32_MAX);
	assert_true(bytes_le64(&c) == UINT64_MAX);
}

static void running_out_is_sticky(void **state)
{
	struct bytes b = all();

	(void)state;
	assert_null(bytes_take(&b, sizeof(numbers) + 1));
	assert_true(b.ran_out);
	assert_null(bytes_take(&b, 1));
	assert_int_equal(bytes_u8(&b), 0);
	assert_int_equal(bytes_le32(&b), 0);
}

static void a_length_that_would_wrap_is_too_long(void **state)
{
	struct bytes b = all();

	(void)state;
	assert_non_null(bytes_take(&b, 1));
	assert_null(bytes_take(&b, SIZE_MAX));
	assert_true(b.ran_out);
}

static void nothing_is_read_behind_the_end(void **state)
{
	struct snpguest_blob copy = guarded((struct snpguest_blob){ numbers,
								    7 });
	struct bytes b = bytes_of(copy);

	(void)state;
	assert_int_equal(bytes_le32(&b), 0x04030201);
	assert_int_equal(bytes_le32(&b), 0);
	assert_true(b.ran_out);
	guarded_free(copy);
}

static void what_cannot_be_copied_is_zero(void **state)
{
	uint8_t to[4] = { 9, 9, 9, 9 };
	struct bytes b = bytes_of((struct snpguest_blob){ numbers, 3 });

	(void)state;
	bytes_copy(&b, to, 4);
	assert_true(bytes_are_zero(to, 4));
	assert_true(b.ran_out);
	to[3] = 1;
	assert_false(bytes_are_zero(to, 4));
	assert_true(bytes_are_zero(to, 3));
}

static void blobs_are_equal_in_length_and_bytes(void **state)
{
	struct snpguest_blob a = { numbers, 4 }, b = { numbers, 5 };
	struct snpguest_blob c = { numbers + 1, 4 }, none = { NULL, 0 };

	(void)state;
	assert_true(blob_equal(a, a));
	assert_false(blob_equal(a, b));
	assert_false(blob_equal(a, c));
	assert_true(blob_equal(none, none));
}

static void an_error_is_one_line_and_leaves_errno(void **state)
{
	struct snpguest_error error = { .exitinfo2 = 7 };

	(void)state;
	errno = EXDEV;
	assert_int_equal(fail(&error, -EBADMSG, "entry %d", 3), -EBADMSG);
	assert_int_equal(error.code, -EBADMSG);
	assert_true(error.exitinfo2 == 0);
	assert_string_equal(error.what, "entry 3");
	assert_int_equal(errno, EXDEV);
	assert_int_equal(fail(NULL, -EIO, "nobody listens"), -EIO);
	assert_int_equal(fail_memory(&error), -ENOMEM);
	assert_non_null(strstr(error.what, "memory"));
}

static void a_long_error_is_cut_and_terminated(void **state)
{
	struct snpguest_error error;
	char text[1000];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	fail(&error, -EIO, "%s", text);
	assert_int_equal(strlen(error.what), sizeof(error.what) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_little_endian),
		cmocka_unit_test(high_bytes_do_not_become_negative),
		cmocka_unit_test(running_out_is_sticky),
		cmocka_unit_test(a_length_that_would_wrap_is_too_long),
		cmocka_unit_test(nothing_is_read_behind_the_end),
		cmocka_unit_test(what_cannot_be_copied_is_zero),
		cmocka_unit_test(blobs_are_equal_in_length_and_bytes),
		cmocka_unit_test(an_error_is_one_line_and_leaves_errno),
		cmocka_unit_test(a_long_error_is_cut_and_terminated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

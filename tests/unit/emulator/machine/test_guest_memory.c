// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "machine/guest_memory.h"

#define GPA	0x4000000ULL
#define SIZE	4096

static void only_what_lies_inside_is_there(void **state)
{
	static const struct {
		uint64_t gpa, len;
		int at; /* negative: nowhere */
	} rows[] = {
		{ GPA, SIZE, 0 }, { GPA, 0, 0 }, { GPA + 1, SIZE - 1, 1 },
		{ GPA + SIZE, 0, SIZE },
		{ GPA - 1, 0, -1 }, { GPA - 1, 1, -1 }, { GPA - 1, 2, -1 },
		{ 0, 1, -1 }, { 0, UINT64_MAX, -1 },
		{ GPA, SIZE + 1, -1 }, { GPA + 1, SIZE, -1 },
		{ GPA + SIZE, 1, -1 }, { GPA + SIZE + 1, 0, -1 },
		{ GPA, UINT64_MAX, -1 }, { GPA + 1, UINT64_MAX, -1 },
		{ UINT64_MAX, 1, -1 }, { UINT64_MAX, UINT64_MAX, -1 },
	};
	static uint8_t bytes[SIZE];
	struct guest_memory memory = { bytes, GPA, sizeof(bytes) };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_ptr_equal(guest_memory_at(&memory, rows[i].gpa,
						 rows[i].len),
				 rows[i].at < 0 ? NULL : bytes + rows[i].at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_lies_inside_is_there),
	};

	return cmocka_run_group_tests_name("guest memory", tests, NULL, NULL);
}

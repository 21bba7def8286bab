// SPDX-License-Identifier: MIT
/*
 * Words for what the host answered: the names of the SNP firmware's status
 * codes (firmware ABI, "Status Codes"), and the host's own (GHCB, 4.1.7).
 */
#include "lib_files.h"

#include <stdio.h>
#include <string.h>

#define NOT_ASKED "the host was not asked or gave no answer"

static void describes(uint64_t value, const char *begin, const char *end)
{
	char text[512];

	snpguest_describe_exitinfo2(value, text, sizeof(text));
	if (strncmp(text, begin, strlen(begin)))
		fail_msg("\"%s\" does not begin with \"%s\"", text, begin);
	if (strlen(text) < strlen(end) ||
	    strcmp(text + strlen(text) - strlen(end), end))
		fail_msg("\"%s\" does not end with \"%s\"", text, end);
}

static void each_firmware_status_has_its_name(void **state)
{
	static const struct {
		uint32_t status;
		const char *name;
	} rows[] = {
		{ 0x01, "INVALID_PLATFORM_STATE" },
		{ 0x02, "INVALID_GUEST_STATE" },
		{ 0x09, "INVALID_ADDRESS" },
		{ 0x0b, "BAD_MEASUREMENT" },
		{ 0x10, "INVALID_GUEST" },
		{ 0x13, "HWERROR_PLATFORM" },
		{ 0x14, "HWERROR_UNSAFE" },
		{ 0x15, "UNSUPPORTED" },
		{ 0x16, "INVALID_PARAM" },
		{ 0x19, "INVALID_PAGE_SIZE" },
		{ 0x1a, "INVALID_PAGE_STATE" },
		{ 0x1d, "AEAD_OFLOW" },
		{ 0x27, "INVALID_KEY" },
	};
	char begin[80];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		snprintf(begin, sizeof(begin), "firmware status 0x%x (%s: ",
			 rows[i].status, rows[i].name);
		describes(rows[i].status, begin, ")");
	}
	describes(0, "firmware status 0x0 (success)", "");
}

static void every_other_status_is_unknown(void **state)
{
	static const uint32_t known[] = { 0x00, 0x01, 0x02, 0x09, 0x0b, 0x10,
					  0x13, 0x14, 0x15, 0x16, 0x19, 0x1a,
					  0x1d, 0x27, 0xff };
	char begin[80];
	size_t next = 0;

	(void)state;
	for (uint32_t status = 0; status < 0x200; status++) {
		if (next < sizeof(known) / sizeof(*known) &&
		    status == known[next]) {
			next++;
			continue;
		}
		snprintf(begin, sizeof(begin),
			 "firmware status 0x%x (unknown status)", status);
		describes(status, begin, begin);
	}
	describes(0xffffffff, "firmware status 0xffffffff (unknown status)", "");
}

static void the_upper_half_is_the_hypervisors(void **state)
{
	(void)state;
	describes(UINT64_C(1) << 32, "hypervisor 0x1 (INVALID_LEN: ",
		  "larger buffer)");
	describes(UINT64_C(2) << 32, "hypervisor 0x2 (BUSY: ", "later)");
	describes(UINT64_C(0xffffffff) << 32,
		  "hypervisor 0xffffffff (generic error)", "error)");
	describes(UINT64_C(7) << 32, "hypervisor 0x7 (unknown code)", "code)");
}

static void both_halves_are_told_where_both_say_something(void **state)
{
	(void)state;
	describes(UINT64_C(2) << 32 | 0x1d, "hypervisor 0x2 (BUSY: ",
		  "), firmware status 0x1d (AEAD_OFLOW: sequence number mismatch:"
		  " another user of this VMPCK, or a counter lost at a restart)");
	describes(UINT64_C(7) << 32 | 0x29,
		  "hypervisor 0x7 (unknown code), firmware status 0x29"
		  " (unknown status)", "");
}

/* Linux stores ~0 ahead of the call; older drivers stored 0xff. */
static void what_was_stored_ahead_is_no_answer(void **state)
{
	(void)state;
	describes(UINT64_MAX, NOT_ASKED, NOT_ASKED);
	describes(0xff, NOT_ASKED, NOT_ASKED);
	describes(UINT64_C(1) << 32 | 0xff, "hypervisor 0x1 (INVALID_LEN: ",
		  "), firmware status 0xff (unknown status)");
}

static void no_more_is_written_than_there_is_room_for(void **state)
{
	char text[16];

	(void)state;
	memset(text, 'x', sizeof(text));
	snpguest_describe_exitinfo2(0x1d, text, 8);
	assert_memory_equal(text, "firmwar", 8);
	assert_int_equal(text[8], 'x');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_firmware_status_has_its_name),
		cmocka_unit_test(every_other_status_is_unknown),
		cmocka_unit_test(the_upper_half_is_the_hypervisors),
		cmocka_unit_test(both_halves_are_told_where_both_say_something),
		cmocka_unit_test(what_was_stored_ahead_is_no_answer),
		cmocka_unit_test(no_more_is_written_than_there_is_room_for),
	};

	return cmocka_run_group_tests_name("exitinfo2", tests, NULL, NULL);
}

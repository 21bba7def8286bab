// SPDX-License-Identifier: MIT
/*
 * Reports in JSON objects: how often bytes are looked at is counted by what is
 * passed over (the linker's --wrap), not by time.
 */
#include "lib_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_text.h"

#define MEMBERS 2000

static size_t skipped;

void __real_json_skip(struct bytes *b);
void __wrap_json_skip(struct bytes *b);

void __wrap_json_skip(struct bytes *b)
{
	size_t left = b->left;

	__real_json_skip(b);
	skipped += left - b->left;
}

/* @levels TCBs in one another, and plain members in the innermost. */
static char *nested(const char *key, unsigned int levels)
{
	char *text = calloc(1, 32 * (levels + MEMBERS)), *at = text;

	assert_non_null(text);
	for (unsigned int i = 0; i < levels; i++)
		at += sprintf(at, "{\"%s\":", key);
	at += sprintf(at, "{\"n\":0");
	for (unsigned int i = 0; i < MEMBERS; i++)
		at += sprintf(at, ",\"n%u\":%u", i, i);
	for (unsigned int i = 0; i <= levels; i++)
		*at++ = '}';
	return text;
}

static void what_is_in_fields_is_passed_over_a_few_times(void **state)
{
	static const char *const keys[] = { "reported_tcb", "currentTcb",
					    "current", "signature",
					    "reserved4", "policy" };

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct snpguest_container *container;
		char *text = nested(keys[i], 22);
		size_t len = strlen(text);

		skipped = 0;
		assert_int_equal(snpguest_container_read(
			(struct snpguest_blob){ (uint8_t *)text, len },
			&container, NULL), 0);
		assert_true(skipped > 0);
		assert_true(skipped <= 3 * len);
		snpguest_container_free(container);
		free(text);
	}
}

static const uint8_t *reported(struct snpguest_container *container)
{
	struct snpguest_blob report = snpguest_container_report(container);

	return report.data ? report.data + 0x180 : NULL;
}

/* The least that is a report, and @tcb. */
static struct snpguest_container *with_tcb(const char *tcb)
{
	struct snpguest_container *container;
	char text[2048] = "{\"report_data\":\"", *at = text + strlen(text);

	at += sprintf(at, "%0128d\",\"measurement\":\"%096d\","
		      "\"signature\":\"%01024d\",\"reported_tcb\":%s}", 0, 0, 0,
		      tcb);
	assert_int_equal(snpguest_container_read(
		(struct snpguest_blob){ (uint8_t *)text, at - text },
		&container, NULL), 0);
	return container;
}

/* Whatever the order; null is not there. */
static void the_layout_of_a_tcb_is_known_by_its_parts(void **state)
{
	static const struct {
		const char *text, *bytes;
	} rows[] = {
		{ "{\"fmc\":1,\"bootloader\":2,\"tee\":3,\"snp\":4,"
		  "\"microcode\":5}", "\1\2\3\4\0\0\0\5" },
		{ "{\"microcode\":5,\"snp\":4,\"tee\":3,\"bootloader\":2,"
		  "\"fmc\":1}", "\1\2\3\4\0\0\0\5" },
		{ "{\"bootloader\":2,\"tee\":3,\"snp\":4,\"microcode\":5,"
		  "\"fmc\":null}", "\2\3\0\0\0\0\4\5" },
		{ "{\"bootloader\":2,\"tee\":3,\"snp\":4,\"microcode\":5}",
		  "\2\3\0\0\0\0\4\5" },
		{ "{\"bootloader\":2,\"tee\":3,\"_reserved\":[6,7,8,9],"
		  "\"snp\":4,\"microcode\":5}", "\2\3\6\7\10\11\4\5" },
		{ "{\"fmc\":0,\"bootloader\":2,\"tee\":3,\"snp\":4,"
		  "\"microcode\":5}", "\0\2\3\4\0\0\0\5" },
		{ "{\"fmc\":1,\"bootloader\":2,\"tee\":3,\"snp\":4,"
		  "\"microcode\":5,\"_reserved\":[6,7,8,9]}", NULL },
		{ "{\"fmc\":1,\"bootloader\":2,\"tee\":3,\"snp\":4}", NULL },
		{ "{\"fmc\":1,\"bootloader\":2,\"tee\":3,\"snp\":4,"
		  "\"microcode\":256}", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct snpguest_container *container = with_tcb(rows[i].text);
		const uint8_t *tcb = reported(container);

		assert_true(!tcb == !rows[i].bytes);
		if (tcb)
			assert_memory_equal(tcb, rows[i].bytes, 8);
		snpguest_container_free(container);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_in_fields_is_passed_over_a_few_times),
		cmocka_unit_test(the_layout_of_a_tcb_is_known_by_its_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

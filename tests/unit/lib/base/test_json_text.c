// SPDX-License-Identifier: MIT
#include "lib_files.h"

#include <string.h>

#include "base/json_text.h"

static struct bytes over(const char *text)
{
	return (struct bytes){ (const uint8_t *)text, strlen(text), false };
}

/* Skips one value; true when it was one, to the last byte. */
static bool is_json(const char *text)
{
	struct snpguest_blob copy = guarded(
		(struct snpguest_blob){ (const uint8_t *)text, strlen(text) });
	struct bytes b = bytes_of(copy);
	bool whole;

	json_skip(&b);
	whole = !b.ran_out && !json_peek(&b) && !b.left;
	guarded_free(copy);
	return whole;
}

static void what_is_json_is_skipped_whole(void **state)
{
	static const char *const good[] = {
		"{}", "[]", "\"\"", "0", "-1.5e+9", "null", "true", "false",
		" [ 1 , 2 ] ", "{\"a\":{\"b\":[]},\"c\":\"d\"}",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"", "[[[[[[]]]]]]",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(is_json(good[i]));
}

static void what_is_none_runs_the_cursor_out(void **state)
{
	static const char *const bad[] = {
		"", " ", "{", "[", "\"", "{]", "[}", "[1,]", "[,1]", "{,}",
		"{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{1:2}", "[1 2]", "nul",
		"\"\\x\"", "\"\\u12g4\"", "\"\\u12\"", "\"\n\"", "\"\x01\"",
		"x", "[1", "{\"a\":1", "]",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(is_json(bad[i]));
}

static void depth_is_bounded(void **state)
{
	char text[2 * JSON_TEXT_LEVELS + 3];
	size_t levels = JSON_TEXT_LEVELS;

	(void)state;
	for (size_t deeper = 0; deeper < 2; deeper++, levels++) {
		memset(text, '[', levels);
		memset(text + levels, ']', levels);
		text[2 * levels] = '\0';
		assert_int_equal(is_json(text), deeper == 0);
	}
}

static void only_whole_numbers_that_fit_are_taken(void **state)
{
	static const char *const none[] = {
		"-1", "1.5", "1e3", "01", "18446744073709551616", "\"1\"", "x",
		"", "99999999999999999999999",
	};
	uint64_t number = 7;
	struct bytes b = over("18446744073709551615");

	(void)state;
	assert_true(json_take_number(&b, &number));
	assert_true(number == UINT64_MAX);
	b = over(" 0,");
	assert_true(json_take_number(&b, &number));
	assert_int_equal(number, 0);
	assert_int_equal(json_peek(&b), ',');
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		b = over(none[i]);
		assert_false(json_take_number(&b, &number));
		assert_ptr_equal(b.at, none[i]);
	}
}

static void assert_unescaped(const char *text, const char *wanted)
{
	struct bytes b = over(text);
	struct json_string string;
	uint8_t out[64];
	size_t len;

	assert_true(json_take_string(&b, &string));
	len = json_unescape(string, out);
	assert_true(len <= string.raw.len);
	assert_int_equal(len, strlen(wanted));
	assert_memory_equal(out, wanted, len);
}

static void escapes_become_what_they_stand_for(void **state)
{
	(void)state;
	assert_unescaped("\"plain\"", "plain");
	assert_unescaped("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t");
	assert_unescaped("\"\\u0041\\u00e4\\u20AC\"", "A\xc3\xa4\xe2\x82\xac");
	assert_unescaped("\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80");
	assert_unescaped("\"\\ud83d.\\ude00\"", "?.?");
	assert_unescaped("\"\\ud83d\\u0041\"", "?A");
}

static void members_and_elements_come_in_their_order(void **state)
{
	struct bytes b = over("{\"a\":[1,2],\"b\":null}");
	struct json_string key;
	uint64_t number;
	bool first = true, inner = true;

	(void)state;
	assert_true(json_take(&b, '{'));
	assert_true(json_member(&b, &first, &key));
	assert_memory_equal(key.raw.data, "a", 1);
	assert_true(json_take(&b, '['));
	assert_true(json_element(&b, &inner));
	assert_true(json_take_number(&b, &number));
	assert_true(json_element(&b, &inner));
	assert_true(json_take_number(&b, &number));
	assert_int_equal(number, 2);
	assert_false(json_element(&b, &inner));
	assert_true(json_member(&b, &first, &key));
	assert_memory_equal(key.raw.data, "b", 1);
	assert_true(json_take_null(&b));
	assert_false(json_member(&b, &first, &key));
	assert_false(b.ran_out);
	assert_int_equal(b.left, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_json_is_skipped_whole),
		cmocka_unit_test(what_is_none_runs_the_cursor_out),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(only_whole_numbers_that_fit_are_taken),
		cmocka_unit_test(escapes_become_what_they_stand_for),
		cmocka_unit_test(members_and_elements_come_in_their_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

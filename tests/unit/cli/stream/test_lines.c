// SPDX-License-Identifier: MIT
/* Lines that were judged are known again, and no others pass for them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "stream/lines.h"

static bool never(void *context)
{
	(void)context;
	return false;
}

/* A stream of @text, from its start; the descriptor is a pipe's end. */
static void begin(struct lines *lines, const char *text)
{
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], text, strlen(text)), strlen(text));
	close(fds[1]);
	memset(lines, 0, sizeof(*lines));
	lines->fd = fds[0];
}

/* What a stream is like behind its line @number. */
static struct lines behind(const char *text, uint64_t number)
{
	struct lines lines;
	struct line line;

	begin(&lines, text);
	lines.digested = true;
	while (lines.number < number) {
		assert_int_equal(lines_next(&lines, &line, never, NULL), 1);
		free(line.text);
	}
	close(lines.fd);
	return lines;
}

static int resume(const char *text, const struct lines *judged)
{
	struct lines lines;
	int err;

	begin(&lines, text);
	err = lines_skip(&lines, judged->number, judged->offset,
			 &judged->digest);
	close(lines.fd);
	return err;
}

static void the_same_lines_are_passed_over(void **state)
{
	struct lines two = behind("a\n\nb\nc\n", 3);

	(void)state;
	assert_int_equal(resume("a\n\nb\nc\n", &two), 0);
	assert_int_equal(resume("a\n\nb\nother\nand more\n", &two), 0);
	assert_int_equal(resume("a\n\nb\n", &two), 0);
}

static void other_lines_are_another_stream(void **state)
{
	struct lines two = behind("a\n\nb\nc\n", 3);

	(void)state;
	assert_int_equal(resume("A\n\nb\nc\n", &two), -EILSEQ);
	assert_int_equal(resume("b\n\na\nc\n", &two), -EILSEQ);
	assert_int_equal(resume("\na\nb\nc\n", &two), -EILSEQ);
	assert_int_equal(resume("ab\n\n\nc\n", &two), -EILSEQ);
}

static void a_line_more_or_less_is_another_stream(void **state)
{
	struct lines last = behind("a\nb", 2);

	(void)state;
	assert_int_equal(resume("a\nb", &last), 0);
	assert_int_equal(resume("a\nb\n", &last), -EILSEQ);
	assert_int_equal(resume("a\n", &last), -EILSEQ);
}

static void the_end_of_a_line_counts(void **state)
{
	struct lines two = behind("a\r\nb\n", 2);

	(void)state;
	assert_int_equal(resume("a\r\nb\n", &two), 0);
	assert_int_equal(resume("a \nb\n", &two), -EILSEQ);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_lines_are_passed_over),
		cmocka_unit_test(other_lines_are_another_stream),
		cmocka_unit_test(a_line_more_or_less_is_another_stream),
		cmocka_unit_test(the_end_of_a_line_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

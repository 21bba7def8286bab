// SPDX-License-Identifier: MIT
/* What takes longer than a second is told, once; what does not, is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/patience.h"

/* The clock's second has passed, or has not: as the test wants it. */
static bool second_passes;

int __wrap_pthread_cond_timedwait(pthread_cond_t *condition,
				  pthread_mutex_t *mutex,
				  const struct timespec *until);

int __wrap_pthread_cond_timedwait(pthread_cond_t *condition,
				  pthread_mutex_t *mutex,
				  const struct timespec *until)
{
	(void)until;
	if (second_passes)
		return ETIMEDOUT;
	return pthread_cond_wait(condition, mutex);
}

/* What is said between begin and end, on standard error. */
static size_t said(char *text, size_t size)
{
	FILE *file = tmpfile();
	int kept = dup(STDERR_FILENO);
	size_t len;

	dup2(fileno(file), STDERR_FILENO);
	patience_begin("still waiting");
	patience_end();
	dup2(kept, STDERR_FILENO);
	close(kept);
	rewind(file);
	len = fread(text, 1, size - 1, file);
	text[len] = '\0';
	fclose(file);
	return len;
}

static void a_short_wait_is_not_told(void **state)
{
	char text[200];

	(void)state;
	second_passes = false;
	assert_int_equal(said(text, sizeof(text)), 0);
}

/* Its thread may only begin when the wait has ended: then nothing is said. */
static void a_long_wait_is_told_once(void **state)
{
	char text[200];
	int tries = 0;

	(void)state;
	second_passes = true;
	while (!said(text, sizeof(text)) && tries++ < 100000)
		;
	assert_string_equal(text, "snpguest: note: still waiting\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_wait_is_not_told),
		cmocka_unit_test(a_long_wait_is_told_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

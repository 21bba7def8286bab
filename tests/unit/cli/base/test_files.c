// SPDX-License-Identifier: MIT
/*
 * Files are written whole or not at all, and lasting: the bytes are on disk
 * before the name points to them, and the name before anybody is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
void __real_explicit_bzero(void *bytes, size_t len);
void __wrap_explicit_bzero(void *bytes, size_t len);
int __real_close(int fd);
int __wrap_close(int fd);

/*
 * What was done, in order: 'f' a file of full length was synced, 'd' a
 * directory, 'r' renamed. @fail_at: the letter that fails; 'c': close.
 */
static char done[16];
static char fail_at;
static size_t wiped;
static char dir[] = "/tmp/snpguest-files.XXXXXX";
static char path[64];

static void note(char what)
{
	size_t n = strlen(done);

	assert_true(n + 1 < sizeof(done));
	done[n] = what;
}

static int refuse(int error)
{
	errno = error;
	return -1;
}

int __wrap_fsync(int fd)
{
	struct stat st;
	char what;

	assert_int_equal(fstat(fd, &st), 0);
	what = S_ISDIR(st.st_mode) ? 'd' : st.st_size == 5 ? 'f' : '?';
	note(what);
	return fail_at == what ? refuse(EIO) : __real_fsync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
	note('r');
	return fail_at == 'r' ? refuse(EXDEV) : __real_rename(from, to);
}

void __wrap_explicit_bzero(void *bytes, size_t len)
{
	wiped += len;
	__real_explicit_bzero(bytes, len);
}

/* A network's file system may keep its complaint until now. */
int __wrap_close(int fd)
{
	int ret = __real_close(fd);

	return fail_at == 'c' ? refuse(EDQUOT) : ret;
}

static int make_dir(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/file", dir);
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir);
}

static int fresh(void **state)
{
	(void)state;
	memset(done, 0, sizeof(done));
	fail_at = 0;
	unlink(path);
	return 0;
}

static void content_is(const char *wanted)
{
	struct buffer bytes;

	fail_at = 0;
	assert_int_equal(file_try_read(path, 100, &bytes), 0);
	assert_int_equal(bytes.len, strlen(wanted));
	assert_memory_equal(bytes.data, wanted, bytes.len);
	free(bytes.data);
}

static void bytes_are_on_disk_before_the_name_is(void **state)
{
	(void)state;
	assert_int_equal(file_write(path, "hello", 5, MODE_PUBLIC), 0);
	assert_string_equal(done, "frd");
	content_is("hello");
}

static void a_failure_leaves_the_old_content_and_no_other_name(void **state)
{
	static const char steps[] = { 'f', 'c', 'r' };

	(void)state;
	for (size_t i = 0; i < sizeof(steps); i++) {
		fresh(NULL);
		assert_int_equal(file_write(path, "older", 5, MODE_PUBLIC), 0);
		memset(done, 0, sizeof(done));
		fail_at = steps[i];
		assert_int_equal(file_write(path, "newer", 5, MODE_PUBLIC), -1);
		assert_null(strchr(done, steps[i] == 'r' ? 'd' : 'r'));
		content_is("older");
		assert_int_equal(unlink(path), 0);
		/* Nothing else is in it, or this would fail. */
		assert_int_equal(rmdir(dir), 0);
		assert_int_equal(mkdir(dir, 0700), 0);
	}
}

/* Some file systems cannot sync a directory; the file is there. */
static void a_directory_that_cannot_be_synced_is_no_failure(void **state)
{
	(void)state;
	fail_at = 'd';
	assert_int_equal(file_write(path, "hello", 5, MODE_PUBLIC), 0);
	content_is("hello");
}

static void a_secret_is_its_owners_from_the_start(void **state)
{
	mode_t old = umask(0);
	struct stat st;

	(void)state;
	assert_int_equal(file_write(path, "hello", 5, MODE_SECRET), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	fresh(NULL);
	assert_int_equal(file_write(path, "hello", 5, MODE_PUBLIC), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0666);
	umask(old);
}

static void more_than_the_limit_is_not_read(void **state)
{
	struct buffer bytes;

	(void)state;
	assert_int_equal(file_write(path, "hello", 5, MODE_PUBLIC), 0);
	assert_int_equal(file_read(path, 5, &bytes), 0);
	assert_int_equal(bytes.len, 5);
	free(bytes.data);
	assert_int_equal(file_read(path, 4, &bytes), -1);
	assert_int_equal(file_write(path, "", 0, MODE_PUBLIC), 0);
	assert_int_equal(file_read(path, 5, &bytes), -1);
	assert_int_equal(file_try_read(path, 5, &bytes), 0);
	assert_int_equal(bytes.len, 0);
	free(bytes.data);
}

/* Who frees what was never read must do no harm: not even twice. */
static void what_was_not_read_is_no_bytes(void **state)
{
	static const struct {
		const char *what, *path;
		size_t limit;
	} cases[] = {
		{ "missing", "/nonexistent/file", 5 },
		{ "a directory", "/tmp", 5 },
		{ "too large", "/dev/zero", 5 },
		{ "empty", "/dev/null", 5 },
	};
	uint8_t here;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buffer bytes = { &here, 7 };

		print_message("# %s\n", cases[i].what);
		assert_int_equal(file_read(cases[i].path, cases[i].limit,
					   &bytes), -1);
		assert_null(bytes.data);
		assert_int_equal(bytes.len, 0);
	}
}

#define PIPED 40000 /* less than a pipe holds */

/* Bytes @from on of what the pipe says. */
static uint8_t piped(size_t at)
{
	return (uint8_t)(at * 7 + at / 251);
}

static void fill_pipe(int fds[2])
{
	assert_int_equal(pipe(fds), 0);
	for (size_t i = 0; i < PIPED; i++) {
		uint8_t byte = piped(i);

		assert_int_equal(write(fds[1], &byte, 1), 1);
	}
	close(fds[1]);
}

/* A pipe does not say how much there is; a secret leaves nothing on the way. */
static void a_pipe_is_read_whole_or_to_its_limit(void **state)
{
	static const size_t limits[] = { 1, 2048, 2049, 30000, PIPED,
					 PIPED + 1, 1 << 20 };

	(void)state;
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		size_t expected = limits[i] < PIPED ? limits[i] : PIPED;
		struct buffer bytes;
		int fds[2];

		fill_pipe(fds);
		wiped = 0;
		assert_int_equal(file_try_read_fd(fds[0], limits[i], &bytes), 0);
		close(fds[0]);
		assert_int_equal(bytes.len, expected);
		for (size_t at = 0; at < expected; at++)
			assert_int_equal(bytes.data[at], piped(at));
		/* 2048, then twice as much each time */
		assert_int_equal(wiped, expected <= 2048 ? 0 :
				 limits[i] <= 4096 ? 2048 : expected <= 32768 ?
				 2048 + 4096 + 8192 + 16384 :
				 2048 + 4096 + 8192 + 16384 + 32768);
		buffer_free(&bytes);
	}
}

int main(void)
{
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(bytes_are_on_disk_before_the_name_is),
		T(a_failure_leaves_the_old_content_and_no_other_name),
		T(a_directory_that_cannot_be_synced_is_no_failure),
		T(a_secret_is_its_owners_from_the_start),
		T(more_than_the_limit_is_not_read),
		T(what_was_not_read_is_no_bytes),
		T(a_pipe_is_read_whole_or_to_its_limit),
	};

	return cmocka_run_group_tests_name("files", tests, make_dir,
					   remove_dir);
}

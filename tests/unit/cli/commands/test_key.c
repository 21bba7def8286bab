// SPDX-License-Identifier: MIT
/* A derived key leaves the tool through its file, and stays nowhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/sev-guest.h>

#include "base/command.h"
#include "base/files.h"
#include "input/options.h"
#include "wipes.h"

#define KEY_SIZE 32

const struct command *const commands[] = { &cmd_key, NULL };

int __wrap_ioctl(int fd, unsigned long request, ...);

static uint8_t secret[KEY_SIZE];
static char dir[] = "/tmp/snpguest-key.XXXXXX";
static char path[64];

/* /dev/null answers as the device does. */
int __wrap_ioctl(int fd, unsigned long request, ...)
{
	struct snp_guest_request_ioctl *arg;
	struct snp_derived_key_resp *resp;
	va_list ap;

	(void)fd;
	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	assert_int_equal(request, SNP_GET_DERIVED_KEY);
	resp = (void *)(uintptr_t)arg->resp_data;
	memset(resp, 0, sizeof(*resp));
	memcpy(resp->data + 32, secret, KEY_SIZE);
	arg->exitinfo2 = 0;
	return 0;
}

static int make_dir(void **state)
{
	(void)state;
	for (int i = 0; i < KEY_SIZE; i++)
		secret[i] = 0xc0 + i;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/key", dir);
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir);
}

static enum exit_code key(char *file)
{
	char *argv[] = { (char *)"snpguest", (char *)"key", file,
			       (char *)"vcek", (char *)"--device",
			       (char *)"/dev/null", NULL };
	enum exit_code status;
	struct call call;

	assert_int_equal(options_parse(6, argv, &call), PARSED_RUN);
	wipes_forget();
	wipes_watch(secret, KEY_SIZE);
	status = call.command->run(&call);
	call_free(&call);
	return status;
}

static void the_key_is_wiped_when_it_is_written(void **state)
{
	struct buffer bytes;

	(void)state;
	assert_int_equal(key(path), EXIT_DONE);
	assert_true(wipes_held(KEY_SIZE));
	assert_int_equal(file_read(path, 100, &bytes), 0);
	assert_int_equal(bytes.len, KEY_SIZE);
	assert_memory_equal(bytes.data, secret, KEY_SIZE);
	free(bytes.data);
}

static void the_key_is_wiped_when_it_cannot_be_written(void **state)
{
	(void)state;
	assert_int_equal(key(dir), EXIT_TROUBLE);
	assert_true(wipes_held(KEY_SIZE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_key_is_wiped_when_it_is_written),
		cmocka_unit_test(the_key_is_wiped_when_it_cannot_be_written),
	};

	return cmocka_run_group_tests_name("key", tests, make_dir, remove_dir);
}

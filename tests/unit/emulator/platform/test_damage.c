// SPDX-License-Identifier: MIT
/*
 * Each file of a state directory missing, cut off, and with a bit flipped: the
 * next start says which file it is and changes nothing, and with the file put
 * back the machine goes on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emulator_state.h"
#include "program/export.h"
#include "base/files.h"
#include "guest/guest_client.h"
#include "machine/ledger.h"
#include "platform/engine.h"

static const uint8_t nonce[64] = "nonce";
static char why[300];

struct content {
	uint8_t *bytes;
	size_t size;
};

#define FLIPS		9

/*
 * In the PEM of a 4096-bit key, a digit of each: private exponent, the factors,
 * the exponents of both, the coefficient.
 */
#define PRIVATE_HALF	1146, 1661, 2013, 2365, 2717, 3069

struct state_file {
	const char *name;
	size_t flip_at[FLIPS];	/* whose lowest bit is flipped; 0 ends it */
};

/* What a start looks at. In a key, a digit of its modulus first. */
static const struct state_file files[] = {
	{ "config", { 0, 10, 16 } },
	{ "firmware", { 0, 30, 300 } },
	{ "memory", { 0, 0x20, 0x9f } },
	{ "ledger", { 0, 8, 40 } },
	{ "identity/ark.pem", { 5, 200, 400, PRIVATE_HALF } },
	{ "identity/ask.pem", { 5, 200, 400, PRIVATE_HALF } },
	{ "identity/asvk.pem", { 5, 200, 400, PRIVATE_HALF } },
	{ "identity/ark.der", { 0, 200, 1200 } },
	{ "identity/ask.der", { 0, 200, 1200 } },
	{ "identity/asvk.der", { 0, 200, 1200 } },
};

#define FILE_COUNT	(sizeof(files) / sizeof(files[0]))

static int dir_fd;
static const char *dir;

static struct content content_of(const char *name)
{
	struct content c;

	if (file_read(dir_fd, name, 16 << 20, &c.bytes, &c.size))
		return (struct content){ NULL, 0 };
	return c;
}

/* In place: the server's lock and the file's mode stay. */
static void put(const char *name, const uint8_t *bytes, size_t size)
{
	int fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size), size);
	close(fd);
}

static bool still_is(const char *name, const uint8_t *bytes, size_t size)
{
	struct content c = content_of(name);
	bool same = c.bytes && c.size == size &&
		    memcmp(c.bytes, bytes, size) == 0;

	free(c.bytes);
	return same;
}

/* A machine whose guest has fetched two reports. */
static int power_on(void **state)
{
	uint8_t report[GUEST_REPORT_SIZE];
	struct platform *platform;
	int i;

	(void)state;
	dir = state_copy(PRODUCT_MILAN, NULL);
	dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	for (i = 0; i < 2; i++)
		assert_int_equal(emulated_guest_report(platform, nonce, 0, 0,
						       report, NULL, NULL), 0);
	platform_close(platform);
	return 0;
}

static int power_off(void **state)
{
	(void)state;
	close(dir_fd);
	return 0;
}

static void refused(const char *name)
{
	struct platform *platform;
	char stem[40];

	why[0] = 0;
	if (!platform_open(dir, &platform, why, sizeof(why)))
		fail_msg("a damaged %s opens", name);
	snprintf(stem, sizeof(stem), "%.*s", (int)strcspn(name, "."), name);
	/* A wrong seed shows in the guest's keys. */
	if (!strstr(why, stem) &&
	    !(strcmp(name, "config") == 0 && strstr(why, "mixed up")))
		fail_msg("%s: '%s' does not name it", name, why);
}

static void opens(const char *name)
{
	uint8_t report[GUEST_REPORT_SIZE];
	struct platform *platform;

	if (platform_open(dir, &platform, why, sizeof(why)))
		fail_msg("%s put back: %s", name, why);
	assert_int_equal(emulated_guest_report(platform, nonce, 0, 0, report,
					       NULL, NULL), 0);
	platform_close(platform);
}

static void a_file_that_is_missing_is_named(void **state)
{
	struct content whole;
	size_t i;

	(void)state;
	for (i = 0; i < FILE_COUNT; i++) {
		whole = content_of(files[i].name);
		assert_int_equal(unlinkat(dir_fd, files[i].name, 0), 0);
		refused(files[i].name);
		put(files[i].name, whole.bytes, whole.size);
		free(whole.bytes);
		opens(files[i].name);
	}
	whole = content_of("certs");
	assert_int_equal(unlinkat(dir_fd, "certs", 0), 0);
	refused("certs");
	put("certs", whole.bytes, whole.size);
	free(whole.bytes);
	opens("certs");
}

static void a_file_that_is_cut_off_is_named_and_left_so(void **state)
{
	struct content whole;
	size_t i, size;

	(void)state;
	for (i = 0; i < FILE_COUNT; i++) {
		whole = content_of(files[i].name);
		/* Whole records, so that it is no death in the middle of one. */
		size = whole.size / 2 / 48 * 48;
		put(files[i].name, whole.bytes, size);
		refused(files[i].name);
		if (!still_is(files[i].name, whole.bytes, size))
			fail_msg("%s was changed", files[i].name);
		put(files[i].name, whole.bytes, 0);
		refused(files[i].name);
		put(files[i].name, whole.bytes, whole.size);
		free(whole.bytes);
		opens(files[i].name);
	}
}

static void flip(const struct state_file *file, size_t at)
{
	struct content c = content_of(file->name);

	assert_true(at < c.size);
	c.bytes[at] ^= 1;
	put(file->name, c.bytes, c.size);
	refused(file->name);
	if (!still_is(file->name, c.bytes, c.size))
		fail_msg("%s was changed", file->name);
	c.bytes[at] ^= 1;
	put(file->name, c.bytes, c.size);
	free(c.bytes);
}

static void a_file_with_a_flipped_bit_is_named_and_left_so(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < FILE_COUNT; i++)
		for (k = 0; k < FLIPS && (!k || files[i].flip_at[k]); k++)
			flip(&files[i], files[i].flip_at[k]);
	opens("everything");
}

static bool fits(void)
{
	struct platform *platform;
	bool answer;

	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	answer = platform_table_fits(platform);
	platform_close(platform);
	return answer;
}

/* A host serves whatever stands there, so this is told and not refused. */
static void a_damaged_table_is_noticed_and_can_be_written_anew(void **state)
{
	struct content whole = content_of("certs");
	struct platform *platform;
	size_t at;

	(void)state;
	assert_true(fits());
	put("certs", whole.bytes, whole.size / 2);
	assert_false(fits());
	put("certs", whole.bytes, 0);
	assert_false(fits());
	for (at = 0; at < whole.size; at += 331) {
		whole.bytes[at] ^= 1;
		put("certs", whole.bytes, whole.size);
		if (fits())
			fail_msg("byte %zu of certs", at);
		whole.bytes[at] ^= 1;
	}
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	control(platform, "table-pages", "0", NULL);
	platform_close(platform);
	assert_true(fits());
	free(whole.bytes);
}

static void a_table_that_was_not_rotated_with_the_tcb_is_noticed(void **state)
{
	struct platform *platform;

	(void)state;
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	control(platform, "tcb", "05000000000019dc", NULL);
	control(platform, "commit", NULL);
	platform_close(platform);
	assert_false(fits());
}

/* export to a folder beside the state's files. */
static int try_export(void)
{
	char out[300];

	snprintf(out, sizeof(out), "%s/out", dir);
	why[0] = 0;
	return export_certificates(dir, out, (struct why){ why, sizeof(why) });
}

static void export_refuses_what_is_damaged(void **state)
{
	static const char *const names[] = {
		"identity/ark.der",  "identity/ask.der",  "identity/asvk.der",
		"identity/vcek.der", "identity/vlek.der", "identity/crl.der",
	};
	struct content whole;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		whole = content_of(names[i]);
		whole.bytes[whole.size / 2] ^= 1;
		put(names[i], whole.bytes, whole.size);
		assert_int_equal(try_export(), -EBADMSG);
		assert_non_null(strstr(why, names[i]));
		whole.bytes[whole.size / 2] ^= 1;
		put(names[i], whole.bytes, whole.size - 1);
		assert_int_equal(try_export(), -EBADMSG);
		assert_int_equal(unlinkat(dir_fd, names[i], 0), 0);
		assert_int_equal(try_export(), -ENOENT);
		assert_non_null(strstr(why, names[i]));
		put(names[i], whole.bytes, whole.size);
		free(whole.bytes);
	}
	assert_int_equal(try_export(), 0);
}

/* The disk fills up in the middle of a record. */
static void a_ledger_that_cannot_grow_fails_the_run_and_stays_whole(
	void **state)
{
	struct rlimit limit;
	struct guest_client client;
	struct platform *platform;
	struct content before = content_of("ledger");
	uint8_t report[GUEST_REPORT_SIZE];

	(void)state;
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	client = guest_client(platform, 0);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = before.size + 20;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_not_equal(guest_client_report(&client, nonce, 0, 0, report,
						 NULL, NULL, NULL), 0);
	limit.rlim_cur = RLIM_INFINITY;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_true(still_is("ledger", before.bytes, before.size));
	free(before.bytes);
	/* That guest gave the number up; another VMPCK has its own. */
	client = guest_client(platform, 1);
	assert_int_equal(guest_client_report(&client, nonce, 1, 0, report, NULL,
					     NULL, NULL), 0);
	platform_close(platform);
	assert_int_equal(platform_open(dir, &platform, why, sizeof(why)), 0);
	assert_int_equal(ledger_messages(platform->ledger), 6);
	assert_int_equal(ledger_conflicts(platform->ledger), 0);
	platform_close(platform);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, power_on, power_off)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_that_is_missing_is_named),
		TEST(a_file_that_is_cut_off_is_named_and_left_so),
		TEST(a_file_with_a_flipped_bit_is_named_and_left_so),
		TEST(a_damaged_table_is_noticed_and_can_be_written_anew),
		TEST(a_table_that_was_not_rotated_with_the_tcb_is_noticed),
		TEST(export_refuses_what_is_damaged),
		TEST(a_ledger_that_cannot_grow_fails_the_run_and_stays_whole),
	};

	return cmocka_run_group_tests_name("damage", tests, NULL, NULL);
}

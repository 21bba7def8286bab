// SPDX-License-Identifier: MIT
#include "emulator_state.h"
#include "program/control.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPIES_MAX	256

static const char *const names[] = { "milan", "genoa", "turin" };
static const char *const files[] = {
	"config",	     "certs",		  "memory",
	"firmware",	     "identity/ark.pem",  "identity/ask.pem",
	"identity/asvk.pem", "identity/vcek.pem", "identity/vlek.pem",
	"identity/ark.der",  "identity/ask.der",  "identity/asvk.der",
	"identity/vcek.der", "identity/vlek.der", "identity/crl.der",
};

static char *copies[COPIES_MAX];
static unsigned int copy_count;

/* Beside the test programs: $O/unit/emulator/host/../../../emulator-states-3. */
static void masters_dir(char path[PATH_MAX])
{
	char self[PATH_MAX] = "";

	assert_true(readlink("/proc/self/exe", self, sizeof(self) - 1) > 0);
	snprintf(path, PATH_MAX, "%.3900s/../../../emulator-states-3",
		 dirname(self));
	mkdir(path, 0755);
}

/* Two programs may start at once: the second waits for the first. */
static void make_master(enum platform_product product, char path[PATH_MAX])
{
	const struct platform_options options = {
		.product = product, .seed = STATE_SEED, .date = STATE_DATE };
	char dir[PATH_MAX], config[PATH_MAX], why[300] = "";
	int lock;

	masters_dir(dir);
	lock = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(lock >= 0);
	assert_int_equal(flock(lock, LOCK_EX), 0);
	snprintf(path, PATH_MAX, "%.4000s/%s", dir, names[product]);
	snprintf(config, sizeof(config), "%.4000s/config", path);
	if (access(config, F_OK) &&
	    platform_init(path, &options, why, sizeof(why)))
		fail_msg("%s", why);
	close(lock);
}

static int remove_one(const char *path, const struct stat *st, int flag,
		      struct FTW *at)
{
	(void)st;
	(void)flag;
	(void)at;
	return remove(path);
}

static void remove_copies(void)
{
	while (copy_count) {
		nftw(copies[--copy_count], remove_one, 8,
		     FTW_DEPTH | FTW_PHYS);
		free(copies[copy_count]);
	}
}

static void copy_file(const char *from_dir, const char *to_dir,
		      const char *name)
{
	char path[PATH_MAX], block[65536];
	int from, to;
	ssize_t n;

	snprintf(path, sizeof(path), "%.3900s/%s", from_dir, name);
	from = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(from >= 0);
	snprintf(path, sizeof(path), "%.3900s/%s", to_dir, name);
	to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(to >= 0);
	while ((n = read(from, block, sizeof(block))) > 0)
		assert_int_equal(write(to, block, (size_t)n), n);
	assert_int_equal(n, 0);
	close(from);
	close(to);
}

static void append_config(const char *dir, const char *config)
{
	char path[PATH_MAX];
	FILE *to;

	snprintf(path, sizeof(path), "%.3900s/config", dir);
	to = fopen(path, "a");
	assert_non_null(to);
	fputs(config, to);
	assert_int_equal(fclose(to), 0);
}

const char *state_copy(enum platform_product product, const char *config)
{
	char master[PATH_MAX], path[PATH_MAX], copy[] = "/tmp/snp-state-XXXXXX";
	size_t i;

	if (!copy_count)
		atexit(remove_copies);
	assert_true(copy_count < COPIES_MAX);
	make_master(product, master);
	assert_non_null(mkdtemp(copy));
	copies[copy_count++] = strdup(copy);
	snprintf(path, sizeof(path), "%s/identity", copy);
	assert_int_equal(mkdir(path, 0755), 0);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		copy_file(master, copy, files[i]);
	if (config)
		append_config(copy, config);
	return copies[copy_count - 1];
}

struct platform *state_open(enum platform_product product, const char *config)
{
	const char *dir = state_copy(product, config);
	struct platform *platform;
	char why[300] = "";

	if (platform_open(dir, &platform, why, sizeof(why)))
		fail_msg("%s", why);
	return platform;
}

struct platform *state_open_vlek(enum platform_product product)
{
	struct platform *platform = state_open(product, "signer = vlek\n");

	control(platform, "vlek-load", NULL);
	control(platform, "mask-chip-id", "on", NULL);
	control(platform, "table-pages", "0", NULL);
	return platform;
}

static int run_words(struct platform *platform, va_list ap, char **answer)
{
	char *argv[16];
	int argc = 0;

	while ((argv[argc] = va_arg(ap, char *)))
		argc++;
	return platform_control(platform, argc, argv, answer);
}

void control(struct platform *platform, ...)
{
	char *answer = NULL;
	va_list ap;
	int err;

	va_start(ap, platform);
	err = run_words(platform, ap, &answer);
	va_end(ap);
	if (err)
		fail_msg("%s", answer);
	free(answer);
}

int control_fails(struct platform *platform, ...)
{
	char *answer = NULL;
	va_list ap;
	int err;

	va_start(ap, platform);
	err = run_words(platform, ap, &answer);
	va_end(ap);
	assert_int_not_equal(err, 0);
	assert_non_null(answer);
	assert_true(strlen(answer) > 1);
	free(answer);
	return err;
}

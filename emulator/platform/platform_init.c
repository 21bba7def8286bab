// SPDX-License-Identifier: MIT
/* Making a state directory. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "platform.h"
#include "../host/certificate_table.h"
#include "../base/files.h"
#include "../firmware/firmware_file.h"
#include "../machine/machine.h"
#include "../firmware/tcb.h"
#include "../host/vmm.h"

/* Everything a state directory can hold; what init takes away on failure. */
static const char *const state_files[] = {
	"config",	     "certs",		  "memory",
	"firmware",	     "ledger",		  "identity/ark.pem",
	"identity/ask.pem",  "identity/asvk.pem", "identity/vcek.pem",
	"identity/vlek.pem", "identity/ark.der",  "identity/ask.der",
	"identity/asvk.der", "identity/vcek.der", "identity/vlek.der",
	"identity/crl.der",
};

static int dir_is_empty(int dir)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	int empty = 1;

	if (!entries)
		return -errno;
	while ((entry = readdir(entries)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			empty = 0;
	closedir(entries);
	return empty;
}

static int make_dirs(const char *dir, bool *made, int *fd, struct why why)
{
	*made = mkdir(dir, 0755) == 0;
	if (!*made && errno != EEXIST)
		return because(why, -errno, "%s: cannot make it: %s", dir,
			       strerror(errno));
	*fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*fd < 0)
		return because(why, -errno, "%s: %s", dir, strerror(errno));
	if (dir_is_empty(*fd) != 1)
		return because(why, -ENOTEMPTY,
			       "%s: not empty; init wants a new directory",
			       dir);
	return 0;
}

static void remove_all(int dir)
{
	size_t i;

	for (i = 0; i < sizeof(state_files) / sizeof(state_files[0]); i++)
		unlinkat(dir, state_files[i], 0);
	unlinkat(dir, "identity", AT_REMOVEDIR);
}

static int write_memory(int dir, const struct secure_processor *sp,
			struct why why)
{
	int fd = openat(dir, "memory", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
			0600);
	uint8_t page[GUEST_PAGE_SIZE];
	int err = fd < 0 ? -errno : 0;

	machine_secrets(sp, page);
	/* All of it now: a page that cannot be had later is a SIGBUS. */
	if (!err)
		err = -posix_fallocate(fd, 0, MACHINE_MEMORY_SIZE);
	if (!err && pwrite(fd, page, sizeof(page), 0) != (ssize_t)sizeof(page))
		err = errno ? -errno : -ENOSPC;
	OPENSSL_cleanse(page, sizeof(page));
	if (fd >= 0)
		close(fd);
	return err ? because(why, err, "memory: cannot write: %s",
			     strerror(-err))
		   : 0;
}

static int write_firmware(int dir, const struct platform_config *config,
			  uint64_t tcb, struct why why)
{
	struct firmware_state state = {
		.current_tcb = tcb,
		.committed_tcb = tcb,
		.reported_tcb = tcb,
		.launch_tcb = tcb,
		.vlek_loaded = config->vlek,
		/* A provider that signs for many chips does not tell which. */
		.mask_chip_id = config->vlek,
	};
	int err, fd = firmware_file_open(dir, true, why);

	if (fd < 0)
		return fd;
	err = firmware_file_write(fd, &state);
	close(fd);
	return err ? because(why, err, "firmware: cannot write: %s",
			     strerror(-err))
		   : 0;
}

static int write_table(int dir, const struct platform_config *config,
		       struct identity *identity, uint64_t tcb, struct why why)
{
	uint8_t *table;
	size_t size;
	const struct table_content content = {
		.signer = config->vlek ? SIGNER_VLEK : SIGNER_VCEK,
		.both = config->both_leaves,
		.tcb = tcb,
		.pages = config->table_pages,
	};
	int err = table_of_identity(identity, &content, &table, &size);

	if (err == -ENOSPC)
		return because(why, -EINVAL,
			       "table pages %u: the certificates need more",
			       config->table_pages);
	if (err)
		return because(why, err, "certs: %s", strerror(-err));
	err = file_write(dir, VMM_CERTS_FILE, 0644, table, size);
	free(table);
	return err ? because(why, err, "certs: cannot write: %s",
			     strerror(-err))
		   : 0;
}

static int write_identity(int dir, struct identity *identity, uint64_t tcb,
			  struct why why)
{
	int err, fd;

	if (mkdirat(dir, "identity", 0755))
		return because(why, -errno, "identity: cannot make it: %s",
			       strerror(errno));
	fd = openat(dir, "identity", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return because(why, -errno, "identity: %s", strerror(errno));
	err = identity_save(identity, fd, tcb, why);
	close(fd);
	return err;
}

static int write_all(int dir, const struct platform_config *config,
		     struct identity *identity, uint64_t tcb, struct why why)
{
	struct secure_processor sp;
	int err = machine_processor(config, identity, &sp, why);

	if (!err)
		err = write_identity(dir, identity, tcb, why);
	if (!err)
		err = write_table(dir, config, identity, tcb, why);
	if (!err)
		err = write_memory(dir, &sp, why);
	if (!err)
		err = write_firmware(dir, config, tcb, why);
	if (!err)
		err = config_write(dir, config, why);
	OPENSSL_cleanse(&sp, sizeof(sp));
	return err;
}

static int apply_settings(const struct platform_options *options,
			  struct platform_config *config, struct why why)
{
	const char *const *setting = options->settings;
	int err = 0;

	while (!err && setting && *setting)
		err = config_set(config, *setting++, why);
	return err;
}

/* With another seed in the settings, all that follows from one is its. */
static int configure(struct platform_options *chosen,
		     struct platform_config *config, struct why why)
{
	int err;

	*config = config_of_options(chosen);
	err = apply_settings(chosen, config, why);
	if (err || config->seed == chosen->seed)
		return err;
	chosen->seed = config->seed;
	*config = config_of_options(chosen);
	return apply_settings(chosen, config, why);
}

static int choose(const struct platform_options *options,
		  struct platform_config *config, uint64_t *tcb, struct why why)
{
	struct platform_options chosen = *options;
	char digits[17];
	int err;

	if (!chosen.date)
		chosen.date = time(NULL);
	if (!chosen.seed &&
	    RAND_bytes((uint8_t *)&chosen.seed, sizeof(chosen.seed)) <= 0)
		return because(why, -EIO, "no random numbers to be had");
	err = configure(&chosen, config, why);
	if (err)
		return err;
	*tcb = options->tcb ? options->tcb
			    : machine_default_tcb(config->product);
	tcb_print(*tcb, digits);
	if (!tcb_reserved_zero(config->product, *tcb))
		return because(why, -EINVAL,
			       "TCB %s: bytes are set that %s does not use",
			       digits, product_name(config->product));
	return config_check(config, why);
}

/* The slow part comes before anything is written. */
static int fill_dir(int dir, const struct platform_options *options,
		    struct why why)
{
	struct platform_config config;
	struct identity *identity;
	uint64_t tcb = 0;
	int err = choose(options, &config, &tcb, why);

	if (err)
		return err;
	identity = identity_create(config.product, config.seed, config.date);
	if (!identity)
		return because(why, -ENOMEM, "cannot make the keys");
	identity_customize(identity, &config.chip);
	err = write_all(dir, &config, identity, tcb, why);
	if (err)
		remove_all(dir);
	identity_free(identity);
	return err;
}

int platform_init(const char *dir, const struct platform_options *options,
		  char *why, size_t why_size)
{
	struct why line = { why, why_size };
	bool made;
	int fd = -1, err = make_dirs(dir, &made, &fd, line);

	if (!err)
		err = fill_dir(fd, options, line);
	if (fd >= 0)
		close(fd);
	if (err && made)
		rmdir(dir);
	return err;
}

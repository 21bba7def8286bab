// SPDX-License-Identifier: MIT
/* Powering a machine on and off. */
#include "engine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "../base/bytes.h"
#include "../firmware/firmware_file.h"
#include "../machine/machine.h"
#include "boot.h"
#include "updater.h"

static int store_state(void *owner, const struct firmware_state *state)
{
	struct platform *platform = owner;

	return firmware_file_write(platform->firmware_fd, state);
}

static struct evp_pkey_st *signing_key(void *owner, enum report_signer signer,
				       uint64_t tcb)
{
	struct platform *platform = owner;

	return identity_signing_key(platform->identity, signer, tcb);
}

/* Joins the layers; nothing can fail that has not failed before. */
static void wire(struct platform *platform)
{
	struct secure_processor *sp = &platform->sp;
	struct hypervisor *hv = &platform->hv;

	sp->signing_key = signing_key;
	sp->store = store_state;
	sp->owner = platform;
	platform->vmm = (struct vmm){ .dir = platform->dir,
				      .memory = &platform->memory };
	hv->memory = &platform->memory;
	hv->sp = sp;
	hv->userspace = vmm_userspace(&platform->vmm);
	hv->ledger = platform->ledger;
	hostile_host_take(&platform->host, &platform->faults, hv);
	hv->snp = platform->config.snp;
	hv->kvm = platform->config.kvm;
	if (platform->config.certificates)
		hypervisor_enable_certs(hv);
	hypervisor_create_vcpu(hv);
}

static int open_dirs(const char *dir, struct platform *platform, struct why why)
{
	platform->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (platform->dir < 0)
		return because(why, -errno, "%s: %s%s", dir, strerror(errno),
			       errno == ENOENT ? "; init makes a machine" : "");
	if (flock(platform->dir, LOCK_EX | LOCK_NB))
		return because(why, -EBUSY,
			       "%s: another server has this state; stop it first",
			       dir);
	platform->identity_dir = openat(platform->dir, "identity",
					O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (platform->identity_dir < 0)
		return because(why, -errno, "%s/identity: %s%s", dir,
			       strerror(errno),
			       errno == ENOENT ? "; init makes a machine" : "");
	return 0;
}

static int open_firmware(struct platform *platform, struct why why)
{
	platform->firmware_fd = firmware_file_open(platform->dir, false, why);
	if (platform->firmware_fd < 0)
		return platform->firmware_fd;
	return firmware_file_read(platform->firmware_fd, &platform->sp.state,
				  why);
}

/* The file, of the right size and with room for every page of it. */
static int open_memory(int dir, struct why why)
{
	int err, fd = openat(dir, "memory", O_RDWR | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return because(why, -errno, "memory: %s", strerror(errno));
	if (fstat(fd, &st) || st.st_size != MACHINE_MEMORY_SIZE) {
		close(fd);
		return because(why, -EBADMSG,
			       "memory: %lld bytes, not %u; put a copy back or make a new state with init",
			       (long long)st.st_size, MACHINE_MEMORY_SIZE);
	}
	/* A copy can have holes; writing into one on a full disk is SIGBUS. */
	err = -posix_fallocate(fd, 0, MACHINE_MEMORY_SIZE);
	if (!err)
		return fd;
	close(fd);
	return because(why, err, "memory: no room for all of its %u bytes: %s",
		       MACHINE_MEMORY_SIZE, strerror(-err));
}

static int map_memory(struct platform *platform, struct why why)
{
	int fd = open_memory(platform->dir, why);
	void *base;

	if (fd < 0)
		return fd;
	base = mmap(NULL, MACHINE_MEMORY_SIZE, PROT_READ | PROT_WRITE,
		    MAP_SHARED, fd, 0);
	close(fd);
	if (base == MAP_FAILED)
		return because(why, -errno, "memory: %s", strerror(errno));
	platform->memory = (struct guest_memory){ base, MACHINE_MEMORY_GPA,
						  MACHINE_MEMORY_SIZE };
	return 0;
}

static int check_certs(const struct platform *platform, struct why why)
{
	if (!platform->config.certificates ||
	    faccessat(platform->dir, VMM_CERTS_FILE, R_OK, 0) == 0)
		return 0;
	return because(why, -errno,
		       "%s: %s; put a copy back or make a new state with init",
		       VMM_CERTS_FILE, strerror(errno));
}

/* What the firmware consumed last stood in shared memory before. */
static int check_ledger(struct platform *platform, struct why why)
{
	uint64_t count;
	uint8_t i;

	for (i = 0; i < VMPCK_COUNT; i++) {
		count = platform->sp.state.count[i];
		if (count && !ledger_knows(platform->ledger, i, count - 1))
			return because(why, -EBADMSG,
				       "ledger: VMPCK%u: message %llu is not in it, so an IV used twice would pass; put a copy back or make a new state with init",
				       i, (unsigned long long)count - 1);
	}
	return 0;
}

static int open_all(const char *dir, struct platform *platform, struct why why)
{
	const struct platform_config *config = &platform->config;
	int err = open_dirs(dir, platform, why);

	if (!err)
		err = config_read(platform->dir, &platform->config, why);
	if (!err)
		err = identity_load(platform->identity_dir, config->product,
				    config->seed, config->date,
				    &platform->identity, why);
	if (!err)
		identity_customize(platform->identity, &config->chip);
	if (!err)
		err = machine_processor(config, platform->identity,
					&platform->sp, why);
	if (!err)
		err = open_firmware(platform, why);
	if (!err)
		err = map_memory(platform, why);
	if (!err)
		err = ledger_open(platform->dir, &platform->ledger, why);
	if (!err)
		err = boot_resume(platform, why);
	if (!err)
		err = check_ledger(platform, why);
	if (!err)
		err = check_certs(platform, why);
	return err;
}

int platform_open(const char *dir, struct platform **platform, char *why,
		  size_t why_size)
{
	struct why line = { why, why_size };
	struct platform *opened = calloc(1, sizeof(*opened));
	int err;

	if (!opened)
		return because(line, -ENOMEM, "not enough memory");
	opened->dir = opened->identity_dir = opened->firmware_fd = -1;
	opened->locked_fd = -1;
	pthread_mutex_init(&opened->mutex, NULL);
	pthread_mutex_init(&opened->updating, NULL);
	err = open_all(dir, opened, line);
	if (err) {
		platform_close(opened);
		return err;
	}
	wire(opened);
	err = updater_resume(opened, line);
	if (err) {
		platform_close(opened);
		return err;
	}
	*platform = opened;
	return 0;
}

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

void platform_close(struct platform *platform)
{
	if (!platform)
		return;
	updater_stop(platform);
	hostile_host_stop(&platform->host);
	ledger_close(platform->ledger);
	identity_free(platform->identity);
	if (platform->memory.base)
		munmap(platform->memory.base, MACHINE_MEMORY_SIZE);
	close_fd(platform->firmware_fd);
	close_fd(platform->identity_dir);
	close_fd(platform->dir);
	pthread_mutex_destroy(&platform->updating);
	pthread_mutex_destroy(&platform->mutex);
	OPENSSL_cleanse(platform, sizeof(*platform));
	free(platform);
}

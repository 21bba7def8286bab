// SPDX-License-Identifier: MIT
#include "updater.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../host/certificate_table.h"
#include "../base/files.h"
#include "rotation_file.h"
#include "../firmware/tcb.h"
#include "../base/clock.h"

struct table {
	uint8_t *bytes;
	size_t size;
};

static int build_for(struct platform *platform, enum report_signer signer,
		     uint64_t tcb, uint32_t pages, struct table *table,
		     struct why why)
{
	const struct table_content content = {
		.signer = signer,
		.both = platform->config.both_leaves,
		.tcb = tcb,
		.pages = pages,
	};
	int err = table_of_identity(platform->identity, &content, &table->bytes,
				    &table->size);

	if (err == -ENOSPC)
		return because(why, -EINVAL,
			       "table pages %u: the certificates need more",
			       pages);
	return err ? because(why, err, "certificate table: %s", strerror(-err))
		   : 0;
}

static int build(struct platform *platform, uint64_t tcb, uint32_t pages,
		 struct table *table, struct why why)
{
	return build_for(platform, table_signer(platform), tcb, pages, table,
			 why);
}

/* The certificate file, locked unless locking is switched off. */
static int take_file(struct platform *platform, struct why why)
{
	int fd;

	if (platform->vmm.unlocked)
		fd = openat(platform->dir, VMM_CERTS_FILE, O_RDWR | O_CLOEXEC);
	else
		fd = vmm_lock(platform->dir, true);
	if (fd == -1)
		fd = -errno;
	return fd < 0 ? because(why, fd, "certs: %s", strerror(-fd)) : fd;
}

/* Room first, so that nothing after it can fail for want of space. */
static int reserve(int fd, const struct table *table, struct why why)
{
	struct stat st;
	int err;

	if (fstat(fd, &st))
		return because(why, -errno, "certs: %s", strerror(errno));
	err = vmm_reserve(fd, table->size);
	if (!err)
		return 0;
	if (ftruncate(fd, st.st_size))
		err = -errno;
	return because(why, err, "certs: cannot make room for %zu bytes: %s",
		       table->size, strerror(-err));
}

static int write_table(int fd, const struct table *table, struct why why)
{
	int err = vmm_rewrite(fd, table->bytes, table->size);

	return err ? because(why, err, "certs: cannot write: %s",
			     strerror(-err))
		   : 0;
}

static int read_table(struct platform *platform, struct table *table,
		      struct why why)
{
	int err = file_read(platform->dir, VMM_CERTS_FILE, TABLE_SIZE_MAX,
			    &table->bytes, &table->size);

	return err ? because(why, err, "certs: %s", strerror(-err)) : 0;
}

/* What is in the file now goes to @old; there will be room for @table. */
static int prepare(struct platform *platform, int fd, struct table *old,
		   const struct table *table, const struct rotation *rotation,
		   struct why why)
{
	int err = read_table(platform, old, why);

	if (!err)
		err = reserve(fd, table, why);
	return err ? err : rotation_begin(platform->dir, rotation, why);
}

static int rewrite_locked(struct platform *platform, const struct table *table,
			  struct why why)
{
	const struct rotation only_table = { .pending = true };
	struct table old = { 0 };
	int err, fd = take_file(platform, why);

	if (fd < 0)
		return fd;
	err = prepare(platform, fd, &old, table, &only_table, why);
	if (!err) {
		err = write_table(fd, table, why);
		if (!err || !vmm_rewrite(fd, old.bytes, old.size))
			rotation_end(platform->dir);
	}
	free(old.bytes);
	close(fd);
	return err;
}

int updater_rewrite_table(struct platform *platform, uint32_t pages,
			  struct why why)
{
	struct table table = { 0 };
	int err;

	pthread_mutex_lock(&platform->updating);
	err = build(platform, platform_reported_tcb(platform), pages, &table,
		    why);
	if (!err)
		err = rewrite_locked(platform, &table, why);
	if (!err)
		platform->config.table_pages = pages;
	free(table.bytes);
	pthread_mutex_unlock(&platform->updating);
	return err;
}

/* What the administrator tells the firmware, step by step. */
static enum firmware_status move_tcb(struct platform *platform, uint64_t tcb)
{
	struct secure_processor *sp = &platform->sp;
	struct processor_config config = {
		.reported_tcb = tcb,
		.mask_chip_id = sp->state.mask_chip_id,
		.mask_chip_key = sp->state.mask_chip_key,
	};
	bool vlek = has_vlek(platform);
	enum firmware_status status;

	if (tcb_at_most(sp->product, tcb, sp->state.committed_tcb)) {
		status = secure_processor_set_config(sp, &config);
	} else {
		status = secure_processor_update(sp, tcb);
		if (!status)
			status = secure_processor_commit(sp);
	}
	if (!status && vlek)
		status = secure_processor_vlek_load(sp, tcb);
	return status;
}

static enum firmware_status load_vlek(struct platform *platform, uint64_t tcb)
{
	return secure_processor_vlek_load(&platform->sp, tcb);
}

/* What is changed under the lock on the table, and with it. */
struct change {
	enum firmware_status (*move)(struct platform *platform, uint64_t tcb);
	uint64_t tcb;
	bool leaves;		/* new ones are staged in the identity folder */
	struct rotation rotation;	/* for whoever has to finish it */
};

/* The switches and TCBs of @before; counters go on. With the mutex held. */
static int move_back(struct platform *platform,
		     const struct firmware_state *before)
{
	struct firmware_state state = *before;

	memcpy(state.count, platform->sp.state.count, sizeof(state.count));
	platform->sp.state = state;
	return platform->sp.store(platform, &state);
}

static int move_or_stay(struct platform *platform, const struct change *change,
			struct firmware_state *before, struct why why)
{
	enum firmware_status status;

	pthread_mutex_lock(&platform->mutex);
	*before = platform->sp.state;
	status = change->move(platform, change->tcb);
	if (status)
		move_back(platform, before);
	pthread_mutex_unlock(&platform->mutex);
	if (!status)
		return 0;
	return because(why, status == STATUS_INVALID_PARAM ? -EINVAL : -EIO,
		       "the firmware refuses this TCB: status 0x%02x", status);
}

/* 0 when all is as it was; else the next start finishes what was begun. */
static int undo(struct platform *platform, int fd, const struct table *table,
		const struct firmware_state *before)
{
	int err;

	pthread_mutex_lock(&platform->mutex);
	err = move_back(platform, before);
	pthread_mutex_unlock(&platform->mutex);
	return err ? err : vmm_rewrite(fd, table->bytes, table->size);
}

/*
 * Between TCB and table nobody may read: a pause here must not matter. Nothing
 * in it needs room; a server that dies in it leaves the rest to
 * updater_resume().
 */
static int switch_over(struct platform *platform, int fd,
		       const struct change *change, const struct table *old, const struct table *table,
		       struct why why)
{
	struct firmware_state before;
	int err = move_or_stay(platform, change, &before, why);

	if (err) {
		rotation_end(platform->dir);
		return err;
	}
	clock_pause_ms(1);
	err = write_table(fd, table, why);
	if (!err && change->leaves)
		err = identity_commit_leaves(platform->identity_dir, why);
	if (!err || !undo(platform, fd, old, &before))
		rotation_end(platform->dir);
	return err;
}

static int change_locked(struct platform *platform, const struct change *change,
			 const struct table *table, struct why why)
{
	struct table old = { 0 };
	int err, fd = take_file(platform, why);

	if (fd < 0)
		return fd;
	err = prepare(platform, fd, &old, table, &change->rotation, why);
	if (!err)
		err = switch_over(platform, fd, change, &old, table, why);
	free(old.bytes);
	close(fd);
	return err;
}

static int rotate(struct platform *platform, uint64_t tcb, struct why why)
{
	const struct change change = { move_tcb, tcb, true,
				       { true, true, tcb } };
	struct table table = { 0 };
	int err;

	err = build(platform, tcb, platform->config.table_pages, &table, why);
	if (!err)
		err = identity_stage_leaves(platform->identity,
					    platform->identity_dir, tcb, why);
	if (!err)
		err = change_locked(platform, &change, &table, why);
	if (err)
		identity_drop_leaves(platform->identity_dir);
	free(table.bytes);
	return err;
}

int updater_rotate(struct platform *platform, uint64_t tcb, struct why why)
{
	int err;

	pthread_mutex_lock(&platform->updating);
	err = rotate(platform, tcb, why);
	pthread_mutex_unlock(&platform->updating);
	return err;
}

int updater_load_vlek(struct platform *platform, struct why why)
{
	struct change change = { .move = load_vlek,
				 .rotation = { .pending = true } };
	struct table table = { 0 };
	int err;

	pthread_mutex_lock(&platform->updating);
	change.tcb = platform_reported_tcb(platform);
	err = build_for(platform, SIGNER_VLEK, change.tcb,
			platform->config.table_pages, &table, why);
	if (!err)
		err = change_locked(platform, &change, &table, why);
	free(table.bytes);
	pthread_mutex_unlock(&platform->updating);
	return err;
}

int updater_resume(struct platform *platform, struct why why)
{
	struct rotation rotation;
	int err = rotation_read(platform->dir, &rotation, why);

	if (err || !rotation.pending)
		return err;
	if (rotation.moves_tcb)
		return updater_rotate(platform, rotation.tcb, why);
	return updater_rewrite_table(platform, platform->config.table_pages,
				     why);
}

static void *hold_lock(void *arg)
{
	struct platform *platform = arg;
	struct pollfd end = { .fd = platform->locked_end, .events = POLLIN };

	poll(&end, 1, (int)platform->locked_ms);
	close(platform->locked_fd);
	return NULL;
}

static int start_locker(struct platform *platform, unsigned int ms)
{
	int err;

	platform->locked_fd = vmm_lock(platform->dir, true);
	if (platform->locked_fd < 0)
		return platform->locked_fd;
	platform->locked_ms = ms;
	platform->locked_end = eventfd(0, EFD_CLOEXEC);
	err = platform->locked_end < 0 ? -errno : 0;
	if (!err)
		err = -pthread_create(&platform->locker, NULL, hold_lock,
				      platform);
	platform->locker_runs = !err;
	if (!err)
		return 0;
	close(platform->locked_fd);
	if (platform->locked_end >= 0)
		close(platform->locked_end);
	return err;
}

int updater_lock_for(struct platform *platform, unsigned int ms, struct why why)
{
	int err;

	pthread_mutex_lock(&platform->updating);
	updater_stop(platform);
	err = start_locker(platform, ms);
	pthread_mutex_unlock(&platform->updating);
	return err ? because(why, err, "certs: cannot lock: %s",
			     strerror(-err))
		   : 0;
}

void updater_stop(struct platform *platform)
{
	const uint64_t one = 1;

	if (!platform->locker_runs)
		return;
	/* A counter that starts at 0 always takes one. */
	if (write(platform->locked_end, &one, sizeof(one)) == sizeof(one))
		pthread_join(platform->locker, NULL);
	close(platform->locked_end);
	platform->locker_runs = false;
}

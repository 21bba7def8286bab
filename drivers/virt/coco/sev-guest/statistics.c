// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters and the state of the VMPCKs, see sev-guest.h.
 */
#include <linux/compiler.h>
#include <linux/debugfs.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "sev-guest.h"

void snp_statistics_count(struct snp_statistics *statistics,
			  const struct snp_exchange *exchange, int result)
{
	statistics->exchanges++;
	statistics->failures += result != 0;
	statistics->trips += exchange->trips;
	statistics->waited_ms += exchange->waited_ms;
	if (exchange->trips && exchange->exitinfo2)
		statistics->exitinfo2 = exchange->exitinfo2;
}

static const char *vmpck_key(const struct snp_device *device, unsigned int id)
{
	const u8 *key = snp_platform_vmpck(device->platform, id);

	if (!memchr_inv(key, 0, SNP_AEAD_KEY_SIZE))
		return "empty";
	if (id != device->vmpck_id)
		return "unused";
	return READ_ONCE(device->aead) ? "used" : "given-up";
}

/* Why a message is outstanding, in a word. */
static const char *vmpck_cause(const struct snp_stuck *stuck)
{
	switch (stuck->error) {
	case -ETIMEDOUT:
		return "busy";
	case -EINTR:
		return "killed";
	case -ENODEV:
		return "no-host";
	case -EBADMSG:
		return "no-answer";
	case -EAGAIN:
		/* The machine was about to stop. */
		if (stuck->exitinfo2 == SNP_EXITINFO2_BUSY)
			return "busy";
		fallthrough;
	case -EIO:
		return stuck->exitinfo2 == SNP_EXITINFO2_AEAD_OFLOW ?
		       "out-of-turn" : "refused";
	default:
		return "error";
	}
}

static void vmpck_show_stuck(struct seq_file *file,
			     const struct snp_device *device)
{
	struct snp_stuck stuck = device->stuck;

	if (!stuck.since)
		return;
	seq_printf(file, " stuck_ms %llu cause %s exitinfo2 0x%llx",
		   snp_device_now() - stuck.since, vmpck_cause(&stuck),
		   stuck.exitinfo2);
}

/* Without the lock, which may be held for a minute: numbers may be a bit old. */
static int vmpck_show(struct seq_file *file, void *data)
{
	const struct snp_device *device = file->private;
	unsigned int id, outstanding;
	__le32 *counter;

	for (id = 0; id < 4; id++) {
		counter = snp_platform_seqno(device->platform, id);
		outstanding = id == device->vmpck_id ?
			      READ_ONCE(device->statistics.outstanding) : 0;
		seq_printf(file, "%u key %s counter %u outstanding %u", id,
			   vmpck_key(device, id),
			   le32_to_cpu(READ_ONCE(*counter)), outstanding);
		if (id == device->vmpck_id)
			vmpck_show_stuck(file, device);
		seq_putc(file, '\n');
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(vmpck);

struct dentry *snp_statistics_publish(struct snp_device *device)
{
	struct snp_statistics *statistics = &device->statistics;
	struct dentry *folder = debugfs_create_dir("sev-guest", NULL);

	debugfs_create_u64("exchanges", 0400, folder, &statistics->exchanges);
	debugfs_create_u64("failures", 0400, folder, &statistics->failures);
	debugfs_create_u64("trips", 0400, folder, &statistics->trips);
	debugfs_create_u64("waited_ms", 0400, folder, &statistics->waited_ms);
	debugfs_create_x64("exitinfo2", 0400, folder, &statistics->exitinfo2);
	debugfs_create_u32("outstanding", 0400, folder,
			   &statistics->outstanding);
	debugfs_create_u32("certs_npages", 0400, folder,
			   &statistics->certs_npages);
	debugfs_create_file("vmpck", 0400, folder, device, &vmpck_fops);
	return folder;
}

void snp_statistics_withdraw(struct dentry *folder)
{
	debugfs_remove(folder);
}

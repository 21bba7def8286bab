// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attestation through an SVSM, see svsm.h.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "svsm.h"

#define ROOM_STEP	0x1000u

static const u32 first_room[SNP_SVSM_BLOBS] = {
	[SNP_SVSM_REPORT] = 0x1000,
	[SNP_SVSM_MANIFEST] = 0x1000,
	[SNP_SVSM_CERTS] = 0x4000,
};

/* The cap comes before the rounding, which could wrap. */
static int svsm_grow(u32 room[SNP_SVSM_BLOBS], const u32 wanted[SNP_SVSM_BLOBS])
{
	bool grown = false;
	unsigned int i;

	for (i = 0; i < SNP_SVSM_BLOBS; i++) {
		if (wanted[i] <= room[i])
			continue;
		if (wanted[i] > SNP_SVSM_ROOM_MAX)
			return -EINVAL;
		room[i] = DIV_ROUND_UP(wanted[i], ROOM_STEP) * ROOM_STEP;
		grown = true;
	}
	return grown ? 0 : -EINVAL;
}

/* The SVSM is trusted, and its mistakes must not become overruns here. */
static int svsm_check_sizes(const u32 size[SNP_SVSM_BLOBS],
			    const u32 room[SNP_SVSM_BLOBS])
{
	unsigned int i;

	if (!size[SNP_SVSM_REPORT])
		return -EIO;
	for (i = 0; i < SNP_SVSM_BLOBS; i++)
		if (size[i] > room[i])
			return -EIO;
	return 0;
}

static int svsm_attest(const struct snp_svsm_ops *ops, void *context,
		       u32 size[SNP_SVSM_BLOBS])
{
	u32 room[SNP_SVSM_BLOBS];
	unsigned int growths;
	int err;

	memcpy(room, first_room, sizeof(room));
	for (growths = 0;; growths++) {
		err = ops->make_room(context, room);
		if (err)
			return err;
		memcpy(size, room, sizeof(room));
		err = ops->call(context, size);
		if (!err)
			return svsm_check_sizes(size, room);
		if (err != -EMSGSIZE)
			return err;
		if (growths == SNP_SVSM_GROWTHS || svsm_grow(room, size))
			return -EINVAL;
	}
}

int snp_svsm_attest(const struct snp_svsm_ops *ops, void *context,
		    u32 size[SNP_SVSM_BLOBS])
{
	int err = svsm_attest(ops, context, size);

	if (err)
		memset(size, 0, SNP_SVSM_BLOBS * sizeof(*size));
	return err;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reports on services of an SVSM, see sev-guest.h.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tsm.h>
#include <linux/uuid.h>

#include <asm/sev.h>

#include "sev-guest.h"
#include "svsm.h"

/**
 * struct attestation - one, with the pages that the SVSM writes to
 * @report: what is asked for
 * @blob: physically contiguous pages, or NULL
 * @room: bytes of each
 */
struct attestation {
	const struct tsm_report *report;
	void *blob[SNP_SVSM_BLOBS];
	u32 room[SNP_SVSM_BLOBS];
};

static void svsm_free_blobs(struct attestation *attestation)
{
	unsigned int i;

	for (i = 0; i < SNP_SVSM_BLOBS; i++) {
		if (attestation->blob[i])
			free_pages_exact(attestation->blob[i],
					 attestation->room[i]);
		attestation->blob[i] = NULL;
	}
}

static int svsm_make_room(void *context, const u32 room[SNP_SVSM_BLOBS])
{
	struct attestation *attestation = context;
	unsigned int i;

	svsm_free_blobs(attestation);
	memcpy(attestation->room, room, sizeof(attestation->room));
	for (i = 0; i < SNP_SVSM_BLOBS; i++) {
		attestation->blob[i] = alloc_pages_exact(room[i], GFP_KERNEL |
							 __GFP_ZERO |
							 __GFP_NOWARN);
		if (!attestation->blob[i])
			return -ENOMEM;
	}
	return 0;
}

static struct svsm_loc_entry svsm_place(const void *address, u32 len)
{
	return (struct svsm_loc_entry){ .pa = __pa(address), .len = len };
}

static u64 svsm_choose_services(const struct tsm_report *report,
				struct svsm_attest_call *input)
{
	if (guid_is_null(&report->desc.service_guid))
		return SVSM_ATTEST_CALL(SVSM_ATTEST_SERVICES);

	export_guid(input->service_guid, &report->desc.service_guid);
	input->service_manifest_ver = report->desc.service_manifest_version;
	return SVSM_ATTEST_CALL(SVSM_ATTEST_SINGLE_SERVICE);
}

static int svsm_call_service(void *context, u32 size[SNP_SVSM_BLOBS])
{
	struct attestation *attestation = context;
	const struct tsm_report *report = attestation->report;
	void **blob = attestation->blob;
	struct svsm_attest_call input = {
		.nonce = svsm_place(report->desc.inblob,
				    report->desc.inblob_len),
		.report_buf = svsm_place(blob[SNP_SVSM_REPORT],
					 size[SNP_SVSM_REPORT]),
		.manifest_buf = svsm_place(blob[SNP_SVSM_MANIFEST],
					   size[SNP_SVSM_MANIFEST]),
		.certificates_buf = svsm_place(blob[SNP_SVSM_CERTS],
					       size[SNP_SVSM_CERTS]),
	};
	struct svsm_call call = {};
	u64 call_id;
	int err;

	call_id = svsm_choose_services(report, &input);
	err = snp_issue_svsm_attest_req(call_id, &call, &input);
	size[SNP_SVSM_REPORT] = input.report_buf.len;
	size[SNP_SVSM_MANIFEST] = input.manifest_buf.len;
	size[SNP_SVSM_CERTS] = input.certificates_buf.len;
	if (err && call.rax_out == SVSM_ERR_INVALID_PARAMETER)
		return -EMSGSIZE;
	if (err)
		pr_debug("no report of the SVSM: %d, code 0x%llx\n", err,
			 call.rax_out);
	return err > 0 ? -EIO : err;
}

static const struct snp_svsm_ops tsm_svsm_ops = {
	.make_room = svsm_make_room,
	.call = svsm_call_service,
};

/* An empty blob is NULL. */
static int svsm_copy_blob(const struct attestation *attestation,
			  enum snp_svsm_blob index, u32 size, u8 **copy)
{
	*copy = NULL;
	if (size)
		*copy = kvmemdup(attestation->blob[index], size, GFP_KERNEL);
	return size && !*copy ? -ENOMEM : 0;
}

static int svsm_publish(const struct attestation *attestation,
			const u32 size[SNP_SVSM_BLOBS],
			struct tsm_report *report)
{
	u8 *copy[SNP_SVSM_BLOBS] = {};
	unsigned int i;

	for (i = 0; i < SNP_SVSM_BLOBS; i++)
		if (svsm_copy_blob(attestation, i, size[i], &copy[i]))
			goto free_copies;

	report->outblob = copy[SNP_SVSM_REPORT];
	report->outblob_len = size[SNP_SVSM_REPORT];
	report->manifestblob = copy[SNP_SVSM_MANIFEST];
	report->manifestblob_len = size[SNP_SVSM_MANIFEST];
	report->auxblob = copy[SNP_SVSM_CERTS];
	report->auxblob_len = size[SNP_SVSM_CERTS];
	return 0;

free_copies:
	for (i = 0; i < SNP_SVSM_BLOBS; i++)
		kvfree(copy[i]);
	return -ENOMEM;
}

int snp_tsm_svsm_report(struct tsm_report *report)
{
	struct attestation attestation = { .report = report };
	u32 size[SNP_SVSM_BLOBS];
	int err;

	err = snp_svsm_attest(&tsm_svsm_ops, &attestation, size);
	if (!err)
		err = svsm_publish(&attestation, size, report);
	svsm_free_blobs(&attestation);
	return err;
}

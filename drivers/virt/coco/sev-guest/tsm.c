// SPDX-License-Identifier: GPL-2.0-only
/*
 * The provider "sev_guest" of configfs-tsm, see sev-guest.h.
 *
 * outblob is the report alone, auxblob the certificate table as the host gave
 * it: not checked, empty when there is none.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tsm.h>

#include <asm/sev.h>

#include "compat.h"
#include "request.h"
#include "sev-guest.h"

/* What begins the answer to a report request. */
#define STATUS_INVALID_PARAM	0x16
#define STATUS_INVALID_KEY	0x27

struct answer_head {
	__le32 status;
	__le32 report_size;
	u8 rsvd[24];
} __packed;

static_assert(sizeof(struct answer_head) == SNP_REPORT_OFFSET);

/* Whether the secure processor made a report, and if not, whose fault it is. */
static int tsm_check_status(const struct snp_report_answer *answer)
{
	const struct answer_head *head = (const void *)answer->data;

	switch (le32_to_cpu(head->status)) {
	case 0:
		return 0;
	case STATUS_INVALID_PARAM:
	case STATUS_INVALID_KEY:
		return -EINVAL;
	default:
		pr_debug("status 0x%x of the secure processor\n",
			 le32_to_cpu(head->status));
		return -ENXIO;
	}
}

/* How long the report is: what the firmware says, as far as it can be. */
static int tsm_report_size(const struct snp_report_answer *answer)
{
	const struct answer_head *head = (const void *)answer->data;
	u32 size = le32_to_cpu(head->report_size);
	u32 room = answer->size - SNP_REPORT_OFFSET;

	if (size < SNP_REPORT_MIN || size > room)
		return -EIO;
	return size;
}

static int tsm_publish(struct tsm_report *report,
		       const struct snp_report_answer *answer,
		       const struct snp_certs_request *certs)
{
	int size = tsm_report_size(answer);
	u8 *outblob, *auxblob = NULL;

	if (size < 0)
		return size;
	outblob = kvmemdup(answer->data + SNP_REPORT_OFFSET, size, GFP_KERNEL);
	if (!outblob)
		return -ENOMEM;
	if (certs->size)
		auxblob = kvmemdup(certs->table.data, certs->size, GFP_KERNEL);
	report->outblob = outblob;
	report->outblob_len = size;
	report->auxblob = auxblob;
	report->auxblob_len = auxblob ? certs->size : 0;
	return 0;
}

/* A report is worth something without certificates: they can come from AMD. */
static int tsm_make_report(struct snp_device *device, struct tsm_report *report,
			   struct snp_report_answer *answer)
{
	struct snp_certs_request certs = {
		.npages = device->certs_limit,
		.optional = true,
	};
	struct snp_report_req req = { .vmpl = report->desc.privlevel };
	u64 exitinfo2;
	int err;

	memcpy(req.user_data, report->desc.inblob, sizeof(req.user_data));
	err = snp_get_ext_report(device, &req, answer, &certs, &exitinfo2);
	if (err)
		pr_debug("no report: %d, exitinfo2 0x%llx\n", err, exitinfo2);
	if (!err)
		err = tsm_check_status(answer);
	if (!err)
		err = tsm_publish(report, answer, &certs);
	snp_put_certs(device, &certs);
	return err;
}

static int tsm_report_new(struct tsm_report *report, void *data)
{
	struct snp_report_answer *answer;
	int err;

	if (report->desc.inblob_len != SNP_REPORT_USER_DATA_SIZE)
		return -EINVAL;
	if (report->desc.service_provider) {
		if (strcmp(report->desc.service_provider, "svsm"))
			return -EINVAL;
		return snp_tsm_svsm_report(report);
	}

	answer = kzalloc(sizeof(*answer), GFP_KERNEL);
	if (!answer)
		return -ENOMEM;
	err = tsm_make_report(data, report, answer);
	kfree(answer);
	return err;
}

/* A kernel below VMPL0 has something above it. */
static bool tsm_has_svsm(void)
{
	return snp_kernel_vmpl() != 0;
}

static bool tsm_attr_visible(int n)
{
	switch (n) {
	case TSM_REPORT_GENERATION:
	case TSM_REPORT_PROVIDER:
	case TSM_REPORT_PRIVLEVEL:
	case TSM_REPORT_PRIVLEVEL_FLOOR:
		return true;
	case TSM_REPORT_SERVICE_PROVIDER:
	case TSM_REPORT_SERVICE_GUID:
	case TSM_REPORT_SERVICE_MANIFEST_VER:
		return tsm_has_svsm();
	default:
		return false;
	}
}

static bool tsm_bin_attr_visible(int n)
{
	switch (n) {
	case TSM_REPORT_INBLOB:
	case TSM_REPORT_OUTBLOB:
	case TSM_REPORT_AUXBLOB:
		return true;
	case TSM_REPORT_MANIFESTBLOB:
		return tsm_has_svsm();
	default:
		return false;
	}
}

/* Programs look for this name, whatever the module is called. */
static struct snp_tsm_ops tsm_provider = {
	.name = "sev_guest",
	.report_new = tsm_report_new,
	.report_attr_visible = tsm_attr_visible,
	.report_bin_attr_visible = tsm_bin_attr_visible,
};

int snp_tsm_register(struct snp_device *device)
{
	int err;

	/* A VMPCK speaks for its own VMPL and the less privileged ones. */
	tsm_provider.privlevel_floor = device->vmpck_id;
	err = snp_tsm_provider_register(&tsm_provider, device);
	if (err == -EBUSY) {
		pr_warn("configfs-tsm has another provider, or entries of the last one; remove them and load the module again for reports there\n");
		return 0;
	}
	if (err)
		pr_err("configfs-tsm did not take the provider: %d\n", err);
	return err;
}

/* Also where there is another provider: it stays. */
void snp_tsm_unregister(void)
{
	snp_tsm_provider_unregister(&tsm_provider);
}

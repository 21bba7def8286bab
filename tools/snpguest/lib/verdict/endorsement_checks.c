// SPDX-License-Identifier: MIT
/* What the leaf certificate says against what the report says ([KDS] 3). */
#include <stdio.h>
#include <string.h>

#include "judgement.h"
#include "../formats/tcb.h"

int check_signer_kind(struct judgement *j)
{
	enum snpguest_cert_role role;
	uint8_t key = j->report.signing_key;

	if (key != SNPGUEST_SIGNING_KEY_VCEK && key != SNPGUEST_SIGNING_KEY_VLEK)
		return unjudged(j, "the report names neither VCEK nor VLEK");
	role = key == SNPGUEST_SIGNING_KEY_VLEK ? SNPGUEST_CERT_VLEK :
						  SNPGUEST_CERT_VCEK;
	if (j->chain.leaf->info.role != role)
		return failed(j, "the report says that a %s signed, the leaf is a %s",
			      snpguest_cert_role_name(role),
			      snpguest_cert_role_name(j->chain.leaf->info.role));
	return passed(j, "%s in report and leaf", snpguest_cert_role_name(role));
}

int check_product(struct judgement *j)
{
	const struct snpguest_report *report = &j->report;
	const enum snpguest_product found = report->product;

	if (!report->has_cpuid && product_is_added(j->product))
		return failed(j, "version %u carries no CPUID, and %s is known by it",
			      report->version, product_text(j, j->product));
	if (!report->has_cpuid)
		return passed(j, "%s by the certificate; version %u carries no CPUID",
			      product_text(j, j->product),
			      report->version);
	if (!found)
		return failed(j, "CPUID family 0x%x model 0x%x is no known product",
			      report->cpuid_family, report->cpuid_model);
	if (found != j->product)
		return failed(j, "the leaf says %s, the report's CPUID family 0x%x model 0x%x is %s",
			      product_text(j, j->product),
			      report->cpuid_family, report->cpuid_model,
			      product_text(j, found));
	return passed(j, "%s by CPUID and by certificate",
		      product_text(j, found));
}

int check_chip_id(struct judgement *j)
{
	const struct snpguest_blob *hwid;
	char says[2 * SNPGUEST_CHIP_ID_SIZE + 1];
	char leaf[2 * SNPGUEST_CHIP_ID_SIZE + 1];

	if (j->chain.leaf->info.role == SNPGUEST_CERT_VLEK)
		return skipped(j, "a VLEK names no chip");
	hwid = &j->chain.vek->hwid;
	hex_text(hwid->data, hwid->len, leaf, sizeof(leaf));
	if (j->report.masked_chip_id)
		return skipped(j, "the report masks its chip id; the leaf says %s",
			       leaf);
	if (vek_names_chip(j->chain.vek, j->report.chip_id))
		return passed(j, "%s", leaf);
	hex_text(j->report.chip_id, sizeof(j->report.chip_id), says,
		 sizeof(says));
	return failed(j, "leaf says %s, report says %s",
		      leaf[0] ? leaf : "none", says);
}

int check_tcb_part(struct judgement *j)
{
	enum tcb_part part = j->check->found;
	uint8_t says = tcb_part(&j->report.reported_tcb, part);
	uint8_t leaf = tcb_part(&j->chain.vek->tcb, part);

	if (part == TCB_FMC && !j->report.reported_tcb.has_fmc)
		return skipped(j, "%s has no FMC",
			       product_text(j, j->product));
	if (says != leaf)
		return failed(j, "leaf says %s 0x%02x, report says 0x%02x",
			      tcb_part_name(part), leaf, says);
	return passed(j, "%s 0x%02x", tcb_part_name(part), says);
}

/* A byte that is reserved today may be a part that nobody compares tomorrow. */
int check_tcb_reserved(struct judgement *j)
{
	uint64_t mask = tcb_reserved_mask(j->product);
	uint64_t says = j->report.reported_tcb.raw & mask;
	uint64_t leaf = j->chain.vek->tcb.raw & mask;

	if (says != leaf)
		return failed(j, "leaf says 0x%llx for the reserved bytes, report says 0x%llx",
			      (unsigned long long)leaf,
			      (unsigned long long)says);
	return passed(j, "equal");
}

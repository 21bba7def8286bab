// SPDX-License-Identifier: MIT
/* Keys are stable; snpguest-json(5) and schema/ describe them. */
#include "describe.h"

#include <stdio.h>

#include "../base/calendar.h"
#include "bit_names.h"

static uint64_t describe_bits(struct json_build *out,
			      const struct bit_name *names, uint64_t value)
{
	uint64_t unnamed = value;

	for (; names->name; names++) {
		build_flag(out, names->name, value & names->bit);
		unnamed &= ~names->bit;
	}
	return unnamed;
}

static void describe_policy(struct json_build *out, uint64_t policy)
{
	uint64_t unnamed;

	build_begin(out, "policy");
	build_bits(out, "value", policy);
	build_number(out, "abi_major", policy >> 8 & 0xff);
	build_number(out, "abi_minor", policy & 0xff);
	unnamed = describe_bits(out, guest_policy_bits, policy);
	unnamed &= ~(UINT64_C(0xffff) | SNPGUEST_POLICY_RESERVED_ONE);
	if (unnamed)
		build_bits(out, "unnamed_bits", unnamed);
	build_end(out);
}

static void describe_platform(struct json_build *out, uint64_t platform)
{
	uint64_t unnamed;

	build_begin(out, "platform");
	build_bits(out, "value", platform);
	unnamed = describe_bits(out, platform_info_bits, platform);
	if (unnamed)
		build_bits(out, "unnamed_bits", unnamed);
	build_end(out);
}

static void describe_key_info(struct json_build *out,
			      const struct snpguest_report *report)
{
	build_begin(out, "key_info");
	build_bits(out, "value", report->key_info);
	build_text(out, "signer",
		   snpguest_signing_key_name(report->signing_key));
	build_flag(out, "author_key", report->author_key_en);
	build_flag(out, "masked_chip_key", report->mask_chip_key);
	build_end(out);
}

static void describe_tcb_parts(struct json_build *out,
			       const struct snpguest_tcb *tcb)
{
	if (tcb->has_fmc)
		build_number(out, "fmc", tcb->fmc);
	build_number(out, "bl", tcb->bl);
	build_number(out, "tee", tcb->tee);
	build_number(out, "snp", tcb->snp);
	build_number(out, "ucode", tcb->ucode);
}

static void describe_tcb(struct json_build *out, const char *key, uint64_t raw,
			 enum snpguest_product product)
{
	struct snpguest_tcb tcb = snpguest_tcb_decode(product, raw);
	uint8_t bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (uint8_t)(raw >> (8 * i));
	build_begin(out, key);
	build_bytes(out, "raw", bytes, sizeof(bytes));
	if (product != SNPGUEST_PRODUCT_UNKNOWN)
		describe_tcb_parts(out, &tcb);
	build_end(out);
}

static void describe_tcbs(struct json_build *out,
			  const struct snpguest_report *report,
			  enum snpguest_product product)
{
	build_begin(out, "tcb");
	describe_tcb(out, "reported", report->reported_tcb.raw, product);
	describe_tcb(out, "committed", report->committed_tcb.raw, product);
	describe_tcb(out, "current", report->current_tcb.raw, product);
	describe_tcb(out, "launch", report->launch_tcb.raw, product);
	build_end(out);
}

static void describe_version(struct json_build *out, const char *key,
			     struct snpguest_firmware_version version)
{
	char text[16];

	snprintf(text, sizeof(text), "%u.%u.%u", version.major, version.minor,
		 version.build);
	build_text(out, key, text);
}

static void describe_firmware(struct json_build *out,
			      const struct snpguest_report *report)
{
	build_begin(out, "firmware");
	describe_version(out, "current", report->current_version);
	describe_version(out, "committed", report->committed_version);
	build_end(out);
}

static void describe_cpuid(struct json_build *out,
			   const struct snpguest_report *report)
{
	build_begin(out, "cpuid");
	build_number(out, "family", report->cpuid_family);
	build_number(out, "model", report->cpuid_model);
	build_number(out, "stepping", report->cpuid_stepping);
	build_end(out);
}

static void describe_mitigations(struct json_build *out,
				 const struct snpguest_report *report)
{
	build_begin(out, "mitigations");
	build_bits(out, "launch", report->launch_mit_vector);
	build_bits(out, "current", report->current_mit_vector);
	build_end(out);
}

static void describe_head(struct json_build *out,
			  const struct snpguest_report *report,
			  enum snpguest_product product)
{
	build_number(out, "version", report->version);
	if (!report->known_version)
		build_flag(out, "known_version", false);
	build_text(out, "product", snpguest_product_name(NULL, product));
}

#define BYTES(field) \
	build_bytes(out, #field, report->field, sizeof(report->field))

static void describe_owner(struct json_build *out,
			   const struct snpguest_report *report)
{
	BYTES(family_id);
	BYTES(image_id);
	BYTES(id_key_digest);
	BYTES(author_key_digest);
	BYTES(report_id);
	BYTES(report_id_ma);
}

void describe_report(struct json_build *out, const struct snpguest_report *report,
		     enum snpguest_product product)
{
	if (product == SNPGUEST_PRODUCT_UNKNOWN)
		product = report->product;
	describe_head(out, report, product);
	build_number(out, "guest_svn", report->guest_svn);
	build_number(out, "vmpl", report->vmpl);
	describe_policy(out, report->policy);
	BYTES(report_data);
	BYTES(measurement);
	BYTES(host_data);
	describe_owner(out, report);
	describe_tcbs(out, report, product);
	describe_firmware(out, report);
	describe_platform(out, report->platform_info);
	if (report->has_cpuid)
		describe_cpuid(out, report);
	if (report->has_mitigations)
		describe_mitigations(out, report);
	BYTES(chip_id);
	build_flag(out, "masked_chip_id", report->masked_chip_id);
	describe_key_info(out, report);
	build_number(out, "signature_algo", report->signature_algo);
	build_begin(out, "signature");
	build_bytes(out, "r", report->signature_r, sizeof(report->signature_r));
	build_bytes(out, "s", report->signature_s, sizeof(report->signature_s));
	build_end(out);
}

static void describe_time(struct json_build *out, const char *key,
			  int64_t seconds)
{
	char text[CALENDAR_TEXT_SIZE];

	calendar_text(seconds, text);
	build_text(out, key, text);
}

static void describe_leaf(struct json_build *out,
			  const struct snpguest_cert_info *info)
{
	build_number(out, "struct_version", info->struct_version);
	build_text(out, "product_name", info->product_name);
	build_begin(out, "tcb");
	describe_tcb_parts(out, &info->tcb);
	build_end(out);
	if (info->hwid_len > 0 && info->hwid_len <= sizeof(info->hwid))
		build_bytes(out, "hwid", info->hwid, info->hwid_len);
	if (info->csp_id[0])
		build_text(out, "csp_id", info->csp_id);
}

void describe_certificate(struct json_build *out,
			  const struct snpguest_cert_info *info)
{
	build_text(out, "role", snpguest_cert_role_name(info->role));
	build_text(out, "product", snpguest_product_name(NULL, info->product));
	build_text(out, "subject", info->subject);
	build_text(out, "issuer", info->issuer);
	build_text(out, "serial", info->serial);
	describe_time(out, "not_before", info->not_before);
	describe_time(out, "not_after", info->not_after);
	build_bytes(out, "sha256", info->sha256, sizeof(info->sha256));
	if (info->has_extensions)
		describe_leaf(out, info);
}

// SPDX-License-Identifier: MIT
/* What people look at first in a report. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "print.h"
#include "../base/layout.h"
#include "../base/values.h"

#define INDENT 2

static void field(const char *key, const char *text)
{
	layout_field(key, INDENT, text);
}

static void field_number(const char *key, uint32_t number)
{
	char text[16];

	snprintf(text, sizeof(text), "%" PRIu32, number);
	field(key, text);
}

#define FIELD_BYTES(report, member)					\
	field_bytes(#member, (report)->member, sizeof((report)->member))

static void field_bytes(const char *key, const uint8_t *bytes, size_t len)
{
	char text[2 * SNPGUEST_REPORT_DATA_SIZE + 1];

	value_hex(bytes, len, text);
	field(key, text);
}

static void field_policy(uint64_t policy)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%" PRIx64, policy);
	field("policy", text);
}

/* "raw 03...d1, bl 3, tee 0, snp 20, ucode 209": as @product has them. */
static void field_tcb(uint64_t raw, uint32_t product)
{
	struct snpguest_tcb tcb = snpguest_tcb_decode(product, raw);
	char text[96] = "raw ";
	uint8_t bytes[8];
	int len = (int)strlen(text) + 2 * (int)sizeof(bytes);

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(raw >> (8 * i));
	value_hex(bytes, sizeof(bytes), text + strlen(text));
	if (product && tcb.has_fmc)
		len += sprintf(text + len, ", fmc %u", tcb.fmc);
	if (product)
		sprintf(text + len, ", bl %u, tee %u, snp %u, ucode %u", tcb.bl,
			tcb.tee, tcb.snp, tcb.ucode);
	field("reported_tcb", text);
}

static void field_firmware(const struct snpguest_report *report)
{
	struct snpguest_firmware_version a = report->current_version;
	struct snpguest_firmware_version b = report->committed_version;
	char text[64];

	snprintf(text, sizeof(text), "current %u.%u.%u, committed %u.%u.%u",
		 a.major, a.minor, a.build, b.major, b.minor, b.build);
	field("firmware", text);
}

static void print_fields(const struct snpguest_report *report, const char *name,
			 uint32_t product)
{
	puts("report:");
	field_number("version", report->version);
	if (!report->known_version)
		field("known_version", "no");
	field("product", name);
	field_number("vmpl", report->vmpl);
	field_number("guest_svn", report->guest_svn);
	field_policy(report->policy);
	FIELD_BYTES(report, report_data);
	FIELD_BYTES(report, measurement);
	FIELD_BYTES(report, host_data);
	field_tcb(report->reported_tcb.raw, product);
	field_firmware(report);
	FIELD_BYTES(report, chip_id);
	field("signer", snpguest_signing_key_name(report->signing_key));
}

/* As its own fields say, where nothing agrees with it. */
static uint32_t product_of(const struct outcome *outcome,
			   const struct snpguest_report *report)
{
	uint32_t agreed = snpguest_verdict_product(outcome->verdict);

	if (agreed || !report->has_cpuid)
		return agreed ? agreed : report->product;
	return snpguest_product_of_cpuid(outcome->verifier,
					 report->cpuid_family,
					 report->cpuid_model);
}

/* Also of a refused one, whose fields nobody verified: the last line says so. */
void print_brief(const struct outcome *outcome)
{
	const struct snpguest_blob bytes = outcome->bundle->report;
	struct snpguest_unverified_report report;
	uint32_t product;

	if (!outcome->verdict ||
	    snpguest_unverified_report_parse(bytes.data, bytes.len, &report,
					     sizeof(report), NULL))
		return;
	product = product_of(outcome, &report.says);
	print_fields(&report.says,
		     snpguest_product_name(outcome->verifier, product), product);
}

// SPDX-License-Identifier: MIT
#include "report.h"

#include <errno.h>
#include <string.h>

#include "../base/bytes.h"
#include "../base/error.h"
#include "../base/input.h"
#include "products.h"

#define KEY_INFO_AUTHOR_KEY_EN 0x1
#define KEY_INFO_MASK_CHIP_KEY 0x2
#define KEY_INFO_SIGNING_KEY_SHIFT 2
#define KEY_INFO_SIGNING_KEY_MASK 0x7
#define TURIN_CHIP_ID_SIZE 8

/* The fields stand in the order of the specification's table. */
static void read_identity(struct bytes *b, struct snpguest_report *report)
{
	report->guest_svn = bytes_le32(b);
	report->policy = bytes_le64(b);
	bytes_copy(b, report->family_id, sizeof(report->family_id));
	bytes_copy(b, report->image_id, sizeof(report->image_id));
	report->vmpl = bytes_le32(b);
	report->signature_algo = bytes_le32(b);
	report->current_tcb.raw = bytes_le64(b);
	report->platform_info = bytes_le64(b);
	report->key_info = bytes_le32(b);
	bytes_take(b, 4);
}

static void read_guest(struct bytes *b, struct snpguest_report *report)
{
	bytes_copy(b, report->report_data, sizeof(report->report_data));
	bytes_copy(b, report->measurement, sizeof(report->measurement));
	bytes_copy(b, report->host_data, sizeof(report->host_data));
	bytes_copy(b, report->id_key_digest, sizeof(report->id_key_digest));
	bytes_copy(b, report->author_key_digest,
		   sizeof(report->author_key_digest));
	bytes_copy(b, report->report_id, sizeof(report->report_id));
	bytes_copy(b, report->report_id_ma, sizeof(report->report_id_ma));
}

static struct snpguest_firmware_version read_version(struct bytes *b)
{
	struct snpguest_firmware_version version;

	version.build = bytes_u8(b);
	version.minor = bytes_u8(b);
	version.major = bytes_u8(b);
	bytes_take(b, 1);
	return version;
}

static void read_platform(struct bytes *b, struct snpguest_report *report)
{
	report->reported_tcb.raw = bytes_le64(b);
	report->cpuid_family = bytes_u8(b);
	report->cpuid_model = bytes_u8(b);
	report->cpuid_stepping = bytes_u8(b);
	bytes_take(b, 21);
	bytes_copy(b, report->chip_id, sizeof(report->chip_id));
	report->committed_tcb.raw = bytes_le64(b);
	report->current_version = read_version(b);
	report->committed_version = read_version(b);
	report->launch_tcb.raw = bytes_le64(b);
	report->launch_mit_vector = bytes_le64(b);
	report->current_mit_vector = bytes_le64(b);
	bytes_take(b, 152);
	bytes_copy(b, report->signature_r, sizeof(report->signature_r));
	bytes_copy(b, report->signature_s, sizeof(report->signature_s));
}

void report_set_product(struct snpguest_report *report,
			enum snpguest_product product)
{
	struct snpguest_tcb *const tcbs[] = {
		&report->current_tcb, &report->reported_tcb,
		&report->committed_tcb, &report->launch_tcb,
	};

	for (size_t i = 0; i < sizeof(tcbs) / sizeof(*tcbs); i++)
		*tcbs[i] = snpguest_tcb_decode(product, tcbs[i]->raw);
}

/* Version 2 tells only Turin, by a chip id of 8 bytes and zeros. */
static enum snpguest_product product_of(const struct snpguest_report *report)
{
	const uint8_t *id = report->chip_id;

	if (report->has_cpuid)
		return products_of_cpuid(NULL, report->cpuid_family,
					 report->cpuid_model);
	if (!report->masked_chip_id &&
	    bytes_are_zero(id + TURIN_CHIP_ID_SIZE,
			   SNPGUEST_CHIP_ID_SIZE - TURIN_CHIP_ID_SIZE))
		return SNPGUEST_PRODUCT_TURIN;
	return SNPGUEST_PRODUCT_UNKNOWN;
}

static void derive(struct snpguest_report *report)
{
	report->author_key_en = report->key_info & KEY_INFO_AUTHOR_KEY_EN;
	report->mask_chip_key = report->key_info & KEY_INFO_MASK_CHIP_KEY;
	report->signing_key = report->key_info >> KEY_INFO_SIGNING_KEY_SHIFT &
			      KEY_INFO_SIGNING_KEY_MASK;
	report->has_cpuid = report->version >= 3;
	report->has_mitigations = report->version >= 5;
	report->known_version = report->version >= REPORT_VERSION_MIN &&
				report->version <= REPORT_VERSION_MAX;
	report->masked_chip_id = bytes_are_zero(report->chip_id,
						sizeof(report->chip_id));
	report->product = product_of(report);
	report_set_product(report, report->product);
}

/* Order of the P-384 group, big endian (FIPS 186-4, D.1.2.4). */
static const uint8_t p384_order[REPORT_SCALAR_SIZE] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf,
	0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a,
	0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
};

bool report_scalar(const uint8_t number[REPORT_RS_SIZE],
		   uint8_t scalar[REPORT_SCALAR_SIZE])
{
	for (size_t i = 0; i < REPORT_SCALAR_SIZE; i++)
		scalar[i] = number[REPORT_SCALAR_SIZE - 1 - i];
	return bytes_are_zero(number + REPORT_SCALAR_SIZE,
			      REPORT_RS_SIZE - REPORT_SCALAR_SIZE) &&
	       !bytes_are_zero(scalar, REPORT_SCALAR_SIZE) &&
	       memcmp(scalar, p384_order, REPORT_SCALAR_SIZE) < 0;
}

int report_parse(struct snpguest_blob bytes, struct snpguest_report *report,
		 struct snpguest_error *error)
{
	struct bytes b = bytes_of(bytes);

	if (bytes.len != SNPGUEST_REPORT_SIZE)
		return fail(error, -EBADMSG,
			    "a report has %d bytes, these are %zu",
			    SNPGUEST_REPORT_SIZE, bytes.len);

	memset(report, 0, sizeof(*report));
	report->version = bytes_le32(&b);
	if (report->version < REPORT_VERSION_MIN)
		return fail(error, -EBADMSG, "not an SNP report: version %u%s",
			    report->version, report->version == 1 ?
			    ", the layout before the first release; 2 to 5 are known" :
			    "; 2 to 5 are known");
	read_identity(&b, report);
	read_guest(&b, report);
	read_platform(&b, report);
	derive(report);
	return 0;
}

const char *snpguest_signing_key_name(uint32_t key)
{
	static const char *const names[] = {
		[SNPGUEST_SIGNING_KEY_VCEK] = "VCEK",
		[SNPGUEST_SIGNING_KEY_VLEK] = "VLEK",
		"reserved 2", "reserved 3", "reserved 4", "reserved 5",
		"reserved 6",
		[SNPGUEST_SIGNING_KEY_NONE] = "none",
	};

	return key < sizeof(names) / sizeof(*names) ? names[key] : "unknown";
}

int snpguest_unverified_report_parse(const uint8_t *data, size_t len,
				     struct snpguest_unverified_report *report,
				     size_t size, struct snpguest_error *error)
{
	struct snpguest_unverified_report whole;
	int err = report_parse((struct snpguest_blob){ data, len }, &whole.says,
			       error);

	if (!err)
		output_copy(report, size, &whole, sizeof(whole));
	return err;
}

// SPDX-License-Identifier: MIT
/*
 * The report layout: against the offsets of the specification, and against
 * genuine reports, which must come out again byte for byte when they are taken
 * apart by those offsets and written anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include "base/bytes.h"
#include "firmware/report_writer.h"
#include "pki/seeded_keys.h"
#include "firmware/tcb.h"

/* A field as the specification prints it: offset, size, versions. */
struct field {
	size_t offset, size;
	uint32_t since;
	size_t content;
};

#define FIELD(at, bytes, since, name) \
	{ at, bytes, since, offsetof(struct report_content, name) }

static const struct field fields[] = {
	FIELD(0x000, 4, 2, version),
	FIELD(0x004, 4, 2, guest_svn),
	FIELD(0x008, 8, 2, policy),
	FIELD(0x010, 16, 2, family_id),
	FIELD(0x020, 16, 2, image_id),
	FIELD(0x030, 4, 2, vmpl),
	FIELD(0x038, 8, 2, current_tcb),
	FIELD(0x040, 8, 2, platform_info),
	FIELD(0x050, 64, 2, report_data),
	FIELD(0x090, 48, 2, measurement),
	FIELD(0x0c0, 32, 2, host_data),
	FIELD(0x0e0, 48, 2, id_key_digest),
	FIELD(0x110, 48, 2, author_key_digest),
	FIELD(0x140, 32, 2, report_id),
	FIELD(0x160, 32, 2, report_id_ma),
	FIELD(0x180, 8, 2, reported_tcb),
	FIELD(0x1a0, 64, 2, chip_id),
	FIELD(0x1e0, 8, 2, committed_tcb),
	FIELD(0x1f0, 8, 2, launch_tcb),
	FIELD(0x1f8, 8, 5, launch_mitigations),
	FIELD(0x200, 8, 5, current_mitigations),
};

#define FIELD_COUNT	(sizeof(fields) / sizeof(fields[0]))

/* Every byte of every field says which field it belongs to. */
static struct report_content patterned(uint32_t version)
{
	struct report_content content = { .product = PRODUCT_GENOA };
	size_t i;

	for (i = 1; i < FIELD_COUNT; i++)
		memset((char *)&content + fields[i].content, (int)(0x80 + i),
		       fields[i].size);
	content.version = version;
	content.current_firmware = (struct firmware_version){ 3, 2, 1 };
	content.committed_firmware = (struct firmware_version){ 6, 5, 4 };
	return content;
}

static void check_offsets(uint32_t version)
{
	struct report_content content = patterned(version);
	uint8_t report[REPORT_SIZE], expected[64];
	size_t i;

	report_write(&content, report);
	assert_int_equal(load32(report), version);
	for (i = 1; i < FIELD_COUNT; i++) {
		memset(expected, version < fields[i].since ? 0 : (int)(0x80 + i),
		       sizeof(expected));
		assert_memory_equal(report + fields[i].offset, expected,
				    fields[i].size);
	}
	assert_int_equal(load32(report + 0x034), 1);
	assert_memory_equal(report + 0x1e8, "\1\2\3\0\4\5\6\0", 8);
	assert_true(all_zero(report + 0x18b, 21));
	assert_true(all_zero(report + 0x208, 0x2a0 - 0x208));
	assert_true(all_zero(report + 0x2a0, 0x200));
}

static void versions_2_to_5_have_every_field_at_its_offset(void **state)
{
	uint32_t version;

	(void)state;
	for (version = 2; version <= 5; version++)
		check_offsets(version);
}

static void cpuid_bytes_come_with_version_3(void **state)
{
	static const uint8_t cpuid[][3] = {
		{ 0x19, 0x01, 0x01 }, { 0x19, 0x11, 0x01 }, { 0x1a, 0x02, 0x01 },
	};
	struct report_content content = { .version = 2 };
	uint8_t report[REPORT_SIZE];
	int product;

	(void)state;
	for (product = PRODUCT_MILAN; product <= PRODUCT_TURIN; product++) {
		content.product = product;
		content.version = 2;
		report_write(&content, report);
		assert_true(all_zero(report + 0x188, 3));
		content.version = 3;
		report_write(&content, report);
		assert_memory_equal(report + 0x188, cpuid[product], 3);
	}
	/* The example of the specification: 19/01/01. */
	assert_int_equal(product_cpuid(PRODUCT_MILAN), 0x00a00f11);
}

static void key_info_has_its_bits(void **state)
{
	struct report_content content = { .version = 3 };
	uint8_t report[REPORT_SIZE];

	(void)state;
	content.author_key_en = true;
	report_write(&content, report);
	assert_int_equal(load32(report + 0x48), 1);
	content.author_key_en = false;
	content.mask_chip_key = true;
	report_write(&content, report);
	assert_int_equal(load32(report + 0x48), 2);
	content.mask_chip_key = false;
	content.signer = SIGNER_VLEK;
	report_write(&content, report);
	assert_int_equal(load32(report + 0x48), 4);
	content.signer = SIGNER_NONE;
	report_write(&content, report);
	assert_int_equal(load32(report + 0x48), 0x1c);
}

/* Taken apart by the offsets above, not by anything of the writer's. */
static struct report_content taken_apart(const uint8_t *report)
{
	struct report_content content = { 0 };
	uint32_t key_info = load32(report + 0x48);
	size_t i;

	for (i = 0; i < FIELD_COUNT; i++)
		memcpy((char *)&content + fields[i].content,
		       report + fields[i].offset, fields[i].size);
	content.author_key_en = key_info & 1;
	content.mask_chip_key = key_info >> 1 & 1;
	content.signer = key_info >> 2 & 7;
	content.current_firmware = (struct firmware_version){
		report[0x1ea], report[0x1e9], report[0x1e8] };
	content.committed_firmware = (struct firmware_version){
		report[0x1ee], report[0x1ed], report[0x1ec] };
	return content;
}

static void rewrite_genuine(const char *path)
{
	uint8_t genuine[REPORT_SIZE], report[REPORT_SIZE];
	struct report_content content;
	FILE *from = fopen(path, "rb");

	assert_non_null(from);
	assert_int_equal(fread(genuine, 1, sizeof(genuine), from),
			 sizeof(genuine));
	fclose(from);
	content = taken_apart(genuine);
	content.product = strstr(path, "/turin-")   ? PRODUCT_TURIN
			  : strstr(path, "/genoa-") ? PRODUCT_GENOA
						    : PRODUCT_MILAN;
	report_write(&content, report);
	/* Steppings and models differ within a product. */
	if (content.version >= 3)
		memcpy(report + 0x188, genuine + 0x188, 3);
	assert_memory_equal(report, genuine, REPORT_SIGNED_SIZE);
}

static void genuine_reports_come_out_again(void **state)
{
	const char *vectors = getenv("VECTORS");
	char pattern[4096];
	glob_t found;
	size_t i;

	(void)state;
	snprintf(pattern, sizeof(pattern), "%s/sets/*/report-*.bin",
		 vectors ? vectors : "../shared/vectors");
	if (glob(pattern, 0, NULL, &found)) {
		print_message("# vectors not found at %s; set VECTORS\n",
			      pattern);
		skip();
	}
	for (i = 0; i < found.gl_pathc; i++)
		rewrite_genuine(found.gl_pathv[i]);
	assert_true(found.gl_pathc > 0);
	globfree(&found);
}

static BIGNUM *from_little(const uint8_t *bytes)
{
	return BN_lebin2bn(bytes, 72, NULL);
}

/* Verified from the specification's description of R and S. */
static bool signature_verifies(EVP_PKEY *key, const uint8_t *report)
{
	ECDSA_SIG *sig = ECDSA_SIG_new();
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t *der = NULL;
	int size, ok;

	ECDSA_SIG_set0(sig, from_little(report + 0x2a0),
		       from_little(report + 0x2e8));
	size = i2d_ECDSA_SIG(sig, &der);
	ok = EVP_DigestVerifyInit(ctx, NULL, EVP_sha384(), NULL, key) == 1 &&
	     EVP_DigestVerify(ctx, der, (size_t)size, report, 0x2a0) == 1;
	OPENSSL_free(der);
	EVP_MD_CTX_free(ctx);
	ECDSA_SIG_free(sig);
	return ok;
}

static void a_signature_verifies_and_covers_exactly_0x2a0_bytes(void **state)
{
	struct report_content content = patterned(5);
	EVP_PKEY *key = seeded_ec(3, "vcek", "P-384");
	uint8_t report[REPORT_SIZE];

	(void)state;
	report_write(&content, report);
	assert_int_equal(report_sign(key, report), 0);
	assert_true(signature_verifies(key, report));
	assert_true(all_zero(report + 0x2a0 + 48, 24));
	assert_true(all_zero(report + 0x2e8 + 48, 24));
	assert_true(all_zero(report + 0x330, REPORT_SIZE - 0x330));
	report[0x29f] ^= 1;
	assert_false(signature_verifies(key, report));
	report[0x29f] ^= 1;
	report[0] ^= 1;
	assert_false(signature_verifies(key, report));
	EVP_PKEY_free(key);
}

/* TCB_VERSION */

static void tcb_parts_lie_where_each_product_has_them(void **state)
{
	struct tcb_parts parts;
	uint64_t tcb;

	(void)state;
	assert_int_equal(tcb_parse("04000000000018db", &tcb), 0);
	parts = tcb_split(PRODUCT_MILAN, tcb);
	assert_int_equal(parts.bl, 4);
	assert_int_equal(parts.tee, 0);
	assert_int_equal(parts.snp, 0x18);
	assert_int_equal(parts.ucode, 0xdb);
	assert_int_equal(tcb_parse("0102030400000051", &tcb), 0);
	parts = tcb_split(PRODUCT_TURIN, tcb);
	assert_int_equal(parts.fmc, 1);
	assert_int_equal(parts.bl, 2);
	assert_int_equal(parts.tee, 3);
	assert_int_equal(parts.snp, 4);
	assert_int_equal(parts.ucode, 0x51);
	assert_int_equal(tcb_join(PRODUCT_TURIN, parts), tcb);
	assert_true(tcb_reserved_zero(PRODUCT_TURIN, tcb));
	assert_false(tcb_reserved_zero(PRODUCT_MILAN, tcb));
}

static void tcbs_compare_part_by_part(void **state)
{
	uint64_t a, b;

	(void)state;
	tcb_parse("04000000000018db", &a);
	tcb_parse("03000000000019dc", &b);
	assert_false(tcb_at_most(PRODUCT_MILAN, a, b));
	assert_false(tcb_at_most(PRODUCT_MILAN, b, a));
	assert_true(tcb_at_most(PRODUCT_MILAN, a, a));
}

static void tcb_digits_are_16_and_in_report_order(void **state)
{
	static const char *const wrong[] = {
		"", "0400", "04000000000018dbb", "0x00000000000018",
		"04000000000018dg", " 4000000000018db", "-4000000000018db",
	};
	uint64_t tcb = 7;
	char text[17];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_not_equal(tcb_parse(wrong[i], &tcb), 0);
	assert_int_equal(tcb, 7);
	assert_int_equal(tcb_parse("04000000000018DB", &tcb), 0);
	tcb_print(tcb, text);
	assert_string_equal(text, "04000000000018db");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_2_to_5_have_every_field_at_its_offset),
		cmocka_unit_test(cpuid_bytes_come_with_version_3),
		cmocka_unit_test(key_info_has_its_bits),
		cmocka_unit_test(genuine_reports_come_out_again),
		cmocka_unit_test(
			a_signature_verifies_and_covers_exactly_0x2a0_bytes),
		cmocka_unit_test(tcb_parts_lie_where_each_product_has_them),
		cmocka_unit_test(tcbs_compare_part_by_part),
		cmocka_unit_test(tcb_digits_are_16_and_in_report_order),
	};

	return cmocka_run_group_tests_name("report_writer", tests, NULL, NULL);
}

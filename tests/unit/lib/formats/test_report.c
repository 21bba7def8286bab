// SPDX-License-Identifier: MIT
/* Reports, TCBs, products. */
#include "lib_files.h"

#include <errno.h>
#include <string.h>

#include "formats/tcb.h"

/* Every byte has a value of its own place, so a field read elsewhere shows. */
static void fill(uint8_t *data)
{
	for (int i = 0; i < SNPGUEST_REPORT_SIZE; i++)
		data[i] = i * 7 + i / 256;
	memcpy(data, "\x05\0\0\0", 4);
}

static void fields_lie_where_the_specification_puts_them(void **state)
{
	uint8_t d[SNPGUEST_REPORT_SIZE];
	struct snpguest_report r;

	(void)state;
	fill(d);
	assert_int_equal(report_read(d, sizeof(d), &r, NULL), 0);
	assert_int_equal(r.version, 5);
#define LE32(at) (d[at] | d[(at) + 1] << 8 | d[(at) + 2] << 16 | \
		  (uint32_t)d[(at) + 3] << 24)
#define LE64(at) (LE32(at) | (uint64_t)LE32((at) + 4) << 32)
	assert_true(r.guest_svn == LE32(0x004));
	assert_true(r.policy == LE64(0x008));
	assert_memory_equal(r.family_id, d + 0x010, 16);
	assert_memory_equal(r.image_id, d + 0x020, 16);
	assert_true(r.vmpl == LE32(0x030));
	assert_true(r.signature_algo == LE32(0x034));
	assert_true(r.current_tcb.raw == LE64(0x038));
	assert_true(r.platform_info == LE64(0x040));
	assert_true(r.key_info == LE32(0x048));
	assert_memory_equal(r.report_data, d + 0x050, 64);
	assert_memory_equal(r.measurement, d + 0x090, 48);
	assert_memory_equal(r.host_data, d + 0x0c0, 32);
	assert_memory_equal(r.id_key_digest, d + 0x0e0, 48);
	assert_memory_equal(r.author_key_digest, d + 0x110, 48);
	assert_memory_equal(r.report_id, d + 0x140, 32);
	assert_memory_equal(r.report_id_ma, d + 0x160, 32);
	assert_true(r.reported_tcb.raw == LE64(0x180));
	assert_int_equal(r.cpuid_family, d[0x188]);
	assert_int_equal(r.cpuid_model, d[0x189]);
	assert_int_equal(r.cpuid_stepping, d[0x18a]);
	assert_memory_equal(r.chip_id, d + 0x1a0, 64);
	assert_true(r.committed_tcb.raw == LE64(0x1e0));
	assert_int_equal(r.current_version.build, d[0x1e8]);
	assert_int_equal(r.current_version.minor, d[0x1e9]);
	assert_int_equal(r.current_version.major, d[0x1ea]);
	assert_int_equal(r.committed_version.build, d[0x1ec]);
	assert_int_equal(r.committed_version.minor, d[0x1ed]);
	assert_int_equal(r.committed_version.major, d[0x1ee]);
	assert_true(r.launch_tcb.raw == LE64(0x1f0));
	assert_true(r.launch_mit_vector == LE64(0x1f8));
	assert_true(r.current_mit_vector == LE64(0x200));
	assert_memory_equal(r.signature_r, d + 0x2a0, 72);
	assert_memory_equal(r.signature_s, d + 0x2e8, 72);
}

static void key_info_is_taken_apart(void **state)
{
	uint8_t d[SNPGUEST_REPORT_SIZE] = { 3 };
	struct snpguest_report r;

	(void)state;
	for (unsigned int bits = 0; bits < 32; bits++) {
		d[0x48] = bits;
		assert_int_equal(report_read(d, sizeof(d), &r, NULL),
				 0);
		assert_int_equal(r.author_key_en, bits & 1);
		assert_int_equal(r.mask_chip_key, bits >> 1 & 1);
		assert_int_equal(r.signing_key, bits >> 2);
	}
}

static void who_signs_has_a_name(void **state)
{
	static const char *const names[] = {
		"VCEK", "VLEK", "reserved 2", "reserved 3", "reserved 4",
		"reserved 5", "reserved 6", "none", "unknown",
	};

	(void)state;
	for (uint32_t i = 0; i < 9; i++)
		assert_string_equal(snpguest_signing_key_name(i), names[i]);
	assert_string_equal(snpguest_signing_key_name(UINT32_MAX), "unknown");
}

static void only_the_right_length_is_a_report(void **state)
{
	static const size_t lengths[] = { 0, 1, 4, 793, 1183, 1185, 1216,
					  4000 };
	static uint8_t d[4000] = { 3 };
	struct snpguest_report r;
	struct snpguest_error error;

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		struct snpguest_blob copy = guarded((struct snpguest_blob){
			d, lengths[i] });

		assert_int_equal(report_read(copy.data, copy.len, &r,
						       &error), -EBADMSG);
		assert_int_equal(error.code, -EBADMSG);
		assert_non_null(strstr(error.what, "1184"));
		guarded_free(copy);
	}
}

static void versions_from_2_on_are_read(void **state)
{
	uint8_t d[SNPGUEST_REPORT_SIZE] = { 0 };
	struct snpguest_report r;

	(void)state;
	for (unsigned int version = 0; version < 256; version++) {
		int err;

		d[0] = version;
		err = report_read(d, sizeof(d), &r, NULL);
		assert_int_equal(err, version < 2 ? -EBADMSG : 0);
		if (err)
			continue;
		assert_int_equal(r.known_version, version <= 5);
		assert_int_equal(r.has_cpuid, version >= 3);
		assert_int_equal(r.has_mitigations, version >= 5);
	}
}

static enum snpguest_product product_of(unsigned int version, int chip_bytes)
{
	uint8_t d[SNPGUEST_REPORT_SIZE] = { 0 };
	struct snpguest_report r;

	d[0] = version;
	memset(d + 0x1a0, 0x11, chip_bytes);
	assert_int_equal(report_read(d, sizeof(d), &r, NULL), 0);
	assert_int_equal(r.masked_chip_id, !chip_bytes);
	return r.product;
}

static void version_2_tells_only_turin(void **state)
{
	(void)state;
	assert_int_equal(product_of(2, 64), SNPGUEST_PRODUCT_UNKNOWN);
	assert_int_equal(product_of(2, 9), SNPGUEST_PRODUCT_UNKNOWN);
	assert_int_equal(product_of(2, 8), SNPGUEST_PRODUCT_TURIN);
	assert_int_equal(product_of(2, 0), SNPGUEST_PRODUCT_UNKNOWN);
	assert_int_equal(product_of(3, 8), SNPGUEST_PRODUCT_UNKNOWN);
}

static void models_belong_to_products(void **state)
{
	(void)state;
	for (unsigned int family = 0; family < 256; family++) {
		for (unsigned int model = 0; model < 256; model++) {
			enum snpguest_product expected = 0;

			if (family == 0x19 && model <= 0x0f)
				expected = SNPGUEST_PRODUCT_MILAN;
			if (family == 0x19 && (model >> 4 == 1 ||
					       model >> 4 == 0xa))
				expected = SNPGUEST_PRODUCT_GENOA;
			if (family == 0x1a && model <= 0x1f)
				expected = SNPGUEST_PRODUCT_TURIN;
			assert_int_equal(snpguest_product_of_cpuid(NULL, family,
				model), expected);
		}
	}
}

static void tcbs_are_split_by_the_products_layout(void **state)
{
	const uint64_t raw = 0x5108060504030201;
	struct snpguest_tcb t;

	(void)state;
	t = snpguest_tcb_decode(SNPGUEST_PRODUCT_GENOA, raw);
	assert_false(t.has_fmc);
	assert_int_equal(t.fmc, 0);
	assert_int_equal(t.bl, 1);
	assert_int_equal(t.tee, 2);
	assert_int_equal(t.snp, 8);
	assert_int_equal(t.ucode, 0x51);
	assert_true(t.raw == raw);
	t = snpguest_tcb_decode(SNPGUEST_PRODUCT_TURIN, raw);
	assert_true(t.has_fmc);
	assert_int_equal(t.fmc, 1);
	assert_int_equal(t.bl, 2);
	assert_int_equal(t.tee, 3);
	assert_int_equal(t.snp, 4);
	assert_int_equal(t.ucode, 0x51);
	t = snpguest_tcb_decode(SNPGUEST_PRODUCT_UNKNOWN, raw);
	assert_true(t.raw == raw);
	assert_int_equal(t.bl | t.tee | t.snp | t.ucode | t.fmc, 0);
}

static bool is_part(const struct snpguest_tcb *t, uint8_t byte)
{
	return (t->has_fmc && byte == t->fmc) || byte == t->bl ||
	       byte == t->tee || byte == t->snp || byte == t->ucode;
}

static void parts_and_reserved_bytes_make_a_tcb(void **state)
{
	const uint64_t raw = 0x5108060504030201;

	(void)state;
	for (int p = SNPGUEST_PRODUCT_MILAN; p <= SNPGUEST_PRODUCT_TURIN; p++) {
		struct snpguest_tcb t = snpguest_tcb_decode(p, raw);
		uint64_t reserved = tcb_reserved_mask(p);

		assert_int_equal(t.raw, raw);
		for (int b = 0; b < 8; b++)
			assert_int_equal(is_part(&t, raw >> (8 * b)),
					 !(reserved >> (8 * b) & 255));
	}
	assert_true(tcb_reserved_mask(SNPGUEST_PRODUCT_MILAN) ==
		    UINT64_C(0x0000ffffffff0000));
	assert_true(tcb_reserved_mask(SNPGUEST_PRODUCT_TURIN) ==
		    UINT64_C(0x00ffffff00000000));
}

static void tcbs_are_compared_part_by_part(void **state)
{
	struct snpguest_tcb a = { .bl = 3, .tee = 0, .snp = 8, .ucode = 115 };
	struct snpguest_tcb b = a;

	(void)state;
	assert_true(tcb_not_above(&a, &b));
	b.ucode = 255;
	assert_true(tcb_not_above(&a, &b));
	b.bl = 2; /* higher as a number, lower in a part */
	assert_false(tcb_not_above(&a, &b));
	assert_false(tcb_not_above(&b, &a));
}

static void names_are_stable(void **state)
{
	(void)state;
	assert_string_equal(snpguest_product_name(NULL, 0), "unknown");
	assert_string_equal(snpguest_product_name(NULL, 99), "unknown");
	assert_string_equal(snpguest_product_name(NULL, 1), "Milan");
	assert_string_equal(snpguest_product_name(NULL, 2), "Genoa");
	assert_string_equal(snpguest_product_name(NULL, 3), "Turin");
	assert_int_equal(snpguest_product_named(NULL, "milan"), 1);
	assert_int_equal(snpguest_product_named(NULL, "SIENA"), 2);
	assert_int_equal(snpguest_product_named(NULL, "Bergamo"), 2);
	assert_int_equal(snpguest_product_named(NULL, "unknown"), 0);
	assert_int_equal(snpguest_product_named(NULL, ""), 0);
	assert_string_equal(snpguest_version(), SNPGUEST_VERSION);
	assert_string_equal(snpguest_result_name(0), "pass");
	assert_string_equal(snpguest_result_name(1), "fail");
	assert_string_equal(snpguest_result_name(2), "skipped");
	assert_string_equal(snpguest_cert_role_name(3), "ASVK");
	assert_string_equal(snpguest_entry_name(5), "crl");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_lie_where_the_specification_puts_them),
		cmocka_unit_test(key_info_is_taken_apart),
		cmocka_unit_test(who_signs_has_a_name),
		cmocka_unit_test(only_the_right_length_is_a_report),
		cmocka_unit_test(versions_from_2_on_are_read),
		cmocka_unit_test(version_2_tells_only_turin),
		cmocka_unit_test(models_belong_to_products),
		cmocka_unit_test(tcbs_are_split_by_the_products_layout),
		cmocka_unit_test(parts_and_reserved_bytes_make_a_tcb),
		cmocka_unit_test(tcbs_are_compared_part_by_part),
		cmocka_unit_test(names_are_stable),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}

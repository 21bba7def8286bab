// SPDX-License-Identifier: MIT
/*
 * Proof that no check is dead: for each one, evidence in which exactly that
 * element is falsified and everything else is right and signed again. The
 * verdict must name that check and no other.
 */
#include "lib_forges.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

static const struct snpguest_blob garbage = {
	(const uint8_t *)"\x30\x03not a certificate", 18
};

static struct snpguest_blob some_garbage(void)
{
	return blob_copy(garbage);
}

/* ------------------------------------------------------------- the report */

static void f_length_short(struct forge *f)
{
	f->report_len = 1183;
}

static void f_length_long(struct forge *f)
{
	f->report_len = 1185;
}

static void edit_version_1(uint8_t *report)
{
	report[REPORT_VERSION] = 1;
}

static void f_version_1(struct forge *f)
{
	f->edit = edit_version_1;
}

static void edit_version_6(uint8_t *report)
{
	report[REPORT_VERSION] = 6;
}

static void f_version_6(struct forge *f)
{
	f->edit = edit_version_6;
}

static void edit_algo(uint8_t *report)
{
	report[REPORT_SIGNATURE_ALGO] = 2;
}

static void f_algo(struct forge *f)
{
	f->edit = edit_algo;
}

static void edit_tail(uint8_t *report)
{
	report[1183] = 1;
}

static void f_tail(struct forge *f)
{
	f->edit_signed = edit_tail;
}

static void edit_r_upper(uint8_t *report)
{
	report[REPORT_SIGNATURE + 71] = 1;
}

static void f_r_upper(struct forge *f)
{
	f->edit_signed = edit_r_upper;
}

static void edit_r_zero(uint8_t *report)
{
	memset(report + REPORT_SIGNATURE, 0, 48);
}

static void f_r_zero(struct forge *f)
{
	f->edit_signed = edit_r_zero;
}

static void edit_s_above(uint8_t *report)
{
	memset(report + REPORT_SIGNATURE + 72, 0xff, 48);
}

static void f_s_above(struct forge *f)
{
	f->edit_signed = edit_s_above;
}

static void edit_s_is_n(uint8_t *report)
{
	static const uint8_t order[48] = {
		0x73, 0x29, 0xc5, 0xcc, 0x6a, 0x19, 0xec, 0xec, 0x7a, 0xa7,
		0xb0, 0x48, 0xb2, 0x0d, 0x1a, 0x58, 0xdf, 0x2d, 0x37, 0xf4,
		0x81, 0x4d, 0x63, 0xc7, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	};

	memcpy(report + REPORT_SIGNATURE + 72, order, sizeof(order));
}

static void f_s_is_n(struct forge *f)
{
	f->edit_signed = edit_s_is_n;
}

static void f_unsigned(struct forge *f)
{
	f->content.signer = SIGNER_NONE;
	f->report_key = NULL;
}

/* Masked and unsigned, as firmware answers when the key is masked. */
static void f_unsigned_masked(struct forge *f)
{
	f_unsigned(f);
	f->content.mask_chip_key = true;
	memset(f->content.chip_id, 0, 64);
}

static void edit_key_2(uint8_t *report)
{
	report[REPORT_KEY_INFO] = (report[REPORT_KEY_INFO] & 3) | 2 << 2;
}

static void f_key_2(struct forge *f)
{
	f->edit = edit_key_2;
}

static void edit_key_6(uint8_t *report)
{
	report[REPORT_KEY_INFO] = (report[REPORT_KEY_INFO] & 3) | 6 << 2;
}

static void f_key_6(struct forge *f)
{
	f->edit = edit_key_6;
}

static void f_host_requested(struct forge *f)
{
	f->content.vmpl = UINT32_MAX;
}

static void f_vmpl_4(struct forge *f)
{
	f->content.vmpl = 4;
}

static void f_chip_key_masked(struct forge *f)
{
	f->content.mask_chip_key = true;
}

static void f_chip_id_masked(struct forge *f)
{
	memset(f->content.chip_id, 0, 64);
}

static void f_other_measurement(struct forge *f)
{
	f->report_key = identity_signing_key(f->identity, SIGNER_VLEK,
					     f->content.reported_tcb);
}

/* ------------------------------------------------------------ certificates */

static void f_table(struct forge *f)
{
	static const uint8_t table[24] = { 1, [16] = 24, [20] = 1 };

	f->table = (struct snpguest_blob){ table, sizeof(table) };
}

static void f_certificates(struct forge *f)
{
	forge_add(f, some_garbage());
}

/* RFC 5280 4.1: what no certificate of AMD's is; beside a good leaf. */
static void f_version_2(struct forge *f)
{
	struct certificate_spec leaf = f->leaf;

	leaf.version_below = 1;
	forge_add(f, forge_issue(&leaf));
}

static void f_version_1_certificate(struct forge *f)
{
	struct certificate_spec leaf = f->leaf;

	leaf.version_below = 2;
	forge_add(f, forge_issue(&leaf));
}

static void f_unique_ids(struct forge *f)
{
	struct certificate_spec leaf = f->leaf;

	leaf.unique_ids = true;
	forge_add(f, forge_issue(&leaf));
}

/* Signed is one algorithm, and another one stands beside the signature. */
static void f_inner_algorithm(struct forge *f)
{
	struct certificate_spec leaf = f->leaf;

	leaf.other_inner_form = true;
	forge_add(f, forge_issue(&leaf));
}

static void f_no_leaf(struct forge *f)
{
	f->with_leaf = false;
}

static void f_leaf_pkcs1(struct forge *f)
{
	f->leaf.form = SIGNATURE_PKCS1;
}

static void f_leaf_sha256(struct forge *f)
{
	f->leaf.form = SIGNATURE_PSS_SHA256;
}

static EVP_PKEY *p256, *p521;

static EVP_PKEY *curve(EVP_PKEY **key, const char *name)
{
	if (!*key)
		*key = EVP_EC_gen(name);
	assert_non_null(*key);
	return *key;
}

static void f_leaf_p256(struct forge *f)
{
	f->leaf.subject_key = curve(&p256, "P-256");
}

static void f_leaf_p521(struct forge *f)
{
	f->leaf.subject_key = curve(&p521, "P-521");
}

static void f_leaf_rsa(struct forge *f)
{
	f->leaf.subject_key = identity_ca_key(f->identity, CA_ASVK);
}

static void f_unknown_critical(struct forge *f)
{
	assert_int_equal(certificate_extension_add(&f->leaf, "1.2.3.4",
						   "\x05\x00", 2), 0);
	certificate_extension_find(&f->leaf, "1.2.3.4")->critical = true;
}

static void f_unknown_amd(struct forge *f)
{
	assert_int_equal(certificate_extension_add_integer(&f->leaf,
		"1.3.6.1.4.1.3704.1.3.10", 1), 0);
}

static void f_product_name(struct forge *f)
{
	static const uint8_t text[] = "\x16\x05" "Genoa";
	struct certificate_extension *ext =
		certificate_extension_find(&f->leaf, OID_PRODUCT_NAME);

	memcpy(ext->value, text, 7);
	ext->size = 7;
}

static void f_product_unknown(struct forge *f)
{
	static const uint8_t text[] = "\x16\x06" "Venice";
	struct certificate_extension *ext =
		certificate_extension_find(&f->leaf, OID_PRODUCT_NAME);

	memcpy(ext->value, text, 8);
	ext->size = 8;
}

static void f_milan_with_fmc(struct forge *f)
{
	assert_int_equal(certificate_extension_add_integer(&f->leaf,
		OID_FMC_SPL, 0), 0);
}

static void f_vcek_with_csp_id(struct forge *f)
{
	assert_int_equal(certificate_extension_add_text(&f->leaf, OID_CSP_ID,
							"CN=csp"), 0);
}

static void f_vlek_with_hwid(struct forge *f)
{
	assert_int_equal(certificate_extension_add(&f->leaf, OID_HWID,
						   f->content.chip_id, 64), 0);
}

static void f_vcek_under_asvk(struct forge *f)
{
	f->ca = forge_ca(f, CA_ASVK);
	strcpy(f->leaf.issuer, f->ca.subject);
	f->leaf.issuer_key = identity_ca_key(f->identity, CA_ASVK);
}

static void f_vlek_under_ask(struct forge *f)
{
	f->ca = forge_ca(f, CA_ASK);
	strcpy(f->leaf.issuer, f->ca.subject);
	f->leaf.issuer_key = identity_ca_key(f->identity, CA_ASK);
}

static void f_issuer_unknown(struct forge *f)
{
	f->with_ca = false;
	strcpy(f->leaf.issuer, "SEV-Nowhere");
}

static void f_ca_not_ca(struct forge *f)
{
	certificate_extension_remove(&f->ca, OID_BASIC_CONSTRAINTS);
}

static void f_ca_no_signing(struct forge *f)
{
	certificate_extension_remove(&f->ca, OID_KEY_USAGE);
}

static void f_ca_unknown_critical(struct forge *f)
{
	assert_int_equal(certificate_extension_add(&f->ca, "1.2.3.4",
						   "\x05\x00", 2), 0);
	certificate_extension_find(&f->ca, "1.2.3.4")->critical = true;
}

static void f_ca_pkcs1(struct forge *f)
{
	f->ca.form = SIGNATURE_PKCS1;
}

static void f_ca_root_unknown(struct forge *f)
{
	strcpy(f->ca.issuer, "ARK-Genoa");
}

static void f_ca_other_root(struct forge *f)
{
	f->ca.issuer_key = identity_ca_key(f->identity, CA_ASVK);
}

static void f_leaf_other_ca(struct forge *f)
{
	f->leaf.issuer_key = identity_ca_key(f->identity, CA_ARK);
}

static void f_leaf_expired(struct forge *f)
{
	f->leaf.not_after = f->at - 1;
}

static void f_leaf_future(struct forge *f)
{
	f->leaf.not_before = f->at + 1;
}

static void f_ca_expired(struct forge *f)
{
	f->ca.not_after = f->at - 1;
}

static void f_ca_future(struct forge *f)
{
	f->ca.not_before = f->at + 1;
}

/* The root's own dates: judged long after it, everything else stretched. */
static void f_root_expired(struct forge *f)
{
	f->at = forge_ca(f, CA_ARK).not_after + 1;
	f->leaf.not_after = f->ca.not_after = f->at + 1000;
}

static void f_root_future(struct forge *f)
{
	f->at = forge_ca(f, CA_ARK).not_before - 1;
	f->leaf.not_before = f->ca.not_before = f->at - 1000;
}

static void f_look_alike_root(struct forge *f)
{
	struct certificate_spec ark = forge_ca(f, CA_ARK);

	ark.subject_key = ark.issuer_key = identity_ca_key(f->identity,
							   CA_ASVK);
	forge_add(f, forge_issue(&ark));
}

/* AMD's very name. */
static void f_look_alike_amd_root(struct forge *f)
{
	struct certificate_spec ark = forge_ca(f, CA_ARK);

	ark.amd_names_only = true;
	forge_add(f, forge_issue(&ark));
}

/* The root's name and key, but somebody else's signature. */
static void f_root_again_unsigned(struct forge *f)
{
	struct certificate_spec ark = forge_ca(f, CA_ARK);

	ark.serial++;
	ark.issuer_key = identity_ca_key(f->identity, CA_ASVK);
	forge_add(f, forge_issue(&ark));
}

static void f_look_alike_authority(struct forge *f)
{
	struct certificate_spec asvk = forge_ca(f, CA_ASVK);

	asvk.issuer_key = identity_ca_key(f->identity, CA_ASVK);
	forge_add(f, forge_issue(&asvk));
}

/* ------------------------------------------------- the leaf and the report */

static void edit_to_vlek(uint8_t *report)
{
	report[REPORT_KEY_INFO] = (report[REPORT_KEY_INFO] & 3) | 1 << 2;
}

static void f_signer_kind(struct forge *f)
{
	f->edit = edit_to_vlek;
}

static void edit_cpuid_genoa(uint8_t *report)
{
	report[REPORT_CPUID + 1] = 0x11;
}

static void f_cpuid_genoa(struct forge *f)
{
	f->edit = edit_cpuid_genoa;
}

static void edit_cpuid_unknown(uint8_t *report)
{
	report[REPORT_CPUID + 1] = 0x20;
}

static void f_cpuid_unknown(struct forge *f)
{
	f->edit = edit_cpuid_unknown;
}

static void f_chip_id(struct forge *f)
{
	f->content.chip_id[f->product == PRODUCT_TURIN ? 7 : 63] ^= 1;
}

static void f_chip_id_tail(struct forge *f)
{
	f->content.chip_id[63] ^= 1;
}

/* One part below what the leaf says; the order of the TCBs still holds. */
static void lower_byte(struct forge *f, int byte)
{
	f->content.reported_tcb -= UINT64_C(1) << (8 * byte);
}

static void f_byte_0(struct forge *f)
{
	lower_byte(f, 0);
}

static void f_byte_1(struct forge *f)
{
	lower_byte(f, 1);
}

static void f_byte_2(struct forge *f)
{
	lower_byte(f, 2);
}

static void f_byte_3(struct forge *f)
{
	lower_byte(f, 3);
}

static void f_byte_6(struct forge *f)
{
	lower_byte(f, 6);
}

static void f_byte_7(struct forge *f)
{
	lower_byte(f, 7);
}

static void f_reserved(struct forge *f)
{
	f->content.reported_tcb |= UINT64_C(1) << 32;
}

/* spl_4 stands for byte 2 of a Milan's TCB, spl_7 for byte 5. */
static void f_spl_4(struct forge *f)
{
	struct certificate_extension *spl_4 =
		certificate_extension_find(&f->leaf, OID_SPL_4);

	assert_int_equal(spl_4->size, 3);
	spl_4->value[2] = 1;
}

static void f_spl_7(struct forge *f)
{
	certificate_extension_find(&f->leaf, OID_SPL_7)->value[2] = 1;
}

static void f_reported_above(struct forge *f)
{
	f->content.committed_tcb -= UINT64_C(1) << 56;
}

static void f_committed_above(struct forge *f)
{
	f->content.current_tcb -= UINT64_C(1) << 56;
}

/* ------------------------------------------------------------- revocation */

static void f_crl_missing(struct forge *f)
{
	f->policy.crl_required = true;
}

static void f_crl_garbage(struct forge *f)
{
	f->extra_crl = garbage;
}

static void f_crl_signature(struct forge *f)
{
	f->with_crl = true;
	f->crl.issuer_key = identity_ca_key(f->identity, CA_ASK);
}

static void f_crl_form(struct forge *f)
{
	f->with_crl = true;
	f->crl.form = SIGNATURE_PKCS1;
}

static void f_crl_stale(struct forge *f)
{
	f->with_crl = true;
	f->crl.next_update = f->at - 1;
}

static void f_crl_future(struct forge *f)
{
	f->with_crl = true;
	f->crl.this_update = f->at + 1;
}

static void f_revoked(struct forge *f)
{
	f->with_crl = true;
	f->crl.revoked[f->crl.revoked_count++] = 5;
	f->crl.revoked[f->crl.revoked_count++] = f->ca.serial;
	f->crl.revocation_date = f->at - 1000;
}

static void f_root_revoked(struct forge *f)
{
	f->with_crl = true;
	f->crl.revoked[f->crl.revoked_count++] = forge_ca(f, CA_ARK).serial;
	f->crl.revocation_date = f->at - 1000;
}

static void f_crl_endless(struct forge *f)
{
	f->with_crl = true;
	f->crl.no_next_update = true;
}

static void f_crl_inner_algorithm(struct forge *f)
{
	f->with_crl = true;
	f->crl.other_inner_form = true;
}

static const struct certificate_extension unknown_critical = {
	.oid = "1.2.3.4", .critical = true, .value = { 5, 0 }, .size = 2,
};

static void f_crl_critical(struct forge *f)
{
	f->with_crl = true;
	f->crl.extension = unknown_critical;
}

/* In an entry that is not about this chain. */
static void f_crl_entry_critical(struct forge *f)
{
	f->with_crl = true;
	f->crl.revoked[f->crl.revoked_count++] = f->ca.serial ^ 2;
	f->crl.revocation_date = f->at - 1000;
	f->crl.entry_extension = unknown_critical;
}

/* removeFromCRL (RFC 5280 5.3.1) lifts nothing in a list that is whole. */
static void f_revoked_and_lifted(struct forge *f)
{
	f_revoked(f);
	f->crl.entry_extension = (struct certificate_extension){
		.oid = "2.5.29.21", .value = { 0x0a, 1, 8 }, .size = 3,
	};
}

/* ----------------------------------------------------------------- policy */

static const uint8_t wrong[64];

#define F_LIST(field)							\
	static void f_##field(struct forge *f)				\
	{								\
		f->policy.field = (struct snpguest_values){ wrong, 1 };	\
	}
F_LIST(report_data)
F_LIST(host_data)
F_LIST(measurement)
F_LIST(family_id)
F_LIST(image_id)
F_LIST(id_key_digest)
F_LIST(author_key_digest)
F_LIST(report_id)

static void f_policy_chip_id(struct forge *f)
{
	f->policy.chip_id = (struct snpguest_values){ wrong, 1 };
}

static void f_debug(struct forge *f)
{
	f->content.policy |= SNPGUEST_POLICY_DEBUG;
}

static void f_guest_require(struct forge *f)
{
	f->policy.guest_require = SNPGUEST_POLICY_SINGLE_SOCKET;
}

static void f_guest_forbid(struct forge *f)
{
	f->policy.guest_forbid = SNPGUEST_POLICY_SMT;
}

static void f_root_not_amds(struct forge *f)
{
	f->policy.any_root = 0;
}

static void f_author_key(struct forge *f)
{
	f->policy.author_key = SNPGUEST_MUST_NOT;
}

static void f_guest_policy_bit(struct forge *f)
{
	f->content.policy |= UINT64_C(1) << 26;
}

static void f_guest_policy_one(struct forge *f)
{
	f->content.policy &= ~SNPGUEST_POLICY_RESERVED_ONE;
}

static void edit_key_info(uint8_t *report)
{
	report[REPORT_KEY_INFO + 3] = 0x80;
}

static void f_key_info(struct forge *f)
{
	f->edit = edit_key_info;
}

static void f_policy_vmpl(struct forge *f)
{
	f->policy.vmpl_mask = 1;
}

static void f_signer(struct forge *f)
{
	f->policy.signer_mask = 2;
}

static void f_policy_product(struct forge *f)
{
	f->policy.product_mask = 1 << SNPGUEST_PRODUCT_TURIN;
}

static void f_csp_id(struct forge *f)
{
	f->policy.csp_id = "CN=somebody";
}

static void f_svn(struct forge *f)
{
	f->policy.guest_svn_min = 8;
}

static void f_abi(struct forge *f)
{
	f->policy.abi_min = 0x120;
}

static void f_firmware(struct forge *f)
{
	f->policy.firmware_min = 1 << 16 | 55 << 8 | 31;
}

/* Emulated Milans have ucode d5, snp 16, tee 2, bl 3 in every TCB. */
#define F_FLOOR(name, tcb, part, least)					\
	static void f_##name(struct forge *f)				\
	{								\
		static const struct snpguest_tcb_floor floor = {	\
			.which = SNPGUEST_TCB_##tcb, .part = least,	\
		};							\
									\
		f->policy.tcb_floors = &floor;				\
		f->policy.n_tcb_floors = 1;				\
	}
F_FLOOR(reported_min, REPORTED, ucode, 0xd6)
F_FLOOR(committed_min, COMMITTED, snp, 0x17)
F_FLOOR(current_min, CURRENT, bl, 4)
F_FLOOR(launch_min, LAUNCH, tee, 3)
F_FLOOR(fmc_floor, LAUNCH, fmc, 1)

static void f_provisional(struct forge *f)
{
	f->policy.provisional = SNPGUEST_MUST_NOT;
	f->content.current_firmware.build++;
}

static void f_require(struct forge *f)
{
	f->policy.platform_require = SNPGUEST_PLATFORM_RAPL_DIS;
}

static void f_forbid(struct forge *f)
{
	f->policy.platform_forbid = SNPGUEST_PLATFORM_SMT_EN;
}

static void f_mitigations_launch(struct forge *f)
{
	f->policy.mitigations_launch = 0x40;
}

/* Where later versions have it, a report of version 4 has reserved bytes. */
static void edit_reserved_mitigations(uint8_t *report)
{
	memset(report + 0x1f8, 0xff, 16);
}

static void f_mitigations_version_4(struct forge *f)
{
	f->edit = edit_reserved_mitigations;
	f->policy.mitigations_launch = 1;
}

static void f_mitigations_current(struct forge *f)
{
	f->policy.mitigations_current = 0x40;
}

/* ------------------------------------------------------------------ table */

/* ALONE: certificates without a report, beside whose chain it decides nothing. */
enum judged { MILAN, TURIN, ALONE };

struct row {
	const char *check;
	void (*falsify)(struct forge *f);
	enum report_signer signer;
	unsigned int version;
	enum judged judged;
};

static const struct row rows[] = {
	{ "report-layout", f_length_short, SIGNER_VCEK, 3, MILAN },
	{ "report-layout", f_length_long, SIGNER_VCEK, 3, MILAN },
	{ "report-layout", f_version_1, SIGNER_VCEK, 3, MILAN },
	{ "report-version", f_version_6, SIGNER_VCEK, 5, MILAN },
	{ "signature-algorithm", f_algo, SIGNER_VCEK, 3, MILAN },
	{ "signature-format", f_tail, SIGNER_VCEK, 3, MILAN },
	{ "signature-format", f_r_upper, SIGNER_VCEK, 3, MILAN },
	{ "signature-format", f_r_zero, SIGNER_VCEK, 3, MILAN },
	{ "signature-format", f_s_above, SIGNER_VCEK, 3, MILAN },
	{ "signature-format", f_s_is_n, SIGNER_VCEK, 3, MILAN },
	{ "report-signed", f_unsigned, SIGNER_VCEK, 3, MILAN },
	{ "report-signed", f_unsigned_masked, SIGNER_VCEK, 3, MILAN },
	{ "signing-key", f_key_2, SIGNER_VCEK, 3, MILAN },
	{ "signing-key", f_key_6, SIGNER_VCEK, 3, MILAN },
	{ "guest-requested", f_host_requested, SIGNER_VCEK, 3, MILAN },
	{ "vmpl", f_vmpl_4, SIGNER_VCEK, 3, MILAN },
	{ "chip-key-masked", f_chip_key_masked, SIGNER_VCEK, 3, MILAN },
	{ "chip-id-masked", f_chip_id_masked, SIGNER_VCEK, 3, MILAN },
	{ "key-info", f_key_info, SIGNER_VCEK, 3, MILAN },
	{ "guest-policy", f_guest_policy_bit, SIGNER_VCEK, 3, MILAN },
	{ "guest-policy", f_guest_policy_one, SIGNER_VCEK, 3, MILAN },
	{ "report-signature", f_other_measurement, SIGNER_VCEK, 3, MILAN },

	{ "certificate-table", f_table, SIGNER_VCEK, 3, ALONE },
	{ "certificates", f_certificates, SIGNER_VCEK, 3, ALONE },
	{ "certificates", f_version_2, SIGNER_VCEK, 3, ALONE },
	{ "certificates", f_version_1_certificate, SIGNER_VCEK, 3, ALONE },
	{ "certificates", f_unique_ids, SIGNER_VCEK, 3, ALONE },
	{ "certificates", f_inner_algorithm, SIGNER_VCEK, 3, ALONE },
	{ "leaf-found", f_no_leaf, SIGNER_VCEK, 3, ALONE },
	{ "leaf-algorithm", f_leaf_pkcs1, SIGNER_VCEK, 3, MILAN },
	{ "leaf-algorithm", f_leaf_sha256, SIGNER_VCEK, 3, MILAN },
	{ "leaf-key", f_leaf_p256, SIGNER_VCEK, 3, MILAN },
	{ "leaf-key", f_leaf_p521, SIGNER_VCEK, 3, MILAN },
	{ "leaf-key", f_leaf_rsa, SIGNER_VCEK, 3, MILAN },
	{ "leaf-extensions-known", f_unknown_critical, SIGNER_VCEK, 3, MILAN },
	{ "leaf-extensions-known", f_unknown_amd, SIGNER_VCEK, 3, MILAN },
	{ "leaf-extensions", f_milan_with_fmc, SIGNER_VCEK, 3, MILAN },
	{ "leaf-extensions", f_vcek_with_csp_id, SIGNER_VCEK, 3, MILAN },
	{ "leaf-extensions", f_vlek_with_hwid, SIGNER_VLEK, 3, MILAN },
	{ "chain-product", f_product_name, SIGNER_VCEK, 2, MILAN },
	{ "chain-product", f_product_unknown, SIGNER_VCEK, 2, MILAN },
	{ "leaf-issuer", f_vcek_under_asvk, SIGNER_VCEK, 3, MILAN },
	{ "leaf-issuer", f_vlek_under_ask, SIGNER_VLEK, 3, MILAN },
	{ "intermediate-found chain-product", f_issuer_unknown, SIGNER_VCEK, 3,
	  MILAN },
	{ "intermediate-profile", f_ca_not_ca, SIGNER_VCEK, 3, MILAN },
	{ "intermediate-profile", f_ca_no_signing, SIGNER_VCEK, 3, MILAN },
	{ "intermediate-profile", f_ca_unknown_critical, SIGNER_VCEK, 3, MILAN },
	{ "intermediate-profile", f_ca_pkcs1, SIGNER_VCEK, 3, MILAN },
	{ "root-trusted", f_ca_root_unknown, SIGNER_VCEK, 3, MILAN },
	{ "intermediate-signature", f_ca_other_root, SIGNER_VCEK, 3, MILAN },
	{ "leaf-signature", f_leaf_other_ca, SIGNER_VCEK, 3, MILAN },
	{ "leaf-dates", f_leaf_expired, SIGNER_VCEK, 3, MILAN },
	{ "leaf-dates", f_leaf_future, SIGNER_VCEK, 3, MILAN },
	{ "intermediate-dates", f_ca_expired, SIGNER_VCEK, 3, MILAN },
	{ "intermediate-dates", f_ca_future, SIGNER_VCEK, 3, MILAN },
	{ "root-dates", f_root_expired, SIGNER_VCEK, 3, MILAN },
	{ "root-dates", f_root_future, SIGNER_VCEK, 3, MILAN },
	{ "input-roots", f_look_alike_root, SIGNER_VCEK, 3, MILAN },
	{ "input-roots", f_look_alike_amd_root, SIGNER_VCEK, 3, MILAN },
	{ "input-roots", f_root_again_unsigned, SIGNER_VCEK, 3, MILAN },
	{ "input-authorities", f_look_alike_authority, SIGNER_VCEK, 3, ALONE },

	{ "signer-kind", f_signer_kind, SIGNER_VCEK, 3, MILAN },
	{ "product", f_cpuid_genoa, SIGNER_VCEK, 3, MILAN },
	{ "product", f_cpuid_unknown, SIGNER_VCEK, 3, MILAN },
	{ "chip-id", f_chip_id, SIGNER_VCEK, 3, MILAN },
	{ "chip-id", f_chip_id, SIGNER_VCEK, 2, MILAN },
	{ "chip-id", f_chip_id, SIGNER_VCEK, 5, TURIN },
	{ "chip-id", f_chip_id_tail, SIGNER_VCEK, 5, TURIN },
	{ "tcb-bl", f_byte_0, SIGNER_VCEK, 3, MILAN },
	{ "tcb-tee", f_byte_1, SIGNER_VCEK, 3, MILAN },
	{ "tcb-snp", f_byte_6, SIGNER_VCEK, 3, MILAN },
	{ "tcb-ucode", f_byte_7, SIGNER_VCEK, 3, MILAN },
	{ "tcb-reserved", f_reserved, SIGNER_VCEK, 3, MILAN },
	{ "tcb-reserved", f_spl_4, SIGNER_VCEK, 3, MILAN },
	{ "tcb-reserved", f_spl_7, SIGNER_VCEK, 3, MILAN },
	{ "tcb-fmc", f_byte_0, SIGNER_VCEK, 5, TURIN },
	{ "tcb-bl", f_byte_1, SIGNER_VCEK, 5, TURIN },
	{ "tcb-tee", f_byte_2, SIGNER_VCEK, 5, TURIN },
	{ "tcb-snp", f_byte_3, SIGNER_VCEK, 5, TURIN },
	{ "tcb-ucode", f_byte_7, SIGNER_VCEK, 5, TURIN },
	{ "tcb-reserved", f_reserved, SIGNER_VCEK, 5, TURIN },
	{ "tcb-ucode", f_byte_7, SIGNER_VLEK, 3, MILAN },
	{ "tcb-order", f_reported_above, SIGNER_VCEK, 3, MILAN },
	{ "tcb-order", f_committed_above, SIGNER_VCEK, 3, MILAN },

	{ "crl-present", f_crl_missing, SIGNER_VCEK, 3, MILAN },
	{ "crls", f_crl_garbage, SIGNER_VCEK, 3, ALONE },
	{ "crls", f_crl_inner_algorithm, SIGNER_VCEK, 3, ALONE },
	{ "crl-signature", f_crl_signature, SIGNER_VCEK, 3, MILAN },
	{ "crl-signature", f_crl_form, SIGNER_VCEK, 3, MILAN },
	{ "crl-signature", f_crl_critical, SIGNER_VCEK, 3, MILAN },
	{ "crl-signature", f_crl_entry_critical, SIGNER_VCEK, 3, MILAN },
	{ "crl-dates", f_crl_stale, SIGNER_VCEK, 3, MILAN },
	{ "crl-dates", f_crl_future, SIGNER_VCEK, 3, MILAN },
	{ "crl-dates", f_crl_endless, SIGNER_VCEK, 3, MILAN },
	{ "not-revoked", f_revoked, SIGNER_VCEK, 3, MILAN },
	{ "not-revoked", f_revoked_and_lifted, SIGNER_VCEK, 3, MILAN },
	{ "not-revoked", f_root_revoked, SIGNER_VCEK, 3, MILAN },

	{ "policy-debug", f_debug, SIGNER_VCEK, 3, MILAN },
	{ "policy-root", f_root_not_amds, SIGNER_VCEK, 3, MILAN },
	{ "policy-guest-require", f_guest_require, SIGNER_VCEK, 3, MILAN },
	{ "policy-guest-forbid", f_guest_forbid, SIGNER_VCEK, 3, MILAN },
	{ "policy-author-key", f_author_key, SIGNER_VCEK, 3, MILAN },
	{ "policy-vmpl", f_policy_vmpl, SIGNER_VCEK, 3, MILAN },
	{ "policy-signer", f_signer, SIGNER_VCEK, 3, MILAN },
	{ "policy-product", f_policy_product, SIGNER_VCEK, 3, MILAN },
	{ "policy-report-data", f_report_data, SIGNER_VCEK, 3, MILAN },
	{ "policy-host-data", f_host_data, SIGNER_VCEK, 3, MILAN },
	{ "policy-measurement", f_measurement, SIGNER_VCEK, 3, MILAN },
	{ "policy-chip-id", f_policy_chip_id, SIGNER_VCEK, 3, MILAN },
	{ "policy-chip-id", f_policy_chip_id, SIGNER_VLEK, 3, MILAN },
	{ "policy-csp-id", f_csp_id, SIGNER_VCEK, 3, MILAN },
	{ "policy-csp-id", f_csp_id, SIGNER_VLEK, 3, MILAN },
	{ "policy-family-id", f_family_id, SIGNER_VCEK, 3, MILAN },
	{ "policy-image-id", f_image_id, SIGNER_VCEK, 3, MILAN },
	{ "policy-id-key-digest", f_id_key_digest, SIGNER_VCEK, 3, MILAN },
	{ "policy-author-key-digest", f_author_key_digest,
	  SIGNER_VCEK, 3, MILAN },
	{ "policy-report-id", f_report_id, SIGNER_VCEK, 3, MILAN },
	{ "policy-guest-svn", f_svn, SIGNER_VCEK, 3, MILAN },
	{ "policy-abi", f_abi, SIGNER_VCEK, 3, MILAN },
	{ "policy-firmware", f_firmware, SIGNER_VCEK, 3, MILAN },
	{ "policy-tcb-reported", f_reported_min, SIGNER_VCEK, 3, MILAN },
	{ "policy-tcb-committed", f_committed_min, SIGNER_VCEK, 3, MILAN },
	{ "policy-tcb-current", f_current_min, SIGNER_VCEK, 3, MILAN },
	{ "policy-tcb-launch", f_launch_min, SIGNER_VCEK, 3, MILAN },
	{ "policy-tcb-launch", f_fmc_floor, SIGNER_VCEK, 3, MILAN },
	{ "policy-provisional", f_provisional, SIGNER_VCEK, 3, MILAN },
	{ "policy-platform-require", f_require, SIGNER_VCEK, 3, MILAN },
	{ "policy-platform-forbid", f_forbid, SIGNER_VCEK, 3, MILAN },
	{ "policy-mitigations-launch", f_mitigations_launch,
	  SIGNER_VCEK, 5, MILAN },
	{ "policy-mitigations-launch", f_mitigations_launch,
	  SIGNER_VCEK, 3, MILAN },
	{ "policy-mitigations-launch", f_mitigations_version_4,
	  SIGNER_VCEK, 4, MILAN },
	{ "policy-mitigations-current", f_mitigations_current,
	  SIGNER_VCEK, 5, MILAN },
};

#define N_ROWS (sizeof(rows) / sizeof(*rows))

static void expect_only(struct forge *f, size_t index, const char *check)
{
	struct snpguest_verdict *verdict = forge_judge(f);

	if (snpguest_verdict_accepted(verdict) ||
	    strcmp(failures(verdict), check)) {
		verdict_print(verdict);
		fail_msg("row %zu: failed: \"%s\", expected \"%s\"", index,
			 failures(verdict), check);
	}
	snpguest_verdict_free(verdict);
}

static void each_check_is_named_when_its_element_alone_is_falsified(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ROWS; i++) {
		struct forge *f = rows[i].judged == TURIN ? turin : milan;

		forge_reset(f, rows[i].signer, rows[i].version);
		f->alone = rows[i].judged == ALONE;
		rows[i].falsify(f);
		expect_only(f, i, rows[i].check);
	}
}

/* leaf-extensions: each one missing, given twice, longer, of another type. */
static void each_extension_is_missed_when_it_is_not_there(void **state)
{
	struct forge *const forges[] = { milan, turin };
	size_t tried = 0;

	(void)state;
	for (int i = 0; i < 2; i++) {
		for (int vlek = 0; vlek < 2; vlek++) {
			enum report_signer signer =
				vlek ? SIGNER_VLEK : SIGNER_VCEK;
			struct forge *f = forges[i];
			unsigned int count;

			forge_reset(f, signer, 5);
			count = f->leaf.extension_count;
			for (unsigned int e = 0; e < count; e++) {
				char oid[32];

				forge_reset(f, signer, 5);
				strcpy(oid, f->leaf.extensions[e].oid);
				/* Turin may have this one or not. */
				if (f == turin && !strcmp(oid, OID_SPL_4))
					continue;
				certificate_extension_remove(&f->leaf, oid);
				expect_only(f, e, "leaf-extensions");
				tried++;
			}
		}
	}
	assert_true(tried >= 42);
}

/* Hostile, and no reason to say that nothing could be found out. */
static void an_authority_with_an_even_modulus_is_refused(void **state)
{
	/* INTEGER of 513 bytes, the first one zero. */
	static const uint8_t head[] = { 0x02, 0x82, 0x02, 0x01, 0x00 };
	struct snpguest_verdict *verdict;
	struct snpguest_blob cert;
	uint8_t *modulus;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	cert = forge_issue(&milan->ca);
	modulus = memmem(cert.data, cert.len, head, sizeof(head));
	assert_non_null(modulus);
	modulus[sizeof(head) + 511] &= 0xfe;
	forge_add(milan, cert);
	milan->with_ca = false;
	verdict = forge_judge(milan);
	assert_false(snpguest_verdict_accepted(verdict));
	assert_string_equal(failures(verdict), "intermediate-profile");
	snpguest_verdict_free(verdict);
}

/* The modulus of @key under exponent 3: a public key, to stand somewhere. */
static EVP_PKEY *with_exponent_3(EVP_PKEY *key)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY *made = NULL;
	OSSL_PARAM *params;
	BIGNUM *n = NULL;

	assert_int_equal(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n),
			 1);
	assert_true(OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) &&
		    OSSL_PARAM_BLD_push_uint(build, OSSL_PKEY_PARAM_RSA_E, 3));
	params = OSSL_PARAM_BLD_to_param(build);
	assert_true(EVP_PKEY_fromdata_init(ctx) == 1 &&
		    EVP_PKEY_fromdata(ctx, &made, EVP_PKEY_PUBLIC_KEY,
				      params) == 1);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	EVP_PKEY_CTX_free(ctx);
	BN_free(n);
	return made;
}

/* Signatures are judged with 65537; a certificate that says otherwise lies. */
static void an_authority_with_another_exponent_is_refused(void **state)
{
	EVP_PKEY *key;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	key = with_exponent_3(milan->ca.subject_key);
	milan->ca.subject_key = key;
	expect_only(milan, 0, "intermediate-profile");
	EVP_PKEY_free(key);
}

/* What belongs to an unknown product is unknown, so nothing is missed in it. */
static void a_leaf_of_an_unknown_product_without_a_hwid_is_refused(void **state)
{
	struct snpguest_verdict *verdict;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 2);
	f_product_unknown(milan);
	certificate_extension_remove(&milan->leaf, OID_HWID);
	verdict = forge_judge(milan);
	assert_false(snpguest_verdict_accepted(verdict));
	assert_string_equal(failures(verdict), "chain-product chip-id");
	snpguest_verdict_free(verdict);
}

static void expect_product(enum snpguest_product product)
{
	struct snpguest_verdict *verdict = forge_judge(milan);

	assert_int_equal(snpguest_verdict_product(verdict), product);
	snpguest_verdict_free(verdict);
}

/*
 * The leaf says Genoa, its issuer's name Milan; the report's CPUID says Genoa or what
 * nobody knows, its leaf Milan: neither is what was found.
 */
static void a_product_that_is_not_agreed_on_is_not_told(void **state)
{
	(void)state;
	forge_reset(milan, SIGNER_VCEK, 2);
	expect_product(SNPGUEST_PRODUCT_MILAN);
	forge_reset(milan, SIGNER_VCEK, 2);
	f_product_name(milan);
	expect_product(SNPGUEST_PRODUCT_UNKNOWN);
	forge_reset(milan, SIGNER_VCEK, 3);
	expect_product(SNPGUEST_PRODUCT_MILAN);
	f_cpuid_genoa(milan);
	expect_product(SNPGUEST_PRODUCT_UNKNOWN);
	f_cpuid_unknown(milan);
	expect_product(SNPGUEST_PRODUCT_UNKNOWN);
}

static void each_extension_given_twice_is_refused(void **state)
{
	unsigned int count;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	count = milan->leaf.extension_count;
	for (unsigned int e = 0; e < count; e++) {
		struct certificate_extension *ext;

		forge_reset(milan, SIGNER_VCEK, 3);
		ext = &milan->leaf.extensions[e];
		assert_int_equal(certificate_extension_add(&milan->leaf,
			ext->oid, ext->value, ext->size), 0);
		expect_only(milan, e, "leaf-extensions");
	}
}

static void an_extension_with_a_byte_more_or_less_is_refused(void **state)
{
	unsigned int count;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	count = milan->leaf.extension_count;
	for (unsigned int e = 0; e < count; e++) {
		forge_reset(milan, SIGNER_VCEK, 3);
		milan->leaf.extensions[e].size++;
		expect_only(milan, e, "leaf-extensions");
		forge_reset(milan, SIGNER_VCEK, 3);
		milan->leaf.extensions[e].size--;
		expect_only(milan, e, "leaf-extensions");
	}
}

/* ----------------------------------------------------------- what is right */

static void expect_accepted(struct forge *f)
{
	struct snpguest_verdict *verdict = forge_judge(f);

	if (!snpguest_verdict_accepted(verdict)) {
		verdict_print(verdict);
		fail_msg("refused: %s", failures(verdict));
	}
	snpguest_verdict_free(verdict);
}

static void nothing_falsified_is_accepted(void **state)
{
	struct forge *const forges[] = { milan, turin };

	(void)state;
	for (int i = 0; i < 2; i++) {
		for (unsigned int version = 2; version <= 5; version++) {
			forge_reset(forges[i], SIGNER_VCEK, version);
			expect_accepted(forges[i]);
			forge_reset(forges[i], SIGNER_VLEK, version);
			forges[i]->with_crl = true;
			forges[i]->policy.crl_required = true;
			expect_accepted(forges[i]);
		}
	}
}

static void the_root_is_named_as_not_amds(void **state)
{
	struct snpguest_verdict *verdict;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->with_ark = true;
	verdict = forge_judge(milan);
	assert_true(snpguest_verdict_accepted(verdict));
	assert_int_equal(strncmp(snpguest_verdict_root(verdict),
		"not AMD: serialNumber=EMULATED,CN=ARK-Milan,", 44), 0);
	assert_non_null(strstr(snpguest_verdict_root(verdict), " sha256:"));
	assert_int_equal(snpguest_verdict_product(verdict),
			 SNPGUEST_PRODUCT_MILAN);
	snpguest_verdict_free(verdict);
}

static void without_the_anchor_its_chain_is_refused(void **state)
{
	struct snpguest_verifier *own = milan->verifier;
	struct snpguest_verdict *verdict;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->with_ark = true;
	assert_int_equal(snpguest_verifier_new(&milan->verifier, NULL, NULL), 0);
	verdict = forge_judge(milan);
	assert_false(snpguest_verdict_accepted(verdict));
	assert_string_equal(failures(verdict), "root-trusted input-roots");
	assert_null(snpguest_verdict_root(verdict));
	snpguest_verdict_free(verdict);
	snpguest_verifier_free(milan->verifier);
	milan->verifier = own;
}

/* A second platform with AMD's exact names: only keys tell them apart. */
static void a_chain_with_amds_exact_names_is_refused(void **state)
{
	struct certificate_spec ark;
	struct snpguest_verdict *verdict;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	ark = forge_ca(milan, CA_ARK);
	ark.amd_names_only = true;
	milan->leaf.amd_names_only = milan->ca.amd_names_only = true;
	forge_add(milan, forge_issue(&ark));
	verdict = forge_judge(milan);
	assert_false(snpguest_verdict_accepted(verdict));
	assert_string_equal(failures(verdict),
			    "leaf-signature input-roots input-authorities");
	assert_null(snpguest_verdict_root(verdict));
	snpguest_verdict_free(verdict);
}

static void a_masked_chip_id_is_taken_where_the_policy_allows_it(void **state)
{
	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	memset(milan->content.chip_id, 0, 64);
	milan->policy.masked_chip_id = 1;
	expect_accepted(milan);
}

static void reserved_bits_of_platform_info_do_no_harm(void **state)
{
	(void)state;
	forge_reset(milan, SIGNER_VCEK, 5);
	milan->content.platform_info = UINT64_MAX;
	expect_accepted(milan);
}

/* 3704.10 begins like AMD's arc 3704.1 and is somebody else's. */
static void extensions_of_others_do_no_harm(void **state)
{
	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	assert_int_equal(certificate_extension_add_integer(&milan->leaf,
		"1.3.6.1.4.1.3704.10.1", 1), 0);
	assert_int_equal(certificate_extension_add_integer(&milan->leaf,
		"1.2.3.4", 1), 0);
	expect_accepted(milan);
}

/* The other side of f_spl_4: the report has the same byte. */
static void spl_4_is_byte_2_of_a_milans_tcb(void **state)
{
	const uint64_t bit = UINT64_C(1) << 16;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	f_spl_4(milan);
	milan->content.reported_tcb |= bit;
	milan->content.committed_tcb |= bit;
	milan->content.current_tcb |= bit;
	expect_accepted(milan);
}

/* The other side of f_root_again_unsigned: another date, the root's signature. */
static void a_root_may_be_issued_again(void **state)
{
	struct certificate_spec ark;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	ark = forge_ca(milan, CA_ARK);
	ark.serial++;
	forge_add(milan, forge_issue(&ark));
	expect_accepted(milan);
}

/* The word @first alone, or others behind it. */
static bool begins_with(const char *words, const char *first)
{
	size_t len = strlen(first);

	return !strncmp(words, first, len) && (!words[len] || words[len] == ' ');
}

/* Its key, its name, its signature; it says that it is signed in another way. */
static void a_root_issued_again_under_another_algorithm_is_false(void **state)
{
	struct certificate_spec ark;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	ark = forge_ca(milan, CA_ARK);
	forge_add(milan, forge_issue(&ark));
	forge_name_other_salt(milan->extra[0]);
	forge_sign_again(milan->extra[0], ark.issuer_key);
	verdict_expect(forge_judge(milan), "input-roots");
}

static void every_line_of_a_verdict_has_a_test_that_fails_it(void **state)
{
	struct snpguest_verdict *verdict;
	const struct snpguest_check *line;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	verdict = forge_judge(milan);
	for (size_t i = 0; (line = snpguest_verdict_check(verdict, i)); i++) {
		/* In their own loop; in test_container_checks.c. */
		bool found = !strcmp(line->name, "leaf-extensions") ||
			     !strcmp(line->name, "input") ||
			     !strcmp(line->name, "runtime-claims") ||
			     !strcmp(line->name, "policy-claims") ||
			     !strcmp(line->name, "policy-user-data");

		for (size_t r = 0; r < N_ROWS && !found; r++)
			found = begins_with(rows[r].check, line->name);
		if (!found)
			fail_msg("no test falsifies %s", line->name);
	}
	snpguest_verdict_free(verdict);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_falsified_is_accepted),
		cmocka_unit_test(each_check_is_named_when_its_element_alone_is_falsified),
		cmocka_unit_test(each_extension_is_missed_when_it_is_not_there),
		cmocka_unit_test(an_authority_with_an_even_modulus_is_refused),
		cmocka_unit_test(an_authority_with_another_exponent_is_refused),
		cmocka_unit_test(a_leaf_of_an_unknown_product_without_a_hwid_is_refused),
		cmocka_unit_test(a_product_that_is_not_agreed_on_is_not_told),
		cmocka_unit_test(each_extension_given_twice_is_refused),
		cmocka_unit_test(an_extension_with_a_byte_more_or_less_is_refused),
		cmocka_unit_test(the_root_is_named_as_not_amds),
		cmocka_unit_test(without_the_anchor_its_chain_is_refused),
		cmocka_unit_test(a_chain_with_amds_exact_names_is_refused),
		cmocka_unit_test(a_masked_chip_id_is_taken_where_the_policy_allows_it),
		cmocka_unit_test(reserved_bits_of_platform_info_do_no_harm),
		cmocka_unit_test(extensions_of_others_do_no_harm),
		cmocka_unit_test(spl_4_is_byte_2_of_a_milans_tcb),
		cmocka_unit_test(a_root_may_be_issued_again),
		cmocka_unit_test(a_root_issued_again_under_another_algorithm_is_false),
		cmocka_unit_test(every_line_of_a_verdict_has_a_test_that_fails_it),
	};
	int failed = cmocka_run_group_tests_name("one check at a time", tests,
						 make_milan_and_turin, free_forges);

	EVP_PKEY_free(p256);
	EVP_PKEY_free(p521);
	return failed;
}

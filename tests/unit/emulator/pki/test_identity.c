// SPDX-License-Identifier: MIT
/*
 * Keys from a seed, certificates for them, and any falsified ones a test may
 * want. Their shape against genuine ones: tests/checks/identity.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/bytes.h"
#include "host/certificate_table.h"
#include "emulator_state.h"
#include "guest/guest_client.h"
#include "pki/identity.h"
#include "machine/machine.h"
#include "pki/seeded_keys.h"

static struct identity *identities[3];

/* From the masters: making RSA keys takes seconds. */
static int load_all(void **state)
{
	struct why why = { NULL, 0 };
	char path[200];
	int product, dir, err;

	(void)state;
	for (product = 0; product < 3; product++) {
		snprintf(path, sizeof(path), "%s/identity",
			 state_copy(product, NULL));
		dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		err = identity_load(dir, product, STATE_SEED, STATE_DATE,
				    &identities[product], why);
		close(dir);
		if (err)
			return err;
	}
	return 0;
}

static int free_all(void **state)
{
	int product;

	(void)state;
	for (product = 0; product < 3; product++)
		identity_free(identities[product]);
	return 0;
}

static X509 *parsed(uint8_t *der, size_t size)
{
	const uint8_t *p = der;
	X509 *certificate = d2i_X509(NULL, &p, (long)size);

	assert_non_null(certificate);
	assert_ptr_equal(p, der + size);
	free(der);
	return certificate;
}

static X509 *ca(struct identity *identity, enum identity_ca which)
{
	uint8_t *der;
	size_t size;

	assert_int_equal(identity_ca_certificate(identity, which, &der, &size),
			 0);
	return parsed(der, size);
}

static X509 *leaf(struct identity *identity, enum report_signer signer,
		  uint64_t tcb)
{
	uint8_t *der;
	size_t size;

	assert_int_equal(identity_leaf_certificate(identity, signer, tcb, &der,
						   &size), 0);
	return parsed(der, size);
}

static X509 *issued(const struct certificate_spec *spec)
{
	uint8_t *der;
	size_t size;

	assert_int_equal(certificate_issue(spec, &der, &size), 0);
	return parsed(der, size);
}

static bool signed_by(X509 *certificate, X509 *issuer)
{
	return X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;
}

static void chains_of_all_products_verify(void **state)
{
	int product;

	(void)state;
	for (product = 0; product < 3; product++) {
		struct identity *id = identities[product];
		uint64_t tcb = machine_default_tcb(product);
		X509 *ark = ca(id, CA_ARK), *ask = ca(id, CA_ASK),
		     *asvk = ca(id, CA_ASVK);
		X509 *vcek = leaf(id, SIGNER_VCEK, tcb);
		X509 *vlek = leaf(id, SIGNER_VLEK, tcb);

		assert_true(signed_by(ark, ark));
		assert_true(signed_by(ask, ark));
		assert_true(signed_by(asvk, ark));
		assert_true(signed_by(vcek, ask));
		assert_true(signed_by(vlek, asvk));
		assert_false(signed_by(vcek, asvk));
		assert_false(signed_by(vlek, ask));
		X509_free(ark);
		X509_free(ask);
		X509_free(asvk);
		X509_free(vcek);
		X509_free(vlek);
	}
}

/* Seven years for a chip, one for a provider ([KDS]: validity). */
static void leaves_live_as_long_as_amds_do(void **state)
{
	static const struct {
		enum report_signer signer;
		int years;
	} rows[] = { { SIGNER_VCEK, 7 }, { SIGNER_VLEK, 1 } };
	int product, i;

	(void)state;
	for (product = 0; product < 3; product++) {
		for (i = 0; i < 2; i++) {
			X509 *c = leaf(identities[product], rows[i].signer,
				       machine_default_tcb(product));
			struct tm from, until;

			assert_true(ASN1_TIME_to_tm(X509_get0_notBefore(c),
						    &from));
			assert_true(ASN1_TIME_to_tm(X509_get0_notAfter(c),
						    &until));
			assert_int_equal(until.tm_year - from.tm_year,
					 rows[i].years);
			assert_int_equal(until.tm_mon, from.tm_mon);
			assert_int_equal(until.tm_mday, from.tm_mday);
			X509_free(c);
		}
	}
}

static void the_signing_key_is_the_leaf_s(void **state)
{
	uint64_t tcb = machine_default_tcb(PRODUCT_MILAN);
	X509 *vcek = leaf(identities[0], SIGNER_VCEK, tcb);

	(void)state;
	assert_int_equal(EVP_PKEY_eq(X509_get0_pubkey(vcek),
				     identity_signing_key(identities[0],
							  SIGNER_VCEK, tcb)),
			 1);
	X509_free(vcek);
}

static void a_signing_key_belongs_to_chip_kind_and_tcb(void **state)
{
	uint64_t tcb = machine_default_tcb(PRODUCT_MILAN);
	EVP_PKEY *vcek = identity_signing_key(identities[0], SIGNER_VCEK, tcb);
	EVP_PKEY *vlek = identity_signing_key(identities[0], SIGNER_VLEK, tcb);
	EVP_PKEY *other =
		identity_signing_key(identities[0], SIGNER_VCEK, tcb - 1);

	(void)state;
	assert_int_equal(EVP_PKEY_eq(vcek, vlek), 0);
	assert_int_equal(EVP_PKEY_eq(vcek, other), 0);
	assert_ptr_equal(vcek,
			 identity_signing_key(identities[0], SIGNER_VCEK, tcb));
}

static void the_same_seed_gives_the_same_keys(void **state)
{
	EVP_PKEY *a = seeded_rsa(9, "a", 2048), *b = seeded_rsa(9, "a", 2048);
	EVP_PKEY *c = seeded_rsa(9, "b", 2048), *d = seeded_rsa(8, "a", 2048);
	EVP_PKEY *e = seeded_ec(9, "a", "P-384"), *f = seeded_ec(9, "a", "P-384");

	(void)state;
	assert_int_equal(EVP_PKEY_eq(a, b), 1);
	assert_int_equal(EVP_PKEY_eq(a, c), 0);
	assert_int_equal(EVP_PKEY_eq(a, d), 0);
	assert_int_equal(EVP_PKEY_eq(e, f), 1);
	assert_int_equal(EVP_PKEY_get_bits(a), 2048);
	EVP_PKEY_free(a);
	EVP_PKEY_free(b);
	EVP_PKEY_free(c);
	EVP_PKEY_free(d);
	EVP_PKEY_free(e);
	EVP_PKEY_free(f);
}

static void seeded_keys_are_sound(void **state)
{
	EVP_PKEY *rsa = seeded_rsa(9, "check", 2048);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(rsa, NULL);

	(void)state;
	assert_int_equal(EVP_PKEY_check(ctx), 1);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(rsa);
	rsa = seeded_ec(9, "check", "P-384");
	ctx = EVP_PKEY_CTX_new(rsa, NULL);
	assert_int_equal(EVP_PKEY_check(ctx), 1);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(rsa);
	ctx = EVP_PKEY_CTX_new(identity_ca_key(identities[0], CA_ARK), NULL);
	assert_int_equal(EVP_PKEY_check(ctx), 1);
	EVP_PKEY_CTX_free(ctx);
}

static void a_crl_verifies_and_genoa_s_has_the_old_ask(void **state)
{
	int product;

	(void)state;
	for (product = 0; product < 3; product++) {
		X509 *ark = ca(identities[product], CA_ARK);
		X509_REVOKED *revoked;
		const uint8_t *p;
		uint8_t *der;
		size_t size;
		X509_CRL *crl;

		assert_int_equal(identity_crl(identities[product], &der, &size),
				 0);
		p = der;
		crl = d2i_X509_CRL(NULL, &p, (long)size);
		assert_non_null(crl);
		assert_int_equal(X509_CRL_verify(crl, X509_get0_pubkey(ark)), 1);
		revoked = sk_X509_REVOKED_value(X509_CRL_get_REVOKED(crl), 0);
		assert_int_equal(revoked != NULL, product == PRODUCT_GENOA);
		X509_CRL_free(crl);
		X509_free(ark);
		free(der);
	}
}

static struct certificate_spec vcek_spec(void)
{
	struct certificate_spec spec;

	assert_int_equal(identity_leaf_spec(identities[0], SIGNER_VCEK,
					    machine_default_tcb(PRODUCT_MILAN),
					    &spec), 0);
	return spec;
}

static void extensions_can_be_removed_doubled_and_falsified(void **state)
{
	struct certificate_spec spec = vcek_spec();
	struct certificate_extension *e;
	int count = (int)spec.extension_count;
	X509 *certificate;

	(void)state;
	assert_int_equal(certificate_extension_remove(&spec, OID_BL_SPL), 0);
	assert_null(certificate_extension_find(&spec, OID_BL_SPL));
	assert_int_equal(certificate_extension_remove(&spec, OID_BL_SPL),
			 -ENOENT);
	e = certificate_extension_find(&spec, OID_HWID);
	assert_non_null(e);
	assert_int_equal(certificate_extension_add(&spec, OID_HWID, e->value,
						   e->size), 0);
	assert_int_equal(certificate_extension_add_integer(&spec, OID_FMC_SPL,
							   300), 0);
	e = certificate_extension_find(&spec, OID_UCODE_SPL);
	e->critical = true;
	e->value[e->size - 1] ^= 1;
	certificate = issued(&spec);
	assert_int_equal(X509_get_ext_count(certificate), count + 1);
	X509_free(certificate);
}

static void names_dates_curve_and_signature_can_be_any(void **state)
{
	static const enum signature_form forms[] = {
		SIGNATURE_PSS_TRAILER, SIGNATURE_PSS, SIGNATURE_PSS_SHA256,
		SIGNATURE_PKCS1,
	};
	EVP_PKEY *p256 = seeded_ec(1, "p256", "P-256");
	X509 *ark = ca(identities[0], CA_ARK), *certificate;
	struct certificate_spec spec = vcek_spec();
	time_t late = 4102444800;	/* 2100-01-01: no UTCTime */
	size_t i;

	(void)state;
	spec.subject_key = p256;
	spec.issuer_key = identity_ca_key(identities[0], CA_ARK);
	spec.serial = 0x8081828384858687;
	spec.not_after = late;
	spec.amd_names_only = true;
	snprintf(spec.subject, sizeof(spec.subject), "SEV-OTHER");
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		spec.form = forms[i];
		certificate = issued(&spec);
		assert_true(signed_by(certificate, ark));
		assert_int_equal(X509_cmp_time(X509_get0_notAfter(certificate),
					       &late), -1);
		assert_int_equal(EVP_PKEY_eq(X509_get0_pubkey(certificate),
					     p256), 1);
		assert_int_equal(X509_NAME_entry_count(
					 X509_get_subject_name(certificate)),
				 6);
		X509_free(certificate);
	}
	X509_free(ark);
	EVP_PKEY_free(p256);
}

/* The table. */

static void a_table_has_guids_in_text_order_and_ends_in_zeros(void **state)
{
	const struct table_content content = {
		.signer = SIGNER_VCEK,
		.tcb = machine_default_tcb(PRODUCT_MILAN),
	};
	uint8_t *table;
	size_t size, found;

	(void)state;
	assert_int_equal(table_of_identity(identities[0], &content, &table,
					   &size), 0);
	assert_memory_equal(table, "\x63\xda\x75\x8d\xe6\x64\x45\x64", 8);
	assert_memory_equal(table + 24, "\x4a\xb7\xb3\x79\xbb\xac\x4f\xe4", 8);
	assert_memory_equal(table + 48, "\xc0\xb4\x06\xa4\xa8\x03\x49\x52", 8);
	assert_true(all_zero(table + 72, 24));
	assert_int_equal(load32(table + 16), 96);
	assert_int_equal(load32(table + 40), 96 + load32(table + 20));
	assert_int_equal(load32(table + 64) + load32(table + 68), size);
	assert_non_null(table_find(table, size, guid_ark, &found));
	assert_null(table_find(table, size, guid_vlek, &found));
	free(table);
}

static void a_table_can_be_padded_but_not_squeezed(void **state)
{
	struct table_content content = {
		.signer = SIGNER_VLEK,
		.tcb = machine_default_tcb(PRODUCT_TURIN),
		.pages = 64,
	};
	uint8_t *table;
	size_t size, found;

	(void)state;
	assert_int_equal(table_of_identity(identities[2], &content, &table,
					   &size), 0);
	assert_int_equal(size, 64 * 4096);
	assert_true(all_zero(table + 32 * 4096, 32 * 4096));
	assert_non_null(table_find(table, size, guid_vlek, &found));
	free(table);
	content.pages = 1;
	assert_int_equal(table_of_identity(identities[2], &content, &table,
					   &size), -ENOSPC);
}

static void a_blob_outside_the_table_is_not_found(void **state)
{
	uint8_t blob[8] = { 1 }, *table;
	const struct table_blob blobs[] = { { guid_ark, blob, sizeof(blob) } };
	size_t size, found;

	(void)state;
	assert_int_equal(table_build(blobs, 1, 0, &table, &size), 0);
	assert_non_null(table_find(table, size, guid_ark, &found));
	store32(table + 20, 9);
	assert_null(table_find(table, size, guid_ark, &found));
	store32(table + 16, (uint32_t)size + 1);
	store32(table + 20, 1);
	assert_null(table_find(table, size, guid_ark, &found));
	free(table);
}

/* A guest's report, with the certificates that came with it. */

static void check_evidence(struct platform *platform, const uint8_t *guid,
			   unsigned int signer)
{
	static const uint8_t nonce[64] = "nonce";
	uint8_t report[GUEST_REPORT_SIZE], again[GUEST_REPORT_SIZE], *table;
	size_t size, found;

	assert_int_equal(emulated_guest_report(platform, nonce, 0, 0, report,
					       &table, &size), 0);
	assert_memory_equal(report + 0x50, nonce, 64);
	assert_int_equal(report[0x48] >> 2 & 7, signer);
	assert_non_null(table_find(table, size, guid, &found));
	/* The forger's signature is the firmware's. */
	memcpy(again, report, sizeof(again));
	assert_int_equal(identity_sign_report(platform_identity(platform),
					      signer,
					      platform_reported_tcb(platform),
					      again), 0);
	assert_memory_equal(again, report, sizeof(again));
	free(table);
}

static void a_guest_gets_a_vcek_report_and_a_vlek_report(void **state)
{
	struct platform *platform = state_open(PRODUCT_TURIN, NULL);

	(void)state;
	check_evidence(platform, guid_vcek, SIGNER_VCEK);
	platform_close(platform);
	platform = state_open_vlek(PRODUCT_GENOA);
	check_evidence(platform, guid_vlek, SIGNER_VLEK);
	platform_close(platform);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chains_of_all_products_verify),
		cmocka_unit_test(leaves_live_as_long_as_amds_do),
		cmocka_unit_test(the_signing_key_is_the_leaf_s),
		cmocka_unit_test(a_signing_key_belongs_to_chip_kind_and_tcb),
		cmocka_unit_test(the_same_seed_gives_the_same_keys),
		cmocka_unit_test(seeded_keys_are_sound),
		cmocka_unit_test(a_crl_verifies_and_genoa_s_has_the_old_ask),
		cmocka_unit_test(extensions_can_be_removed_doubled_and_falsified),
		cmocka_unit_test(names_dates_curve_and_signature_can_be_any),
		cmocka_unit_test(a_table_has_guids_in_text_order_and_ends_in_zeros),
		cmocka_unit_test(a_table_can_be_padded_but_not_squeezed),
		cmocka_unit_test(a_blob_outside_the_table_is_not_found),
		cmocka_unit_test(a_guest_gets_a_vcek_report_and_a_vlek_report),
	};

	return cmocka_run_group_tests_name("identity", tests, load_all,
					   free_all);
}

// SPDX-License-Identifier: MIT
/*
 * What a host may try beside forging: bytes that change while they are judged,
 * evidence in an unlucky order, more of it than anybody needs, rubbish beside
 * what is good, and nothing at all.
 */
#include "lib_forge.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "host/certificate_table.h"
#include "verdict/evidence.h"

static struct forge *milan, *genoa;
static EVP_PKEY *another_key;
static const struct snpguest_blob none;

static int make_forges(void **state)
{
	(void)state;
	milan = forge_new(PRODUCT_MILAN);
	genoa = forge_new(PRODUCT_GENOA);
	another_key = EVP_EC_gen("P-384");
	assert_non_null(another_key);
	return 0;
}

static int free_forges(void **state)
{
	(void)state;
	forge_free(milan);
	forge_free(genoa);
	EVP_PKEY_free(another_key);
	return 0;
}

/* Accepted, and the line of @check is a note. */
static void expect_note(struct snpguest_verdict *verdict, const char *check)
{
	assert_int_equal(line_of(verdict, check)->result, SNPGUEST_NOTE);
	verdict_expect(verdict, "");
}

static struct snpguest_blob own_ark(struct forge *f)
{
	struct certificate_spec ark = forge_ca(f, CA_ARK);

	return forge_issue(&ark);
}

/* ------------------------------------------------- bytes that change meanwhile */

/* What a host does to memory that it shares, at the time that suits it best. */
static struct snpguest_blob shared[2];
static bool after_reading, while_reading;

static void scramble(void)
{
	for (int i = 0; i < 2; i++)
		for (size_t n = 0; n < shared[i].len; n++)
			((uint8_t *)shared[i].data)[n] ^= 0xff;
}

int __real_evidence_read(struct snpguest_verifier *verifier,
			 const struct snpguest_evidence *from,
			 struct evidence *to);
int __wrap_evidence_read(struct snpguest_verifier *verifier,
			 const struct snpguest_evidence *from,
			 struct evidence *to);
int __real_verifier_certificate(struct snpguest_verifier *verifier,
				struct snpguest_blob der,
				const uint8_t *sha256,
				struct certificate **cert);
int __wrap_verifier_certificate(struct snpguest_verifier *verifier,
				struct snpguest_blob der,
				const uint8_t *sha256,
				struct certificate **cert);

int __wrap_evidence_read(struct snpguest_verifier *verifier,
			 const struct snpguest_evidence *from,
			 struct evidence *to)
{
	int err = __real_evidence_read(verifier, from, to);

	if (after_reading)
		scramble();
	return err;
}

/* Called between the digest of a certificate and its being read. */
int __wrap_verifier_certificate(struct snpguest_verifier *verifier,
				struct snpguest_blob der,
				const uint8_t *sha256,
				struct certificate **cert)
{
	if (while_reading)
		scramble();
	while_reading = false;
	return __real_verifier_certificate(verifier, der, sha256, cert);
}

/* Of a certificate that the verifier remembers no byte is read a second time. */
static void make_new(struct forge *f)
{
	static int64_t n;

	f->leaf.not_after -= ++n;
	f->ca.not_after -= n;
}

static struct snpguest_blob whole_table(struct forge *f)
{
	struct snpguest_blob leaf = forge_issue(&f->leaf),
			     ca = forge_issue(&f->ca), table;
	const struct table_blob blobs[] = {
		{ guid_vcek, leaf.data, leaf.len },
		{ guid_ask, ca.data, ca.len },
	};
	uint8_t *bytes;

	assert_int_equal(table_build(blobs, 2, 0, &bytes, &table.len), 0);
	table.data = bytes;
	blob_free(leaf);
	blob_free(ca);
	return table;
}

/* The report and the table are those that were there first. */
static void everything_is_copied_before_it_is_looked_at(void **state)
{
	struct snpguest_evidence evidence = SNPGUEST_EVIDENCE_INIT;
	struct snpguest_policy policy = waived;
	struct snpguest_verdict *verdict;
	uint8_t measurement[48];

	(void)state;
	policy.any_root = 1;
	for (int i = 0; i < 2; i++) {
		forge_reset(milan, SIGNER_VCEK, 3);
		forge_write_report(milan);
		make_new(milan);
		memcpy(measurement, milan->content.measurement, 48);
		evidence.report = (struct snpguest_blob){ milan->report, 1184 };
		evidence.table = whole_table(milan);
		shared[0] = evidence.report;
		shared[1] = evidence.table;
		after_reading = i == 0;
		while_reading = i == 1;
		assert_int_equal(snpguest_verify(milan->verifier, &evidence,
						 &policy, milan->at, &verdict,
						 NULL), 0);
		after_reading = while_reading = false;
		assert_memory_equal(snpguest_verdict_report(verdict)->measurement,
				    measurement, 48);
		assert_memory_not_equal(milan->report + 0x90, measurement, 48);
		snpguest_verdict_free(verdict);
		blob_free(evidence.table);
	}
}

static void single_certificates_are_copied_too(void **state)
{
	struct snpguest_blob certs[2];

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	forge_write_report(milan);
	make_new(milan);
	certs[0] = forge_issue(&milan->leaf);
	certs[1] = forge_issue(&milan->ca);
	shared[0] = certs[0];
	shared[1] = none;
	while_reading = true;
	verdict_expect(forge_judge_these(milan, certs, 2, none), "");
	blob_free(certs[0]);
	blob_free(certs[1]);
}

/* ------------------------------------------------------------- which leaf */

/* Behind @other and before it, the leaf that signed is taken. */
static void expect_beside(const struct certificate_spec *other)
{
	milan->with_leaf = false;
	for (int i = 0; i < 2; i++) {
		forge_add(milan, forge_issue(i ? other : &milan->leaf));
		forge_add(milan, forge_issue(i ? &milan->leaf : other));
		verdict_expect(forge_judge(milan), "");
		milan->n_extra = 0;
	}
}

/* Two of one TCB: a renewal, another region. The key that signed decides. */
static void of_two_vleks_the_one_that_signed_is_taken(void **state)
{
	struct certificate_spec other;

	(void)state;
	forge_reset(milan, SIGNER_VLEK, 3);
	other = milan->leaf;
	other.subject_key = another_key;
	expect_beside(&other);
}

/* Where the chip id is hidden, VCEKs of several chips fit equally. */
static void of_two_vceks_of_a_masked_chip_the_one_that_signed_is_taken(void **state)
{
	struct certificate_spec other;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	memset(milan->content.chip_id, 0, 64);
	milan->policy.masked_chip_id = 1;
	other = milan->leaf;
	other.subject_key = another_key;
	certificate_extension_find(&other, OID_HWID)->value[0] ^= 1;
	expect_beside(&other);
}

/* A forged one that fits, before or behind the genuine one. */
static void a_forged_leaf_does_not_stand_in_the_way(void **state)
{
	struct certificate_spec forged;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	forged = milan->leaf;
	forged.subject_key = another_key;
	forged.issuer_key = identity_ca_key(milan->identity, CA_ASVK);
	expect_beside(&forged);
}

/* ---------------------------------------------------- what is not needed */

static void rubbish_where_authorities_go_is_a_note(void **state)
{
	static const uint8_t rubbish[100] = "rubbish";
	struct snpguest_blob leaf;
	uint8_t *bytes;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	leaf = forge_issue(&milan->leaf);
	const struct table_blob blobs[] = {
		{ guid_ask, rubbish, sizeof(rubbish) },
		{ guid_ark, rubbish, sizeof(rubbish) },
		{ guid_vcek, leaf.data, leaf.len },
	};

	assert_int_equal(table_build(blobs, 3, 0, &bytes, &milan->table.len),
			 0);
	milan->table.data = bytes;
	milan->with_leaf = false;
	expect_note(forge_judge(milan), "certificates");
	blob_free(leaf);
	free(bytes);
}

/* Dashes with nothing between, which a library may refuse without a reason. */
static void malformed_pem_is_told(void **state)
{
	static const char bad[] = "-----BEGIN CERTIFICATE-----\n:\n"
				  "-----END CERTIFICATE-----\n";
	struct snpguest_blob leaf;
	char *pem, *text;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	leaf = forge_issue(&milan->leaf);
	assert_int_equal(snpguest_cert_to_pem(leaf, &pem, NULL), 0);
	text = malloc(strlen(bad) + strlen(pem) + 1);
	assert_non_null(text);
	strcpy(text, bad);
	strcat(text, pem);
	milan->with_leaf = false;
	forge_add(milan, (struct snpguest_blob){ (uint8_t *)text,
						 strlen(text) });
	expect_note(forge_judge(milan), "certificates");

	/* Alone it is no certificate, and not one that is missing. */
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->with_leaf = milan->with_ca = false;
	forge_add(milan, blob_copy((struct snpguest_blob){
		(const uint8_t *)bad, strlen(bad) }));
	verdict_expect(forge_judge(milan), "certificates leaf-found");
	blob_free(leaf);
	free(pem);
}

/* One entry outside of the table; the others count. */
static void a_bad_entry_of_the_table_spoils_no_other(void **state)
{
	struct snpguest_blob table;
	uint8_t *bytes;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	table = whole_table(milan);
	bytes = (uint8_t *)table.data;
	memset(bytes + 20, 0xff, 4); /* length of the leaf, which is the first */
	milan->table = table;
	milan->with_ca = false;
	expect_note(forge_judge(milan), "certificate-table");
	blob_free(table);
}

static void entries_of_a_table_share_no_bytes(void **state)
{
	struct snpguest_blob table;
	uint8_t *bytes;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	table = whole_table(milan);
	bytes = (uint8_t *)table.data;
	/* The second entry is the first one and all that follows it. */
	bytes[24 + 16] = 72;
	memset(bytes + 24 + 17, 0, 3);
	bytes[24 + 20] = (table.len - 72) & 255;
	bytes[24 + 21] = (table.len - 72) >> 8;
	memset(bytes + 24 + 22, 0, 2);
	milan->table = table;
	expect_note(forge_judge(milan), "certificate-table");
	blob_free(table);
}

static struct snpguest_blob padded(const struct certificate_spec *spec,
				   size_t size)
{
	struct snpguest_blob cert = forge_issue(spec);
	uint8_t *bytes = calloc(1, size);

	assert_true(cert.len < size);
	memcpy(bytes, cert.data, cert.len);
	blob_free(cert);
	return (struct snpguest_blob){ bytes, size };
}

static void what_is_too_large_is_not_read(void **state)
{
	struct snpguest_blob large, crl;
	struct snpguest_verdict *verdict;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	large = padded(&milan->leaf, CRYPTO_CERT_MAX + 1);
	forge_add(milan, large);
	verdict = forge_judge(milan);
	assert_non_null(strstr(line_of(verdict, "certificates")->detail,
			       "no certificate has more than 16384"));
	expect_note(verdict, "certificates");

	forge_reset(milan, SIGNER_VCEK, 3);
	crl = (struct snpguest_blob){ calloc(1, CRYPTO_CRL_MAX + 1),
				      CRYPTO_CRL_MAX + 1 };
	milan->extra_crl = crl;
	/* Unlike a certificate, it may be what speaks against the evidence. */
	verdict_expect(forge_judge(milan), "crls");
	blob_free(crl);
}

/* Genuine, but another product's: here a note, where it is the question not. */
static void authorities_of_another_product_do_not_belong(void **state)
{
	static const enum identity_ca cas[] = { CA_ASK, CA_ASVK };
	struct snpguest_blob theirs = own_ark(genoa);

	(void)state;
	assert_int_equal(snpguest_verifier_add_anchor(milan->verifier, theirs,
						      NULL), 0);
	for (int i = 0; i < 2; i++) {
		struct certificate_spec ca = forge_ca(genoa, cas[i]);

		forge_reset(milan, SIGNER_VCEK, 3);
		forge_add(milan, forge_issue(&ca));
		expect_note(forge_judge(milan), "input-authorities");
		forge_reset(milan, SIGNER_VCEK, 3);
		forge_add(milan, forge_issue(&ca));
		milan->alone = true;
		verdict_expect(forge_judge(milan), "input-authorities");
	}
	forge_reset(milan, SIGNER_VCEK, 3);
	forge_add(milan, blob_copy(theirs));
	expect_note(forge_judge(milan), "input-roots");
	forge_reset(milan, SIGNER_VCEK, 3);
	forge_add(milan, theirs);
	milan->alone = true;
	verdict_expect(forge_judge(milan), "input-roots");
}

/* The other authority of the same root is in many a directory. */
static void the_other_authority_of_the_root_belongs(void **state)
{
	struct certificate_spec asvk = forge_ca(milan, CA_ASVK);

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->with_ark = milan->alone = true;
	forge_add(milan, forge_issue(&asvk));
	verdict_expect(forge_judge(milan), "");
}

static void a_name_that_is_not_amds_does_not_belong(void **state)
{
	struct certificate_spec ca;

	(void)state;
	for (int alone = 0; alone < 2; alone++) {
		forge_reset(milan, SIGNER_VCEK, 3);
		milan->alone = alone;
		ca = forge_ca(milan, CA_ASK);
		strcpy(ca.subject, "somebody");
		forge_add(milan, forge_issue(&ca));
		if (alone)
			verdict_expect(forge_judge(milan), "certificates");
		else
			expect_note(forge_judge(milan), "certificates");
	}
}

/* ------------------------------------------------------- what is remembered */

static size_t remembered(const struct snpguest_verifier *verifier)
{
	const struct known_signature *entry = verifier->known.oldest;
	size_t n = 0;

	for (; entry; entry = entry->newer)
		n++;
	return n;
}

/* A CA that no root signed and its leaves fill no memory, and push nothing out. */
static void what_no_root_signed_is_not_remembered(void **state)
{
	size_t before;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	verdict_expect(forge_judge(milan), "");
	before = remembered(milan->verifier);
	assert_true(before > 0);
	for (int i = 0; i < 65; i++) {
		forge_reset(milan, SIGNER_VCEK, 3);
		milan->ca.issuer_key = identity_ca_key(milan->identity,
						       CA_ASVK);
		milan->leaf.not_before = FORGE_DATE - 1000 - i;
		verdict_expect(forge_judge(milan), "intermediate-signature");
	}
	assert_int_equal(remembered(milan->verifier), before);
}

/*
 * Leaves of any chip are public. Whoever hands in those that signed nothing pushes
 * none out that did.
 */
static void a_leaf_is_remembered_when_it_signed_a_report(void **state)
{
	size_t before;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	verdict_expect(forge_judge(milan), "");
	before = remembered(milan->verifier);
	for (int i = 0; i < 4; i++) {
		forge_reset(milan, SIGNER_VCEK, 3);
		milan->leaf.not_before = FORGE_DATE - 2000 - i;
		milan->leaf.subject_key = another_key;
		verdict_expect(forge_judge(milan), "report-signature");
		assert_int_equal(remembered(milan->verifier), before);
	}
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->leaf.not_before = FORGE_DATE - 2000;
	verdict_expect(forge_judge(milan), "");
	assert_int_equal(remembered(milan->verifier), before + 1);
}

/* Bytes are bounded, not only entries. */
static void what_is_remembered_has_a_largest_size(void **state)
{
	struct snpguest_verifier *verifier;
	uint8_t digest[CRYPTO_SHA256_SIZE] = { 0 };
	struct certificate *cert;
	struct snpguest_blob der;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	assert_int_equal(snpguest_verifier_new(&verifier, NULL, NULL), 0);
	der = forge_issue(&milan->leaf);
	assert_int_equal(__real_verifier_certificate(verifier, der, digest,
						     &cert), 0);
	assert_int_equal(cert->der_len, der.len);
	cert->der_len = KNOWN_CERTIFICATE_MAX + 1;
	verifier_remember(verifier, digest, cert, cert);
	assert_int_equal(remembered(verifier), 0);
	cert->der_len = KNOWN_CERTIFICATE_MAX;
	verifier_remember(verifier, digest, cert, cert);
	assert_int_equal(remembered(verifier), 1);
	certificate_put(cert);
	snpguest_verifier_free(verifier);
	blob_free(der);
}

/*
 * As many as fit into so many bytes, the newest; each once. Leaves of one content
 * under names of their own stand for those of as many chips.
 */
static void what_is_remembered_is_bounded_in_bytes(void **state)
{
	struct snpguest_verifier *verifier;
	uint8_t digest[CRYPTO_SHA256_SIZE] = { 0 };
	struct certificate *cert;
	struct snpguest_blob der;
	size_t most;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	assert_int_equal(snpguest_verifier_new(&verifier, NULL, NULL), 0);
	der = forge_issue(&milan->leaf);
	assert_int_equal(__real_verifier_certificate(verifier, der, digest,
						     &cert), 0);
	verifier_remember(verifier, digest, cert, cert);
	verifier_remember(verifier, digest, cert, cert);
	assert_int_equal(remembered(verifier), 1);
	most = KNOWN_BYTES_MAX / verifier->known.bytes;
	assert_true(verifier->known.bytes > der.len + sizeof(*cert));
	assert_true(most > 1000);
	for (uint32_t i = 1; i <= 2 * most; i++) {
		memcpy(digest, &i, sizeof(i));
		verifier_remember(verifier, digest, cert, cert);
		assert_true(verifier->known.bytes <= KNOWN_BYTES_MAX);
		assert_true(verifier_knows(verifier, digest, cert));
	}
	assert_int_equal(remembered(verifier), most);
	memset(digest, 0, sizeof(digest));
	assert_false(verifier_knows(verifier, digest, cert));
	/* What is asked for, or comes again, stays. */
	for (uint32_t i = 3 * most; i < 5 * most; i++) {
		memset(digest, 0xee, sizeof(digest));
		if (i == 3 * most || i == 3 * most + most / 2)
			verifier_remember(verifier, digest, cert, cert);
		else
			assert_true(verifier_knows(verifier, digest, cert));
		memset(digest, 0, sizeof(digest));
		memcpy(digest, &i, sizeof(i));
		verifier_remember(verifier, digest, cert, cert);
	}
	assert_int_equal(atomic_load(&cert->references), 1 + most);
	snpguest_verifier_free(verifier);
	assert_int_equal(atomic_load(&cert->references), 1);
	certificate_put(cert);
	blob_free(der);
}

static void name_much(X509_NAME *name, const char *type)
{
	assert_int_equal(X509_NAME_add_entry_by_txt(name, "CN", V_ASN1_UTF8STRING,
						    (const uint8_t *)"SEV-VCEK",
						    -1, -1, 0), 1);
	for (int i = 0; i < 80; i++)
		assert_int_equal(X509_NAME_add_entry_by_txt(
					 name, type, V_ASN1_UTF8STRING,
					 (const uint8_t *)"a", 1, -1, 0), 1);
}

/* A leaf that is nothing but names, of many attributes of @type. */
static struct snpguest_blob issue_names(const char *type)
{
	X509 *x509 = X509_new();
	struct snpguest_blob der = { NULL, 0 };
	uint8_t *encoded = NULL;

	assert_int_equal(X509_set_version(x509, 2), 1);
	ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
	ASN1_TIME_set(X509_getm_notBefore(x509), FORGE_DATE);
	ASN1_TIME_set(X509_getm_notAfter(x509), FORGE_DATE + 1);
	name_much(X509_get_issuer_name(x509), type);
	name_much(X509_get_subject_name(x509), type);
	assert_int_equal(X509_set_pubkey(x509, another_key), 1);
	assert_int_equal(X509_add1_ext_i2d(x509, NID_subject_key_identifier,
					   X509_get0_pubkey_bitstr(x509), 0, 0),
			 1);
	assert_true(X509_sign(x509, another_key, EVP_sha384()) > 0);
	der.len = i2d_X509(x509, &encoded);
	der.data = encoded;
	X509_free(x509);
	return der;
}

#define REMEMBERED 50

/* What is remembered of a leaf that is nothing but names is counted as well. */
static void names_are_in_the_bound(void **state)
{
	struct snpguest_blob der = issue_names("OU");
	uint8_t digest[CRYPTO_SHA256_SIZE] = { 0 };
	struct snpguest_verifier *verifier;
	struct certificate *cert;
	struct crypto_key *key;
	size_t before;

	(void)state;
	assert_true(der.len < KNOWN_CERTIFICATE_MAX);
	assert_int_equal(snpguest_verifier_new(&verifier, NULL, NULL), 0);
	before = mallinfo2().uordblks;
	for (int i = 0; i < REMEMBERED; i++) {
		digest[0] = i;
		assert_int_equal(__real_verifier_certificate(verifier, der,
							     digest, &cert), 0);
		assert_int_equal(certificate_key(cert, &key), 0);
		assert_non_null(key);
		verifier_remember(verifier, digest, cert, cert);
		certificate_put(cert);
	}
	assert_int_equal(remembered(verifier), REMEMBERED);
	assert_true(mallinfo2().uordblks - before <= verifier->known.bytes);
	snpguest_verifier_free(verifier);
	OPENSSL_free((void *)der.data);
}

/* --------------------------------------------------------- nothing at all */

/* A missing certificate says nothing against the report. */
static void without_a_leaf_nothing_is_found_out(void **state)
{
	struct snpguest_evidence evidence = SNPGUEST_EVIDENCE_INIT;
	struct snpguest_policy policy = waived;
	struct snpguest_verdict *verdict;
	struct snpguest_error error;

	(void)state;
	policy.any_root = 1;
	forge_reset(milan, SIGNER_VCEK, 3);
	forge_write_report(milan);
	evidence.report = (struct snpguest_blob){ milan->report, 1184 };
	assert_int_equal(snpguest_verify(milan->verifier, &evidence, &policy,
					 milan->at, &verdict, &error),
			 -ENODATA);
	assert_int_equal(error.code, -ENODATA);
	assert_non_null(strstr(error.what, "leaf-found: no VCEK or VLEK"));
	assert_int_equal(snpguest_verdict_status(verdict), -ENODATA);
	assert_false(snpguest_verdict_accepted(verdict));
	assert_null(snpguest_verdict_report(verdict));
	assert_string_equal(failures(verdict), "");
	snpguest_verdict_free(verdict);
	assert_int_equal(snpguest_verify(milan->verifier, &evidence, &policy,
					 milan->at, NULL, NULL), -ENODATA);
	/* What speaks against it does so without a leaf, too. */
	milan->report[0] = 6;
	assert_int_equal(snpguest_verify(milan->verifier, &evidence, &policy,
					 milan->at, NULL, NULL),
			 SNPGUEST_REFUSED);
}

static void authorities_without_a_leaf_find_nothing_out(void **state)
{
	struct snpguest_verdict *verdict;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->with_leaf = false;
	milan->with_ark = true;
	verdict = forge_judge(milan);
	assert_string_equal(failures(verdict), "");
	assert_int_equal(snpguest_verdict_status(verdict), -ENODATA);
	snpguest_verdict_free(verdict);
}

static void no_verdict_accepts_nothing(void **state)
{
	(void)state;
	assert_false(snpguest_verdict_accepted(NULL));
	assert_int_equal(snpguest_verdict_status(NULL), -EINVAL);
	assert_int_equal(snpguest_chain_verdict_status(NULL), -EINVAL);
	snpguest_verdict_free(NULL);
	snpguest_chain_verdict_free(NULL);
}

static void the_verified_report_is_that_of_an_accepted_verdict(void **state)
{
	struct snpguest_verdict *verdict;
	const struct snpguest_report *report;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 2);
	verdict = forge_judge(milan);
	report = snpguest_verdict_report(verdict);
	assert_non_null(report);
	assert_memory_equal(report->measurement, milan->content.measurement,
			    48);
	/* Version 2 does not tell its product; the certificate did. */
	assert_int_equal(report->reported_tcb.ucode, 0xd5);
	assert_int_equal(snpguest_verdict_at(verdict), milan->at);
	assert_false(snpguest_verdict_root_is_amd(verdict));
	assert_null(snpguest_verdict_policy_sha256(verdict));
	snpguest_verdict_free(verdict);

	milan->leaf.not_after = milan->at - 1;
	milan->policy.sha256[31] = 7;
	verdict = forge_judge(milan);
	assert_null(snpguest_verdict_report(verdict));
	assert_int_equal(snpguest_verdict_policy_sha256(verdict)[31], 7);
	snpguest_verdict_free(verdict);
}

/* ------------------------------------------------------------- revocation */

static void a_list_of_another_root_is_not_what_was_demanded(void **state)
{
	struct snpguest_blob crl = forge_issue_crl(&genoa->crl);

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->extra_crl = crl;
	expect_note(forge_judge(milan), "crls");
	milan->policy.crl_required = 1;
	verdict_expect(forge_judge(milan), "crl-present");
	milan->alone = true;
	verdict_expect(forge_judge(milan), "crls crl-present");
	milan->with_crl = true;
	verdict_expect(forge_judge(milan), "crls");
	milan->extra_crl = none;
	verdict_expect(forge_judge(milan), "");
	milan->with_crl = false;
	verdict_expect(forge_judge(milan), "crl-present");
	blob_free(crl);
}

static void a_list_may_be_demanded_to_be_young(void **state)
{
	(void)state;
	for (int alone = 0; alone < 2; alone++) {
		forge_reset(milan, SIGNER_VCEK, 3);
		milan->alone = alone;
		milan->with_crl = true;
		milan->crl.this_update = milan->at - 1000;
		milan->policy.crl_max_age = 1000;
		verdict_expect(forge_judge(milan), "");
		milan->policy.crl_max_age = 999;
		verdict_expect(forge_judge(milan), "crl-dates");
		/* None at all is no young one. */
		milan->with_crl = false;
		verdict_expect(forge_judge(milan), "crl-present");
	}
}

/* A verifier that has seen nothing; the one before is the caller's. */
static void trust_anew(struct snpguest_blob ark)
{
	assert_int_equal(snpguest_verifier_new(&milan->verifier, NULL, NULL),
			 0);
	assert_int_equal(snpguest_verifier_add_anchor(milan->verifier, ark,
						      NULL), 0);
}

/* Handed to the verifier once, and asked in every call. */
static void a_list_of_the_verifiers_counts_in_every_call(void **state)
{
	struct snpguest_blob list, theirs = forge_issue_crl(&genoa->crl);
	struct snpguest_verifier *own = milan->verifier;
	struct snpguest_blob ark = own_ark(milan);
	struct snpguest_error error;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	trust_anew(ark);
	assert_int_equal(snpguest_verifier_add_crl(milan->verifier, theirs,
						   &error), -EBADMSG);
	assert_non_null(strstr(error.what, "no trusted root signed it"));
	assert_int_equal(snpguest_verifier_add_crl(milan->verifier, ark,
						   &error), -EBADMSG);
	list = forge_issue_crl(&milan->crl);
	assert_int_equal(snpguest_verifier_add_crl(milan->verifier, list,
						   NULL), 0);
	blob_free(list);
	milan->policy.crl_required = 1;
	verdict_expect(forge_judge(milan), "");
	milan->at = milan->crl.next_update + 1;
	milan->leaf.not_after = milan->ca.not_after = milan->at + 1;
	verdict_expect(forge_judge(milan), "crl-dates");

	forge_reset(milan, SIGNER_VCEK, 3);
	milan->crl.revoked[milan->crl.revoked_count++] = milan->ca.serial;
	milan->crl.revocation_date = milan->at - 1000;
	list = forge_issue_crl(&milan->crl);
	assert_int_equal(snpguest_verifier_add_crl(milan->verifier, list,
						   NULL), 0);
	blob_free(list);
	forge_reset(milan, SIGNER_VCEK, 3);
	verdict_expect(forge_judge(milan), "not-revoked");
	snpguest_verifier_free(milan->verifier);
	milan->verifier = own;
	blob_free(theirs);
	blob_free(ark);
}

static size_t put_pem(char *text, struct snpguest_blob list)
{
	size_t len = sprintf(text, "-----BEGIN X509 CRL-----\n");

	len += EVP_EncodeBlock((uint8_t *)text + len, list.data, (int)list.len);
	return len + sprintf(text + len, "\n-----END X509 CRL-----\n");
}

/* A text with the root's two lists, of which the second revokes; @behind both. */
static struct snpguest_blob two_lists(const char *behind)
{
	struct snpguest_blob clean, revokes, text;

	clean = forge_issue_crl(&milan->crl);
	milan->crl.revoked[milan->crl.revoked_count++] = milan->ca.serial;
	milan->crl.revocation_date = milan->at - 1000;
	revokes = forge_issue_crl(&milan->crl);
	text.data = malloc(2 * (clean.len + revokes.len) + 1000);
	text.len = put_pem((char *)text.data, clean);
	text.len += put_pem((char *)text.data + text.len, revokes);
	text.len += sprintf((char *)text.data + text.len, "%s", behind);
	blob_free(clean);
	blob_free(revokes);
	return text;
}

/* The one behind the others may be the one that revokes. */
static void every_list_of_a_text_goes_to_the_verifier(void **state)
{
	static const char broken[] =
		"-----BEGIN X509 CRL-----\n:\n-----END X509 CRL-----\n";
	struct snpguest_verifier *own = milan->verifier;
	struct snpguest_blob ark = own_ark(milan), text;

	(void)state;
	trust_anew(ark);
	/* A bad one behind them: the verifier is as it was. */
	forge_reset(milan, SIGNER_VCEK, 3);
	text = two_lists(broken);
	assert_int_equal(snpguest_verifier_add_crl(milan->verifier, text,
						   NULL), -EBADMSG);
	blob_free(text);
	forge_reset(milan, SIGNER_VCEK, 3);
	milan->policy.crl_required = 1;
	verdict_expect(forge_judge(milan), "crl-present");
	text = two_lists("");
	assert_int_equal(snpguest_verifier_add_crl(milan->verifier, text,
						   NULL), 0);
	blob_free(text);
	forge_reset(milan, SIGNER_VCEK, 3);
	verdict_expect(forge_judge(milan), "not-revoked");
	snpguest_verifier_free(milan->verifier);
	milan->verifier = own;
	blob_free(ark);
}

/*
 * What cannot be read may be the list that revokes: beside the best of chains, in
 * whatever it comes.
 */
static void a_list_that_cannot_be_read_refuses(void **state)
{
	struct snpguest_blob list;

	(void)state;
	forge_reset(milan, SIGNER_VCEK, 3);
	list = forge_issue_crl(&milan->crl);
	milan->extra_crl = list;
	verdict_expect(forge_judge(milan), "");
	((uint8_t *)list.data)[6] ^= 0x01; /* a length inside */
	verdict_expect(forge_judge(milan), "crls");
	((uint8_t *)list.data)[6] ^= 0x01;
	milan->extra_crl.len--;
	verdict_expect(forge_judge(milan), "crls");
	blob_free(list);
	milan->extra_crl = (struct snpguest_blob){ NULL, 0 };
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_list_of_a_text_goes_to_the_verifier),
		cmocka_unit_test(a_list_that_cannot_be_read_refuses),
		cmocka_unit_test(everything_is_copied_before_it_is_looked_at),
		cmocka_unit_test(single_certificates_are_copied_too),
		cmocka_unit_test(of_two_vleks_the_one_that_signed_is_taken),
		cmocka_unit_test(of_two_vceks_of_a_masked_chip_the_one_that_signed_is_taken),
		cmocka_unit_test(a_forged_leaf_does_not_stand_in_the_way),
		cmocka_unit_test(rubbish_where_authorities_go_is_a_note),
		cmocka_unit_test(malformed_pem_is_told),
		cmocka_unit_test(a_bad_entry_of_the_table_spoils_no_other),
		cmocka_unit_test(entries_of_a_table_share_no_bytes),
		cmocka_unit_test(what_is_too_large_is_not_read),
		cmocka_unit_test(what_no_root_signed_is_not_remembered),
		cmocka_unit_test(a_leaf_is_remembered_when_it_signed_a_report),
		cmocka_unit_test(what_is_remembered_has_a_largest_size),
		cmocka_unit_test(what_is_remembered_is_bounded_in_bytes),
		cmocka_unit_test(names_are_in_the_bound),
		cmocka_unit_test(without_a_leaf_nothing_is_found_out),
		cmocka_unit_test(authorities_without_a_leaf_find_nothing_out),
		cmocka_unit_test(no_verdict_accepts_nothing),
		cmocka_unit_test(the_verified_report_is_that_of_an_accepted_verdict),
		cmocka_unit_test(a_list_of_another_root_is_not_what_was_demanded),
		cmocka_unit_test(a_list_may_be_demanded_to_be_young),
		cmocka_unit_test(a_list_of_the_verifiers_counts_in_every_call),
		cmocka_unit_test(the_other_authority_of_the_root_belongs),
		cmocka_unit_test(a_name_that_is_not_amds_does_not_belong),
		cmocka_unit_test(authorities_of_another_product_do_not_belong),
	};

	return cmocka_run_group_tests_name("attacks", tests, make_forges,
					   free_forges);
}

// SPDX-License-Identifier: MIT
/* Shapes of certificates and CRLs that libcrypto reads and nobody issues. */
#include "lib_forge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "crypto/crypto_x509.h"
#include "formats/certificate.h"

static struct forge *forge;
static struct crypto *crypto;

static int make_forge(void **state)
{
	(void)state;
	forge = forge_new(PRODUCT_MILAN);
	forge_reset(forge, SIGNER_VCEK, 3);
	return crypto_shared(&crypto);
}

static int free_forge(void **state)
{
	(void)state;
	crypto_put(crypto);
	forge_free(forge);
	return 0;
}

/* An extension with this OID, and a value of @value_len bytes. */
static X509_EXTENSION *extension_of(const uint8_t *bytes, size_t oid_len,
				    bool critical, size_t value_len)
{
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	ASN1_OBJECT *oid = ASN1_OBJECT_create(0, (uint8_t *)bytes, oid_len,
					      NULL, NULL);
	X509_EXTENSION *ext;

	ASN1_STRING_set(value, NULL, value_len);
	memset((void *)ASN1_STRING_get0_data(value), 0, value_len);
	ext = X509_EXTENSION_create_by_OBJ(NULL, oid, critical, value);
	assert_non_null(ext);
	ASN1_OBJECT_free(oid);
	ASN1_OCTET_STRING_free(value);
	return ext;
}

/* The same, the OID of @oid_len bytes: arcs of one byte each behind 2.39. */
static X509_EXTENSION *extension(size_t oid_len, uint8_t last, bool critical,
				 size_t value_len)
{
	uint8_t *bytes = malloc(oid_len);
	X509_EXTENSION *ext;

	memset(bytes, 0x77, oid_len);
	bytes[oid_len - 1] = last;
	ext = extension_of(bytes, oid_len, critical, value_len);
	free(bytes);
	return ext;
}

/* The forge's leaf with one extension more; its signature is wrong then. */
static struct snpguest_blob leaf_with(X509_EXTENSION *ext)
{
	struct snpguest_blob leaf = forge_issue(&forge->leaf), der;
	const uint8_t *at = leaf.data;
	X509 *x509 = d2i_X509(NULL, &at, leaf.len);
	uint8_t *encoded = NULL;

	assert_non_null(x509);
	X509_add_ext(x509, ext, -1);
	i2d_re_X509_tbs(x509, NULL);
	der.len = i2d_X509(x509, &encoded);
	der.data = encoded;
	der = blob_copy(der);
	OPENSSL_free(encoded);
	X509_EXTENSION_free(ext);
	X509_free(x509);
	blob_free(leaf);
	return der;
}

static int parse(struct snpguest_blob der, struct crypto_cert **cert)
{
	struct crypto_cert_fields fields;

	return crypto_cert_new(crypto, der, cert, &fields);
}

/* Until it has a size that libcrypto does not write out. */
static void a_long_oid_is_seen(void **state)
{
	static const size_t sizes[] = { 3, 20, 40, 100, 585, 586, 587, 2000 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct snpguest_blob der =
			leaf_with(extension(sizes[i], 1, true, 1));
		struct crypto_extension ext = {}, last = {};
		struct crypto_cert *cert;
		struct bytes rest;

		assert_int_equal(parse(der, &cert), 0);
		rest = crypto_cert_extensions(cert);
		while (crypto_next_extension(&rest, &ext))
			last = ext;
		assert_true(last.critical);
		assert_true(last.oid[0]);
		assert_true(memchr(last.oid, '\0', sizeof(last.oid)) != NULL);
		if (sizes[i] >= 100)
			assert_non_null(strstr(last.oid, "an OID of"));
		crypto_cert_free(cert);
		blob_free(der);
	}
}

static void a_leaf_with_a_long_critical_oid_is_refused(void **state)
{
	static const size_t sizes[] = { 3, 586, 587, 2000 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct snpguest_verdict *verdict;

		forge_reset(forge, SIGNER_VCEK, 3);
		forge->with_leaf = false;
		forge_add(forge, leaf_with(extension(sizes[i], 1, true, 1)));
		verdict = forge_judge(forge);
		assert_int_equal(line_of(verdict, "leaf-extensions-known")->result,
				 SNPGUEST_FAIL);
		snpguest_verdict_free(verdict);
	}
}

/* Not critical, below 1.3.6.1.4.1.3704.1 and beside it. */
static void an_extension_of_amds_is_seen_however_long_its_oid(void **state)
{
	static const struct {
		size_t len;
		uint8_t below, fill, last;
		enum snpguest_result result;
	} rows[] = {
		{ 9, 1, 0x77, 0x77, SNPGUEST_FAIL },
		{ 70, 1, 0x77, 0x77, SNPGUEST_FAIL },
		{ 2000, 1, 0x77, 0x77, SNPGUEST_FAIL },
		{ 24, 1, 0xff, 0x7f, SNPGUEST_FAIL },	/* over 64 bits */
		{ 70, 2, 0x77, 0x77, SNPGUEST_PASS },
		{ 70, 10, 0x77, 0x77, SNPGUEST_PASS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uint8_t oid[2000] = { 0x2b, 6, 1, 4, 1, 0x9c, 0x78,
				      rows[i].below };
		struct snpguest_verdict *verdict;

		memset(oid + 8, rows[i].fill, rows[i].len - 8);
		oid[rows[i].len - 1] = rows[i].last;
		forge_reset(forge, SIGNER_VCEK, 3);
		forge->with_leaf = false;
		forge_add(forge, leaf_with(extension_of(oid, rows[i].len,
							false, 1)));
		verdict = forge_judge(forge);
		assert_int_equal(line_of(verdict, "leaf-extensions-known")->result,
				 rows[i].result);
		snpguest_verdict_free(verdict);
	}
}

static void a_certificate_has_a_largest_size(void **state)
{
	struct snpguest_blob der = leaf_with(extension(3, 1, false, 14000));
	size_t fits = 14000 + CRYPTO_CERT_MAX - der.len;
	struct crypto_cert *cert;

	(void)state;
	blob_free(der);
	der = leaf_with(extension(3, 1, false, fits));
	assert_int_equal(der.len, CRYPTO_CERT_MAX);
	assert_int_equal(parse(der, &cert), 0);
	crypto_cert_free(cert);
	blob_free(der);
	der = leaf_with(extension(3, 1, false, fits + 1));
	assert_int_equal(parse(der, &cert), -EBADMSG);
	blob_free(der);
}

/* The forge's CRL with @n extensions more, of the list or of one entry. */
static struct snpguest_blob crl_with(size_t n, bool same, bool in_entry,
				     size_t value_len)
{
	struct snpguest_blob old = forge_issue_crl(&forge->crl), der;
	const uint8_t *at = old.data;
	X509_CRL *crl = d2i_X509_CRL(NULL, &at, old.len);
	X509_REVOKED *entry = X509_REVOKED_new();
	ASN1_INTEGER *serial = ASN1_INTEGER_new();
	uint8_t *encoded = NULL;

	ASN1_INTEGER_set(serial, 7);
	X509_REVOKED_set_serialNumber(entry, serial);
	X509_REVOKED_set_revocationDate(entry,
					(ASN1_TIME *)
					X509_CRL_get0_lastUpdate(crl));
	for (size_t i = 0; i < n; i++) {
		X509_EXTENSION *ext = extension(5, same ? 1 : i & 0x7f, false,
						value_len);

		if (in_entry)
			X509_REVOKED_add_ext(entry, ext, -1);
		else
			X509_CRL_add_ext(crl, ext, -1);
		X509_EXTENSION_free(ext);
	}
	X509_CRL_add0_revoked(crl, entry);
	i2d_re_X509_CRL_tbs(crl, NULL);
	der.len = i2d_X509_CRL(crl, &encoded);
	der.data = encoded;
	der = blob_copy(der);
	OPENSSL_free(encoded);
	ASN1_INTEGER_free(serial);
	X509_CRL_free(crl);
	blob_free(old);
	return der;
}

static bool has_unknown(size_t n, bool same, bool in_entry)
{
	struct snpguest_blob der = crl_with(n, same, in_entry, 1);
	struct crypto_crl_fields fields;
	struct crypto_crl *crl;

	assert_int_equal(crypto_crl_new(der, &crl, &fields), 0);
	crypto_crl_free(crl);
	blob_free(der);
	return fields.unknown;
}

/* Twice the same, or more than there are: nobody could know them all. */
static void extensions_of_a_list_are_few_and_different(void **state)
{
	(void)state;
	assert_false(has_unknown(0, false, false));
	assert_false(has_unknown(8, false, false));
	assert_true(has_unknown(2, true, false));
	assert_true(has_unknown(100, false, false));
	assert_false(has_unknown(3, false, true));
	assert_true(has_unknown(2, true, true));
	assert_true(has_unknown(100, false, true));
}

static void a_list_has_a_largest_size(void **state)
{
	struct snpguest_blob der = crl_with(1, false, false, CRYPTO_CRL_MAX);
	struct crypto_crl_fields fields;
	struct crypto_crl *crl;

	(void)state;
	assert_int_equal(crypto_crl_new(der, &crl, &fields), -EBADMSG);
	blob_free(der);
	der = crl_with(1, false, false, CRYPTO_CRL_MAX - 4096);
	assert_int_equal(crypto_crl_new(der, &crl, &fields), 0);
	crypto_crl_free(crl);
	blob_free(der);
}

static void a_serial_is_found_wherever_it_stands(void **state)
{
	static const uint8_t seven[] = { 7 }, eight[] = { 8 };
	struct snpguest_blob der = crl_with(0, false, false, 1);
	struct crypto_crl_fields fields;
	struct crypto_crl *crl;

	(void)state;
	assert_int_equal(crypto_crl_new(der, &crl, &fields), 0);
	assert_true(crypto_crl_lists(crl, (struct snpguest_blob){ seven, 1 }));
	assert_false(crypto_crl_lists(crl, (struct snpguest_blob){ eight, 1 }));
	crypto_crl_free(crl);
	blob_free(der);
}

/* Where @what, @n bytes of it, stands in @der. */
static uint8_t *find(struct snpguest_blob der, const void *what, size_t n)
{
	uint8_t *at = memmem(der.data, der.len, what, n);

	assert_non_null(at);
	return at;
}

/* The forge's leaf has serial 0 directly behind its version. */
static void a_negative_serial_is_refused(void **state)
{
	static const uint8_t version_and_serial[] = { 0xa0, 3, 2, 1, 2, 2, 1, 0 };
	struct snpguest_blob leaf = forge_issue(&forge->leaf);
	struct crypto_cert *cert;

	(void)state;
	find(leaf, version_and_serial, 8)[7] = 0x7f;
	assert_int_equal(parse(leaf, &cert), 0);
	crypto_cert_free(cert);
	find(leaf, version_and_serial, 6)[7] = 0xff;
	assert_int_equal(parse(leaf, &cert), -EBADMSG);
	blob_free(leaf);
}

/* 4096 bits of which the last does not count. */
static void a_signature_has_whole_bytes(void **state)
{
	static const uint8_t signature[] = { 3, 0x82, 2, 1, 0 };
	struct snpguest_blob leaf = forge_issue(&forge->leaf);
	uint8_t *bits = find(leaf, signature, sizeof(signature));
	struct crypto_cert *cert;

	(void)state;
	assert_ptr_equal(bits + 5 + 512, leaf.data + leaf.len);
	bits[4 + 512] &= 0xfe;
	assert_int_equal(parse(leaf, &cert), 0);
	crypto_cert_free(cert);
	bits[4] = 1;
	assert_int_equal(parse(leaf, &cert), -EBADMSG);
	blob_free(leaf);
}

/* The negative of a point has the other parity: Y becomes p - Y. */
static void make_even(uint8_t *y)
{
	static const char p384[] =
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
		"FFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFF";
	BIGNUM *p = NULL, *n = BN_bin2bn(y, CRYPTO_P384_SIZE, NULL);

	BN_hex2bn(&p, p384);
	if (y[CRYPTO_P384_SIZE - 1] & 1)
		BN_sub(n, p, n);
	BN_bn2binpad(n, y, CRYPTO_P384_SIZE);
	BN_free(n);
	BN_free(p);
}

/* A key of which the last bit does not count is none, good as its point is. */
static void a_key_has_whole_bytes(void **state)
{
	static const uint8_t point[] = { 3, 0x62, 0, 4 };
	struct snpguest_blob leaf = forge_issue(&forge->leaf);
	uint8_t *bits = find(leaf, point, sizeof(point));
	struct crypto_cert *cert;
	struct crypto_key *key;

	(void)state;
	make_even(bits + 3 + 1 + CRYPTO_P384_SIZE);
	assert_int_equal(parse(leaf, &cert), 0);
	assert_int_equal(crypto_cert_p384_key(cert, &key), 0);
	crypto_key_free(key);
	crypto_cert_free(cert);
	bits[2] = 1;
	assert_int_equal(parse(leaf, &cert), 0);
	assert_int_equal(crypto_cert_p384_key(cert, &key), -EBADMSG);
	crypto_cert_free(cert);
	blob_free(leaf);
}

/* Does the forge's leaf name its ASK, with one letter of the issuer changed? */
static bool names_its_issuer(uint8_t letter)
{
	struct certificate_spec spec = forge_ca(forge, CA_ASK);
	struct snpguest_blob ca = forge_issue(&spec);
	struct snpguest_blob leaf = forge_issue(&forge->leaf);
	static const uint8_t sha256[CRYPTO_SHA256_SIZE];
	struct certificate *issuer, *issued;
	bool names;

	*find(leaf, "SEV-Milan", 9) = letter;
	assert_int_equal(certificate_new(crypto, NULL, ca, sha256, &issuer), 0);
	assert_int_equal(certificate_new(crypto, NULL, leaf, sha256, &issued),
			 0);
	names = certificate_names(issued, issuer);
	certificate_put(issued);
	certificate_put(issuer);
	blob_free(leaf);
	blob_free(ca);
	return names;
}

/* Case makes no other name, a letter does (RFC 5280 7.1). */
static void names_are_compared_as_names(void **state)
{
	(void)state;
	assert_true(names_its_issuer('S'));
	assert_true(names_its_issuer('s'));
	assert_false(names_its_issuer('T'));
	assert_false(names_its_issuer(' '));
}

/*
 * The leaf's common name as it is read, with the type changed to @type. With
 * @second its serial number is a common name of that type as well.
 */
static struct snpguest_blob common_name(uint8_t type, uint8_t second,
					struct crypto_cert **cert)
{
	static const uint8_t serial_number[] = { 6, 3, 0x55, 4, 5 };
	struct snpguest_blob leaf = forge_issue(&forge->leaf);
	struct crypto_cert_fields fields;
	uint8_t *name = find(leaf, "SEV-VCEK", 8);

	name[-2] = type;
	if (second) {
		struct snpguest_blob behind = {
			name, leaf.data + leaf.len - name
		};

		uint8_t *oid = find(behind, serial_number, 5);

		oid[4] = 3;
		oid[5] = second;
	}
	assert_int_equal(crypto_cert_new(crypto, leaf, cert, &fields), 0);
	blob_free(leaf);
	return fields.subject_cn;
}

static void a_common_name_is_one_text_that_all_read_alike(void **state)
{
	static const struct {
		uint8_t type, second;
		size_t len;
	} rows[] = {
		{ 0x0c, 0, 8 }, { 0x13, 0, 8 }, { 0x0c, 0x0c, 0 },
		/* T61String, IA5String, BMPString */
		{ 0x14, 0, 0 }, { 0x16, 0, 0 }, { 0x1e, 0, 0 },
		{ 0x0c, 0x14, 0 }, { 0x0c, 0x16, 0 },
	};
	struct crypto_cert *cert;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct snpguest_blob cn = common_name(rows[i].type,
						      rows[i].second, &cert);

		if (cn.len != rows[i].len)
			fail_msg("row %zu: %zu bytes", i, cn.len);
		crypto_cert_free(cert);
	}
}

/* Its issuer's or its own: a UTF8String that is none. */
static void a_name_that_nobody_can_read_is_refused(void **state)
{
	static const char *const names[] = { "SEV-VCEK", "SEV-Milan" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct snpguest_blob leaf = forge_issue(&forge->leaf);
		uint8_t *name = find(leaf, names[i], strlen(names[i]));
		struct crypto_cert *cert;

		name[-2] = 0x0c;
		assert_int_equal(parse(leaf, &cert), 0);
		crypto_cert_free(cert);
		name[0] = 0xff;
		assert_int_equal(parse(leaf, &cert), -EBADMSG);
		blob_free(leaf);
	}
}

/* The forge's ASK with another key; its signature is wrong then. */
static struct crypto_cert *ca_with(int algorithm, int type, void *parameters,
				   const uint8_t *der, int len)
{
	struct certificate_spec spec = forge_ca(forge, CA_ASK);
	struct snpguest_blob old = forge_issue(&spec), ca;
	const uint8_t *at = old.data;
	X509 *x509 = d2i_X509(NULL, &at, old.len);
	uint8_t *encoded = NULL, *copy = OPENSSL_memdup(der, len);
	struct crypto_cert *cert;

	X509_PUBKEY_set0_param(X509_get_X509_PUBKEY(x509),
			       OBJ_nid2obj(algorithm), type, parameters, copy,
			       len);
	i2d_re_X509_tbs(x509, NULL);
	ca.len = i2d_X509(x509, &encoded);
	ca.data = encoded;
	assert_int_equal(parse(ca, &cert), 0);
	OPENSSL_free(encoded);
	X509_free(x509);
	blob_free(old);
	return cert;
}

/* What reading the key returns. */
static int rsa_key_of(int parameters, const uint8_t *der, int len)
{
	struct crypto_cert *cert = ca_with(NID_rsaEncryption, parameters, NULL,
					   der, len);
	struct crypto_key *key;
	int err = crypto_cert_rsa_key(cert, &key);

	if (!err)
		crypto_key_free(key);
	crypto_cert_free(cert);
	return err;
}

static int p384_key_of(int curve, const uint8_t *point, int len)
{
	struct crypto_cert *cert = ca_with(NID_X9_62_id_ecPublicKey,
					   V_ASN1_OBJECT, OBJ_nid2obj(curve),
					   point, len);
	struct crypto_key *key;
	int err = crypto_cert_p384_key(cert, &key);

	if (!err)
		crypto_key_free(key);
	crypto_cert_free(cert);
	return err;
}

/* RFC 5480 2.2: neither more nor less, and of this curve. */
static void a_point_has_its_size(void **state)
{
	static const uint8_t head[] = { 3, 0x62, 0, 4 };
	struct snpguest_blob leaf = forge_issue(&forge->leaf);
	uint8_t point[CRYPTO_P384_POINT_SIZE + 1] = { 0 };

	(void)state;
	memcpy(point, find(leaf, head, sizeof(head)) + 3,
	       CRYPTO_P384_POINT_SIZE);
	blob_free(leaf);
	assert_int_equal(p384_key_of(NID_secp384r1, point, sizeof(point) - 1),
			 0);
	assert_int_equal(p384_key_of(NID_secp384r1, point, sizeof(point)),
			 -EBADMSG);
	assert_int_equal(p384_key_of(NID_secp384r1, point, sizeof(point) - 2),
			 -EBADMSG);
	assert_int_equal(p384_key_of(NID_secp521r1, point, sizeof(point) - 1),
			 -EBADMSG);
}

#define RSA_HEAD 9 /* SEQUENCE, INTEGER, the byte that keeps the sign */
#define RSA_DER (RSA_HEAD + CRYPTO_RSA_SIZE + 5)

/* RFC 3279 2.3.1: modulus and exponent, under an algorithm with NULL. */
static void expect_no_longer_modulus(void)
{
	static const uint8_t head[RSA_HEAD] = {
		0x30, 0x82, 2, 11, 0x02, 0x82, 2, 2, 0
	};
	static const uint8_t exponent[5] = { 2, 3, 1, 0, 1 };
	uint8_t der[RSA_DER + 1];

	memcpy(der, head, RSA_HEAD);
	memset(der + RSA_HEAD, 0xff, CRYPTO_RSA_SIZE + 1);
	memcpy(der + RSA_HEAD + CRYPTO_RSA_SIZE + 1, exponent,
	       sizeof(exponent));
	assert_int_equal(rsa_key_of(V_ASN1_NULL, der, sizeof(der)), -EBADMSG);
}

static void an_rsa_key_is_two_numbers(void **state)
{
	static const uint8_t head[RSA_HEAD] = {
		0x30, 0x82, 2, 10, 0x02, 0x82, 2, 1, 0
	};
	static const uint8_t exponent[5 + 2] = { 2, 3, 1, 0, 1, 5, 0 };
	uint8_t der[RSA_DER + 2];

	(void)state;
	memcpy(der, head, RSA_HEAD);
	memset(der + RSA_HEAD, 0xff, CRYPTO_RSA_SIZE);
	memcpy(der + RSA_HEAD + CRYPTO_RSA_SIZE, exponent, sizeof(exponent));
	assert_int_equal(rsa_key_of(V_ASN1_NULL, der, RSA_DER), 0);
	assert_int_equal(rsa_key_of(V_ASN1_UNDEF, der, RSA_DER), -EBADMSG);
	/* Something behind them, inside and outside. */
	assert_int_equal(rsa_key_of(V_ASN1_NULL, der, RSA_DER + 2), -EBADMSG);
	der[3] += 2;
	assert_int_equal(rsa_key_of(V_ASN1_NULL, der, RSA_DER + 2), -EBADMSG);
	der[3] -= 2;
	/* Parts of other types, and a modulus with more before it. */
	for (int i = 0; i < 4; i++) {
		static const int at[] = {
			0, 4, RSA_HEAD - 1, RSA_HEAD + CRYPTO_RSA_SIZE
		};

		der[at[i]] ^= 1;
		assert_int_equal(rsa_key_of(V_ASN1_NULL, der, RSA_DER),
				 -EBADMSG);
		der[at[i]] ^= 1;
	}
	/* 4104 bits, 4095, and one that is even. */
	expect_no_longer_modulus();
	der[RSA_HEAD] = 0x7f;
	assert_int_equal(rsa_key_of(V_ASN1_NULL, der, RSA_DER), -EBADMSG);
	der[RSA_HEAD] = 0xff;
	der[RSA_HEAD + CRYPTO_RSA_SIZE - 1] = 0xfe;
	assert_int_equal(rsa_key_of(V_ASN1_NULL, der, RSA_DER), -EBADMSG);
}

/* @version is one less than its name; with 0 there are no extensions. */
static int parse_list(long version)
{
	struct snpguest_blob old = forge_issue_crl(&forge->crl), der;
	const uint8_t *at = old.data;
	X509_CRL *list = d2i_X509_CRL(NULL, &at, old.len);
	struct crypto_crl_fields fields;
	uint8_t *encoded = NULL;
	struct crypto_crl *crl;
	int err;

	while (X509_CRL_get_ext_count(list))
		X509_EXTENSION_free(X509_CRL_delete_ext(list, 0));
	X509_CRL_set_version(list, version);
	i2d_re_X509_CRL_tbs(list, NULL);
	der.len = i2d_X509_CRL(list, &encoded);
	der.data = encoded;
	err = crypto_crl_new(der, &crl, &fields);
	if (!err)
		crypto_crl_free(crl);
	OPENSSL_free(encoded);
	X509_CRL_free(list);
	blob_free(old);
	return err;
}

static void a_list_is_of_version_2(void **state)
{
	(void)state;
	assert_int_equal(parse_list(1), 0);
	assert_int_equal(parse_list(0), -EBADMSG);
}

/* A critical extension: TRUE is 0xff, and nothing else. */
static void a_certificate_is_der_to_the_bottom(void **state)
{
	static const uint8_t critical[] = { 0x55, 0x1d, 0x13, 1, 1, 0xff };
	struct certificate_spec spec = forge_ca(forge, CA_ASK);
	struct snpguest_blob ca = forge_issue(&spec);
	struct crypto_cert *cert;

	(void)state;
	assert_int_equal(parse(ca, &cert), 0);
	crypto_cert_free(cert);
	find(ca, critical, sizeof(critical))[5] = 0xfd;
	assert_int_equal(parse(ca, &cert), -EBADMSG);
	blob_free(ca);
}

/* A list by hand: its parts, in order. */
#define PART(text) { text, sizeof(text) - 1 }

enum { VERSION, INNER, ISSUER, DATES, ENTRIES, EXTENSIONS, LIST_PARTS };

#define ALGORITHM "\x30\x05\x06\x03\x2a\x03\x04"
#define DAY "\x17\x0d" "260101000000Z"
#define ENTRY "\x30\x12\x02\x01\x05" DAY
#define OTHER "\x30\x07\x06\x03\x2a\x03\x05\x04\x00"

struct list_part {
	const char *bytes;
	size_t len;
};

/* A SEQUENCE of what is in @der, of at most 255 bytes; returns its size. */
static size_t wrap(uint8_t *der, size_t len)
{
	size_t head = len < 128 ? 2 : 3;

	memmove(der + head, der, len);
	der[0] = 0x30;
	der[1] = head == 2 ? len : 0x81;
	if (head == 3)
		der[2] = len;
	return head + len;
}

/* What comes of the usual list with one part replaced. */
static int read_list_with(int which, struct list_part by,
			  struct crypto_crl **crl)
{
	struct list_part parts[LIST_PARTS] = {
		[VERSION] = PART("\x02\x01\x01"), [INNER] = PART(ALGORITHM),
		[ISSUER] = PART("\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04"
				"\x03\x0c\x01" "a"),
		[DATES] = PART(DAY DAY), [ENTRIES] = PART("\x30\x14" ENTRY),
		[EXTENSIONS] = PART("\xa0\x0b\x30\x09" OTHER),
	};
	static const char behind[] = ALGORITHM "\x03\x02\x00\x01";
	struct crypto_crl_fields fields;
	uint8_t der[256];
	size_t at = 0;

	parts[which] = by;
	for (int i = 0; i < LIST_PARTS; i++) {
		memcpy(der + at, parts[i].bytes, parts[i].len);
		at += parts[i].len;
	}
	at = wrap(der, at);
	memcpy(der + at, behind, sizeof(behind) - 1);
	at = wrap(der, at + sizeof(behind) - 1);
	return crypto_crl_new((struct snpguest_blob){ der, at }, crl, &fields);
}

/* RFC 5280 5.1.2 */
static void each_part_of_a_list_has_one_form(void **state)
{
	static const struct {
		int part;
		struct list_part by;
		bool holds;
	} rows[] = {
		{ VERSION, PART("\x02\x01\x01"), true },
		{ VERSION, PART("\x02\x01\x00"), false },
		{ VERSION, PART("\x02\x02\x01\x00"), false },
		{ VERSION, PART("\x0a\x01\x01"), false },
		{ VERSION, PART(""), false },
		{ INNER, PART("\x30\x05\x06\x03\x2a\x03\x05"), false },
		{ INNER, PART("\x31\x05\x06\x03\x2a\x03\x04"), false },
		{ INNER, PART(""), false },
		{ ISSUER, PART("\x30\x00"), true },
		{ ISSUER, PART("\x31\x00"), false },
		{ ISSUER, PART("\x30\x02\x31\x00"), false },
		{ DATES, PART(DAY), true },
		{ DATES, PART(""), false },
		{ DATES, PART(DAY DAY DAY), false },
		{ DATES, PART("\x02\x01\x00" DAY), false },
		{ ENTRIES, PART(""), true },
		{ ENTRIES, PART("\x30\x00"), true },
		{ ENTRIES, PART("\x31\x14" ENTRY), false },
		{ ENTRIES, PART("\x30\x14\x31\x12\x02\x01\x05" DAY), false },
		{ ENTRIES, PART("\x30\x14\x30\x12\x0a\x01\x05" DAY), false },
		{ ENTRIES, PART("\x30\x05\x30\x03\x02\x01\x05"), false },
		{ ENTRIES, PART("\x30\x08\x30\x06\x02\x01\x05\x02\x01\x05"),
		  false },
		{ ENTRIES, PART("\x30\x16\x30\x14\x02\x01\x05" DAY "\x30\x00"),
		  true },
		{ ENTRIES, PART("\x30\x16\x30\x14\x02\x01\x05" DAY "\x31\x00"),
		  false },
		{ ENTRIES, PART("\x30\x18\x30\x16\x02\x01\x05" DAY "\x30\x00"
				"\x05\x00"), false },
		{ ENTRIES, PART("\x30\x18\x30\x16\x02\x01\x05" DAY "\x30\x02"
				"\x05\x00"), false },
		{ EXTENSIONS, PART(""), true },
		{ EXTENSIONS, PART("\xa0\x02\x30\x00"), true },
		{ EXTENSIONS, PART("\xa0\x00"), false },
		/* Critical: TRUE is 0xff, and nothing else. */
		{ EXTENSIONS, PART("\xa0\x0e\x30\x0c\x30\x0a\x06\x03\x2a\x03"
				   "\x05\x01\x01\xff\x04\x00"), true },
		{ EXTENSIONS, PART("\xa0\x0e\x30\x0c\x30\x0a\x06\x03\x2a\x03"
				   "\x05\x01\x01\x01\x04\x00"), false },
		{ EXTENSIONS, PART("\xa1\x0b\x30\x09" OTHER), false },
		{ EXTENSIONS, PART("\xa0\x04\x30\x02\x05\x00"), false },
		{ EXTENSIONS, PART("\xa0\x0b\x30\x09" OTHER "\x05\x00"), false },
	};
	struct crypto_crl *crl;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int err = read_list_with(rows[i].part, rows[i].by, &crl);

		if (err != (rows[i].holds ? 0 : -EBADMSG))
			fail_msg("row %zu: %d", i, err);
		if (!err)
			crypto_crl_free(crl);
	}
}

/* By its value: 5, but neither -5 nor 0x85 where that is negative. */
static void a_serial_is_a_number(void **state)
{
	static const struct {
		const char *entry;
		uint8_t serial;
		bool listed;
	} rows[] = {
		{ "\x30\x14\x30\x12\x02\x01\x05" DAY, 5, true },
		{ "\x30\x14\x30\x12\x02\x01\xfb" DAY, 5, false },
		{ "\x30\x14\x30\x12\x02\x01\x85" DAY, 0x85, false },
		{ "\x30\x15\x30\x13\x02\x02\x00\x85" DAY, 0x85, true },
	};
	struct crypto_crl *crl;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct list_part entries = { rows[i].entry,
					     2 + (uint8_t)rows[i].entry[1] };
		struct snpguest_blob serial = { &rows[i].serial, 1 };

		assert_int_equal(read_list_with(ENTRIES, entries, &crl), 0);
		assert_int_equal(crypto_crl_lists(crl, serial), rows[i].listed);
		crypto_crl_free(crl);
	}
}

/* The day on which an entry was revoked, at which nobody else looks. */
static void a_list_is_der_to_the_bottom(void **state)
{
	struct snpguest_blob list;
	struct crypto_crl_fields fields;
	struct crypto_crl *crl;
	uint8_t *date;

	(void)state;
	list = crl_with(0, false, false, 1);
	date = find(list, "\x02\x01\x07\x17\x0d", 5) + 5;
	assert_int_equal(crypto_crl_new(list, &crl, &fields), 0);
	crypto_crl_free(crl);
	date[2] = '2'; /* in a month above 20 */
	assert_int_equal(crypto_crl_new(list, &crl, &fields), -EBADMSG);
	blob_free(list);
}

/* Programs take what is in their error queue for their own. */
static void no_error_is_left_behind(void **state)
{
	struct snpguest_blob list = crl_with(0, false, false, 1);
	struct snpguest_blob leaf = forge_issue(&forge->leaf);
	struct crypto_crl_fields fields;
	struct crypto_cert *cert;
	struct crypto_crl *crl;

	(void)state;
	ERR_clear_error();
	assert_int_equal(crypto_crl_new(list, &crl, &fields), 0);
	assert_int_equal(ERR_peek_error(), 0);
	assert_int_equal(parse(leaf, &cert), 0);
	assert_int_equal(ERR_peek_error(), 0);
	leaf.len--;
	assert_int_equal(parse(leaf, &(struct crypto_cert *){ NULL }),
			 -EBADMSG);
	assert_int_equal(ERR_peek_error(), 0);
	crypto_cert_free(cert);
	crypto_crl_free(crl);
	blob_free(list);
	blob_free(leaf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_oid_is_seen),
		cmocka_unit_test(a_leaf_with_a_long_critical_oid_is_refused),
		cmocka_unit_test(an_extension_of_amds_is_seen_however_long_its_oid),
		cmocka_unit_test(a_certificate_has_a_largest_size),
		cmocka_unit_test(extensions_of_a_list_are_few_and_different),
		cmocka_unit_test(a_list_has_a_largest_size),
		cmocka_unit_test(a_serial_is_found_wherever_it_stands),
		cmocka_unit_test(a_negative_serial_is_refused),
		cmocka_unit_test(a_signature_has_whole_bytes),
		cmocka_unit_test(a_key_has_whole_bytes),
		cmocka_unit_test(names_are_compared_as_names),
		cmocka_unit_test(a_common_name_is_one_text_that_all_read_alike),
		cmocka_unit_test(a_name_that_nobody_can_read_is_refused),
		cmocka_unit_test(a_point_has_its_size),
		cmocka_unit_test(an_rsa_key_is_two_numbers),
		cmocka_unit_test(a_list_is_of_version_2),
		cmocka_unit_test(a_certificate_is_der_to_the_bottom),
		cmocka_unit_test(each_part_of_a_list_has_one_form),
		cmocka_unit_test(a_serial_is_a_number),
		cmocka_unit_test(a_list_is_der_to_the_bottom),
		cmocka_unit_test(no_error_is_left_behind),
	};

	return cmocka_run_group_tests(tests, make_forge, free_forge);
}

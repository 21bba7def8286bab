// SPDX-License-Identifier: MIT
/* AMD's authorities in the source against what AMD published. */
#include "lib_crypto.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include "formats/anchors.h"
#include "formats/certificate.h"

static struct certificate *parse(struct snpguest_blob der)
{
	struct certificate *cert;
	uint8_t sha256[32];

	assert_int_equal(crypto_sha256(crypto, der, sha256), 0);
	assert_int_equal(certificate_new(crypto, NULL, der, sha256, &cert), 0);
	return cert;
}

/* SHA-256 of certificate and of SubjectPublicKeyInfo, from public records. */
static const struct {
	const char *name, *serial, *from, *to, *cert, *spki, *file;
} published[] = {
	{ "ARK-Milan", "010000", "2020-10-22T17:23:05Z", "2045-10-22T17:23:05Z",
	  "69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd",
	  "9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9",
	  "ca/ark-milan.der" },
	{ "SEV-Milan", "010001", "2020-10-22T18:24:20Z", "2045-10-22T18:24:20Z",
	  "67d303bd3905fd38db8b20e0793699870e7fa612eaad5dec358293fd8c0bac1b",
	  "42491669ccb851d627ea9846cd24eccbeb7de7c2a62740120fff88001d38ebb6",
	  "ca/ask-milan.der" },
	{ "SEV-VLEK-Milan", "010101", "2022-11-16T22:45:24Z",
	  "2047-11-16T22:45:24Z",
	  "c5e081f59b7efab1fe2f8b505e159704e72f29cab7ef7cf628a05a42439082f5",
	  "66450a123ea5876206df67f2514a4fea224c0f63b18313423078b0edc4535e33",
	  "ca/asvk-milan.der" },
	{ "ARK-Genoa", "020000", "2022-01-26T15:34:37Z", "2047-01-26T15:34:37Z",
	  "4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1",
	  "429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831",
	  "ca/ark-genoa.der" },
	{ "SEV-Genoa", "020002", "2022-10-31T13:33:48Z", "2047-10-31T13:33:48Z",
	  "5464738c1546aed5f2cecf1dc98c5c960a92e8913238a61711bc90ec6e828521",
	  "0324d55bcd48ba877a8fd87c0e1b4934dec8448e3807a24384a34dc6a6c9ebb8",
	  "ca/ask-genoa.der" },
	{ "SEV-VLEK-Genoa", "020101", "2022-11-18T20:48:34Z",
	  "2047-11-18T20:48:34Z",
	  "197e610743a917d6b9bb982a5a9226ccc0a15b611be0619e626aca9151457372",
	  "7d1633252ebbadaa75f96e9b4e6f7d43a90ceb3f843937482630f8da2459264e",
	  "ca/asvk-genoa.der" },
	{ "ARK-Turin", "030000", "2023-05-15T20:03:12Z", "2048-05-15T20:03:12Z",
	  "1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a",
	  "4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08",
	  "ca/ark-turin.der" },
	{ "SEV-Turin", "030001", "2023-05-15T20:25:21Z", "2048-05-15T20:25:21Z",
	  "5b77ef5fe7a7a004fd9032668fba9d0fda22f88c4442069a479636a6ae3b3185",
	  "0000ead352025f208bf55297c4192c34cd1b878002107366d8f2065a9ae7d3a9",
	  "ca/ask-turin.der" },
	{ "SEV-VLEK-Turin", "030101", "2023-05-15T21:09:41Z",
	  "2048-05-15T21:09:41Z",
	  "104e10a8bd060a3c20a434261a57d0588fd65a88915b4f65b08bdecaf8df1a3c",
	  "bfc441408b2f806c5dbf180bd8920e6e60dd404d82141780d85dbf962954d386",
	  "ca/asvk-turin.der" },
};

/* DER of the SubjectPublicKeyInfo of an RSA key with this modulus. */
static struct snpguest_blob spki_of(const uint8_t *modulus)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *n = BN_bin2bn(modulus, CRYPTO_RSA_SIZE, NULL);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM *params;
	EVP_PKEY *key = NULL;
	uint8_t *der = NULL;
	int len;

	OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n);
	OSSL_PARAM_BLD_push_ulong(build, OSSL_PKEY_PARAM_RSA_E, 65537);
	params = OSSL_PARAM_BLD_to_param(build);
	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY,
					   params), 1);
	len = i2d_PUBKEY(key, &der);
	assert_true(len > 0);
	EVP_PKEY_free(key);
	OSSL_PARAM_free(params);
	EVP_PKEY_CTX_free(ctx);
	BN_free(n);
	OSSL_PARAM_BLD_free(build);
	return (struct snpguest_blob){ der, len };
}

static void keys_and_certificates_have_the_published_fingerprints(void **state)
{
	uint8_t digest[32];

	(void)state;
	for (int i = 0; i < ANCHOR_COUNT; i++) {
		struct snpguest_blob spki = spki_of(amd_anchors[i].modulus);

		assert_string_equal(hex_of(amd_anchors[i].sha256, 32),
				    published[i].cert);
		assert_int_equal(crypto_sha256(crypto, spki, digest), 0);
		assert_string_equal(hex_of(digest, 32), published[i].spki);
		OPENSSL_free((void *)spki.data);
	}
}

static void print_name(struct snpguest_blob der, char *text, size_t len)
{
	const uint8_t *at = der.data;
	X509_NAME *name = d2i_X509_NAME(NULL, &at, der.len);
	BIO *bio = BIO_new(BIO_s_mem());

	assert_non_null(name);
	assert_ptr_equal(at, der.data + der.len);
	memset(text, 0, len);
	X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253);
	assert_true(BIO_read(bio, text, len - 1) > 0);
	BIO_free(bio);
	X509_NAME_free(name);
}

static void names_serials_and_dates_are_the_published_ones(void **state)
{
	char text[256], wanted[256];

	(void)state;
	for (int i = 0; i < ANCHOR_COUNT; i++) {
		const struct anchor *a = &amd_anchors[i];
		enum snpguest_product product;
		struct snpguest_blob name = { a->name, a->name_len };
		struct snpguest_blob cn = { (const uint8_t *)published[i].name,
					    strlen(published[i].name) };

		print_name(name, text, sizeof(text));
		snprintf(wanted, sizeof(wanted),
			 "CN=%s,O=Advanced Micro Devices,ST=CA,L=Santa Clara,C=US,OU=Engineering",
			 published[i].name);
		assert_string_equal(text, wanted);
		assert_int_equal(role_of_name(NULL, cn, &product), a->role);
		assert_int_equal(product, a->product);
		assert_string_equal(hex_of(a->serial, 3), published[i].serial);
		assert_int_equal(a->not_before, time_of(published[i].from));
		assert_int_equal(a->not_after, time_of(published[i].to));
	}
}

static void numbers_are_those_of_the_public_certificates(void **state)
{
	(void)state;
	NEED_VECTORS();
	for (int i = 0; i < ANCHOR_COUNT; i++) {
		const struct anchor *a = &amd_anchors[i];
		struct snpguest_blob file = vector_read(published[i].file);
		struct certificate *cert = parse(file);
		struct crypto_key *key, *its;

		assert_memory_equal(cert->info.sha256, a->sha256, 32);
		assert_int_equal(crypto_rsa_key(crypto, a->modulus, &key), 0);
		assert_int_equal(certificate_key(cert, &its), 0);
		assert_non_null(its);
		assert_true(crypto_key_equal(its, key));
		crypto_key_free(key);
		assert_int_equal(cert->subject.len, a->name_len);
		assert_memory_equal(cert->subject.data, a->name, a->name_len);
		assert_int_equal(cert->serial.len, 3);
		assert_memory_equal(cert->serial.data, a->serial, 3);
		assert_int_equal(cert->info.not_before, a->not_before);
		assert_int_equal(cert->info.not_after, a->not_after);
		assert_null(cert->ca_problem);
		assert_true(cert->pss);
		certificate_put(cert);
		blob_free(file);
	}
}

/* That the ASKs and ASVKs were signed by the ARK is settled here, once. */
static void the_root_of_each_product_signed_its_authorities(void **state)
{
	(void)state;
	NEED_VECTORS();
	for (int i = 0; i < ANCHOR_COUNT; i++) {
		struct snpguest_blob file = vector_read(published[i].file);
		struct certificate *cert = parse(file);
		struct crypto_key *key;

		for (int root = 0; root < ANCHOR_COUNT; root += 3) {
			int err;

			assert_int_equal(crypto_rsa_key(
				crypto, amd_anchors[root].modulus, &key), 0);
			err = crypto_cert_verify(cert->x509, key);
			assert_int_equal(err, root == i / 3 * 3 ? 0 : -EBADMSG);
			crypto_key_free(key);
		}
		certificate_put(cert);
		blob_free(file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_and_certificates_have_the_published_fingerprints),
		cmocka_unit_test(names_serials_and_dates_are_the_published_ones),
		cmocka_unit_test(numbers_are_those_of_the_public_certificates),
		cmocka_unit_test(the_root_of_each_product_signed_its_authorities),
	};

	return cmocka_run_group_tests_name("anchors", tests,
					   get_crypto, put_crypto);
}

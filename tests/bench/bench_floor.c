// SPDX-License-Identifier: MIT
/*
 * bench_floor REPORT VCEK ASK: the operations of OpenSSL's that one verification
 * cannot do without, once each, and nothing beside them: no certificate is parsed,
 * nothing is compared, and what it says is worth nothing. VCEK and ASK are DER,
 * of AMD's shape. A process that verifies is measured against it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#define FILE_MAX 8192
#define SIGNED_SIZE 0x2a0
#define R_OFFSET 0x2a0
#define S_OFFSET 0x2e8
#define RSA_SIZE 512
#define POINT_SIZE 97

struct file {
	uint8_t bytes[FILE_MAX];
	size_t len;
};

static OSSL_LIB_CTX *libctx;

static void need(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "bench_floor: %s\n", what);
	exit(3);
}

static void read_file(const char *path, struct file *to)
{
	FILE *file = fopen(path, "rb");

	need(file != NULL, path);
	to->len = fread(to->bytes, 1, sizeof(to->bytes), file);
	need(to->len > RSA_SIZE, path);
	fclose(file);
}

/* What stands behind @head, @n bytes of it. */
static uint8_t *behind(struct file *file, const char *head, size_t n)
{
	uint8_t *at = memmem(file->bytes, file->len, head, n);

	need(at != NULL, "a certificate is of another shape");
	return at + n;
}

static EVP_PKEY *import(const char *type, OSSL_PARAM *params)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(libctx, type, NULL);
	EVP_PKEY *key = NULL;

	need(ctx && EVP_PKEY_fromdata_init(ctx) == 1 &&
	     EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) == 1,
	     "a key cannot be imported");
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static EVP_PKEY *rsa_key(const uint8_t *modulus)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *n = BN_bin2bn(modulus, RSA_SIZE, NULL);
	OSSL_PARAM *params;
	EVP_PKEY *key;

	OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n);
	OSSL_PARAM_BLD_push_ulong(build, OSSL_PKEY_PARAM_RSA_E, 65537);
	params = OSSL_PARAM_BLD_to_param(build);
	key = import("RSA", params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	BN_free(n);
	return key;
}

static EVP_PKEY *p384_key(uint8_t *point)
{
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
						 (char[]){ "secp384r1" }, 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
						  point, POINT_SIZE),
		OSSL_PARAM_construct_end(),
	};

	return import("EC", params);
}

static void verify(EVP_PKEY *key, const EVP_MD *sha384, const uint8_t *message,
		   size_t len, const uint8_t *signature, size_t signature_len)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(libctx, key, NULL);
	uint8_t digest[48];

	need(EVP_Digest(message, len, digest, NULL, sha384, NULL) == 1 &&
	     ctx && EVP_PKEY_verify_init(ctx) == 1, "no verification");
	if (EVP_PKEY_is_a(key, "RSA"))
		need(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) ==
			     1 &&
		     EVP_PKEY_CTX_set_signature_md(ctx, sha384) == 1 &&
		     EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, sha384) == 1 &&
		     EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, 48) == 1, "no PSS");
	need(EVP_PKEY_verify(ctx, signature, signature_len, digest,
			     sizeof(digest)) == 1, "a signature does not hold");
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(key);
}

static void verify_report(struct file *report, struct file *vcek,
			  const EVP_MD *sha384)
{
	ECDSA_SIG *sig = ECDSA_SIG_new();
	uint8_t der[256], *at = der;
	size_t len;

	ECDSA_SIG_set0(sig, BN_lebin2bn(report->bytes + R_OFFSET, 48, NULL),
		       BN_lebin2bn(report->bytes + S_OFFSET, 48, NULL));
	len = i2d_ECDSA_SIG(sig, &at);
	ECDSA_SIG_free(sig);
	verify(p384_key(behind(vcek, "\x03\x62\x00", 3)), sha384, report->bytes,
	       SIGNED_SIZE, der, len);
}

static void verify_leaf(struct file *vcek, struct file *ask,
			const EVP_MD *sha384)
{
	const uint8_t *tbs = vcek->bytes + 4;
	size_t len = 4 + (tbs[2] << 8 | tbs[3]);

	verify(rsa_key(behind(ask, "\x02\x82\x02\x01\x00", 5)), sha384, tbs,
	       len, vcek->bytes + vcek->len - RSA_SIZE, RSA_SIZE);
}

int main(int argc, char *argv[])
{
	static struct file report, vcek, ask;
	OSSL_PROVIDER *provider;
	EVP_MD *sha256, *sha384;
	uint8_t digest[32];

	need(argc == 4, "usage: bench_floor REPORT VCEK ASK");
	read_file(argv[1], &report);
	read_file(argv[2], &vcek);
	read_file(argv[3], &ask);
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	libctx = OSSL_LIB_CTX_new();
	/* The random numbers that libcrypto blinds with, at the least price. */
	need(RAND_set_DRBG_type(libctx, "HASH-DRBG", NULL, NULL, "SHA2-256") ==
	     1, "no generator");
	provider = OSSL_PROVIDER_load(libctx, "default");
	sha256 = EVP_MD_fetch(libctx, "SHA2-256", NULL);
	sha384 = EVP_MD_fetch(libctx, "SHA2-384", NULL);
	need(provider && sha256 && sha384, "no algorithms");
	/* By which a certificate is known. */
	EVP_Digest(vcek.bytes, vcek.len, digest, NULL, sha256, NULL);
	EVP_Digest(ask.bytes, ask.len, digest, NULL, sha256, NULL);
	verify_leaf(&vcek, &ask, sha384);
	verify_report(&report, &vcek, sha384);
	EVP_MD_free(sha256);
	EVP_MD_free(sha384);
	OSSL_PROVIDER_unload(provider);
	OSSL_LIB_CTX_free(libctx);
	return 0;
}

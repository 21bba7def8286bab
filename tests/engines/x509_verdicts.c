// SPDX-License-Identifier: MIT
/*
 * x509_verdicts STEP FILE...: what the library's cryptography says of certificates
 * and revocation lists (DER; *.crl.der) and of each of them with one byte
 * changed, a line each, for comparing one engine with another. Every STEP-th byte
 * is changed, in each of the ways below.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/crypto_x509.h"
#include "crypto/name.h"

#define FILE_MAX (CRYPTO_CERT_MAX)

static struct crypto *crypto;

static void need(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "x509_verdicts: %s\n", what);
	exit(3);
}

/* FNV-1a: whether two lines say the same. */
static uint32_t sum(struct snpguest_blob blob)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < blob.len; i++)
		hash = (hash ^ blob.data[i]) * 16777619u;
	return hash;
}

static uint32_t sum_text(const char *text)
{
	return sum((struct snpguest_blob){ (const uint8_t *)text,
					   strlen(text) });
}

static void say_extensions(const struct crypto_cert *cert)
{
	struct bytes rest = crypto_cert_extensions(cert);
	struct crypto_extension ext;

	while (crypto_next_extension(&rest, &ext))
		printf(" %s%s=%08" PRIx32, ext.oid, ext.critical ? "!" : "",
		       sum(ext.value));
}

static void say_keys(const struct crypto_cert *cert)
{
	struct crypto_key *p384 = NULL, *rsa = NULL;

	printf(" p384 %d", crypto_cert_p384_key(cert, &p384));
	printf(" rsa %d", crypto_cert_rsa_key(cert, &rsa));
	if (rsa)
		printf(" self %d", crypto_cert_verify(cert, rsa));
	crypto_key_free(p384);
	crypto_key_free(rsa);
}

static void say_cert(struct snpguest_blob der)
{
	struct crypto_cert_fields fields;
	struct crypto_cert *cert;
	char subject[256], issuer[256];
	int err = crypto_cert_new(crypto, der, &cert, &fields);

	printf("%d", err);
	if (err)
		return;
	name_text(fields.subject, subject, sizeof(subject));
	name_text(fields.issuer, issuer, sizeof(issuer));
	printf(" %08" PRIx32 " %08" PRIx32 " %08" PRIx32 " %08" PRIx32
	       " %08" PRIx32 " %08" PRIx32 " %08" PRIx32 " %" PRId64 " %" PRId64
	       " %d %d names %d",
	       sum(fields.subject), sum(fields.issuer), sum(fields.subject_cn),
	       sum(fields.issuer_cn), sum(fields.serial), sum_text(subject),
	       sum_text(issuer), fields.not_before, fields.not_after,
	       fields.pss, fields.ca, name_equal(fields.issuer, fields.subject));
	say_extensions(cert);
	say_keys(cert);
	crypto_cert_free(cert);
}

static void say_crl(struct snpguest_blob der)
{
	static const uint8_t serial[] = { 0x01, 0x00, 0x01 };
	struct crypto_crl_fields fields;
	struct crypto_crl *crl;
	int err = crypto_crl_new(der, &crl, &fields);

	printf("%d", err);
	if (err)
		return;
	printf(" %08" PRIx32 " %" PRId64 " %" PRId64 " %d %d %d lists %d",
	       sum(fields.issuer), fields.this_update,
	       fields.has_next_update ? fields.next_update : 0,
	       fields.has_next_update, fields.pss, fields.unknown,
	       crypto_crl_lists(crl, (struct snpguest_blob){
				serial, sizeof(serial) }));
	crypto_crl_free(crl);
}

static void say(const char *name, struct snpguest_blob der, size_t at)
{
	printf("%s %zu %02x: ", name, at, der.data[at]);
	if (strstr(name, ".crl"))
		say_crl(der);
	else
		say_cert(der);
	putchar('\n');
}

/* What tags, lengths and values turn into something else by. */
static void change(const char *name, uint8_t *bytes, size_t len, size_t at)
{
	static const uint8_t flips[] = { 0x01, 0x02, 0x08, 0x20, 0x40, 0x80 };
	static const uint8_t values[] = { 0x00, 0x01, 0x05, 0x7f, 0xff };
	struct snpguest_blob der = { bytes, len };
	uint8_t was = bytes[at];

	for (size_t i = 0; i < sizeof(flips); i++) {
		bytes[at] = was ^ flips[i];
		say(name, der, at);
	}
	for (size_t i = 0; i < sizeof(values); i++) {
		bytes[at] = values[i];
		say(name, der, at);
	}
	bytes[at] = was;
}

static void judge_file(const char *path, size_t step)
{
	static uint8_t bytes[FILE_MAX];
	const char *name = strrchr(path, '/');
	FILE *file = fopen(path, "rb");
	size_t len;

	need(file != NULL, path);
	len = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	need(len > 0, "an empty file");
	name = name ? name + 1 : path;
	say(name, (struct snpguest_blob){ bytes, len }, 0);
	for (size_t at = 0; at < len; at += step)
		change(name, bytes, len, at);
}

int main(int argc, char **argv)
{
	size_t step = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;

	need(step > 0, "usage: x509_verdicts STEP FILE...");
	need(!crypto_shared(&crypto), "no cryptography");
	for (int i = 2; i < argc; i++)
		judge_file(argv[i], step);
	crypto_put(crypto);
	return 0;
}

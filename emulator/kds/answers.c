// SPDX-License-Identifier: MIT
#include "answers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/pem.h>

#include "../firmware/tcb.h"

#define TYPE_DER	"application/pkix-cert"
#define TYPE_PEM	"application/x-pem-file"
#define TYPE_CRL	"application/pkix-crl"
#define TYPE_JSON	"application/json; charset=utf-8"
#define METADATA_PATH	"/metadata/THIM/amd/certification"

int kds_open(const char *dir, struct kds *kds, struct why why)
{
	int err = still_machine_read(dir, &kds->machine, why);

	kds->identity = kds->machine.identity;
	kds->product = kds->machine.config.product;
	kds->tcb = kds->machine.sp.state.reported_tcb;
	if (err)
		kds_close(kds);
	return err;
}

void kds_close(struct kds *kds)
{
	still_machine_free(&kds->machine);
	kds->identity = NULL;
}

static struct kds_answer text(unsigned int status, const char *words)
{
	return (struct kds_answer){ .status = status,
				    .type = "text/plain",
				    .bytes = (uint8_t *)strdup(words),
				    .size = strlen(words) };
}

static struct kds_answer trouble(void)
{
	return text(500, "not enough memory\n");
}

/* Takes what stands in @bio. */
static struct kds_answer from_bio(BIO *bio, const char *type)
{
	char *bytes;
	long size = bio ? BIO_get_mem_data(bio, &bytes) : 0;
	struct kds_answer answer = { .status = 200, .type = type };

	answer.bytes = size > 0 ? malloc((size_t)size) : NULL;
	if (answer.bytes) {
		memcpy(answer.bytes, bytes, (size_t)size);
		answer.size = (size_t)size;
	}
	BIO_free(bio);
	return answer.bytes ? answer : trouble();
}

static bool put_pem(BIO *bio, uint8_t *der, size_t size)
{
	bool ok = PEM_write_bio(bio, "CERTIFICATE", "", der, (long)size) > 0;

	free(der);
	return ok;
}

static bool put_ca(BIO *bio, const struct kds *kds, enum identity_ca ca)
{
	uint8_t *der;
	size_t size;

	return bio &&
	       !identity_ca_certificate(kds->identity, ca, &der, &size) &&
	       put_pem(bio, der, size);
}

/* The intermediate one comes first. */
static struct kds_answer chain(const struct kds *kds, enum identity_ca below)
{
	BIO *bio = BIO_new(BIO_s_mem());

	if (put_ca(bio, kds, below) && put_ca(bio, kds, CA_ARK))
		return from_bio(bio, TYPE_PEM);
	BIO_free(bio);
	return trouble();
}

static struct kds_answer revocations(const struct kds *kds)
{
	struct kds_answer answer = { .status = 200, .type = TYPE_CRL };

	return identity_crl(kds->identity, &answer.bytes, &answer.size)
		       ? trouble()
		       : answer;
}

/* In lower or upper case; a Turin is known by its first 8 bytes. */
static bool is_this_chip(const struct kds *kds, const char *hex)
{
	size_t i, n = kds->product == PRODUCT_TURIN ? 8 : 64;
	uint8_t id[64];
	char digits[3];

	if (strlen(hex) != 2 * n)
		return false;
	identity_chip_id(kds->identity, id);
	for (i = 0; i < n; i++) {
		snprintf(digits, sizeof(digits), "%02x", id[i]);
		if (strncasecmp(digits, hex + 2 * i, 2))
			return false;
	}
	return true;
}

static bool spl(const char *(*parameter)(void *, const char *), void *owner,
		const char *name, uint8_t *value)
{
	const char *words = parameter(owner, name);
	unsigned long number;
	char *end;

	if (!words)
		return false;
	number = strtoul(words, &end, 10);
	*value = (uint8_t)number;
	return end != words && !*end && *words != '-' && number <= 255;
}

static bool tcb_of(const struct kds *kds,
		   const char *(*parameter)(void *, const char *), void *owner,
		   uint64_t *tcb)
{
	struct tcb_parts parts = { 0 };

	if (!spl(parameter, owner, "blSPL", &parts.bl) ||
	    !spl(parameter, owner, "teeSPL", &parts.tee) ||
	    !spl(parameter, owner, "snpSPL", &parts.snp) ||
	    !spl(parameter, owner, "ucodeSPL", &parts.ucode) ||
	    (kds->product == PRODUCT_TURIN &&
	     !spl(parameter, owner, "fmcSPL", &parts.fmc)))
		return false;
	*tcb = tcb_join(kds->product, parts);
	return true;
}

/* The same chip with another microcode: a certificate that fits no report. */
static uint64_t another_tcb(const struct kds *kds, uint64_t tcb)
{
	struct tcb_parts parts = tcb_split(kds->product, tcb);

	parts.ucode ^= 1;
	return tcb_join(kds->product, parts);
}

static struct kds_answer leaf(const struct kds *kds, uint64_t tcb, bool wrong)
{
	struct kds_answer answer = { .status = 200, .type = TYPE_DER };

	if (wrong)
		tcb = another_tcb(kds, tcb);
	return identity_leaf_certificate(kds->identity, SIGNER_VCEK, tcb,
					 &answer.bytes, &answer.size)
		       ? trouble()
		       : answer;
}

static void put_json_pem(FILE *to, const struct kds_answer *pem)
{
	size_t i;

	for (i = 0; i < pem->size; i++) {
		if (pem->bytes[i] == '\n')
			fputs("\\n", to);
		else
			fputc(pem->bytes[i], to);
	}
}

static struct kds_answer json_of(const struct kds *kds,
				 const struct kds_answer *vcek,
				 const struct kds_answer *cas)
{
	struct kds_answer answer = { .status = 200, .type = TYPE_JSON };
	FILE *to = open_memstream((char **)&answer.bytes, &answer.size);

	if (!to)
		return trouble();
	fputs("{\"vcekCert\":\"", to);
	put_json_pem(to, vcek);
	fprintf(to, "\",\"tcbm\":\"%016" PRIX64
		"\",\"certificateChain\":\"", kds->tcb);
	put_json_pem(to, cas);
	fputs("\",\"cacheControl\":\"86400\"}", to);
	return fclose(to) ? trouble() : answer;
}

/* As Azure's IMDS has it: the VCEK of the reported TCB, ASK and ARK. */
static struct kds_answer metadata_service(const struct kds *kds, bool wrong)
{
	struct kds_answer der = leaf(kds, kds->tcb, wrong), answer, vcek, cas;
	BIO *bio = BIO_new(BIO_s_mem());

	if (der.status != 200 || !bio || !put_pem(bio, der.bytes, der.size)) {
		BIO_free(bio);
		return trouble();
	}
	vcek = from_bio(bio, TYPE_PEM);
	cas = chain(kds, CA_ASK);
	answer = json_of(kds, &vcek, &cas);
	free(vcek.bytes);
	free(cas.bytes);
	return answer;
}

/* "/vcek/v1/Milan/REST": REST, or NULL. */
static const char *rest_of(const struct kds *kds, const char *path,
			   const char *kind)
{
	char start[40];
	int n = snprintf(start, sizeof(start), "/%s/v1/%s/", kind,
			 product_name(kds->product));

	return strncmp(path, start, (size_t)n) ? NULL : path + n;
}

struct kds_answer kds_answer(const struct kds *kds, const char *path,
			     const char *(*parameter)(void *owner,
						      const char *name),
			     void *owner, bool metadata, bool wrong)
{
	const char *vcek = rest_of(kds, path, "vcek");
	const char *vlek = rest_of(kds, path, "vlek");
	const char *rest = vcek ? vcek : vlek;
	uint64_t tcb;

	if (!strcmp(path, METADATA_PATH))
		return metadata ? metadata_service(kds, wrong)
				: text(400, "no header Metadata: true\n");
	if (!rest)
		return text(404, "no such product or path\n");
	if (!strcmp(rest, "cert_chain"))
		return chain(kds, vcek ? CA_ASK : CA_ASVK);
	if (!strcmp(rest, "crl"))
		return revocations(kds);
	if (!vcek || !is_this_chip(kds, rest))
		return text(404, "no such chip\n");
	if (!tcb_of(kds, parameter, owner, &tcb))
		return text(400, "a parameter is missing, or is no number\n");
	return leaf(kds, tcb, wrong);
}

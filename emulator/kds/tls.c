// SPDX-License-Identifier: MIT
#include "tls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "../base/files.h"
#include "../pki/certificate_issuer.h"
#include "../pki/seeded_keys.h"

#define OID_ALTERNATIVE_NAMES	"2.5.29.17"
#define PEM_FILE_MAX		65536

enum { NAME_DNS = 0x82, NAME_IP = 0x87 };

static int add_names(struct certificate_spec *spec)
{
	static const uint8_t loopback[] = { 127, 0, 0, 1 };
	struct der der = { 0 };

	der_begin(&der, DER_SEQUENCE);
	der_put(&der, NAME_IP, loopback, sizeof(loopback));
	der_string(&der, NAME_DNS, "localhost");
	der_string(&der, NAME_DNS, "kdsintf.amd.com");
	der_end(&der);
	return certificate_extension_add_der(spec, OID_ALTERNATIVE_NAMES, &der);
}

/* What @bio holds as text; frees it. NULL when memory is short. */
static char *text_of(BIO *bio, int written)
{
	char *bytes, *text = NULL;
	long size = written > 0 ? BIO_get_mem_data(bio, &bytes) : 0;

	if (size > 0)
		text = strndup(bytes, (size_t)size);
	BIO_free(bio);
	return text;
}

static char *certificate_pem(const uint8_t *der, size_t size)
{
	BIO *bio = BIO_new(BIO_s_mem());

	return text_of(bio, bio ? PEM_write_bio(bio, "CERTIFICATE", "", der,
						(long)size)
				: 0);
}

static char *key_pem(EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_mem());

	return text_of(bio, bio ? PEM_write_bio_PKCS8PrivateKey(
					  bio, key, NULL, NULL, 0, NULL, NULL)
				: 0);
}

/* The root's dates and issuer; the rest is the service's own. */
static int issue(const struct kds *kds, EVP_PKEY *key, struct kds_tls *tls)
{
	struct certificate_spec spec;
	uint8_t *der;
	size_t size;
	int err = identity_ca_spec(kds->identity, CA_ARK, &spec);

	if (err)
		return err;
	spec.extension_count = 0;
	spec.subject_key = key;
	spec.serial++;
	strcpy(spec.subject, "localhost");
	err = add_names(&spec);
	if (!err)
		err = certificate_issue(&spec, &der, &size);
	if (err)
		return err;
	tls->certificate = certificate_pem(der, size);
	tls->key = key_pem(key);
	free(der);
	return tls->certificate && tls->key ? 0 : -ENOMEM;
}

int kds_tls_make(const struct kds *kds, struct kds_tls *tls)
{
	EVP_PKEY *key = seeded_ec(kds->machine.config.seed, "kds", "P-256");
	int err = key ? issue(kds, key, tls) : -ENOMEM;

	EVP_PKEY_free(key);
	if (err)
		kds_tls_free(tls);
	return err;
}

static int read_one(const char *path, char **text, struct why why)
{
	uint8_t *bytes;
	size_t size;
	int err = file_read(AT_FDCWD, path, PEM_FILE_MAX, &bytes, &size);

	if (err)
		return because(why, err, "%s: %s", path, strerror(-err));
	*text = (char *)bytes;
	return 0;
}

int kds_tls_read(const char *certificate, const char *key,
		 struct kds_tls *tls, struct why why)
{
	int err = read_one(certificate, &tls->certificate, why);

	if (!err)
		err = read_one(key, &tls->key, why);
	if (err)
		kds_tls_free(tls);
	return err;
}

void kds_tls_free(struct kds_tls *tls)
{
	free(tls->certificate);
	if (tls->key)
		OPENSSL_cleanse(tls->key, strlen(tls->key));
	free(tls->key);
	*tls = (struct kds_tls){ NULL, NULL };
}

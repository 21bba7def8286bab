// SPDX-License-Identifier: MIT
/* Showing and converting certificates; nothing here is verified. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "certificate.h"
#include "../crypto/pem.h"
#include "../base/error.h"
#include "../base/input.h"

const char *snpguest_cert_role_name(uint32_t role)
{
	switch ((enum snpguest_cert_role)role) {
	case SNPGUEST_CERT_ARK:
		return "ARK";
	case SNPGUEST_CERT_ASK:
		return "ASK";
	case SNPGUEST_CERT_ASVK:
		return "ASVK";
	case SNPGUEST_CERT_VCEK:
		return "VCEK";
	case SNPGUEST_CERT_VLEK:
		return "VLEK";
	case SNPGUEST_CERT_UNKNOWN:
		break;
	}
	return "unknown";
}

/* What is neither true nor false of a certificate. */
static int not_found_out(int err, struct snpguest_error *error)
{
	if (err == -ENOMEM)
		return fail_memory(error);
	return fail(error, err, "the cryptographic library failed");
}

static int parse_der(struct crypto *crypto, const struct products *products,
		     struct snpguest_blob der, struct certificate **cert,
		     struct snpguest_error *error)
{
	uint8_t sha256[CRYPTO_SHA256_SIZE];
	int err = crypto_sha256(crypto, der, sha256);

	if (!err)
		err = certificate_new(crypto, products, der, sha256, cert);
	if (err == -EBADMSG)
		return fail(error, err, "not an X.509 certificate in DER");
	return err ? not_found_out(err, error) : 0;
}

typedef int (*use_fn)(struct certificate *cert, struct snpguest_blob der,
		      void *result, struct snpguest_error *error);

static int with_der(const struct products *products, struct snpguest_blob der,
		    use_fn use, void *result, struct snpguest_error *error)
{
	struct crypto *crypto;
	struct certificate *cert;
	int err = crypto_shared(&crypto);

	if (err)
		return not_found_out(err, error);
	err = parse_der(crypto, products, der, &cert, error);
	if (!err) {
		err = use(cert, der, result, error);
		certificate_put(cert);
	}
	crypto_put(crypto);
	return err;
}

/* Hands the certificate, or the first of a PEM text, to @use. */
static int with_certificate(const struct products *products,
			    struct snpguest_blob cert, use_fn use, void *result,
			    struct snpguest_error *error)
{
	struct bytes text = bytes_of(cert);
	uint8_t *der;
	size_t len;
	int err = input_check_blob(cert, "certificate", error);

	if (err)
		return err;
	if (!crypto_pem_is(cert))
		return with_der(products, cert, use, result, error);
	err = crypto_pem_next(&text, PEM_CERTIFICATE, &der, &len);
	if (err == -ENOENT || err == -EBADMSG)
		return fail(error, -EBADMSG, "no certificate in this PEM text");
	if (err)
		return not_found_out(err, error);
	err = with_der(products, (struct snpguest_blob){ der, len }, use,
		       result, error);
	free(der);
	return err;
}

static int describe(struct certificate *cert, struct snpguest_blob der,
		    void *result, struct snpguest_error *error)
{
	(void)der;
	*(struct snpguest_cert_info *)result = cert->info;
	if (certificate_is_leaf(cert) && !cert->has_vek)
		return fail(error, -EBADMSG, "%s: %s",
			    snpguest_cert_role_name(cert->info.role),
			    cert->vek_problem);
	return 0;
}

int cert_describe(const struct products *products, struct snpguest_blob cert,
		  struct snpguest_cert_info *info, size_t size,
		  struct snpguest_error *error)
{
	struct snpguest_cert_info whole = { 0 };
	int err = with_certificate(products, cert, describe, &whole, error);

	output_copy(info, size, &whole, sizeof(whole));
	return err;
}

static int to_pem(struct certificate *cert, struct snpguest_blob der,
		  void *result, struct snpguest_error *error)
{
	(void)cert;
	return crypto_pem_write(PEM_CERTIFICATE, der, result) ?
		       fail_memory(error) : 0;
}

int snpguest_cert_to_pem(struct snpguest_blob cert, char **pem,
			 struct snpguest_error *error)
{
	*pem = NULL;
	return with_certificate(NULL, cert, to_pem, pem, error);
}

int snpguest_pem_next(struct snpguest_blob *pem, uint8_t **der, size_t *der_len,
		      struct snpguest_error *error)
{
	struct bytes text = bytes_of(*pem);
	int err;

	*der = NULL;
	*der_len = 0;
	err = crypto_pem_next(&text, PEM_CERTIFICATE, der, der_len);
	*pem = (struct snpguest_blob){ text.at, text.left };
	if (err == -ENOENT)
		return fail(error, err, "there is no further certificate");
	if (err == -EBADMSG)
		return fail(error, err, "a block of the bundle is no PEM");
	return err ? not_found_out(err, error) : 0;
}

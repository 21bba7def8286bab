// SPDX-License-Identifier: MIT
/* Showing and converting certificates; nothing here is verified. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "certificate.h"
#include "error.h"
#include "pem.h"
#include "vek_extensions.h"

#define LABEL "CERTIFICATE"

const char *snpguest_cert_role_name(enum snpguest_cert_role role)
{
	switch (role) {
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

/*
 * The DER bytes of @cert: itself, or decoded from PEM into @owned, which the
 * caller frees.
 */
static int to_der(struct snpguest_blob cert, struct snpguest_blob *der,
		  uint8_t **owned, struct snpguest_error *error)
{
	struct bytes text = bytes_of(cert);
	size_t len = 0;
	int err;

	*der = cert;
	*owned = NULL;
	if (!pem_is(cert))
		return 0;
	err = pem_next(&text, LABEL, owned, &len);
	if (err == -ENOMEM)
		return fail_memory(error);
	if (err)
		return fail(error, -EBADMSG, "no certificate in this PEM text");
	*der = (struct snpguest_blob){ *owned, len };
	return 0;
}

static int parse(struct snpguest_blob der, struct certificate *cert,
		 struct snpguest_error *error)
{
	int err = certificate_parse(der, cert);

	if (err == -EBADMSG)
		return fail(error, err, "not an X.509 certificate in DER");
	return err ? fail(error, err, "cannot hash the certificate") : 0;
}

static int describe_leaf(const struct certificate *cert,
			 struct snpguest_cert_info *info,
			 struct snpguest_error *error)
{
	struct vek_extensions vek;
	char why[128];
	int err = vek_extensions_parse(cert, &vek, why, sizeof(why));

	if (err)
		return fail(error, err, "%s: %s",
			    snpguest_cert_role_name(cert->role), why);
	vek_extensions_info(&vek, info);
	return 0;
}

int snpguest_cert_describe(struct snpguest_blob cert,
			   struct snpguest_cert_info *info,
			   struct snpguest_error *error)
{
	struct certificate parsed;
	struct snpguest_blob der;
	uint8_t *owned;
	int err;

	err = to_der(cert, &der, &owned, error);
	if (err)
		return err;
	err = parse(der, &parsed, error);
	if (!err) {
		certificate_info(&parsed, info);
		if (parsed.role == SNPGUEST_CERT_VCEK ||
		    parsed.role == SNPGUEST_CERT_VLEK)
			err = describe_leaf(&parsed, info, error);
	}
	free(owned);
	return err;
}

int snpguest_cert_to_pem(struct snpguest_blob cert, char **pem,
			 struct snpguest_error *error)
{
	struct certificate parsed;
	struct snpguest_blob der;
	uint8_t *owned;
	int err;

	*pem = NULL;
	err = to_der(cert, &der, &owned, error);
	if (err)
		return err;
	err = parse(der, &parsed, error);
	if (!err) {
		*pem = pem_write(LABEL, der);
		if (!*pem)
			err = fail_memory(error);
	}
	free(owned);
	return err;
}

int snpguest_pem_split(struct snpguest_blob pem, size_t index, uint8_t **der,
		       size_t *der_len, struct snpguest_error *error)
{
	struct bytes text = bytes_of(pem);
	int err;

	*der = NULL;
	*der_len = 0;
	for (size_t i = 0;; i++) {
		err = pem_next(&text, LABEL, der, der_len);
		if (err == -ENOENT)
			return fail(error, err,
				    "the bundle has %zu certificates", i);
		if (err == -ENOMEM)
			return fail_memory(error);
		if (err)
			return fail(error, err,
				    "certificate %zu of the bundle is no PEM",
				    i + 1);
		if (i == index)
			return 0;
		free(*der);
		*der = NULL;
	}
}

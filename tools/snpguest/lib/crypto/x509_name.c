// SPDX-License-Identifier: MIT
#include "x509_name_private.h"

#include <errno.h>
#include <stddef.h>

#include "der_certificate.h"

void name_free(struct name *name)
{
	X509_NAME_free(name->parsed);
}

static int parse(struct snpguest_blob der, X509_NAME **parsed)
{
	const uint8_t *at = der.data;
	uint8_t *encoded = NULL;
	int len, err;

	openssl_begin();
	*parsed = d2i_X509_NAME(NULL, &at, der.len);
	if (!*parsed)
		return openssl_refused();
	len = i2d_X509_NAME(*parsed, &encoded);
	err = x509_same(encoded, len, der);
	if (err) {
		X509_NAME_free(*parsed);
		*parsed = NULL;
	}
	return err;
}

int name_read(struct snpguest_blob der, struct name *name)
{
	X509_NAME *parsed;
	int err;

	name->der = der;
	if (der_plain_name(der, &name->common_name))
		return 0;
	err = parse(der, &parsed);
	if (err)
		return err;
	name->parsed = parsed;
	name->common_name = x509_common_name(parsed);
	return 0;
}

const X509_NAME *name_parsed(struct name *name)
{
	X509_NAME *made, *first = NULL;

	if (name->parsed)
		return name->parsed;
	if (parse(name->der, &made))
		return NULL;
	if (atomic_compare_exchange_strong(&name->parsed, &first, made))
		return made;
	X509_NAME_free(made); /* another thread was faster */
	return first;
}

// SPDX-License-Identifier: MIT
#include "bundle.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/talk.h"

void bundle_free(struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->n_owned; i++)
		free(bundle->owned[i].data);
	for (size_t i = 0; i < bundle->n_flaws; i++)
		free(bundle->flaws[i]);
	memset(bundle, 0, sizeof(*bundle));
}

int bundle_keep(struct bundle *bundle, struct buffer bytes)
{
	if (bundle->n_owned == BUNDLE_MAX) {
		trouble("more than %d files of evidence", BUNDLE_MAX);
		free(bytes.data);
		return -1;
	}
	bundle->owned[bundle->n_owned++] = bytes;
	return 0;
}

int bundle_flaw(struct bundle *bundle, const char *format, ...)
{
	va_list args;
	int n;

	if (bundle->n_flaws == BUNDLE_MAX)
		return 0; /* enough are named */
	va_start(args, format);
	n = vasprintf(&bundle->flaws[bundle->n_flaws], format, args);
	va_end(args);
	if (n < 0) {
		trouble("out of memory");
		return -1;
	}
	bundle->n_flaws++;
	return 0;
}

static bool contains(struct buffer bytes, const char *text)
{
	return memmem(bytes.data, bytes.len, text, strlen(text));
}

/*
 * Skips the head of a DER SEQUENCE; false when there is none or when it does
 * not fit in @len bytes.
 */
static bool der_enter(const uint8_t **at, size_t *len)
{
	size_t content, head = 2;

	if (*len < 2 || (*at)[0] != 0x30)
		return false;
	content = (*at)[1];
	if (content >= 0x80) {
		size_t n = content & 0x7f;

		if (n < 1 || n > 3 || *len < 2 + n)
			return false;
		content = 0;
		for (size_t i = 0; i < n; i++)
			content = content << 8 | (*at)[2 + i];
		head += n;
	}
	if (content > *len - head)
		return false;
	*at += head;
	*len = content;
	return true;
}

/*
 * A certificate's first field is its explicit version ([0]); that of a CRL is
 * a version as a plain INTEGER, or the algorithm (SEQUENCE) in version 1.
 */
static enum content der_content(struct buffer bytes)
{
	const uint8_t *at = bytes.data;
	size_t len = bytes.len;

	if (!der_enter(&at, &len) || !der_enter(&at, &len) || len < 4)
		return CONTENT_OTHER;
	if (at[0] == 0xa0)
		return CONTENT_DER_CERT;
	if (at[0] == 0x30 || (at[0] == 0x02 && at[1] == 1 && at[3] == 0x30))
		return CONTENT_DER_CRL;
	return CONTENT_DER_CERT;
}

enum content content_of(struct buffer bytes)
{
	if (contains(bytes, "-----BEGIN CERTIFICATE-----"))
		return CONTENT_PEM_CERTS;
	if (contains(bytes, "-----BEGIN X509 CRL-----"))
		return CONTENT_PEM_CRL;
	return der_content(bytes);
}

static int add_blob(struct snpguest_blob *list, size_t *count,
		    struct buffer bytes)
{
	if (*count == BUNDLE_MAX) {
		trouble("more than %d certificates", BUNDLE_MAX);
		return -1;
	}
	list[*count].data = bytes.data;
	list[(*count)++].len = bytes.len;
	return 0;
}

static int add_cert(struct bundle *bundle, const char *name,
		    struct buffer der)
{
	struct snpguest_blob blob = { der.data, der.len };
	struct snpguest_cert_info info;
	struct snpguest_error error;
	int ret = snpguest_cert_describe(blob, &info, &error);

	if (ret == -EBADMSG)
		return bundle_flaw(bundle, "%s: %s", name, error.what);
	if (ret) {
		trouble("%s: %s", name, error.what);
		return -1;
	}
	return add_blob(bundle->certs, &bundle->n_certs, der);
}

/* Each certificate of a bundle alone, so that a message can say which. */
static int add_bundle(struct bundle *bundle, const char *name,
		      struct buffer pem)
{
	struct snpguest_blob blob = { pem.data, pem.len };

	for (size_t i = 0;; i++) {
		struct snpguest_error error;
		struct buffer der;
		int ret = snpguest_pem_split(blob, i, &der.data, &der.len,
					     &error);

		if (ret == -ENOENT)
			return 0;
		if (ret == -EBADMSG)
			return bundle_flaw(bundle,
					     "%s: certificate %zu: %s", name,
					     i + 1, error.what);
		if (ret) {
			trouble("%s: %s", name, error.what);
			return -1;
		}
		if (bundle_keep(bundle, der) ||
		    add_cert(bundle, name, der))
			return -1;
	}
}

int bundle_add_certs(struct bundle *bundle, const char *name,
		       struct buffer bytes)
{
	if (bundle_keep(bundle, bytes))
		return -1;
	switch (content_of(bytes)) {
	case CONTENT_PEM_CERTS:
		if (contains(bytes, "-----BEGIN X509 CRL-----") &&
		    add_blob(bundle->crls, &bundle->n_crls, bytes))
			return -1;
		return add_bundle(bundle, name, bytes);
	case CONTENT_DER_CERT:
		return add_cert(bundle, name, bytes);
	case CONTENT_PEM_CRL:
	case CONTENT_DER_CRL:
		return add_blob(bundle->crls, &bundle->n_crls, bytes);
	case CONTENT_OTHER:
		break;
	}
	return bundle_flaw(bundle,
			     "%s: neither a certificate nor a revocation list",
			     name);
}

int bundle_read_report(struct bundle *bundle, const char *path)
{
	struct buffer bytes;

	if (file_read(path, FILE_LIMIT, &bytes) ||
	    bundle_keep(bundle, bytes))
		return -1;
	bundle->report.data = bytes.data;
	bundle->report.len = bytes.len;
	if (bytes.len == SNPGUEST_REPORT_SIZE)
		return 0;
	return bundle_flaw(bundle, "%s: %zu bytes; a report has %d", path,
			     bytes.len, SNPGUEST_REPORT_SIZE);
}

int bundle_read_crl(struct bundle *bundle, const char *path)
{
	struct buffer bytes;
	enum content content;

	if (!path)
		return 0;
	if (file_read(path, FILE_LIMIT, &bytes) ||
	    bundle_keep(bundle, bytes))
		return -1;
	content = content_of(bytes);
	if (content == CONTENT_PEM_CRL || content == CONTENT_DER_CRL)
		return add_blob(bundle->crls, &bundle->n_crls, bytes);
	trouble("%s: this is no revocation list, DER or PEM", path);
	return -1;
}

int bundle_share(struct bundle *to, const struct bundle *from)
{
	memcpy(to->certs, from->certs, sizeof(to->certs));
	to->n_certs = from->n_certs;
	memcpy(to->crls, from->crls, sizeof(to->crls));
	to->n_crls = from->n_crls;
	to->table = from->table;
	for (size_t i = 0; i < from->n_flaws; i++) {
		if (bundle_flaw(to, "%s", from->flaws[i]))
			return -1;
	}
	return 0;
}

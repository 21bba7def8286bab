// SPDX-License-Identifier: MIT
#include "encode.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../base/base64.h"
#include "../base/talk.h"

static bool is_encoding(const char *text)
{
	return strcasecmp(text, "pem") == 0 || strcasecmp(text, "der") == 0;
}

enum exit_code encoding_parse(const char *const operands[], int n, bool *pem)
{
	*pem = strcasecmp(operands[0], "pem") == 0;
	if (is_encoding(operands[0]))
		return EXIT_DONE;
	if (n > 1 && is_encoding(operands[1]))
		return usage("'%s' is neither pem nor der; '%s' is one, and"
			     " belongs before it", operands[0], operands[1]);
	return usage("'%s' is neither pem nor der", operands[0]);
}

const char *encoding_suffix(bool pem)
{
	return pem ? "pem" : "der";
}

int encode_raw(struct snpguest_blob blob, struct buffer *bytes)
{
	bytes->data = malloc(blob.len);
	bytes->len = blob.len;
	if (!bytes->data)
		return -ENOMEM;
	memcpy(bytes->data, blob.data, blob.len);
	return 0;
}

/* The first certificate in it, DER; what is none stays as it is. */
static int to_der(struct snpguest_blob cert, struct buffer *bytes,
		  struct snpguest_error *error)
{
	struct snpguest_container *container;
	const struct snpguest_blob *certs;
	size_t count;
	int ret = snpguest_container_read(cert, &container, error);

	if (ret)
		return ret;
	certs = snpguest_container_certs(container, &count);
	ret = encode_raw(count ? certs[0] : cert, bytes);
	snpguest_container_free(container);
	if (ret)
		snprintf(error->what, sizeof(error->what), "out of memory");
	return ret;
}

int encode_cert(struct snpguest_blob cert, bool pem, struct buffer *bytes,
		struct snpguest_error *error)
{
	char *text;
	int ret;

	if (!pem)
		return to_der(cert, bytes, error);
	ret = snpguest_cert_to_pem(cert, &text, error);
	if (ret)
		return ret;
	bytes->data = (uint8_t *)text;
	bytes->len = strlen(text);
	return 0;
}

#define LINE_BYTES 48 /* 64 characters of base64 */

static void write_pem(struct snpguest_blob der, FILE *out)
{
	char line[BASE64_SIZE(LINE_BYTES)];

	fputs("-----BEGIN X509 CRL-----\n", out);
	for (size_t at = 0; at < der.len; at += LINE_BYTES) {
		size_t len = der.len - at;

		if (len > LINE_BYTES)
			len = LINE_BYTES;
		base64_encode(der.data + at, len, line);
		fprintf(out, "%s\n", line);
	}
	fputs("-----END X509 CRL-----\n", out);
}

static int crl_to_pem(struct snpguest_blob der, struct buffer *bytes)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	bool failed = !out;

	if (out) {
		write_pem(der, out);
		failed = ferror(out);
		failed |= fclose(out) != 0;
	}
	if (failed) {
		free(text);
		return -ENOMEM;
	}
	bytes->data = (uint8_t *)text;
	bytes->len = len;
	return 0;
}

int encode_crl(struct snpguest_blob der, bool pem, struct buffer *bytes)
{
	if ((pem ? crl_to_pem(der, bytes) : encode_raw(der, bytes)) == 0)
		return 0;
	trouble("out of memory");
	return -1;
}

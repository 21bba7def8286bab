// SPDX-License-Identifier: MIT
/*
 * Any bytes as a certificate, DER or PEM: names, dates, AMD's extensions. What
 * reads as a certificate reads the same after a turn through PEM.
 */
#include <stdlib.h>
#include <string.h>

#include "snpguest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text, size_t size)
{
	size_t n = strnlen(text, size);

	if (n == size)
		abort();
	for (size_t i = 0; i < n; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
			abort();
}

static void check_pem(struct snpguest_blob cert,
		      const struct snpguest_cert_info *info)
{
	struct snpguest_cert_info again;
	struct snpguest_blob blob;
	char *pem;

	if (snpguest_cert_to_pem(cert, &pem, NULL))
		abort();
	blob = (struct snpguest_blob){ (const uint8_t *)pem, strlen(pem) };
	if (snpguest_cert_describe(NULL, blob, &again, sizeof(again), NULL) ||
	    memcmp(info, &again, sizeof(again)))
		abort();
	free(pem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snpguest_blob cert = { data, size }, pem = cert;
	struct snpguest_cert_info info;
	uint8_t *der;
	size_t len;

	while (!snpguest_pem_next(&pem, &der, &len, NULL))
		free(der);
	if (snpguest_cert_describe(NULL, cert, &info, sizeof(info), NULL))
		return 0;
	check_text(info.subject, sizeof(info.subject));
	check_text(info.issuer, sizeof(info.issuer));
	check_text(info.serial, sizeof(info.serial));
	check_text(info.product_name, sizeof(info.product_name));
	check_text(info.csp_id, sizeof(info.csp_id));
	if (info.hwid_len != 0 && info.hwid_len != 8 && info.hwid_len != 64)
		abort();
	check_pem(cert, &info);
	return 0;
}

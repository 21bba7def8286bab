// SPDX-License-Identifier: MIT
#include "claims.h"

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include "../base/talk.h"

static const struct hash {
	const char *name;
	const EVP_MD *(*md)(void);
} hashes[] = {
	{ "SHA-256", EVP_sha256 },
	{ "SHA-384", EVP_sha384 },
	{ "SHA-512", EVP_sha512 },
};

static int try_hash(struct bundle *bundle, const struct hash *hash,
		    const uint8_t *report_data)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned int len;

	if (!EVP_Digest(bundle->claims.data, bundle->claims.len, digest, &len,
			hash->md(), NULL)) {
		trouble("cannot compute %s", hash->name);
		return -1;
	}
	if (memcmp(digest, report_data, len) != 0)
		return 0;
	bundle->claims_bound = true;
	snprintf(bundle->claims_detail, sizeof(bundle->claims_detail),
		 "%s of the %zu bytes of runtime claims begins REPORT_DATA",
		 hash->name, bundle->claims.len);
	return 0;
}

int claims_bind(struct bundle *bundle)
{
	struct snpguest_unverified_report report;

	if (!bundle->claims.len)
		return 0;
	snprintf(bundle->claims_detail, sizeof(bundle->claims_detail),
		 "no digest of the %zu bytes of runtime claims is in"
		 " REPORT_DATA", bundle->claims.len);
	if (snpguest_unverified_report_parse(bundle->report.data,
					     bundle->report.len, &report,
					     sizeof(report), NULL))
		return 0;
	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++)
		if (try_hash(bundle, &hashes[i],
			     report.says.report_data))
			return -1;
	return 0;
}

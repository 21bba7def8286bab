// SPDX-License-Identifier: MIT
#include "hcl.h"

#include <endian.h>
#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include "../base/talk.h"

/* Offsets in the blob; numbers are little endian. */
enum {
	HCL_REPORT = 0x20,
	HCL_REPORT_TYPE = 0x4c8, /* 2: SNP */
	HCL_HASH_TYPE = 0x4cc,
	HCL_CLAIMS_LEN = 0x4d0,
	HCL_CLAIMS = 0x4d4,
};

#define REPORT_TYPE_SNP 2

struct hash_type {
	uint32_t type;
	const char *name;
	const EVP_MD *(*md)(void);
};

static const struct hash_type hash_types[] = {
	{ 1, "SHA-256", EVP_sha256 },
	{ 2, "SHA-384", EVP_sha384 },
	{ 3, "SHA-512", EVP_sha512 },
};

static uint32_t load_le32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return le32toh(value);
}

bool hcl_is(struct buffer bytes)
{
	return bytes.len >= 4 && memcmp(bytes.data, "HCLA", 4) == 0;
}

static const struct hash_type *find_hash(uint32_t type)
{
	for (size_t i = 0; i < sizeof(hash_types) / sizeof(hash_types[0]);
	     i++) {
		if (hash_types[i].type == type)
			return &hash_types[i];
	}
	return NULL;
}

static int bind_claims(struct bundle *bundle, const struct hash_type *hash)
{
	const struct snpguest_blob *claims = &bundle->claims;
	struct snpguest_report report;
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned int len;

	if (!EVP_Digest(claims->data, claims->len, digest, &len, hash->md(),
			NULL)) {
		trouble("cannot compute %s", hash->name);
		return -1;
	}
	bundle->claims_bound = snpguest_report_parse(bundle->report.data,
						       bundle->report.len,
						       &report, NULL) == 0 &&
				 memcmp(digest, report.report_data, len) == 0;
	snprintf(bundle->claims_detail, sizeof(bundle->claims_detail),
		 "%s of the %zu bytes of runtime claims %s REPORT_DATA",
		 hash->name, claims->len,
		 bundle->claims_bound ? "begins" : "is not in");
	return 0;
}

int hcl_read(struct bundle *bundle, const char *name, struct buffer bytes)
{
	const struct hash_type *hash;
	uint32_t type, len;

	if (bytes.len < HCL_CLAIMS)
		return bundle_flaw(
			bundle, "%s: an HCL report of %zu bytes is cut off",
			name, bytes.len);
	type = load_le32(bytes.data + HCL_REPORT_TYPE);
	if (type != REPORT_TYPE_SNP)
		return bundle_flaw(bundle,
				     "%s: an HCL report of type %u; SNP is %u",
				     name, type, REPORT_TYPE_SNP);
	bundle->report.data = bytes.data + HCL_REPORT;
	bundle->report.len = SNPGUEST_REPORT_SIZE;
	type = load_le32(bytes.data + HCL_HASH_TYPE);
	hash = find_hash(type);
	if (!hash)
		return bundle_flaw(bundle,
				     "%s: runtime claims under hash %u, which"
				     " is unknown",
				     name, type);
	len = load_le32(bytes.data + HCL_CLAIMS_LEN);
	if (len == 0 || len > bytes.len - HCL_CLAIMS)
		return bundle_flaw(bundle,
				     "%s: %u bytes of runtime claims do not fit"
				     " in the file",
				     name, len);
	bundle->claims.data = bytes.data + HCL_CLAIMS;
	bundle->claims.len = len;
	return bind_claims(bundle, hash);
}

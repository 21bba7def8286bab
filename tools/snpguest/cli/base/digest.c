// SPDX-License-Identifier: MIT
#include "digest.h"

#include <string.h>

#include <snpguest.h>

static int sha256(const void *data, size_t len, uint8_t digest[DIGEST_SIZE])
{
	uint8_t padded[SNPGUEST_REPORT_DATA_SIZE];
	int err = snpguest_report_data_of(SNPGUEST_SHA256,
					  (struct snpguest_blob){ data, len },
					  padded, NULL);

	if (!err)
		memcpy(digest, padded, DIGEST_SIZE);
	return err;
}

int digest_add(struct digest *digest, const void *data, size_t len)
{
	uint8_t both[2 * DIGEST_SIZE];
	int err = sha256(data, len, both + DIGEST_SIZE);

	memcpy(both, digest->bytes, DIGEST_SIZE);
	return err ? err : sha256(both, sizeof(both), digest->bytes);
}

// SPDX-License-Identifier: MIT
#include "launch_context.h"

#include <errno.h>
#include <string.h>

#include <openssl/evp.h>

#include "../base/bytes.h"

/* PAGE_INFO: digest, contents, length, type, flags, permissions, address */
#define PAGE_INFO_SIZE	112

static int sha384(const uint8_t *bytes, size_t size,
		  uint8_t digest[LAUNCH_DIGEST_SIZE])
{
	return EVP_Digest(bytes, size, digest, NULL, EVP_sha384(), NULL) == 1 ?
		       0 :
		       -ENOMEM;
}

int launch_update(struct launch_context *context, enum launch_page_type type,
		  uint64_t gpa, const uint8_t *page)
{
	uint8_t info[PAGE_INFO_SIZE] = { 0 };
	int err = 0;

	memcpy(info, context->digest, LAUNCH_DIGEST_SIZE);
	if (type == LAUNCH_NORMAL || type == LAUNCH_VMSA)
		err = sha384(page, LAUNCH_PAGE_SIZE, info + 48);
	store16(info + 96, sizeof(info));
	info[98] = (uint8_t)type;
	store64(info + 104, gpa);
	return err ? err : sha384(info, sizeof(info), context->digest);
}

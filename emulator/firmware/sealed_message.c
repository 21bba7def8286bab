// SPDX-License-Identifier: MIT
#include "sealed_message.h"

#include <errno.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "../base/bytes.h"

#define IV_SIZE		12
#define TAG_SIZE	16
#define AAD_SIZE	(SEALED_HEADER_SIZE - SEALED_ALGO)

struct sealed_header sealed_header(uint8_t type, uint8_t version,
				   uint8_t vmpck, uint64_t seqno, uint16_t size)
{
	return (struct sealed_header){
		.seqno = seqno,
		.algo = 1,
		.header_version = 1,
		.header_size = SEALED_HEADER_SIZE,
		.type = type,
		.version = version,
		.size = size,
		.vmpck = vmpck,
	};
}

struct sealed_header sealed_header_read(const uint8_t page[GUEST_PAGE_SIZE])
{
	return (struct sealed_header){
		.seqno = load64(page + SEALED_SEQNO),
		.algo = page[SEALED_ALGO],
		.header_version = page[SEALED_HEADER_VERSION],
		.header_size = load16(page + SEALED_HEADER_LENGTH),
		.type = page[SEALED_TYPE],
		.version = page[SEALED_VERSION],
		.size = load16(page + SEALED_SIZE),
		.vmpck = page[SEALED_VMPCK],
	};
}

static void header_write(const struct sealed_header *header, uint8_t *page)
{
	store64(page + SEALED_SEQNO, header->seqno);
	page[SEALED_ALGO] = header->algo;
	page[SEALED_HEADER_VERSION] = header->header_version;
	store16(page + SEALED_HEADER_LENGTH, header->header_size);
	page[SEALED_TYPE] = header->type;
	page[SEALED_VERSION] = header->version;
	store16(page + SEALED_SIZE, header->size);
	page[SEALED_VMPCK] = header->vmpck;
}

bool sealed_header_reserved_zero(const uint8_t page[GUEST_PAGE_SIZE])
{
	return all_zero(page + SEALED_AUTHTAG + TAG_SIZE, 32 - TAG_SIZE) &&
	       all_zero(page + SEALED_RESERVED_28, 8) &&
	       all_zero(page + SEALED_RESERVED_38, 4) &&
	       all_zero(page + SEALED_RESERVED_3D, 35);
}

/* A cipher that has seen key, IV and the authenticated header bytes. */
static EVP_CIPHER_CTX *gcm_start(const uint8_t *key, const uint8_t *page,
				 int encrypt)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t iv[IV_SIZE] = { 0 };
	int n;

	memcpy(iv, page + SEALED_SEQNO, 8);
	if (ctx &&
	    EVP_CipherInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, iv, encrypt) &&
	    EVP_CipherUpdate(ctx, NULL, &n, page + SEALED_ALGO, AAD_SIZE))
		return ctx;
	EVP_CIPHER_CTX_free(ctx);
	return NULL;
}

int sealed_message_seal(const uint8_t key[SEALED_KEY_SIZE],
			const struct sealed_header *header,
			const uint8_t *payload, uint8_t page[GUEST_PAGE_SIZE])
{
	EVP_CIPHER_CTX *ctx;
	int n, ok;

	if (header->size > SEALED_PAYLOAD_MAX)
		return -EINVAL;
	memset(page, 0, GUEST_PAGE_SIZE);
	header_write(header, page);
	ctx = gcm_start(key, page, 1);
	if (!ctx)
		return -ENOMEM;
	ok = EVP_CipherUpdate(ctx, page + SEALED_HEADER_SIZE, &n, payload,
			      header->size) &&
	     EVP_CipherFinal_ex(ctx, page + SEALED_HEADER_SIZE + n, &n) &&
	     EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, TAG_SIZE,
				 page + SEALED_AUTHTAG);
	EVP_CIPHER_CTX_free(ctx);
	return ok ? 0 : -ENOMEM;
}

int sealed_message_open(const uint8_t key[SEALED_KEY_SIZE],
			const uint8_t page[GUEST_PAGE_SIZE],
			uint8_t payload[SEALED_PAYLOAD_MAX])
{
	uint16_t size = load16(page + SEALED_SIZE);
	uint8_t tag[TAG_SIZE];
	EVP_CIPHER_CTX *ctx;
	int n, ok;

	if (size > SEALED_PAYLOAD_MAX)
		return -EBADMSG;
	ctx = gcm_start(key, page, 0);
	if (!ctx)
		return -ENOMEM;
	memcpy(tag, page + SEALED_AUTHTAG, TAG_SIZE);
	ok = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, tag) &&
	     EVP_CipherUpdate(ctx, payload, &n, page + SEALED_HEADER_SIZE,
			      size) &&
	     EVP_CipherFinal_ex(ctx, payload + n, &n) > 0;
	EVP_CIPHER_CTX_free(ctx);
	if (!ok)
		OPENSSL_cleanse(payload, size);
	return ok ? 0 : -EBADMSG;
}

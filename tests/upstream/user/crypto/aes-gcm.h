/* SPDX-License-Identifier: MIT */
/* The kernel's AES-GCM library as the series uses it, on OpenSSL: run.c. */
#ifndef USER_CRYPTO_AES_GCM_H
#define USER_CRYPTO_AES_GCM_H

#include <linux/types.h>

struct aes_gcm_key {
	u8 key[32];
};

int aes_gcm_preparekey(struct aes_gcm_key *key, const u8 *raw, size_t raw_size,
		       size_t tag_size);
void aes_gcm_encrypt(u8 *out, const u8 *in, size_t size, u8 *tag, const u8 *aad,
		     size_t aad_size, const u8 *iv, const struct aes_gcm_key *key);
int aes_gcm_decrypt(u8 *out, const u8 *in, size_t size, const u8 *tag, const u8 *aad,
		    size_t aad_size, const u8 *iv, const struct aes_gcm_key *key);

#endif /* USER_CRYPTO_AES_GCM_H */

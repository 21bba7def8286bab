// SPDX-License-Identifier: GPL-2.0-only
/*
 * AES-256-GCM of the kernel's library: it copies the key schedule to no other
 * place, needs no request and cannot fail for lack of memory.
 */
#include <crypto/aes-gcm.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "aead.h"

struct snp_aead {
	struct aes_gcm_key key;
};

struct snp_aead *snp_aead_new(const u8 *key)
{
	struct snp_aead *aead;
	int err;

	aead = kzalloc_obj(*aead);
	if (!aead)
		return ERR_PTR(-ENOMEM);
	err = aes_gcm_preparekey(&aead->key, key, SNP_AEAD_KEY_SIZE,
				 SNP_AEAD_TAG_SIZE);
	if (err) {
		kfree_sensitive(aead);
		return ERR_PTR(err);
	}
	return aead;
}

void snp_aead_free(struct snp_aead *aead)
{
	kfree_sensitive(aead);
}

int snp_aead_seal(struct snp_aead *aead, const u8 *iv, const u8 *aad,
		  size_t aad_len, const u8 *in, size_t len, u8 *out, u8 *tag)
{
	aes_gcm_encrypt(out, in, len, tag, aad, aad_len, iv, &aead->key);
	return 0;
}

int snp_aead_open(struct snp_aead *aead, const u8 *iv, const u8 *aad,
		  size_t aad_len, const u8 *in, size_t len, const u8 *tag,
		  u8 *out)
{
	return aes_gcm_decrypt(out, in, len, tag, aad, aad_len, iv,
			       &aead->key);
}

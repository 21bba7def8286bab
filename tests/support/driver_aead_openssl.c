// SPDX-License-Identifier: MIT
/*
 * The driver's aead.h in user space, on OpenSSL.
 */
#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include <linux/err.h>
#include <linux/types.h>

#include "aead.h"

bool standin_cipher_fails;

struct snp_aead {
	EVP_CIPHER_CTX *context;
	u8 key[SNP_AEAD_KEY_SIZE];
};

struct snp_aead *snp_aead_new(const u8 *key)
{
	struct snp_aead *aead = calloc(1, sizeof(*aead));

	if (!aead)
		return ERR_PTR(-ENOMEM);
	aead->context = EVP_CIPHER_CTX_new();
	if (!aead->context) {
		free(aead);
		return ERR_PTR(-ENOMEM);
	}
	memcpy(aead->key, key, sizeof(aead->key));
	return aead;
}

void snp_aead_free(struct snp_aead *aead)
{
	if (!aead)
		return;
	EVP_CIPHER_CTX_free(aead->context);
	explicit_bzero(aead, sizeof(*aead));
	free(aead);
}

int snp_aead_seal(struct snp_aead *aead, const u8 *iv, const u8 *aad,
		  size_t aad_len, const u8 *in, size_t len, u8 *out, u8 *tag)
{
	EVP_CIPHER_CTX *context = aead->context;
	int n;

	if (!standin_cipher_fails &&
	    EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, aead->key, iv) &&
	    EVP_EncryptUpdate(context, NULL, &n, aad, (int)aad_len) &&
	    EVP_EncryptUpdate(context, out, &n, in, (int)len) &&
	    EVP_EncryptFinal_ex(context, out + n, &n) &&
	    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG,
				SNP_AEAD_TAG_SIZE, tag))
		return 0;

	memset(out, 0, len);
	memset(tag, 0, SNP_AEAD_TAG_SIZE);
	return -EIO;
}

int snp_aead_open(struct snp_aead *aead, const u8 *iv, const u8 *aad,
		  size_t aad_len, const u8 *in, size_t len, const u8 *tag,
		  u8 *out)
{
	EVP_CIPHER_CTX *context = aead->context;
	u8 expected[SNP_AEAD_TAG_SIZE];
	int n;

	memcpy(expected, tag, sizeof(expected));
	if (!standin_cipher_fails &&
	    EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, aead->key, iv) &&
	    EVP_DecryptUpdate(context, NULL, &n, aad, (int)aad_len) &&
	    EVP_DecryptUpdate(context, out, &n, in, (int)len) &&
	    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG,
				sizeof(expected), expected) &&
	    EVP_DecryptFinal_ex(context, out + n, &n) > 0)
		return 0;

	/* What is not authentic stays: whoever asked has to wipe it. */
	memset(out + len - 1, 0xaa, 1);
	return standin_cipher_fails ? -EIO : -EBADMSG;
}

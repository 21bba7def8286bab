// SPDX-License-Identifier: GPL-2.0-only
/*
 * AES-256-GCM of the kernel's crypto API, see aead.h.
 */
#include <crypto/aead.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "aead.h"

#define AAD_MAX	64

/**
 * struct snp_aead - the cipher
 * @tfm: the kernel's; holds the key schedule
 * @request: for one operation at a time
 * @iv: copies in the linear map, where a scatterlist can go
 * @aad: as @iv
 * @tag: as @iv
 */
struct snp_aead {
	struct crypto_aead *tfm;
	struct aead_request *request;
	u8 iv[SNP_AEAD_IV_SIZE];
	u8 aad[AAD_MAX];
	u8 tag[SNP_AEAD_TAG_SIZE];
};

static int aead_set_key(struct crypto_aead *tfm, const u8 *key)
{
	int err;

	err = crypto_aead_setkey(tfm, key, SNP_AEAD_KEY_SIZE);
	if (err)
		return err;
	return crypto_aead_setauthsize(tfm, SNP_AEAD_TAG_SIZE);
}

struct snp_aead *snp_aead_new(const u8 *key)
{
	struct snp_aead *aead;
	int err;

	aead = kzalloc(sizeof(*aead), GFP_KERNEL);
	if (!aead)
		return ERR_PTR(-ENOMEM);

	/* No asynchronous implementation: a request is done on return. */
	aead->tfm = crypto_alloc_aead("gcm(aes)", 0, CRYPTO_ALG_ASYNC);
	if (IS_ERR(aead->tfm)) {
		err = PTR_ERR(aead->tfm);
		goto free_aead;
	}
	err = aead_set_key(aead->tfm, key);
	if (err)
		goto free_tfm;

	aead->request = aead_request_alloc(aead->tfm, GFP_KERNEL);
	if (!aead->request) {
		err = -ENOMEM;
		goto free_tfm;
	}
	return aead;

free_tfm:
	crypto_free_aead(aead->tfm);
free_aead:
	kfree(aead);
	return ERR_PTR(err);
}

void snp_aead_free(struct snp_aead *aead)
{
	if (!aead)
		return;
	aead_request_free(aead->request);
	crypto_free_aead(aead->tfm);
	kfree_sensitive(aead);
}

/* The request's own memory holds counters and GHASH state of the operation. */
static void aead_wipe_request(struct snp_aead *aead)
{
	memzero_explicit(aead->request->__ctx,
			 crypto_aead_reqsize(aead->tfm));
	memzero_explicit(aead->tag, sizeof(aead->tag));
}

static bool in_linear_map(const void *address, size_t len)
{
	return virt_addr_valid(address) && virt_addr_valid(address + len - 1);
}

static int aead_prepare(struct snp_aead *aead, const u8 *iv, const u8 *aad,
			size_t aad_len, const u8 *in, size_t len, const u8 *out)
{
	if (WARN_ON_ONCE(!len || aad_len > sizeof(aead->aad) ||
			 !in_linear_map(in, len) || !in_linear_map(out, len)))
		return -EINVAL;

	memcpy(aead->iv, iv, sizeof(aead->iv));
	memcpy(aead->aad, aad, aad_len);
	aead_request_set_callback(aead->request, 0, NULL, NULL);
	aead_request_set_ad(aead->request, aad_len);
	return 0;
}

int snp_aead_seal(struct snp_aead *aead, const u8 *iv, const u8 *aad,
		  size_t aad_len, const u8 *in, size_t len, u8 *out, u8 *tag)
{
	struct scatterlist src[2], dst[3];
	int err;

	err = aead_prepare(aead, iv, aad, aad_len, in, len, out);
	if (err)
		goto wipe;

	sg_init_table(src, ARRAY_SIZE(src));
	sg_set_buf(&src[0], aead->aad, aad_len);
	sg_set_buf(&src[1], in, len);
	sg_init_table(dst, ARRAY_SIZE(dst));
	sg_set_buf(&dst[0], aead->aad, aad_len);
	sg_set_buf(&dst[1], out, len);
	sg_set_buf(&dst[2], aead->tag, sizeof(aead->tag));
	aead_request_set_crypt(aead->request, src, dst, len, aead->iv);
	err = crypto_aead_encrypt(aead->request);
	if (!err)
		memcpy(tag, aead->tag, sizeof(aead->tag));

	aead_wipe_request(aead);
wipe:
	if (err) {
		memzero_explicit(out, len);
		memzero_explicit(tag, SNP_AEAD_TAG_SIZE);
	}
	return err;
}

int snp_aead_open(struct snp_aead *aead, const u8 *iv, const u8 *aad,
		  size_t aad_len, const u8 *in, size_t len, const u8 *tag,
		  u8 *out)
{
	struct scatterlist src[3], dst[2];
	int err;

	err = aead_prepare(aead, iv, aad, aad_len, in, len, out);
	if (err)
		return err;

	memcpy(aead->tag, tag, sizeof(aead->tag));
	sg_init_table(src, ARRAY_SIZE(src));
	sg_set_buf(&src[0], aead->aad, aad_len);
	sg_set_buf(&src[1], in, len);
	sg_set_buf(&src[2], aead->tag, sizeof(aead->tag));
	sg_init_table(dst, ARRAY_SIZE(dst));
	sg_set_buf(&dst[0], aead->aad, aad_len);
	sg_set_buf(&dst[1], out, len);
	aead_request_set_crypt(aead->request, src, dst,
			       len + SNP_AEAD_TAG_SIZE, aead->iv);
	err = crypto_aead_decrypt(aead->request);

	aead_wipe_request(aead);
	return err;
}

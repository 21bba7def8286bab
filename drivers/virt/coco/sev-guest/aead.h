/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * AES-256-GCM with a 16-byte tag and a 12-byte IV, as guest messages use it.
 * aead_kernel.c is the kernel's; a user-space build brings its own.
 */
#ifndef SEV_GUEST_AEAD_H
#define SEV_GUEST_AEAD_H

#include <linux/types.h>

#define SNP_AEAD_KEY_SIZE	32
#define SNP_AEAD_IV_SIZE	12
#define SNP_AEAD_TAG_SIZE	16

struct snp_aead;

/**
 * snp_aead_new() - a cipher for one key
 * @key: SNP_AEAD_KEY_SIZE bytes; not kept
 *
 * Return: the cipher, or an ERR_PTR(). Free with snp_aead_free().
 */
struct snp_aead *snp_aead_new(const u8 *key);

/* Wipes the key schedule. NULL is allowed. */
void snp_aead_free(struct snp_aead *aead);

/**
 * snp_aead_seal() - encrypt
 * @in: @len bytes of plaintext
 * @out: @len bytes of ciphertext; may not overlap @in
 * @tag: SNP_AEAD_TAG_SIZE bytes
 *
 * Buffers lie in the linear map. Callers serialise.
 * Return: 0 or a negative errno, with @out and @tag wiped.
 */
int snp_aead_seal(struct snp_aead *aead, const u8 *iv, const u8 *aad,
		  size_t aad_len, const u8 *in, size_t len, u8 *out, u8 *tag);

/**
 * snp_aead_open() - authenticate and decrypt
 *
 * Return: 0; -EBADMSG when the tag is wrong; or another negative errno. Unless 0
 * is returned @out may hold what is not authentic: the caller wipes it.
 */
int snp_aead_open(struct snp_aead *aead, const u8 *iv, const u8 *aad,
		  size_t aad_len, const u8 *in, size_t len, const u8 *tag,
		  u8 *out);

#endif /* SEV_GUEST_AEAD_H */

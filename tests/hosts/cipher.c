// SPDX-License-Identifier: MIT
/*
 * aead.h without cryptography: a stream and a tag from a mixing function. Any
 * changed bit of key, number, header or payload changes the tag, and that is all
 * that random hosts can find out.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/err.h>
#include <linux/types.h>

#include "aead.h"
#include "lab.h"

struct snp_aead {
	u64 key;
};

static u64 mix(u64 x)
{
	x = (x ^ x >> 32) * 0xd6e8feb86659fd93ULL;
	return x ^ x >> 29;
}

static u64 word_at(const u8 *bytes, size_t left)
{
	u64 word = 0;

	memcpy(&word, bytes, left < sizeof(word) ? left : sizeof(word));
	return word;
}

static void encipher(u64 seed, const u8 *in, size_t len, u8 *out)
{
	size_t i, n;
	u64 word;

	for (i = 0; i < len; i += 8) {
		n = len - i < 8 ? len - i : 8;
		word = word_at(in + i, n) ^ mix(seed + i);
		memcpy(out + i, &word, n);
	}
}

static u64 digest(u64 seed, const u8 *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i += 8)
		seed = mix(seed ^ word_at(bytes + i, len - i)) + len;
	return seed;
}

static u64 seed_of(const struct snp_aead *aead, const u8 *iv)
{
	return mix(aead->key ^ mix(word_at(iv, 8)));
}

static void make_tag(u64 seed, const u8 *aad, size_t aad_len,
		     const u8 *ciphertext, size_t len, u8 *tag)
{
	u64 words[2];

	words[0] = digest(digest(~seed, aad, aad_len), ciphertext, len);
	words[1] = mix(words[0] ^ seed);
	memcpy(tag, words, sizeof(words));
}

struct snp_aead *snp_aead_new(const u8 *key)
{
	struct snp_aead *aead = malloc(sizeof(*aead));

	if (!aead)
		return ERR_PTR(-ENOMEM);
	lab_allocated++;
	aead->key = digest(0x517e, key, SNP_AEAD_KEY_SIZE);
	return aead;
}

void snp_aead_free(struct snp_aead *aead)
{
	lab_allocated -= !!aead;
	free(aead);
}

int snp_aead_seal(struct snp_aead *aead, const u8 *iv, const u8 *aad,
		  size_t aad_len, const u8 *in, size_t len, u8 *out, u8 *tag)
{
	u64 seed = seed_of(aead, iv);

	encipher(seed, in, len, out);
	make_tag(seed, aad, aad_len, out, len, tag);
	return 0;
}

int snp_aead_open(struct snp_aead *aead, const u8 *iv, const u8 *aad,
		  size_t aad_len, const u8 *in, size_t len, const u8 *tag,
		  u8 *out)
{
	u64 seed = seed_of(aead, iv);
	u8 expected[SNP_AEAD_TAG_SIZE];

	make_tag(seed, aad, aad_len, in, len, expected);
	if (memcmp(tag, expected, sizeof(expected))) {
		memset(out, 0, len);
		return -EBADMSG;
	}
	encipher(seed, in, len, out);
	return 0;
}

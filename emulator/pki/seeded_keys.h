/* SPDX-License-Identifier: MIT */
/*
 * Keys and bytes that follow from a seed: the same seed and label give the same
 * key, on every machine. Not for anything that has to be secret.
 */
#ifndef EMULATOR_SEEDED_KEYS_H
#define EMULATOR_SEEDED_KEYS_H

#include <stddef.h>
#include <stdint.h>

struct evp_pkey_st;

/* A stream of bytes for (@seed, @label); AES-256-CTR under their hash. */
struct seeded_stream;

/* NULL when memory is short. */
struct seeded_stream *seeded_stream_new(uint64_t seed, const char *label);
void seeded_stream_free(struct seeded_stream *stream);
int seeded_stream_read(struct seeded_stream *stream, void *bytes, size_t size);

/* The first @size bytes of a stream; 0 or -ENOMEM. */
int seeded_bytes(uint64_t seed, const char *label, void *bytes, size_t size);

/*
 * seeded_rsa() - an RSA key with exponent 65537
 * @bits: 2048 to 4096, a multiple of 16. 4096 takes seconds.
 *
 * Returns the key, or NULL.
 */
struct evp_pkey_st *seeded_rsa(uint64_t seed, const char *label, int bits);

/* An EC key on @group ("P-384", "P-256"), or NULL. */
struct evp_pkey_st *seeded_ec(uint64_t seed, const char *label,
			      const char *group);

#endif /* EMULATOR_SEEDED_KEYS_H */

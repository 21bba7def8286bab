/* SPDX-License-Identifier: MIT */
/*
 * ECDSA with SHA-384 whose nonce follows from key and message (RFC 6979), so that
 * the same report has the same signature on every machine and with every OpenSSL.
 */
#ifndef EMULATOR_ECDSA_DETERMINISTIC_H
#define EMULATOR_ECDSA_DETERMINISTIC_H

#include <stddef.h>
#include <stdint.h>

struct evp_pkey_st;

/*
 * ecdsa_sign_sha384() - sign @message
 * @key: an EC private key of a named curve of at most 521 bits
 * @r, @s: @part bytes each, little-endian, zero behind the number
 *
 * Thread safe. Returns 0, -EINVAL when the key is of another kind or @part too
 * small, or -ENOMEM.
 */
int ecdsa_sign_sha384(struct evp_pkey_st *key, const uint8_t *message,
		      size_t size, uint8_t *r, uint8_t *s, size_t part);

#endif /* EMULATOR_ECDSA_DETERMINISTIC_H */

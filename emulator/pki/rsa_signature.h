/* SPDX-License-Identifier: MIT */
/* RSASSA-PSS whose salt follows from the message: the same bytes every time. */
#ifndef EMULATOR_RSA_SIGNATURE_H
#define EMULATOR_RSA_SIGNATURE_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

#define RSA_SIGNATURE_MAX	512	/* of a 4096-bit key */

/*
 * rsa_sign_pss() - EMSA-PSS (RFC 8017, 9.1.1) with a salt as long as the hash
 * @size: in: room; out: length
 *
 * Returns 0 or -ENOMEM.
 */
int rsa_sign_pss(EVP_PKEY *key, const EVP_MD *hash, const uint8_t *message,
		 size_t message_size, uint8_t *signature, size_t *size);

#endif /* EMULATOR_RSA_SIGNATURE_H */

// SPDX-License-Identifier: MIT
#include "ecdsa_signature.h"

#include <errno.h>
#include <string.h>

#include "../lib/crypto/der.h"

#define RAW_SIZE (2 * CRYPTO_P384_SIZE)
#define FIRMWARE_SIZE 0x200

static void reverse(uint8_t *to, const uint8_t *from, size_t len)
{
	for (size_t i = 0; i < len; i++)
		to[i] = from[len - 1 - i];
}

void put_firmware_number(uint8_t to[FIRMWARE_NUMBER_SIZE],
			 const uint8_t big_endian[CRYPTO_P384_SIZE])
{
	memset(to, 0, FIRMWARE_NUMBER_SIZE);
	reverse(to, big_endian, CRYPTO_P384_SIZE);
}

static int read_firmware(struct snpguest_blob bytes,
			 struct ecdsa_signature *signature)
{
	const size_t rest = FIRMWARE_NUMBER_SIZE - CRYPTO_P384_SIZE;
	const uint8_t *r = bytes.data, *s = r + FIRMWARE_NUMBER_SIZE;

	if (!bytes_are_zero(r + CRYPTO_P384_SIZE, rest) ||
	    !bytes_are_zero(s + CRYPTO_P384_SIZE, rest) ||
	    !bytes_are_zero(s + FIRMWARE_NUMBER_SIZE,
			    FIRMWARE_SIZE - 2 * FIRMWARE_NUMBER_SIZE))
		return -EBADMSG;
	reverse(signature->r, r, CRYPTO_P384_SIZE);
	reverse(signature->s, s, CRYPTO_P384_SIZE);
	return 0;
}

int ecdsa_signature_read(struct snpguest_blob bytes,
			 struct ecdsa_signature *signature)
{
	if (bytes.len == FIRMWARE_SIZE)
		return read_firmware(bytes, signature);
	if (der_ecdsa(bytes, CRYPTO_P384_SIZE, signature->r, signature->s))
		return 0;
	if (bytes.len != RAW_SIZE)
		return -EBADMSG;
	memcpy(signature->r, bytes.data, CRYPTO_P384_SIZE);
	memcpy(signature->s, bytes.data + CRYPTO_P384_SIZE, CRYPTO_P384_SIZE);
	return 0;
}

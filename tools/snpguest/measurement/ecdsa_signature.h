/* SPDX-License-Identifier: MIT */
/* Forms of a P-384 signature. */
#ifndef SNPGUEST_ECDSA_SIGNATURE_H
#define SNPGUEST_ECDSA_SIGNATURE_H

#include "../lib/crypto/crypto.h"

/** struct ecdsa_signature - big endian */
struct ecdsa_signature {
	uint8_t r[CRYPTO_P384_SIZE], s[CRYPTO_P384_SIZE];
};

/**
 * ecdsa_signature_read() - DER, R and S big endian, or the firmware's form
 *
 * Return: 0, -EBADMSG.
 */
int ecdsa_signature_read(struct snpguest_blob bytes,
			 struct ecdsa_signature *signature);

/** A number as firmware has it: 48 bytes little endian in a field of 72. */
#define FIRMWARE_NUMBER_SIZE 72
void put_firmware_number(uint8_t to[FIRMWARE_NUMBER_SIZE],
			 const uint8_t big_endian[CRYPTO_P384_SIZE]);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_ANCHORS_H
#define SNPGUEST_ANCHORS_H

#include "../crypto/crypto.h"

#define ANCHOR_NAME_SIZE 144

/**
 * struct anchor - one of AMD's certificate authorities, as numbers
 * @name: subject as DER, @name_len bytes
 * @serial: content of the INTEGER
 * @not_before, @not_after: seconds since 1970
 * @sha256: of the public certificate the numbers were taken from
 * @modulus: RSA-4096, big endian; the exponent is 65537
 */
struct anchor {
	enum snpguest_cert_role role;
	enum snpguest_product product;
	uint8_t name[ANCHOR_NAME_SIZE];
	uint8_t name_len;
	uint8_t serial[3];
	int64_t not_before, not_after;
	uint8_t sha256[CRYPTO_SHA256_SIZE];
	uint8_t modulus[CRYPTO_RSA_SIZE];
};

#define ANCHOR_COUNT 9 /* ARK, ASK, ASVK of Milan, Genoa, Turin */

extern const struct anchor amd_anchors[ANCHOR_COUNT];

#endif

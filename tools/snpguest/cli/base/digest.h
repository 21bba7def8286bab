/* SPDX-License-Identifier: MIT */
/* Were these the same bytes? Asked of pieces that come one after the other. */
#ifndef DIGEST_H
#define DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define DIGEST_SIZE 32 /* of SHA-256 */

/** struct digest - of all pieces so far; zeros: of none */
struct digest {
	uint8_t bytes[DIGEST_SIZE];
};

/**
 * digest_add() - another piece: SHA-256 of the digest so far and of the piece's
 *
 * So where one piece ends and the next begins counts, too. Return: 0; -ENOMEM;
 * -EIO: the library of cryptography failed.
 */
int digest_add(struct digest *digest, const void *data, size_t len);

#endif /* DIGEST_H */

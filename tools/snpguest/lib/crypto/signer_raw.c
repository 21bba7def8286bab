// SPDX-License-Identifier: MIT
/* A signature as tokens have it, of one that is DER. */
#include "crypto_sign.h"

#include <errno.h>
#include <string.h>

#include "../base/bytes.h"

/* Without its leading zero, an INTEGER is at most as long as the number. */
static void read_integer(struct bytes *b, uint8_t *number, size_t size)
{
	uint8_t tag = bytes_u8(b);
	size_t len = bytes_u8(b);
	const uint8_t *at = bytes_take(b, len);

	if (at && len == size + 1 && !at[0]) {
		at++;
		len--;
	}
	memset(number, 0, size);
	if (!at || tag != 0x02 || !len || len > size)
		b->ran_out = true;
	else
		memcpy(number + size - len, at, len);
}

int crypto_signer_raw(const struct crypto_signer *signer,
		      struct snpguest_blob message, enum crypto_curve curve,
		      uint8_t raw[2 * CRYPTO_P384_SIZE])
{
	uint8_t der[CRYPTO_P384_DER_MAX];
	struct bytes b;
	size_t len;
	int err = crypto_signer_sign(signer, message, der, &len);

	if (err)
		return err;
	b = bytes_of((struct snpguest_blob){ der, len });
	if (bytes_u8(&b) != 0x30 || bytes_u8(&b) != b.left)
		return -EIO;
	read_integer(&b, raw, curve);
	read_integer(&b, raw + curve, curve);
	return b.ran_out || b.left ? -EIO : 0;
}

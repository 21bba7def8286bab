// SPDX-License-Identifier: MIT
/* A signature as tokens have it, of one that is DER. */
#include "crypto_sign.h"

#include <errno.h>

#include "der.h"

int crypto_signer_raw(const struct crypto_signer *signer,
		      struct snpguest_blob message, enum crypto_curve curve,
		      uint8_t raw[2 * CRYPTO_P384_SIZE])
{
	uint8_t der[CRYPTO_P384_DER_MAX];
	size_t len;
	int err = crypto_signer_sign(signer, message, der, &len);

	if (err)
		return err;
	return der_ecdsa((struct snpguest_blob){ der, len }, curve, raw,
			 raw + curve) ? 0 : -EIO;
}

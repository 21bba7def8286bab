// SPDX-License-Identifier: MIT
#include "lib_crypto.h"

#include "crypto/crypto.h"

struct crypto *crypto;

int get_crypto(void **state)
{
	(void)state;
	return crypto_shared(&crypto);
}

int put_crypto(void **state)
{
	(void)state;
	crypto_put(crypto);
	return 0;
}

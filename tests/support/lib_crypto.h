/* SPDX-License-Identifier: MIT */
/* The library's cryptography, for all tests of a program. */
#ifndef LIB_CRYPTO_H
#define LIB_CRYPTO_H

#include "lib_files.h"

extern struct crypto *crypto;

/** Setup and teardown of a group. */
int get_crypto(void **state);
int put_crypto(void **state);

#endif

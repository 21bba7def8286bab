/* SPDX-License-Identifier: MIT */
/* What the files crypto_openssl*.c share; none of OpenSSL's names. */
#ifndef SNPGUEST_CRYPTO_OPENSSL_H
#define SNPGUEST_CRYPTO_OPENSSL_H

#include <stdbool.h>

/*
 * What a call of OpenSSL's that failed means. Its error queue differs from one
 * version to the next, so what is in there never says that something is false:
 * untrusted bytes that could not be used are refused, for whatever reason, unless
 * memory was missing. Missing memory is asked of errno, which malloc() sets, or
 * found in the queue; either is enough.
 */

/** Before the first call: empties the queue and errno. */
void openssl_begin(void);

/** Was memory missing in any call since? */
bool openssl_lacked_memory(void);

/** A call failed over untrusted bytes. Return: -EBADMSG, -ENOMEM. */
int openssl_refused(void);

/** A call failed that no bytes can make fail. Return: -EIO, -ENOMEM. */
int openssl_trouble(void);

#endif

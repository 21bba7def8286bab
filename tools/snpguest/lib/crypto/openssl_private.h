/* SPDX-License-Identifier: MIT */
/* What the files of this folder that know OpenSSL share. */
#ifndef SNPGUEST_OPENSSL_PRIVATE_H
#define SNPGUEST_OPENSSL_PRIVATE_H

#include <stdatomic.h>

#include "crypto.h"
#include "engine_private.h"

/** struct crypto - see crypto.h; @sha256, @sha384: of @engine */
struct crypto {
	atomic_uint references;
	struct engine *engine;
	const EVP_MD *sha256, *sha384;
};

/*
 * What a call of OpenSSL's that failed means; the rule is in crypto.h. Memory
 * that was missing is asked of errno, which malloc() sets, and looked for in the
 * error queue: either is enough, and neither being there proves nothing but
 * that the bytes are to be refused.
 */

/** Before the first call: empties the queue and errno. */
void openssl_begin(void);

/** Was memory missing in any call since? Empties the queue. */
bool openssl_lacked_memory(void);

/** A call failed over untrusted bytes. Return: -EBADMSG, -ENOMEM. */
int openssl_refused(void);

/** A call failed that no bytes can make fail. Return: -EIO, -ENOMEM. */
int openssl_trouble(void);

#endif

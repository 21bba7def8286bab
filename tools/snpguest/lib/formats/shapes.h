/* SPDX-License-Identifier: MIT */
/* The shapes of evidence: one table of how each is known and read. */
#ifndef SNPGUEST_SHAPES_H
#define SNPGUEST_SHAPES_H

#include "container.h"

/** shape_read() - find the shape of @bytes and take them apart */
int shape_read(struct snpguest_container *container,
	       struct snpguest_blob bytes);

/** "a report with a certificate table"; static. */
const char *shape_text(enum snpguest_shape shape);

/* ------------------------------------------------- readers of one shape each */

bool hcl_is(struct snpguest_blob bytes);
int hcl_read(struct snpguest_container *container, struct snpguest_blob bytes);

bool gzip_is(struct snpguest_blob bytes);
int gzip_read(struct snpguest_container *container, struct snpguest_blob bytes);

bool json_is(struct snpguest_blob bytes);
int json_read(struct snpguest_container *container, struct snpguest_blob bytes);

bool pem_is(struct snpguest_blob bytes);

/** With a byte in it that is none of text, or NULs behind it. */
bool damaged_pem_is(struct snpguest_blob bytes);
int pem_read(struct snpguest_container *container, struct snpguest_blob bytes);

bool der_cert_is(struct snpguest_blob bytes);
int der_cert_read(struct snpguest_container *container,
		  struct snpguest_blob bytes);
bool der_crl_is(struct snpguest_blob bytes);
int der_crl_read(struct snpguest_container *container,
		 struct snpguest_blob bytes);

/* What is none of ours, by its first bytes or its form. */
bool tdx_quote_is(struct snpguest_blob bytes);
bool sgx_quote_is(struct snpguest_blob bytes);
bool tpm_quote_is(struct snpguest_blob bytes);
bool token_is(struct snpguest_blob bytes);
bool cbor_is(struct snpguest_blob bytes);

#endif

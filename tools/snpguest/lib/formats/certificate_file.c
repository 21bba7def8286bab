// SPDX-License-Identifier: MIT
/*
 * Certificates and revocation lists as files hold them: one in DER, or any
 * number in PEM with whatever stands around it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../crypto/der.h"
#include "../crypto/pem.h"
#include "shapes.h"
#include "text_encoding.h"

/* ------------------------------------------------------------------- DER */

enum der { DER_NONE, DER_CERT, DER_CRL };

/*
 * A certificate's first field is its explicit version ([0]); that of a CRL is
 * a version as a plain INTEGER, or the algorithm (SEQUENCE) in version 1. Either
 * has a length of several bytes, which tells it from text that begins with '0'.
 */
static enum der der_of(struct snpguest_blob bytes)
{
	struct bytes b = bytes_of(bytes);
	struct der_element outer, tbs;
	const uint8_t *first;

	if (bytes.len < 2 || bytes.data[1] < 0x80 ||
	    !der_take(&b, DER_SEQUENCE, &outer))
		return DER_NONE;
	b = bytes_of(outer.content);
	if (!der_take(&b, DER_SEQUENCE, &tbs) || tbs.content.len < 4)
		return DER_NONE;
	first = tbs.content.data;
	if (first[0] == DER_SEQUENCE)
		return DER_CRL;
	if (first[0] == DER_INTEGER && first[1] == 1 &&
	    first[3] == DER_SEQUENCE)
		return DER_CRL;
	return DER_CERT;
}

/* Editors and shells put a line end behind; other bytes are left to refuse. */
static struct snpguest_blob without_blanks_behind(struct snpguest_blob bytes)
{
	struct bytes b = bytes_of(bytes);
	struct der_element whole;

	if (!der_next(&b, &whole))
		return bytes;
	if (text_trim((struct snpguest_blob){ b.at, b.left }).len)
		return bytes;
	return whole.whole;
}

bool der_cert_is(struct snpguest_blob bytes)
{
	return der_of(bytes) == DER_CERT;
}

bool der_crl_is(struct snpguest_blob bytes)
{
	return der_of(bytes) == DER_CRL;
}

int der_cert_read(struct snpguest_container *container,
		  struct snpguest_blob bytes)
{
	container_name(container, SNPGUEST_SHAPE_CERTIFICATES);
	return container_add_cert(container, without_blanks_behind(bytes));
}

int der_crl_read(struct snpguest_container *container,
		 struct snpguest_blob bytes)
{
	container_name(container, SNPGUEST_SHAPE_CRL);
	return container_add_crl(container, without_blanks_behind(bytes));
}

/* ------------------------------------------------------------------- PEM */

bool pem_is(struct snpguest_blob bytes)
{
	return text_is(bytes) && crypto_pem_is(bytes);
}

/*
 * "\n" as two characters is how shells, JSON and environment files write the
 * ends of lines; no PEM has a backslash otherwise.
 */
static size_t unescape(struct snpguest_blob text, uint8_t *plain)
{
	struct bytes b = bytes_of(text);
	size_t len = 0;

	while (b.left) {
		uint8_t c = bytes_u8(&b);

		if (c == '\\' && b.left && (*b.at == 'n' || *b.at == 'r')) {
			bytes_take(&b, 1);
			c = '\n';
		}
		plain[len++] = c;
	}
	return len;
}

typedef int (*add_function)(struct snpguest_container *container,
			    struct snpguest_blob der);

static int add_block(struct snpguest_container *container, add_function add,
		     const uint8_t *der, size_t len)
{
	uint8_t *copy;
	int err = container_unpack(container, len, &copy);

	if (err)
		return err;
	memcpy(copy, der, len);
	return add(container, (struct snpguest_blob){ copy, len });
}

/* Every block of this label; a malformed one does not hide those behind it. */
static int read_blocks(struct snpguest_container *container,
		       struct snpguest_blob text, const char *label,
		       add_function add, size_t *malformed)
{
	struct bytes b = bytes_of(text);
	int err = 0;

	for (*malformed = 0; !err;) {
		size_t left = b.left, len;
		uint8_t *der;

		err = crypto_pem_next(&b, label, &der, &len);
		if (err == -ENOENT || (err == -EBADMSG && b.left == left))
			break;
		if (err == -EBADMSG) {
			++*malformed;
			err = 0;
		} else if (!err) {
			err = add_block(container, add, der, len);
			free(der);
		}
	}
	if (err == -EBADMSG && !container->refusal[0])
		++*malformed;
	else if (err != -ENOENT)
		return err;
	return 0;
}

static int name_pem(struct snpguest_container *container, size_t malformed)
{
	if (malformed && container_note(container, "%zu malformed blocks of"
					" PEM", malformed))
		return -ENOMEM;
	if (container->n_certs)
		container_name(container, SNPGUEST_SHAPE_CERTIFICATES);
	else if (container->n_crls)
		container_name(container, SNPGUEST_SHAPE_CRL);
	else
		container_name(container, SNPGUEST_SHAPE_TEXT);
	if (container->n_certs || container->n_crls)
		return 0;
	return container_nothing(container,
				 "PEM text without a certificate or a"
				 " revocation list");
}

int pem_read(struct snpguest_container *container, struct snpguest_blob bytes)
{
	struct snpguest_blob text = { .len = 0 };
	size_t malformed, again;
	uint8_t *plain;
	int err = container_unpack(container, bytes.len, &plain);

	if (err)
		return err;
	text.data = plain;
	text.len = unescape(bytes, plain);
	err = read_blocks(container, text, PEM_CERTIFICATE, container_add_cert,
			  &malformed);
	if (!err)
		err = read_blocks(container, text, PEM_CRL,
				  container_add_crl, &again);
	return err ? err : name_pem(container, malformed);
}

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

/* A CRL begins with its version, a plain INTEGER, or in version 1 the algorithm. */
static bool is_crl_begin(const uint8_t first[4])
{
	return first[0] == DER_SEQUENCE ||
	       (first[0] == DER_INTEGER && first[1] == 1 &&
		first[3] == DER_SEQUENCE);
}

/*
 * A certificate's first field is its explicit version ([0]). Either has a length
 * of several bytes, which tells it from text that begins with '0'.
 */
static enum der whole_der_of(struct snpguest_blob bytes)
{
	struct bytes b = bytes_of(bytes);
	struct der_element outer, tbs;

	if (bytes.len < 2 || bytes.data[1] < 0x80 ||
	    !der_take(&b, DER_SEQUENCE, &outer))
		return DER_NONE;
	b = bytes_of(outer.content);
	if (!der_take(&b, DER_SEQUENCE, &tbs) || tbs.content.len < 4)
		return DER_NONE;
	return is_crl_begin(tbs.content.data) ? DER_CRL : DER_CERT;
}

/* Tag and length of a long SEQUENCE, whatever of it is there. */
static bool take_head(struct bytes *b)
{
	const uint8_t *head = bytes_take(b, 2);

	if (!head || head[0] != DER_SEQUENCE || head[1] < 0x80 ||
	    head[1] > 0x84)
		return false;
	bytes_take(b, head[1] & 0x7f);
	return !b->ran_out;
}

/*
 * What begins like a certificate or a list was meant to be one, and is for the
 * verdict to refuse: passed by, it would be one that is missing.
 */
static enum der broken_der_of(struct snpguest_blob bytes)
{
	static const uint8_t version[] = { 0xa0, 3, DER_INTEGER, 1 };
	struct bytes b = bytes_of(bytes);
	const uint8_t *first;

	if (!take_head(&b) || !take_head(&b))
		return DER_NONE;
	first = bytes_take(&b, sizeof(version));
	if (first && !memcmp(first, version, sizeof(version)))
		return DER_CERT;
	return first && is_crl_begin(first) ? DER_CRL : DER_NONE;
}

static enum der der_of(struct snpguest_blob bytes)
{
	enum der der = whole_der_of(bytes);

	return der == DER_NONE ? broken_der_of(bytes) : der;
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

/* Not a program with certificates in it: those have NULs all over. */
bool damaged_pem_is(struct snpguest_blob bytes)
{
	while (bytes.len && !bytes.data[bytes.len - 1])
		bytes.len--;
	return bytes.len && !memchr(bytes.data, 0, bytes.len) &&
	       crypto_pem_is(bytes);
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

/* What is broken so that nobody can tell its end was a certificate, for all we know. */
static bool is_of_list(struct snpguest_blob text)
{
	static const char begin[] = "-----BEGIN " PEM_CRL "-----";

	return memmem(text.data, text.len, begin, strlen(begin));
}

/* The first is handed on as it is, so that the verdict hears of it. */
static int add_malformed(struct snpguest_container *container,
			 add_function add, struct snpguest_blob text,
			 size_t *malformed)
{
	if (add == container_add_crl && !is_of_list(text))
		return 0;
	if (++*malformed > 1)
		return 0;
	return add(container, text);
}

/* Every block of this label; a malformed one does not hide those behind it. */
static int read_blocks(struct snpguest_container *container,
		       struct snpguest_blob text, const char *label,
		       add_function add, size_t *malformed)
{
	struct bytes b = bytes_of(text);
	int err = 0;

	for (*malformed = 0; !err;) {
		struct snpguest_blob rest = { b.at, b.left };
		size_t len;
		uint8_t *der;

		err = crypto_pem_next(&b, label, &der, &len);
		if (err == -ENOENT)
			return 0;
		if (err == -EBADMSG) {
			bool stuck = b.left == rest.len;

			rest.len -= stuck ? 0 : b.left;
			err = add_malformed(container, add, rest, malformed);
			if (stuck)
				return err;
		} else if (!err) {
			err = add_block(container, add, der, len);
			free(der);
		}
	}
	return err;
}

/* The first of a kind is among what was found, for the verdict to tell. */
static int name_pem(struct snpguest_container *container, size_t certs,
		    size_t crls)
{
	if (certs > 1 && container_note(container, "%zu malformed blocks of"
					" PEM", certs))
		return -ENOMEM;
	if (crls && container_note(container, "%zu malformed revocation lists",
				   crls))
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
	size_t certs, crls;
	uint8_t *plain;
	int err = container_unpack(container, bytes.len, &plain);

	if (err)
		return err;
	text.data = plain;
	text.len = unescape(bytes, plain);
	err = read_blocks(container, text, PEM_CERTIFICATE, container_add_cert,
			  &certs);
	if (!err)
		err = read_blocks(container, text, PEM_CRL,
				  container_add_crl, &crls);
	return err ? err : name_pem(container, certs, crls);
}

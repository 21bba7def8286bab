// SPDX-License-Identifier: MIT
/*
 * Any text as PEM: reading ends, and where libcrypto takes the only block of a
 * text as well, without a header, both find the same bytes. What is decoded is written and read
 * back.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "../../tools/snpguest/lib/crypto/pem.h"

#define BEGIN "-----BEGIN "

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool what)
{
	if (!what)
		abort();
}

static void write_and_read_back(const uint8_t *der, size_t len)
{
	struct bytes text = {};
	uint8_t *again;
	char *pem;
	size_t n;

	expect(!crypto_pem_write(PEM_CRL, (struct snpguest_blob){ der, len },
				 &pem));
	text.at = (const uint8_t *)pem;
	text.left = strlen(pem);
	expect(!crypto_pem_next(&text, PEM_CRL, &again, &n));
	expect(n == len && !memcmp(again, der, len) && !text.left);
	free(again);
	free(pem);
}

static bool one_block(const uint8_t *data, size_t size)
{
	const uint8_t *at = memmem(data, size, BEGIN, strlen(BEGIN));

	return at && !memmem(at + 1, data + size - at - 1, BEGIN,
			     strlen(BEGIN));
}

static void compare(const uint8_t *data, size_t size, const uint8_t *der,
		    size_t len)
{
	BIO *bio = BIO_new_mem_buf(data, size);
	char *label, *header;
	uint8_t *theirs;
	long n;

	expect(bio != NULL);
	if (PEM_read_bio(bio, &label, &header, &theirs, &n) == 1) {
		expect(!strcmp(label, PEM_CERTIFICATE));
		/*
		 * An empty line among the others is allowed in RFC 7468, 3; to
		 * libcrypto what is before it is a header of RFC 1421, and not
		 * of the data.
		 */
		expect(header[0] || ((size_t)n == len && !memcmp(theirs, der, len)));
		OPENSSL_free(label);
		OPENSSL_free(header);
		OPENSSL_free(theirs);
	}
	ERR_clear_error();
	BIO_free(bio);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = { data, size, false };
	size_t left = size + 1, len;
	uint8_t *der;
	int err;

	crypto_pem_is((struct snpguest_blob){ data, size });
	while ((err = crypto_pem_next(&text, PEM_CERTIFICATE, &der, &len)) !=
	       -ENOENT) {
		expect(text.left < left); /* always further */
		left = text.left;
		if (err)
			continue;
		write_and_read_back(der, len);
		if (one_block(data, size))
			compare(data, size, der, len);
		free(der);
	}
	return 0;
}

// SPDX-License-Identifier: MIT
/* Names and times. */
#include <errno.h>
#include <string.h>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/x509.h>

#include "der.h"
#include "x509_private.h"

struct snpguest_blob x509_string(const ASN1_STRING *string)
{
	return (struct snpguest_blob){ ASN1_STRING_get0_data(string),
				       ASN1_STRING_length(string) };
}

/* AWS-LC keeps no byte of zero, which is the serial of every VCEK. */
struct snpguest_blob x509_serial(const ASN1_INTEGER *serial)
{
	static const uint8_t zero = 0;
	struct snpguest_blob magnitude = x509_string(serial);

	return magnitude.len ? magnitude : (struct snpguest_blob){ &zero, 1 };
}

struct snpguest_blob x509_name(const X509_NAME *name)
{
	struct snpguest_blob blob = { NULL, 0 };

	if (X509_NAME_get0_der((X509_NAME *)name, &blob.data, &blob.len) != 1)
		blob.len = 0;
	return blob;
}

struct snpguest_blob x509_common_name(const X509_NAME *name)
{
	int index = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
	const ASN1_STRING *text;

	if (index < 0 ||
	    X509_NAME_get_index_by_NID(name, NID_commonName, index) >= 0)
		return (struct snpguest_blob){ NULL, 0 };
	text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index));
	if (ASN1_STRING_type(text) != V_ASN1_UTF8STRING &&
	    ASN1_STRING_type(text) != V_ASN1_PRINTABLESTRING)
		return (struct snpguest_blob){ NULL, 0 };
	return x509_string(text);
}

/*
 * Where a name cannot be shown, a text that is cut: the name is good for
 * comparing all the same.
 */
int x509_name_text(const X509_NAME *name, char *text, size_t len)
{
	bool printed;
	BIO *bio;
	int n;

	openssl_begin();
	bio = BIO_new(BIO_s_mem());
	printed = bio &&
		  X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253) >= 0;
	n = bio ? BIO_read(bio, text, len - 1) : 0;
	text[n > 0 ? n : 0] = '\0'; /* nothing to read of an empty name */
	BIO_free(bio);
	return !printed && openssl_trouble() == -ENOMEM ? -ENOMEM : 0;
}

bool x509_time(const ASN1_TIME *from, int64_t *seconds)
{
	const struct der_element element = {
		.tag = ASN1_STRING_type(from), .content = x509_string(from),
	};

	return der_read_time(&element, seconds);
}

int x509_same(uint8_t *encoded, int len, struct snpguest_blob der)
{
	bool same = len >= 0 &&
		    blob_equal((struct snpguest_blob){ encoded, len }, der);

	OPENSSL_free(encoded);
	return same ? 0 : openssl_refused();
}

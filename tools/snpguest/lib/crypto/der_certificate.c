// SPDX-License-Identifier: MIT
#include "der_certificate.h"

#include <string.h>

#define VERSION 0xa0 /* [0], constructed */
#define EXTENSIONS 0xa3

static bool take_version(struct bytes *tbs)
{
	static const uint8_t three[] = { DER_INTEGER, 1, 2 };
	struct der_element version;

	return der_take(tbs, VERSION, &version) &&
	       blob_equal(version.content,
			  (struct snpguest_blob){ three, sizeof(three) });
}

static bool take_serial(struct bytes *tbs, struct der_certificate *cert)
{
	struct der_element e;

	return der_take(tbs, DER_INTEGER, &e) &&
	       der_natural(e.content, &cert->serial);
}

/* An OBJECT IDENTIFIER and at most one element of parameters. */
static bool is_algorithm(struct snpguest_blob content)
{
	struct bytes rest = bytes_of(content);
	struct der_element oid, parameters;

	return der_take(&rest, DER_OID, &oid) &&
	       (!rest.left || der_next(&rest, &parameters)) && !rest.left;
}

/* The one that stands outside again. */
static bool take_algorithm(struct bytes *tbs, struct der_certificate *cert)
{
	struct der_element algorithm;

	return der_take(tbs, DER_SEQUENCE, &algorithm) &&
	       is_algorithm(algorithm.content) &&
	       blob_equal(algorithm.whole, cert->parts.algorithm);
}

static bool take_name(struct bytes *tbs, struct snpguest_blob *name)
{
	struct der_element e;

	if (!der_take(tbs, DER_SEQUENCE, &e))
		return false;
	*name = e.whole;
	return true;
}

static bool take_time(struct bytes *rest, int64_t *seconds)
{
	struct der_element time;

	return der_next(rest, &time) && der_read_time(&time, seconds);
}

static bool take_validity(struct bytes *tbs, struct der_certificate *cert)
{
	struct der_element validity;
	struct bytes rest;

	if (!der_take(tbs, DER_SEQUENCE, &validity))
		return false;
	rest = bytes_of(validity.content);
	return take_time(&rest, &cert->not_before) &&
	       take_time(&rest, &cert->not_after) && !rest.left;
}

static bool take_key(struct bytes *tbs, struct der_certificate *cert)
{
	struct der_element info, algorithm, key;
	struct bytes rest;

	if (!der_take(tbs, DER_SEQUENCE, &info))
		return false;
	rest = bytes_of(info.content);
	if (!der_take(&rest, DER_SEQUENCE, &algorithm) ||
	    !is_algorithm(algorithm.content) ||
	    !der_take(&rest, DER_BIT_STRING, &key) || rest.left)
		return false;
	cert->key_algorithm = algorithm.content;
	cert->key = key.content;
	return true;
}

bool der_next_extension(struct bytes *rest, struct der_extension *extension)
{
	struct der_element whole, oid, e;
	struct bytes parts;

	if (!der_take(rest, DER_SEQUENCE, &whole))
		return false;
	parts = bytes_of(whole.content);
	if (!der_take(&parts, DER_OID, &oid) || !der_next(&parts, &e))
		return false;
	extension->critical = e.tag == DER_BOOLEAN;
	if (extension->critical && !der_next(&parts, &e))
		return false;
	extension->oid = oid.content;
	extension->value = e.content;
	return e.tag == DER_OCTET_STRING && !parts.left;
}

/* There may be none. */
static bool take_extensions(struct bytes *tbs, struct der_certificate *cert)
{
	struct der_extension extension;
	struct der_element e;
	struct bytes rest;

	cert->extensions = (struct snpguest_blob){ NULL, 0 };
	if (!tbs->left)
		return true;
	if (!der_take(tbs, EXTENSIONS, &e) ||
	    !der_only(e.content, DER_SEQUENCE, &cert->extensions))
		return false;
	rest = bytes_of(cert->extensions);
	while (rest.left)
		if (!der_next_extension(&rest, &extension))
			return false;
	return true;
}

bool der_certificate(struct snpguest_blob der, struct der_certificate *cert)
{
	struct snpguest_blob content;
	struct bytes tbs;

	if (!der_is_strict(der) || !der_signed(der, &cert->parts) ||
	    !der_only(cert->parts.tbs, DER_SEQUENCE, &content))
		return false;
	tbs = bytes_of(content);
	return take_version(&tbs) && take_serial(&tbs, cert) &&
	       take_algorithm(&tbs, cert) && take_name(&tbs, &cert->issuer) &&
	       take_validity(&tbs, cert) && take_name(&tbs, &cert->subject) &&
	       take_key(&tbs, cert) && take_extensions(&tbs, cert) && !tbs.left;
}

/* --------------------------------------------------------------- authorities */

/* RFC 5280 4.2 knows 17, and each at most once. */
#define EXTENSIONS_MAX 17

#define KEY_CERT_SIGN 0x04 /* in the first byte of bits, RFC 5280 4.2.1.3 */

bool der_is_rfc5280(struct snpguest_blob oid, uint8_t number)
{
	const uint8_t known[] = { 0x55, 0x1d, number };

	return blob_equal(oid, (struct snpguest_blob){ known, sizeof(known) });
}

/* TRUE, and perhaps a length of paths, which is not negative. */
static bool says_ca(struct snpguest_blob value)
{
	struct snpguest_blob content;
	struct der_element ca, length;
	struct bytes rest;

	if (!der_only(value, DER_SEQUENCE, &content))
		return false;
	rest = bytes_of(content);
	return der_take(&rest, DER_BOOLEAN, &ca) &&
	       (!rest.left || (der_take(&rest, DER_INTEGER, &length) &&
			       !(length.content.data[0] & 0x80))) &&
	       !rest.left;
}

static bool allows_signing(struct snpguest_blob value)
{
	struct snpguest_blob bits;

	return der_only(value, DER_BIT_STRING, &bits) && bits.len > 1 &&
	       bits.data[1] & KEY_CERT_SIGN;
}

static unsigned int times(struct snpguest_blob extensions,
			  struct snpguest_blob oid)
{
	struct bytes rest = bytes_of(extensions);
	struct der_extension extension;
	unsigned int n = 0;

	while (der_next_extension(&rest, &extension))
		n += blob_equal(extension.oid, oid);
	return n;
}

bool der_are_different(struct snpguest_blob extensions, unsigned int most)
{
	struct bytes rest = bytes_of(extensions);
	struct der_extension extension;
	unsigned int count = 0;

	while (der_next_extension(&rest, &extension))
		if (++count > most || times(extensions, extension.oid) > 1)
			return false;
	return true;
}

bool der_is_ca(struct snpguest_blob extensions)
{
	struct bytes rest = bytes_of(extensions);
	bool constraints = false, usages = false;
	struct der_extension extension;

	while (der_next_extension(&rest, &extension)) {
		if (der_is_rfc5280(extension.oid, RFC5280_BASIC_CONSTRAINTS))
			constraints = says_ca(extension.value);
		else if (der_is_rfc5280(extension.oid, RFC5280_KEY_USAGE))
			usages = allows_signing(extension.value);
		else if (extension.critical)
			return false;
	}
	return constraints && usages &&
	       der_are_different(extensions, EXTENSIONS_MAX);
}

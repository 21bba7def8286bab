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

/* Not negative; a first byte of zero keeps the sign alone. */
static bool take_serial(struct bytes *tbs, struct der_certificate *cert)
{
	struct der_element e;

	if (!der_take(tbs, DER_INTEGER, &e) || e.content.data[0] & 0x80)
		return false;
	cert->serial = e.content;
	if (!e.content.data[0] && e.content.len > 1) {
		cert->serial.data++;
		cert->serial.len--;
	}
	return true;
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

#define BASIC_CONSTRAINTS 19 /* last number of its OID below 2.5.29 */
#define KEY_USAGE 15
#define KEY_CERT_SIGN 0x04 /* in the first byte of bits, RFC 5280 4.2.1.3 */

static bool is_of_rfc5280(const struct der_extension *extension, uint8_t number)
{
	const uint8_t oid[] = { 0x55, 0x1d, number };

	return blob_equal(extension->oid,
			  (struct snpguest_blob){ oid, sizeof(oid) });
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

bool der_is_ca(struct snpguest_blob extensions)
{
	struct bytes rest = bytes_of(extensions);
	bool constraints = false, usages = false;
	struct der_extension extension;
	unsigned int count = 0;

	while (der_next_extension(&rest, &extension)) {
		if (++count > EXTENSIONS_MAX ||
		    times(extensions, extension.oid) > 1)
			return false;
		if (is_of_rfc5280(&extension, BASIC_CONSTRAINTS))
			constraints = says_ca(extension.value);
		else if (is_of_rfc5280(&extension, KEY_USAGE))
			usages = allows_signing(extension.value);
		else if (extension.critical)
			return false;
	}
	return constraints && usages;
}

/* --------------------------------------------------------------------- names */

#define DER_UTF8_STRING 0x0c
#define DER_PRINTABLE_STRING 0x13

static bool is_plain_text(const struct der_element *text)
{
	if (text->tag != DER_PRINTABLE_STRING && text->tag != DER_UTF8_STRING)
		return false;
	for (size_t i = 0; i < text->content.len; i++)
		if (text->content.data[i] < 0x20 || text->content.data[i] > 0x7e)
			return false;
	return text->content.len;
}

/* A set of one attribute, whose value is plain text. */
bool der_next_attribute(struct bytes *rest, struct der_attribute *attribute)
{
	struct der_element set, oid, text;
	struct snpguest_blob only;
	struct bytes parts;

	if (!der_take(rest, DER_SET, &set) ||
	    !der_only(set.content, DER_SEQUENCE, &only))
		return false;
	parts = bytes_of(only);
	if (!der_take(&parts, DER_OID, &oid) || !der_next(&parts, &text) ||
	    parts.left || !is_plain_text(&text))
		return false;
	*attribute = (struct der_attribute){ oid.content, text.content };
	return true;
}

struct bytes der_attributes(struct snpguest_blob name)
{
	struct snpguest_blob content;

	if (!der_only(name, DER_SEQUENCE, &content))
		content = (struct snpguest_blob){ NULL, 0 };
	return bytes_of(content);
}

static bool is_common_name(struct snpguest_blob oid)
{
	static const uint8_t common_name[] = { 0x55, 0x04, 0x03 };

	return blob_equal(oid, (struct snpguest_blob){
			  common_name, sizeof(common_name) });
}

bool der_plain_name(struct snpguest_blob name,
		    struct snpguest_blob *common_name)
{
	struct bytes rest = der_attributes(name);
	struct snpguest_blob found = { NULL, 0 };
	struct der_attribute attribute;
	unsigned int count = 0;

	if (!rest.left)
		return false;
	while (rest.left) {
		if (!der_next_attribute(&rest, &attribute))
			return false;
		if (!is_common_name(attribute.type))
			continue;
		found = attribute.value;
		count++;
	}
	*common_name = count == 1 ? found : (struct snpguest_blob){ NULL, 0 };
	return true;
}

// SPDX-License-Identifier: MIT
/* X.509 (RFC 5280) as far as AMD's certificates go. */
#include "certificate.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "der.h"

#define OID_PSS "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"
#define OID_MGF1 "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08"
#define OID_RSA "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
#define OID_SHA384 "\x60\x86\x48\x01\x65\x03\x04\x02\x02"
#define OID_EC_KEY "\x2a\x86\x48\xce\x3d\x02\x01"
#define OID_P384 "\x2b\x81\x04\x00\x22"
#define OID_COMMON_NAME "\x55\x04\x03"
#define OID_KEY_USAGE "\x55\x1d\x0f"
#define OID_BASIC_CONSTRAINTS "\x55\x1d\x13"

#define VERSION_3 2
#define PSS_SALT 48
#define KEY_CERT_SIGN 0x04 /* bit 5 of the key usage */

/* A BIT STRING of whole bytes. */
static struct snpguest_blob read_bits(struct bytes *b)
{
	struct bytes bits = der_enter(b, DER_BIT_STRING);

	if (bytes_u8(&bits) != 0 || bits.ran_out)
		b->ran_out = true;
	return (struct snpguest_blob){ bits.at, bits.left };
}

static void read_version(struct bytes *tbs)
{
	struct bytes outer = der_enter(tbs, DER_CONTEXT(0));
	uint32_t version;

	if (!der_uint(&outer, VERSION_3, &version) || version != VERSION_3 ||
	    !der_done(&outer))
		tbs->ran_out = true;
}

static void read_validity(struct bytes *tbs, struct certificate *cert)
{
	struct bytes validity = der_enter(tbs, DER_SEQUENCE);

	if (!der_read_time(&validity, &cert->not_before) ||
	    !der_read_time(&validity, &cert->not_after) || !der_done(&validity))
		tbs->ran_out = true;
}

static void read_extensions(struct bytes *tbs, struct certificate *cert)
{
	struct extension ext;
	struct bytes outer, each;

	if (!tbs->left)
		return;
	outer = der_enter(tbs, DER_CONTEXT(3));
	cert->extensions = der_read(&outer, DER_SEQUENCE);
	each = bytes_of(cert->extensions);
	while (extension_next(&each, &ext))
		;
	if (!der_done(&outer) || !der_done(&each))
		tbs->ran_out = true;
}

/* What is signed. @algorithm gets the AlgorithmIdentifier inside. */
static bool read_tbs(struct bytes *tbs, struct certificate *cert)
{
	read_version(tbs);
	cert->serial = der_read(tbs, DER_INTEGER);
	der_read_whole(tbs, DER_SEQUENCE, &cert->algorithm);
	der_read_whole(tbs, DER_SEQUENCE, &cert->issuer);
	read_validity(tbs, cert);
	der_read_whole(tbs, DER_SEQUENCE, &cert->subject);
	der_read_whole(tbs, DER_SEQUENCE, &cert->spki);
	read_extensions(tbs, cert);
	return der_done(tbs) && cert->serial.len;
}

int certificate_parse(struct snpguest_blob der, struct certificate *cert)
{
	struct bytes file = bytes_of(der), body, tbs;
	struct snpguest_blob outer_algorithm;

	memset(cert, 0, sizeof(*cert));
	cert->der = der;
	body = der_enter(&file, DER_SEQUENCE);
	tbs = bytes_of(der_read_whole(&body, DER_SEQUENCE, &cert->tbs));
	der_read_whole(&body, DER_SEQUENCE, &outer_algorithm);
	cert->signature = read_bits(&body);
	if (!der_done(&file) || !der_done(&body) || !read_tbs(&tbs, cert) ||
	    !blob_equal(outer_algorithm, cert->algorithm))
		return -EBADMSG;

	cert->role = name_role(cert->subject, &cert->product);
	cert->issuer_role = name_role(cert->issuer, &cert->issuer_product);
	return crypto_sha256(der, cert->sha256);
}

bool extension_next(struct bytes *b, struct extension *ext)
{
	struct bytes inner;

	if (!b->left || b->ran_out)
		return false;
	memset(ext, 0, sizeof(*ext));
	inner = der_enter(b, DER_SEQUENCE);
	ext->oid = der_read(&inner, DER_OID);
	if (der_next_is(&inner, DER_BOOLEAN)) {
		struct snpguest_blob flag = der_read(&inner, DER_BOOLEAN);

		/* FALSE is the default and is left out in DER. */
		if (flag.len != 1 || flag.data[0] != 0xff)
			b->ran_out = true;
		ext->critical = true;
	}
	ext->value = der_read(&inner, DER_OCTET_STRING);
	if (!der_done(&inner) || !ext->oid.len)
		b->ran_out = true;
	return !b->ran_out;
}

/* hashAlgorithm: SHA-384 with NULL or no parameters. */
static bool is_sha384(struct bytes *b)
{
	struct bytes id = der_enter(b, DER_SEQUENCE);
	struct snpguest_blob oid = der_read(&id, DER_OID);

	if (der_next_is(&id, 0x05) && der_read(&id, 0x05).len)
		return false;
	return der_done(&id) && OID_IS(oid, OID_SHA384);
}

static bool is_mgf1_sha384(struct bytes *b)
{
	struct bytes id = der_enter(b, DER_SEQUENCE);
	struct snpguest_blob oid = der_read(&id, DER_OID);

	return is_sha384(&id) && der_done(&id) && OID_IS(oid, OID_MGF1);
}

static bool is_number(struct bytes *params, uint8_t tag, uint32_t wanted)
{
	struct bytes inner = der_enter(params, tag);
	uint32_t value;

	return der_uint(&inner, wanted, &value) && value == wanted &&
	       der_done(&inner);
}

bool algorithm_is_pss_sha384(struct snpguest_blob algorithm)
{
	struct bytes b = bytes_of(algorithm);
	struct bytes id = der_enter(&b, DER_SEQUENCE);
	struct snpguest_blob oid = der_read(&id, DER_OID);
	struct bytes params = der_enter(&id, DER_SEQUENCE);
	struct bytes hash = der_enter(&params, DER_CONTEXT(0));
	struct bytes mask = der_enter(&params, DER_CONTEXT(1));

	if (!der_done(&id) || !OID_IS(oid, OID_PSS))
		return false;
	if (!is_sha384(&hash) || !der_done(&hash) || !is_mgf1_sha384(&mask) ||
	    !der_done(&mask))
		return false;
	if (!is_number(&params, DER_CONTEXT(2), PSS_SALT))
		return false;
	/* Older certificates write the default trailer out. */
	if (der_next_is(&params, DER_CONTEXT(3)) &&
	    !is_number(&params, DER_CONTEXT(3), 1))
		return false;
	return der_done(&params);
}

const uint8_t *certificate_p384_point(const struct certificate *cert)
{
	struct bytes b = bytes_of(cert->spki);
	struct bytes spki = der_enter(&b, DER_SEQUENCE);
	struct bytes id = der_enter(&spki, DER_SEQUENCE);
	struct snpguest_blob type = der_read(&id, DER_OID);
	struct snpguest_blob curve = der_read(&id, DER_OID);
	struct snpguest_blob point = read_bits(&spki);

	if (!der_done(&id) || !der_done(&spki) || !OID_IS(type, OID_EC_KEY) ||
	    !OID_IS(curve, OID_P384))
		return NULL;
	if (point.len != CRYPTO_P384_POINT_SIZE || point.data[0] != 0x04)
		return NULL;
	return point.data;
}

static const uint8_t *rsa_modulus(struct snpguest_blob key)
{
	struct bytes b = bytes_of(key);
	struct bytes numbers = der_enter(&b, DER_SEQUENCE);
	struct snpguest_blob n = der_read(&numbers, DER_INTEGER);
	uint32_t e;

	if (!der_uint(&numbers, CRYPTO_RSA_EXPONENT, &e) ||
	    e != CRYPTO_RSA_EXPONENT || !der_done(&numbers) || !der_done(&b))
		return NULL;
	/* The highest of 4096 bits is set, so DER puts a zero before it. */
	if (n.len != CRYPTO_RSA_SIZE + 1 || n.data[0] || !(n.data[1] & 0x80))
		return NULL;
	return n.data + 1;
}

const uint8_t *certificate_rsa_modulus(const struct certificate *cert)
{
	struct bytes b = bytes_of(cert->spki);
	struct bytes spki = der_enter(&b, DER_SEQUENCE);
	struct bytes id = der_enter(&spki, DER_SEQUENCE);
	struct snpguest_blob type = der_read(&id, DER_OID);
	struct snpguest_blob null = der_read(&id, 0x05);
	struct snpguest_blob key = read_bits(&spki);

	if (!der_done(&id) || !der_done(&spki) || null.len ||
	    !OID_IS(type, OID_RSA))
		return NULL;
	return rsa_modulus(key);
}

static bool says_ca(struct snpguest_blob value)
{
	struct bytes b = bytes_of(value);
	struct bytes constraints = der_enter(&b, DER_SEQUENCE);
	struct snpguest_blob ca = der_read(&constraints, DER_BOOLEAN);

	return !constraints.ran_out && der_done(&b) && ca.len == 1 &&
	       ca.data[0] == 0xff;
}

static bool may_sign(struct snpguest_blob value)
{
	struct bytes b = bytes_of(value);
	struct snpguest_blob bits = der_read(&b, DER_BIT_STRING);

	return der_done(&b) && bits.len >= 2 && bits.data[1] & KEY_CERT_SIGN;
}

bool certificate_is_ca(const struct certificate *cert)
{
	struct bytes b = bytes_of(cert->extensions);
	bool ca = false, sign = false;
	struct extension ext;

	while (extension_next(&b, &ext)) {
		if (OID_IS(ext.oid, OID_BASIC_CONSTRAINTS))
			ca = says_ca(ext.value);
		else if (OID_IS(ext.oid, OID_KEY_USAGE))
			sign = may_sign(ext.value);
		else if (ext.critical)
			return false;
	}
	return ca && sign;
}

/* ------------------------------------------------------------------ names */

/* One attribute of a name. AMD's names have one to a set. */
struct attribute {
	struct snpguest_blob oid, value;
	uint8_t tag;
};

static bool attribute_next(struct bytes *rdns, struct attribute *attribute)
{
	struct bytes set, pair;

	if (!rdns->left || rdns->ran_out)
		return false;
	set = der_enter(rdns, DER_SET);
	pair = der_enter(&set, DER_SEQUENCE);
	attribute->oid = der_read(&pair, DER_OID);
	attribute->value = der_any(&pair, &attribute->tag);
	if (!der_done(&pair) || !der_done(&set))
		rdns->ran_out = true;
	return !rdns->ran_out;
}

/* The only common name; empty when there is none, or more than one. */
static struct snpguest_blob common_name(struct snpguest_blob name)
{
	struct bytes b = bytes_of(name);
	struct bytes rdns = der_enter(&b, DER_SEQUENCE);
	struct snpguest_blob found = { NULL, 0 };
	struct attribute attribute;
	int count = 0;

	while (attribute_next(&rdns, &attribute)) {
		if (!OID_IS(attribute.oid, OID_COMMON_NAME))
			continue;
		if (attribute.tag == DER_UTF8_STRING ||
		    attribute.tag == DER_PRINTABLE_STRING)
			found = attribute.value;
		count++;
	}
	if (count != 1 || !der_done(&rdns))
		found.len = 0;
	return found;
}

static bool starts_with(struct snpguest_blob text, const char *prefix,
			struct snpguest_blob *rest)
{
	size_t n = strlen(prefix);

	if (text.len < n || memcmp(text.data, prefix, n))
		return false;
	*rest = (struct snpguest_blob){ text.data + n, text.len - n };
	return true;
}

static enum snpguest_product product_named(struct snpguest_blob text)
{
	for (int p = SNPGUEST_PRODUCT_MILAN; p <= SNPGUEST_PRODUCT_TURIN; p++) {
		const char *name = snpguest_product_name(p);

		if (text.len == strlen(name) &&
		    !memcmp(text.data, name, text.len))
			return p;
	}
	return SNPGUEST_PRODUCT_UNKNOWN;
}

enum snpguest_cert_role name_role(struct snpguest_blob name,
				  enum snpguest_product *product)
{
	/* "SEV-" comes last: the longer names begin with it as well. */
	static const struct {
		const char *prefix;
		enum snpguest_cert_role role;
		bool whole;
	} patterns[] = {
		{ "SEV-VCEK", SNPGUEST_CERT_VCEK, true },
		{ "SEV-VLEK", SNPGUEST_CERT_VLEK, true },
		{ "SEV-VLEK-", SNPGUEST_CERT_ASVK, false },
		{ "SEV-", SNPGUEST_CERT_ASK, false },
		{ "ARK-", SNPGUEST_CERT_ARK, false },
	};
	struct snpguest_blob cn = common_name(name), rest;

	*product = SNPGUEST_PRODUCT_UNKNOWN;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
		if (!starts_with(cn, patterns[i].prefix, &rest) ||
		    patterns[i].whole == (rest.len > 0))
			continue;
		*product = product_named(rest);
		return patterns[i].role;
	}
	return SNPGUEST_CERT_UNKNOWN;
}

/* A text that is cut rather than overrun. */
struct text {
	char *at;
	size_t left; /* with room for the NUL */
};

static void put(struct text *t, char c)
{
	if (t->left < 2)
		return;
	*t->at++ = c;
	*t->at = '\0';
	t->left--;
}

static void put_string(struct text *t, const char *s)
{
	while (*s)
		put(t, *s++);
}

static void put_escaped(struct text *t, struct snpguest_blob value)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < value.len; i++) {
		uint8_t c = value.data[i];

		if (c < 0x20 || c >= 0x7f) {
			put(t, '\\');
			put(t, digits[c >> 4]);
			put(t, digits[c & 15]);
			continue;
		}
		if (strchr(",+\"\\<>;=", c))
			put(t, '\\');
		put(t, c);
	}
}

static void put_oid(struct text *t, struct snpguest_blob oid)
{
	char number[24];
	uint64_t arc = 0;
	bool first = true;

	for (size_t i = 0; i < oid.len; i++) {
		arc = arc << 7 | (oid.data[i] & 0x7f);
		if (oid.data[i] & 0x80)
			continue;
		if (first) {
			unsigned int top = arc < 80 ? arc / 40 : 2;

			snprintf(number, sizeof(number), "%u.%llu", top,
				 (unsigned long long)arc - top * 40);
		} else {
			snprintf(number, sizeof(number), ".%llu",
				 (unsigned long long)arc);
		}
		put_string(t, number);
		first = false;
		arc = 0;
	}
}

static void put_attribute(struct text *t, const struct attribute *attribute)
{
	static const struct {
		const char *oid, *name;
	} known[] = {
		{ "\x55\x04\x03", "CN" }, { "\x55\x04\x05", "serialNumber" },
		{ "\x55\x04\x06", "C" },  { "\x55\x04\x07", "L" },
		{ "\x55\x04\x08", "ST" }, { "\x55\x04\x0a", "O" },
		{ "\x55\x04\x0b", "OU" },
	};
	const char *name = NULL;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (attribute->oid.len == 3 &&
		    !memcmp(attribute->oid.data, known[i].oid, 3))
			name = known[i].name;
	if (name)
		put_string(t, name);
	else
		put_oid(t, attribute->oid);
	put(t, '=');
	put_escaped(t, attribute->value);
}

void oid_text(struct snpguest_blob oid, char *text, size_t len)
{
	struct text t = { .at = text, .left = len };

	*text = '\0';
	put_oid(&t, oid);
}

#define NAME_PARTS 16

void name_text(struct snpguest_blob name, char *text, size_t len)
{
	struct text t = { .at = text, .left = len };
	struct bytes b = bytes_of(name);
	struct bytes rdns = der_enter(&b, DER_SEQUENCE);
	struct attribute parts[NAME_PARTS];
	size_t n = 0;

	*text = '\0';
	while (n < NAME_PARTS && attribute_next(&rdns, &parts[n]))
		n++;
	if (!der_done(&rdns)) {
		put_string(&t, "(unreadable name)");
		return;
	}
	/* RFC 2253: the last part first. */
	while (n--) {
		put_attribute(&t, &parts[n]);
		if (n)
			put(&t, ',');
	}
}

void hex_text(const uint8_t *data, size_t n, char *text, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n && 2 * i + 2 < len; i++) {
		text[2 * i] = digits[data[i] >> 4];
		text[2 * i + 1] = digits[data[i] & 15];
	}
	text[2 * i] = '\0';
}

void certificate_info(const struct certificate *cert,
		      struct snpguest_cert_info *info)
{
	memset(info, 0, sizeof(*info));
	info->role = cert->role;
	info->product = cert->product;
	name_text(cert->subject, info->subject, sizeof(info->subject));
	name_text(cert->issuer, info->issuer, sizeof(info->issuer));
	hex_text(cert->serial.data, cert->serial.len, info->serial,
		 sizeof(info->serial));
	info->not_before = cert->not_before;
	info->not_after = cert->not_after;
	memcpy(info->sha256, cert->sha256, sizeof(info->sha256));
}

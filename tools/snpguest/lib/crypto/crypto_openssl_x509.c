// SPDX-License-Identifier: MIT
#include "crypto_x509.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "crypto_openssl.h"

#define PSS_SALT 48
#define PSS_TRAILER 1
#define UTC_TIME_SIZE 13	 /* YYMMDDhhmmssZ */
#define GENERALIZED_TIME_SIZE 15 /* YYYYMMDDhhmmssZ */

/*
 * A library context without algorithms. In the default one X509 objects come
 * with their keys loaded.
 */
struct crypto_reader {
	OSSL_LIB_CTX *ctx;
	OSSL_PROVIDER *none;
};

int crypto_reader_new(struct crypto_reader **reader)
{
	struct crypto_reader *r = calloc(1, sizeof(*r));

	if (!r)
		return -ENOMEM;
	openssl_begin();
	r->ctx = OSSL_LIB_CTX_new();
	if (r->ctx)
		r->none = OSSL_PROVIDER_load(r->ctx, "null");
	if (!r->none) {
		int err = openssl_trouble();

		crypto_reader_free(r);
		return err;
	}
	*reader = r;
	return 0;
}

void crypto_reader_free(struct crypto_reader *reader)
{
	if (!reader)
		return;
	if (reader->none)
		OSSL_PROVIDER_unload(reader->none);
	OSSL_LIB_CTX_free(reader->ctx);
	free(reader);
}

/* ------------------------------------------------------------- elements */

static struct snpguest_blob string_blob(const ASN1_STRING *string)
{
	return (struct snpguest_blob){ ASN1_STRING_get0_data(string),
				       ASN1_STRING_length(string) };
}

/* Has @der become the same again? A @len below 0 is OpenSSL's failure. */
static int encoded_as(const uint8_t *encoded, int len, struct snpguest_blob der)
{
	if (len < 0)
		return -ENOMEM;
	return blob_equal((struct snpguest_blob){ encoded, len }, der) ?
		       0 : -EBADMSG;
}

/* The same; frees *@encoded. */
static int same_bytes(int len, uint8_t **encoded, struct snpguest_blob der)
{
	int err = encoded_as(*encoded, len, der);

	OPENSSL_free(*encoded);
	return err;
}

/* The only element in @der, which has to have @type. */
static int read_element(struct snpguest_blob der, int type, ASN1_TYPE **element)
{
	const uint8_t *at = der.data;
	uint8_t *encoded = NULL;
	int err;

	*element = NULL;
	if (!der.len || der.len > INT_MAX)
		return -EBADMSG;
	openssl_begin();
	*element = d2i_ASN1_TYPE(NULL, &at, der.len);
	if (!*element)
		return openssl_refused();
	err = same_bytes(i2d_ASN1_TYPE(*element, &encoded), &encoded, der);
	if (!err && ASN1_TYPE_get(*element) != type)
		err = -EBADMSG;
	return err;
}

int crypto_read_number(struct snpguest_blob der, uint32_t max, uint32_t *value)
{
	ASN1_TYPE *element;
	uint64_t number = 0;
	int err = read_element(der, V_ASN1_INTEGER, &element);

	if (!err && (ASN1_INTEGER_get_uint64(&number,
					     element->value.integer) != 1 ||
		     number > max))
		err = openssl_refused();
	if (!err)
		*value = number;
	ASN1_TYPE_free(element);
	return err;
}

/* The content is what the element ends with. */
static int read_content(struct snpguest_blob der, int type,
			struct snpguest_blob *content)
{
	ASN1_TYPE *element;
	int err = read_element(der, type, &element);

	if (!err) {
		content->len = ASN1_STRING_length(element->value.asn1_string);
		content->data = der.data + der.len - content->len;
	}
	ASN1_TYPE_free(element);
	return err;
}

int crypto_read_ia5(struct snpguest_blob der, struct snpguest_blob *text)
{
	return read_content(der, V_ASN1_IA5STRING, text);
}

int crypto_read_octets(struct snpguest_blob der, struct snpguest_blob *octets)
{
	return read_content(der, V_ASN1_OCTET_STRING, octets);
}

/* In the one form that RFC 5280 4.1.2.5 allows for each type. */
static bool read_time(const ASN1_TIME *from, int64_t *seconds)
{
	struct snpguest_blob text = string_blob(from);
	bool utc = ASN1_STRING_type(from) == V_ASN1_UTCTIME;
	struct tm tm;

	if (text.len != (utc ? UTC_TIME_SIZE : GENERALIZED_TIME_SIZE) ||
	    text.data[text.len - 1] != 'Z' || ASN1_TIME_to_tm(from, &tm) != 1)
		return false;
	*seconds = timegm(&tm);
	return true;
}

/* -------------------------------------------------------------- RSA-PSS */

/* SHA-384 with NULL or no parameters. */
static bool is_sha384(const X509_ALGOR *algorithm)
{
	const ASN1_OBJECT *oid;
	int type;

	if (!algorithm)
		return false;
	X509_ALGOR_get0(&oid, &type, NULL, algorithm);
	return OBJ_obj2nid(oid) == NID_sha384 &&
	       (type == V_ASN1_UNDEF || type == V_ASN1_NULL);
}

/* The SEQUENCE of parameters of @algorithm, as @it; NULL: see the queue. */
static void *unpack(const X509_ALGOR *algorithm, int nid, const ASN1_ITEM *it)
{
	const ASN1_OBJECT *oid;
	const void *value;
	int type;

	if (!algorithm)
		return NULL;
	X509_ALGOR_get0(&oid, &type, &value, algorithm);
	if (OBJ_obj2nid(oid) != nid || type != V_ASN1_SEQUENCE)
		return NULL;
	return ASN1_item_unpack(value, it);
}

static bool is_mgf1_sha384(const X509_ALGOR *algorithm)
{
	X509_ALGOR *hash = unpack(algorithm, NID_mgf1,
				  ASN1_ITEM_rptr(X509_ALGOR));
	bool is = is_sha384(hash);

	X509_ALGOR_free(hash);
	return is;
}

static bool is_number(const ASN1_INTEGER *number, uint64_t wanted)
{
	uint64_t value;

	return number && ASN1_INTEGER_get_uint64(&value, number) == 1 &&
	       value == wanted;
}

/* Do the parameters encode to the bytes they were read from? */
static int pss_is_der(const X509_ALGOR *algorithm, RSA_PSS_PARAMS *params)
{
	uint8_t *encoded = NULL;
	const void *value;
	int type;

	X509_ALGOR_get0(NULL, &type, &value, algorithm);
	return same_bytes(i2d_RSA_PSS_PARAMS(params, &encoded), &encoded,
			  string_blob(value));
}

/* Return: 0 and @pss, -ENOMEM. */
static int read_pss(const X509_ALGOR *algorithm, bool *pss)
{
	RSA_PSS_PARAMS *params;
	int err = 0;

	openssl_begin();
	params = unpack(algorithm, NID_rsassaPss,
			ASN1_ITEM_rptr(RSA_PSS_PARAMS));
	*pss = params && is_sha384(params->hashAlgorithm) &&
	       is_mgf1_sha384(params->maskGenAlgorithm) &&
	       is_number(params->saltLength, PSS_SALT) &&
	       (!params->trailerField ||
		is_number(params->trailerField, PSS_TRAILER));
	if (*pss) {
		err = pss_is_der(algorithm, params);
		*pss = !err;
	}
	RSA_PSS_PARAMS_free(params);
	return openssl_lacked_memory() ? -ENOMEM : 0;
}

/* ------------------------------------------------- what is signed, names */

/* Moves @der past its next element: all of it, and its content. */
static bool next_element(struct snpguest_blob *der, struct snpguest_blob *whole,
			 struct snpguest_blob *content)
{
	const uint8_t *at = der->data;
	int tag, class;
	long len;

	if (ASN1_get_object(&at, &len, &tag, &class, der->len) & 0x80)
		return false;
	*content = (struct snpguest_blob){ at, len };
	*whole = (struct snpguest_blob){ der->data, at + len - der->data };
	der->data += whole->len;
	der->len -= whole->len;
	return true;
}

/* The first element inside the only one of @der. */
static bool signed_part(struct snpguest_blob der, struct snpguest_blob *tbs)
{
	struct snpguest_blob whole, content;

	return next_element(&der, &whole, &content) &&
	       next_element(&content, tbs, &whole);
}

/*
 * A BIT STRING of whole bytes, which @der ends with: before the bytes stands
 * how many bits of the last do not count.
 */
static bool whole_bytes(struct snpguest_blob der, struct snpguest_blob bits)
{
	return bits.len < der.len && !der.data[der.len - bits.len - 1];
}

static struct snpguest_blob name_blob(const X509_NAME *name)
{
	struct snpguest_blob blob = { NULL, 0 };

	if (X509_NAME_get0_der(name, &blob.data, &blob.len) != 1)
		blob.len = 0;
	return blob;
}

static struct snpguest_blob common_name(const X509_NAME *name)
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
	return string_blob(text);
}

static int name_text(const X509_NAME *name, char *text, size_t len)
{
	bool printed;
	BIO *bio;
	int n;

	openssl_begin();
	bio = BIO_new(BIO_s_mem());
	printed = bio &&
		  X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253) >= 0;
	n = printed ? BIO_read(bio, text, len - 1) : 0;
	text[n > 0 ? n : 0] = '\0'; /* nothing to read of an empty name */
	BIO_free(bio);
	return printed ? 0 : -ENOMEM;
}

/* ---------------------------------------------------------- certificates */

/**
 * struct crypto_cert
 * @der: encoded again, which gave the bytes it was read from
 * @tbs: in @der
 */
struct crypto_cert {
	X509 *x509;
	uint8_t *der;
	struct snpguest_blob tbs, signature;
};

void crypto_cert_free(struct crypto_cert *cert)
{
	if (!cert)
		return;
	X509_free(cert->x509);
	OPENSSL_free(cert->der);
	free(cert);
}

/* Asking for the inner part makes OpenSSL forget the bytes it came from. */
static int encode_cert(struct crypto_cert *cert, struct snpguest_blob der)
{
	int len = i2d_re_X509_tbs(cert->x509, NULL);

	if (len > 0)
		len = i2d_X509(cert->x509, &cert->der);
	return encoded_as(cert->der, len, der);
}

static int decode_cert(struct crypto_reader *reader, struct snpguest_blob der,
		       struct crypto_cert *cert)
{
	const uint8_t *at = der.data;

	cert->x509 = X509_new_ex(reader->ctx, NULL);
	if (!cert->x509)
		return -ENOMEM;
	/* Frees it when it fails. */
	if (!d2i_X509(&cert->x509, &at, der.len))
		return openssl_refused();
	return encode_cert(cert, der);
}

/* Return: 0 and @is_ca, -ENOMEM. */
static int read_ca(X509 *x509, bool *is_ca)
{
	BASIC_CONSTRAINTS *constraints;
	ASN1_BIT_STRING *usage;

	openssl_begin();
	constraints = X509_get_ext_d2i(x509, NID_basic_constraints, NULL, NULL);
	usage = X509_get_ext_d2i(x509, NID_key_usage, NULL, NULL);
	*is_ca = constraints && constraints->ca && usage &&
		 ASN1_BIT_STRING_get_bit(usage, 5); /* keyCertSign */
	for (int i = 0; *is_ca && i < X509_get_ext_count(x509); i++) {
		X509_EXTENSION *ext = X509_get_ext(x509, i);
		int nid = OBJ_obj2nid(X509_EXTENSION_get_object(ext));

		*is_ca = !X509_EXTENSION_get_critical(ext) ||
			 nid == NID_basic_constraints || nid == NID_key_usage;
	}
	BASIC_CONSTRAINTS_free(constraints);
	ASN1_BIT_STRING_free(usage);
	return openssl_lacked_memory() ? -ENOMEM : 0;
}

static bool is_profiled(X509 *x509)
{
	const ASN1_BIT_STRING *issuer_id, *subject_id;
	const ASN1_INTEGER *serial = X509_get0_serialNumber(x509);

	X509_get0_uids(x509, &issuer_id, &subject_id);
	return X509_get_version(x509) == X509_VERSION_3 && !issuer_id &&
	       !subject_id && ASN1_STRING_type(serial) == V_ASN1_INTEGER;
}

static int read_cert(struct crypto_cert *cert, struct snpguest_blob der,
		     struct crypto_cert_fields *fields)
{
	const X509_NAME *subject = X509_get_subject_name(cert->x509);
	const X509_NAME *issuer = X509_get_issuer_name(cert->x509);
	const ASN1_BIT_STRING *signature;
	const X509_ALGOR *algorithm;
	int err;

	X509_get0_signature(&signature, &algorithm, cert->x509);
	cert->signature = string_blob(signature);
	if (X509_ALGOR_cmp(algorithm, X509_get0_tbs_sigalg(cert->x509)) ||
	    !is_profiled(cert->x509) || !whole_bytes(der, cert->signature) ||
	    !signed_part((struct snpguest_blob){ cert->der, der.len },
			 &cert->tbs) ||
	    !read_time(X509_get0_notBefore(cert->x509), &fields->not_before) ||
	    !read_time(X509_get0_notAfter(cert->x509), &fields->not_after))
		return openssl_refused();

	fields->subject = name_blob(subject);
	fields->issuer = name_blob(issuer);
	fields->subject_cn = common_name(subject);
	fields->issuer_cn = common_name(issuer);
	fields->serial = string_blob(X509_get0_serialNumber(cert->x509));
	err = read_pss(algorithm, &fields->pss);
	return err ? err : read_ca(cert->x509, &fields->ca);
}

int crypto_cert_new(struct crypto_reader *reader, struct snpguest_blob der,
		    struct crypto_cert **cert,
		    struct crypto_cert_fields *fields)
{
	struct crypto_cert *c;
	int err;

	if (!der.len || der.len > INT_MAX)
		return -EBADMSG;
	c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;
	memset(fields, 0, sizeof(*fields));
	openssl_begin();
	err = decode_cert(reader, der, c);
	if (!err)
		err = read_cert(c, der, fields);
	if (err)
		crypto_cert_free(c);
	else
		*cert = c;
	return err;
}

bool crypto_cert_names(const struct crypto_cert *issued,
		       const struct crypto_cert *issuer)
{
	return !X509_NAME_cmp(X509_get_issuer_name(issued->x509),
			      X509_get_subject_name(issuer->x509));
}

int crypto_cert_subject_text(const struct crypto_cert *cert, char *text,
			     size_t len)
{
	return name_text(X509_get_subject_name(cert->x509), text, len);
}

int crypto_cert_issuer_text(const struct crypto_cert *cert, char *text,
			    size_t len)
{
	return name_text(X509_get_issuer_name(cert->x509), text, len);
}

int crypto_cert_verify(const struct crypto_cert *cert, struct crypto_key *key)
{
	return crypto_rsa_pss_verify(key, cert->tbs, cert->signature);
}

/* Algorithm, type of its parameters and key of @cert; the last may be NULL. */
static int public_key(const struct crypto_cert *cert, int *nid, int *type,
		      const void **parameters, struct snpguest_blob *key)
{
	X509_ALGOR *algorithm;
	ASN1_OBJECT *oid;
	int len;

	openssl_begin();
	if (X509_PUBKEY_get0_param(&oid, &key->data, &len, &algorithm,
				   X509_get_X509_PUBKEY(cert->x509)) != 1)
		return openssl_refused();
	key->len = len;
	X509_ALGOR_get0(NULL, type, parameters, algorithm);
	*nid = OBJ_obj2nid(oid);
	return 0;
}

int crypto_cert_p384_key(const struct crypto_cert *cert,
			 struct crypto_key **key)
{
	struct snpguest_blob point;
	const void *curve;
	int nid, type;
	int err = public_key(cert, &nid, &type, &curve, &point);

	if (err)
		return err;
	if (nid != NID_X9_62_id_ecPublicKey || type != V_ASN1_OBJECT ||
	    OBJ_obj2nid(curve) != NID_secp384r1)
		return -EBADMSG;
	if (point.len != CRYPTO_P384_POINT_SIZE || point.data[0] != 0x04)
		return -EBADMSG;
	return crypto_p384_key(point.data, key);
}

static int rsa_key(const ASN1_SEQUENCE_ANY *numbers, struct crypto_key **key)
{
	const ASN1_TYPE *n = sk_ASN1_TYPE_value(numbers, 0);
	const ASN1_TYPE *e = sk_ASN1_TYPE_value(numbers, 1);
	struct snpguest_blob modulus;

	if (sk_ASN1_TYPE_num(numbers) != 2 ||
	    ASN1_TYPE_get(n) != V_ASN1_INTEGER ||
	    ASN1_TYPE_get(e) != V_ASN1_INTEGER ||
	    !is_number(e->value.integer, CRYPTO_RSA_EXPONENT))
		return openssl_refused();
	modulus = string_blob(n->value.integer);
	if (modulus.len != CRYPTO_RSA_SIZE || !(modulus.data[0] & 0x80) ||
	    ASN1_STRING_type(n->value.integer) != V_ASN1_INTEGER)
		return -EBADMSG;
	/* No product of two large primes; libcrypto fails to reckon with it. */
	if (!(modulus.data[CRYPTO_RSA_SIZE - 1] & 1))
		return -EBADMSG;
	return crypto_rsa_key(modulus.data, key);
}

int crypto_cert_rsa_key(const struct crypto_cert *cert,
			struct crypto_key **key)
{
	ASN1_SEQUENCE_ANY *numbers;
	struct snpguest_blob der;
	uint8_t *encoded = NULL;
	int nid, type;
	int err = public_key(cert, &nid, &type, NULL, &der);

	if (err)
		return err;
	if (nid != NID_rsaEncryption || type != V_ASN1_NULL)
		return -EBADMSG;
	numbers = d2i_ASN1_SEQUENCE_ANY(NULL, &(const uint8_t *){ der.data },
					der.len);
	if (!numbers)
		return openssl_refused();
	err = same_bytes(i2d_ASN1_SEQUENCE_ANY(numbers, &encoded), &encoded,
			 der);
	if (!err)
		err = rsa_key(numbers, key);
	sk_ASN1_TYPE_pop_free(numbers, ASN1_TYPE_free);
	return err;
}

bool crypto_cert_extension(const struct crypto_cert *cert, size_t index,
			   struct crypto_extension *extension)
{
	X509_EXTENSION *ext;

	if (index >= (size_t)X509_get_ext_count(cert->x509))
		return false;
	ext = X509_get_ext(cert->x509, index);
	OBJ_obj2txt(extension->oid, sizeof(extension->oid),
		    X509_EXTENSION_get_object(ext), 1);
	extension->critical = X509_EXTENSION_get_critical(ext);
	extension->value = string_blob(X509_EXTENSION_get_data(ext));
	return true;
}

/* ------------------------------------------------------ revocation lists */

/** struct crypto_crl - as struct crypto_cert */
struct crypto_crl {
	X509_CRL *crl;
	uint8_t *der;
	struct snpguest_blob tbs, signature;
};

void crypto_crl_free(struct crypto_crl *crl)
{
	if (!crl)
		return;
	X509_CRL_free(crl->crl);
	OPENSSL_free(crl->der);
	free(crl);
}

static int decode_crl(struct snpguest_blob der, struct crypto_crl *crl)
{
	const uint8_t *at = der.data;
	int len;

	crl->crl = d2i_X509_CRL(NULL, &at, der.len);
	if (!crl->crl)
		return openssl_refused();
	len = i2d_re_X509_CRL_tbs(crl->crl, NULL);
	if (len > 0)
		len = i2d_X509_CRL(crl->crl, &crl->der);
	return encoded_as(crl->der, len, der);
}

/* Version, then the algorithm, which has to be the outer one. */
static int compare_algorithms(struct snpguest_blob tbs, const X509_ALGOR *outer)
{
	struct snpguest_blob whole, content, rest;
	uint8_t *encoded = NULL;

	if (!next_element(&tbs, &whole, &content) ||
	    !next_element(&content, &whole, &rest) ||
	    !next_element(&content, &whole, &rest))
		return openssl_refused();
	return same_bytes(i2d_X509_ALGOR((X509_ALGOR *)outer, &encoded),
			  &encoded, whole);
}

/* Is an extension critical and not known, or given twice? */
static bool has_unknown(const STACK_OF(X509_EXTENSION) *extensions)
{
	for (int i = 0; i < X509v3_get_ext_count(extensions); i++) {
		X509_EXTENSION *ext = X509v3_get_ext(extensions, i);
		const ASN1_OBJECT *oid = X509_EXTENSION_get_object(ext);
		int nid = OBJ_obj2nid(oid);

		if (X509v3_get_ext_by_OBJ(extensions, oid, i) >= 0)
			return true;
		if (X509_EXTENSION_get_critical(ext) &&
		    nid != NID_authority_key_identifier &&
		    nid != NID_crl_number)
			return true;
	}
	return false;
}

/* An entry may have a reason and a date, but nothing that is critical. */
static bool entries_have_unknown(X509_CRL *crl)
{
	STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED(crl);

	for (int i = 0; i < sk_X509_REVOKED_num(entries); i++)
		if (has_unknown(X509_REVOKED_get0_extensions(
				sk_X509_REVOKED_value(entries, i))))
			return true;
	return false;
}

static int read_crl(struct crypto_crl *crl, struct snpguest_blob der,
		    struct crypto_crl_fields *fields)
{
	const ASN1_TIME *next = X509_CRL_get0_nextUpdate(crl->crl);
	const ASN1_BIT_STRING *signature;
	const X509_ALGOR *algorithm;
	int err;

	X509_CRL_get0_signature(crl->crl, &signature, &algorithm);
	crl->signature = string_blob(signature);
	fields->has_next_update = next;
	if (X509_CRL_get_version(crl->crl) != X509_CRL_VERSION_2 ||
	    !whole_bytes(der, crl->signature) ||
	    !signed_part((struct snpguest_blob){ crl->der, der.len },
			 &crl->tbs) ||
	    !read_time(X509_CRL_get0_lastUpdate(crl->crl),
		       &fields->this_update) ||
	    (next && !read_time(next, &fields->next_update)))
		return openssl_refused();
	fields->issuer = name_blob(X509_CRL_get_issuer(crl->crl));
	fields->unknown = has_unknown(X509_CRL_get0_extensions(crl->crl)) ||
			  entries_have_unknown(crl->crl);
	err = compare_algorithms(crl->tbs, algorithm);
	return err ? err : read_pss(algorithm, &fields->pss);
}

int crypto_crl_new(struct snpguest_blob der, struct crypto_crl **crl,
		   struct crypto_crl_fields *fields)
{
	struct crypto_crl *c;
	int err;

	if (!der.len || der.len > INT_MAX)
		return -EBADMSG;
	c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;
	memset(fields, 0, sizeof(*fields));
	openssl_begin();
	err = decode_crl(der, c);
	if (!err)
		err = read_crl(c, der, fields);
	if (err)
		crypto_crl_free(c);
	else
		*crl = c;
	return err;
}

bool crypto_crl_names(const struct crypto_crl *crl,
		      const struct crypto_cert *issuer)
{
	return !X509_NAME_cmp(X509_CRL_get_issuer(crl->crl),
			      X509_get_subject_name(issuer->x509));
}

int crypto_crl_verify(const struct crypto_crl *crl, struct crypto_key *key)
{
	return crypto_rsa_pss_verify(key, crl->tbs, crl->signature);
}

/* By hand: whether OpenSSL's search finds anything rests on its sorting. */
bool crypto_crl_lists(const struct crypto_crl *crl, struct snpguest_blob serial)
{
	STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED(crl->crl);

	/* Also an entry that would lift a revocation: only a delta has those. */
	for (int i = 0; i < sk_X509_REVOKED_num(entries); i++)
		if (blob_equal(string_blob(X509_REVOKED_get0_serialNumber(
				sk_X509_REVOKED_value(entries, i))), serial))
			return true;
	return false;
}

/* ------------------------------------------------------------------- PEM */

#define BEGIN "-----BEGIN "

bool crypto_pem_is(struct snpguest_blob blob)
{
	return blob.len && memmem(blob.data, blob.len, BEGIN, strlen(BEGIN));
}

/* What is left to read of a memory BIO. */
static struct snpguest_blob rest_of(BIO *bio)
{
	char *at;
	long len = BIO_get_mem_data(bio, &at);

	return (struct snpguest_blob){ (uint8_t *)at, len };
}

/* One block of any label. Return: 0, -ENOENT, -EBADMSG, -ENOMEM, -EIO. */
static int read_block(BIO *bio, char **label, uint8_t **data, size_t *len)
{
	struct snpguest_blob text = rest_of(bio);
	char *header;
	long n;

	if (!crypto_pem_is(text))
		return -ENOENT;
	if (PEM_read_bio(bio, label, &header, data, &n) != 1)
		return openssl_refused();
	OPENSSL_free(header);
	*len = n;
	return 0;
}

/* A copy from malloc(), whatever OpenSSL allocates with. */
static int copy(const uint8_t *from, size_t len, uint8_t **to)
{
	*to = malloc(len + 1);
	if (!*to)
		return -ENOMEM;
	memcpy(*to, from, len);
	(*to)[len] = 0;
	return 0;
}

static int next_labelled(BIO *bio, const char *wanted, uint8_t **der,
			 size_t *len)
{
	uint8_t *data;
	char *label;
	bool found;
	int err;

	do {
		err = read_block(bio, &label, &data, len);
		if (err)
			return err;
		found = !strcmp(label, wanted);
		if (found)
			err = copy(data, *len, der);
		OPENSSL_free(label);
		OPENSSL_free(data);
	} while (!found);
	return err;
}

int crypto_pem_next(struct bytes *text, const char *label, uint8_t **der,
		    size_t *len)
{
	BIO *bio;
	int err;

	*der = NULL;
	if (!text->left)
		return -ENOENT;
	if (text->left > INT_MAX)
		return -EBADMSG;
	openssl_begin();
	bio = BIO_new_mem_buf(text->at, text->left);
	if (!bio)
		return -ENOMEM;
	err = next_labelled(bio, label, der, len);
	bytes_take(text, text->left - rest_of(bio).len);
	BIO_free(bio);
	return err;
}

int crypto_pem_write(const char *label, struct snpguest_blob der, char **pem)
{
	BIO *bio;
	char *text;
	long len;
	int err;

	openssl_begin();
	bio = BIO_new(BIO_s_mem());
	if (!bio || PEM_write_bio(bio, label, "", der.data, der.len) <= 0) {
		err = -ENOMEM;
	} else {
		len = BIO_get_mem_data(bio, &text);
		err = copy((uint8_t *)text, len, (uint8_t **)pem);
	}
	BIO_free(bio);
	return err;
}

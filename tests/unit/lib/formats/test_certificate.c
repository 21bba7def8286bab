// SPDX-License-Identifier: MIT
/* X.509, DER and PEM: against OpenSSL's reading, and against hostile bytes. */
#include "lib_forge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

/* The library's own, by path: the emulator has headers of similar names. */
#include "crypto/pem.h"
#include "formats/certificate.h"

static struct crypto *crypto;

/* Parses @der; @cert is NULL when it is none. */
static int parse(struct snpguest_blob der, struct certificate **cert)
{
	uint8_t sha256[32];
	int err;

	*cert = NULL;
	assert_int_equal(crypto_sha256(crypto, der, sha256), 0);
	err = certificate_new(crypto, NULL, der, sha256, cert);
	assert_int_equal(!*cert, err != 0);
	assert_int_equal(ERR_peek_error(), 0);
	return err;
}

static int64_t seconds_of(const ASN1_TIME *time)
{
	struct tm tm;

	assert_int_equal(ASN1_TIME_to_tm(time, &tm), 1);
	return timegm(&tm);
}

static void expect_same(struct snpguest_blob file, const char *name)
{
	const uint8_t *at = file.data;
	X509 *x509 = d2i_X509(NULL, &at, file.len);
	struct snpguest_cert_info info;
	char text[256] = "";
	struct certificate *cert;
	BIO *bio = BIO_new(BIO_s_mem());

	assert_non_null(x509);
	if (parse(file, &cert))
		fail_msg("%s does not parse", name);
	info = cert->info;
	certificate_put(cert);
	assert_int_equal(info.not_before,
			 seconds_of(X509_get0_notBefore(x509)));
	assert_int_equal(info.not_after, seconds_of(X509_get0_notAfter(x509)));
	X509_NAME_print_ex(bio, X509_get_subject_name(x509), 0,
			   XN_FLAG_RFC2253);
	assert_true(BIO_read(bio, text, sizeof(text) - 1) > 0);
	assert_string_equal(info.subject, text);
	memset(text, 0, sizeof(text));
	X509_NAME_print_ex(bio, X509_get_issuer_name(x509), 0,
			   XN_FLAG_RFC2253);
	assert_true(BIO_read(bio, text, sizeof(text) - 1) > 0);
	assert_string_equal(info.issuer, text);
	BIO_free(bio);
	X509_free(x509);
}

static void every_certificate_reads_as_openssl_reads_it(void **state)
{
	static const char *const globs[] = {
		"ca/*.der", "certs-only/*.der", "sets/*/*.der",
		"negative/*.der",
	};
	size_t total = 0;

	(void)state;
	NEED_VECTORS();
	for (int g = 0; g < 4; g++) {
		size_t n;
		char **names = vector_glob(globs[g], &n);

		for (size_t i = 0; i < n; i++) {
			struct snpguest_blob file = vector_read(names[i]);

			expect_same(file, names[i]);
			blob_free(file);
		}
		vector_glob_free(names);
		total += n;
	}
	assert_true(total >= 65);
}

static void bytes_behind_a_certificate_are_refused(void **state)
{
	struct snpguest_blob file;
	struct certificate *cert;
	uint8_t longer[2048] = { 0 };

	(void)state;
	NEED_VECTORS();
	file = vector_read("ca/ark-milan.der");
	memcpy(longer, file.data, file.len);
	assert_int_equal(parse((struct snpguest_blob){ longer, file.len },
			       &cert), 0);
	certificate_put(cert);
	assert_int_equal(parse((struct snpguest_blob){ longer, file.len + 1 },
			       &cert), -EBADMSG);
	blob_free(file);
}

static void leaf_extensions_are_those_of_the_index(void **state)
{
	struct snpguest_cert_info info;
	struct snpguest_blob file;

	(void)state;
	NEED_VECTORS();
	file = vector_read("sets/milan-vlek-296a7c99/vlek-296a7c99.der");
	assert_int_equal(snpguest_cert_describe(NULL, file, &info, sizeof(info), NULL), 0);
	assert_int_equal(info.role, SNPGUEST_CERT_VLEK);
	assert_int_equal(info.product, SNPGUEST_PRODUCT_MILAN);
	assert_string_equal(info.product_name, "Milan");
	assert_string_equal(info.csp_id, "CN=cc-us-east-2.amazonaws.com");
	assert_int_equal(info.hwid_len, 0);
	assert_int_equal(info.tcb.ucode, 217);
	assert_true(info.tcb.raw == UINT64_C(0xd918000000000004));
	assert_string_equal(info.serial, "00");
	blob_free(file);

	file = vector_read("sets/turin-vcek-59790fb1/vcek-49d521f0.der");
	assert_int_equal(snpguest_cert_describe(NULL, file, &info, sizeof(info), NULL), 0);
	assert_int_equal(info.product, SNPGUEST_PRODUCT_TURIN);
	assert_int_equal(info.struct_version, 1);
	assert_true(info.tcb.has_fmc);
	assert_true(info.tcb.raw == UINT64_C(0x5100000004010101));
	assert_int_equal(info.hwid_len, 8);
	assert_string_equal(hex_of(info.hwid, 8), "59790fb1c39f35c1");
	assert_string_equal(info.csp_id, "");
	blob_free(file);
}

/* ---------------------------------------------------------------- hwID */

/* Numbers and texts stay valid; blobs of @vek do not. */
static int parse_leaf(const struct certificate_spec *spec,
		      struct vek_extensions *vek, char *why)
{
	struct snpguest_blob der = forge_issue(spec);
	struct certificate *cert;
	bool has_vek;

	assert_int_equal(parse(der, &cert), 0);
	blob_free(der);
	*vek = cert->vek;
	memcpy(why, cert->vek_problem, sizeof(cert->vek_problem));
	has_vek = cert->has_vek;
	certificate_put(cert);
	return has_vek ? 0 : -EBADMSG;
}

static struct certificate_spec milan_leaf(struct forge *f)
{
	forge_reset(f, SIGNER_VCEK, 3);
	return f->leaf;
}

static struct forge *forge;

/* A leaf in which the extension of @oid has this value. */
static int parse_with(const char *oid, const void *value, size_t size,
		      struct vek_extensions *vek, char *why)
{
	struct certificate_spec spec = milan_leaf(forge);
	struct certificate_extension *ext =
		certificate_extension_find(&spec, oid);

	memcpy(ext->value, value, size);
	ext->size = size;
	return parse_leaf(&spec, vek, why);
}

static int make_forge(void **state)
{
	(void)state;
	forge = forge_new(PRODUCT_MILAN);
	return crypto_shared(&crypto);
}

static int free_forge(void **state)
{
	(void)state;
	forge_free(forge);
	crypto_put(crypto);
	return 0;
}

/* By length alone: raw bytes may begin like a tag. */
static void hwid_is_taken_raw_or_wrapped(void **state)
{
	static const struct {
		size_t size;
		uint8_t first, second;
		int err;
	} rows[] = {
		{ 64, 0x04, 0x40, 0 }, { 64, 0x02, 0x01, 0 },
		{ 64, 0x00, 0x00, 0 }, { 66, 0x04, 0x40, 0 },
		{ 66, 0x04, 0x41, -EBADMSG }, { 66, 0x05, 0x40, -EBADMSG },
		{ 65, 0x04, 0x3f, -EBADMSG }, { 63, 0x04, 0x3d, -EBADMSG },
		{ 67, 0x04, 0x40, -EBADMSG }, { 0, 0, 0, -EBADMSG },
		/* Of Turin's length, in a Milan leaf. */
		{ 8, 1, 2, -EBADMSG }, { 10, 0x04, 0x08, -EBADMSG },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct certificate_spec spec = milan_leaf(forge);
		struct certificate_extension *ext =
			certificate_extension_find(&spec, OID_HWID);
		struct vek_extensions vek;
		char why[128] = "";

		memset(ext->value, 0x33, sizeof(ext->value));
		ext->size = rows[i].size;
		ext->value[0] = rows[i].first;
		ext->value[1] = rows[i].second;
		assert_int_equal(parse_leaf(&spec, &vek, why), rows[i].err);
		if (rows[i].err)
			assert_non_null(strstr(why, "hwID"));
		else
			assert_int_equal(vek.hwid.len, 64);
	}
}

/* A chip is named by as many bytes as its product has, and zeros. */
static void a_chip_is_named_whole(void **state)
{
	static const uint8_t hwid[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct vek_extensions vek = { .hwid = { hwid, sizeof(hwid) } };
	uint8_t chip[SNPGUEST_CHIP_ID_SIZE] = { 1, 2, 3, 4, 5, 6, 7, 8 };

	(void)state;
	assert_true(vek_names_chip(&vek, chip));
	for (size_t i = 0; i < sizeof(chip); i++) {
		chip[i] ^= 1;
		assert_false(vek_names_chip(&vek, chip));
		chip[i] ^= 1;
	}
	vek.hwid.len = 0;
	assert_false(vek_names_chip(&vek, chip));
}

/* What begins as the name of a leaf, or ends too early, is none. */
static void the_whole_common_name_tells_the_role(void **state)
{
	static const struct {
		const char *name;
		enum snpguest_cert_role role;
	} rows[] = {
		{ "SEV-VCEK", SNPGUEST_CERT_VCEK },
		{ "SEV-VLEK", SNPGUEST_CERT_VLEK },
		{ "SEV-VCEK-", SNPGUEST_CERT_ASK },
		{ "SEV-VCEKs", SNPGUEST_CERT_ASK },
		{ "SEV-VLEKs", SNPGUEST_CERT_ASK },
		{ "SEV-VLEK-Milan", SNPGUEST_CERT_ASVK },
		{ "SEV-Milan", SNPGUEST_CERT_ASK },
		{ "ARK-Milan", SNPGUEST_CERT_ARK },
		{ "SEV-", SNPGUEST_CERT_UNKNOWN },
		{ "ARK-", SNPGUEST_CERT_UNKNOWN },
		{ "", SNPGUEST_CERT_UNKNOWN },
	};
	enum snpguest_product product;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *name = rows[i].name;
		struct snpguest_blob cn = { (const uint8_t *)name,
					    strlen(name) };

		if (role_of_name(NULL, cn, &product) != rows[i].role)
			fail_msg("%s", name);
	}
}

static void numbers_are_der_integers_of_one_byte(void **state)
{
	static const struct {
		uint8_t bytes[6];
		size_t size;
		int value; /* negative: refused */
	} rows[] = {
		{ { 2, 1, 0 }, 3, 0 }, { { 2, 1, 127 }, 3, 127 },
		{ { 2, 2, 0, 128 }, 4, 128 }, { { 2, 2, 0, 255 }, 4, 255 },
		{ { 2, 1, 128 }, 3, -1 },	/* negative */
		{ { 2, 2, 0, 127 }, 4, -1 },	/* not the shortest */
		{ { 2, 2, 1, 0 }, 4, -1 },	/* 256 */
		{ { 2, 0 }, 2, -1 }, { { 2 }, 1, -1 }, { { 0 }, 0, -1 },
		{ { 2, 1 }, 2, -1 }, { { 2, 1, 5, 0 }, 4, -1 },
		{ { 2, 0x81, 1, 5 }, 4, -1 },	/* long form of 1 */
		{ { 4, 1, 5 }, 3, -1 }, { { 2, 3, 0, 0, 5 }, 5, -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vek_extensions vek;
		char why[128] = "";
		int err = parse_with(OID_UCODE_SPL, rows[i].bytes, rows[i].size,
				     &vek, why);

		assert_int_equal(err, rows[i].value < 0 ? -EBADMSG : 0);
		if (err)
			assert_non_null(strstr(why, "ucodeSPL"));
		else
			assert_int_equal(vek.tcb.ucode, rows[i].value);
	}
}

static void product_names_have_an_optional_stepping(void **state)
{
	static const struct {
		const char *name;
		enum snpguest_product product;
	} rows[] = {
		{ "Milan", SNPGUEST_PRODUCT_MILAN },
		{ "Milan-B0", SNPGUEST_PRODUCT_MILAN },
		{ "Milan-A1", SNPGUEST_PRODUCT_MILAN },
		{ "Genoa-B1", SNPGUEST_PRODUCT_GENOA },
		{ "Milan-", 0 }, { "Milan-B", 0 }, { "Milan-00", 0 },
		{ "Milan-BX", 0 }, { "Milan-B/", 0 }, { "Milan-B:", 0 },
		{ "Milan-b0", 0 }, { "Milan-B00", 0 }, { "MilanB0", 0 },
		{ "milan", 0 }, { "Mila", 0 }, { "Venice", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t len = strlen(rows[i].name);
		struct vek_extensions vek;
		uint8_t value[32];
		char why[128];

		value[0] = 0x16;
		value[1] = len;
		memcpy(value + 2, rows[i].name, len);
		assert_int_equal(parse_with(OID_PRODUCT_NAME, value, 2 + len,
					    &vek, why), 0);
		assert_int_equal(vek.product, rows[i].product);
	}
}

static void structures_up_to_version_1_are_known(void **state)
{
	static const struct {
		uint8_t version;
		int err;
	} rows[] = {
		{ 0, 0 }, { 1, 0 }, { 2, -EBADMSG }, { 127, -EBADMSG },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const uint8_t value[] = { 2, 1, rows[i].version };
		struct vek_extensions vek;
		char why[128] = "";

		assert_int_equal(parse_with(OID_STRUCT_VERSION, value,
					    sizeof(value), &vek, why),
				 rows[i].err);
		if (rows[i].err)
			assert_non_null(strstr(why, "structVersion"));
		else
			assert_int_equal(vek.struct_version, rows[i].version);
	}
}

static void an_empty_product_name_is_malformed(void **state)
{
	struct vek_extensions vek;
	char why[128] = "";

	(void)state;
	assert_int_equal(parse_with(OID_PRODUCT_NAME, "\x16\x00", 2, &vek,
				    why), -EBADMSG);
	assert_string_equal(why, "productName is malformed");
}

/*
 * What RFC 2253 escapes, each at the beginning, inside and at the end; but a "#" in
 * front, which the libraries show in more than one way.
 */
static void names_are_shown_as_openssl_shows_them(void **state)
{
	static const char *const texts[] = {
		"plain", "a#", " ", "  ", " a ", "a b", ",", "a,b+c",
		"\"quoted\"", "back\\slash", "<less>;", "=a=b", "~{}|@!$%&'*()",
	};
	struct certificate_spec spec;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct snpguest_blob der;

		spec = milan_leaf(forge);
		strcpy(spec.subject, texts[i]);
		der = forge_issue(&spec);
		expect_same(der, texts[i]);
		blob_free(der);
	}
}

/* What a terminal would act on must not come out of a certificate. */
static void control_characters_do_not_come_through(void **state)
{
	struct certificate_spec spec;
	struct vek_extensions vek;
	struct snpguest_cert_info info;
	struct snpguest_blob der;
	char why[128] = "";

	(void)state;
	assert_int_equal(parse_with(OID_PRODUCT_NAME, "\x16\x05\x1b[31m", 7,
				    &vek, why), -EBADMSG);
	assert_non_null(strstr(why, "productName"));

	spec = milan_leaf(forge);
	strcpy(spec.subject, "a\x1b[31m,b\n");
	der = forge_issue(&spec);
	assert_int_equal(snpguest_cert_describe(NULL, der, &info, sizeof(info), NULL), 0);
	assert_non_null(strstr(info.subject, "CN=a\\1B[31m\\,b\\0A,"));
	assert_int_equal(info.role, SNPGUEST_CERT_UNKNOWN);
	blob_free(der);
}

/* ----------------------------------------------------------- the leaf's key */

/* Where the leaf's point stands in @der. */
static uint8_t *point_in(struct snpguest_blob der)
{
	const uint8_t *at = der.data;
	X509 *x509 = d2i_X509(NULL, &at, der.len);
	const ASN1_BIT_STRING *bits = X509_get0_pubkey_bitstr(x509);
	uint8_t *found;

	assert_int_equal(ASN1_STRING_length(bits), CRYPTO_P384_POINT_SIZE);
	found = memmem(der.data, der.len, ASN1_STRING_get0_data(bits),
		       CRYPTO_P384_POINT_SIZE);
	assert_non_null(found);
	X509_free(x509);
	return found;
}

/* Has @der, which is still a certificate, a key? */
static bool has_key(struct snpguest_blob der)
{
	struct certificate *cert;
	struct crypto_key *key, *again;

	assert_int_equal(parse(der, &cert), 0);
	assert_int_equal(certificate_key(cert, &key), 0);
	assert_int_equal(certificate_key(cert, &again), 0);
	assert_ptr_equal(key, again);
	certificate_put(cert);
	return key;
}

static void a_point_off_the_curve_is_no_key(void **state)
{
	struct certificate_spec spec = milan_leaf(forge);
	struct snpguest_blob der = forge_issue(&spec);
	uint8_t *point = point_in(der);

	(void)state;
	assert_true(has_key(der));
	point[96] ^= 1;
	assert_false(has_key(der));
	memset(point + 1, 0xff, 96); /* coordinates above the prime */
	assert_false(has_key(der));
	memset(point + 1, 0, 96);
	assert_false(has_key(der));
	blob_free(der);
}

/* The emulated leaf with another byte where its point begins. */
static void only_an_uncompressed_point_is_taken(void **state)
{
	struct certificate_spec spec = milan_leaf(forge);
	struct snpguest_blob der = forge_issue(&spec);
	uint8_t *first = point_in(der);

	(void)state;
	assert_int_equal(*first, 4);
	for (int form = 0; form < 256; form++) {
		*first = form;
		assert_int_equal(has_key(der), form == 4);
	}
	blob_free(der);
}

/* ------------------------------------------------------------ PSS, DER, PEM */

/* The AlgorithmIdentifiers of @der, inner and outer; their size. */
static size_t algorithms_in(struct snpguest_blob der, uint8_t *at[2])
{
	static const uint8_t pss[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7,
				       0x0d, 0x01, 0x01, 0x0a };
	uint8_t *from = (uint8_t *)der.data;

	for (int i = 0; i < 2; i++) {
		at[i] = memmem(from, der.data + der.len - from, pss,
			       sizeof(pss));
		assert_non_null(at[i]);
		from = at[i] + sizeof(pss);
		at[i] -= 2; /* tag and length of one byte */
		assert_int_equal(*at[i], 0x30);
	}
	return 2 + at[0][1];
}

static bool is_pss(struct snpguest_blob der)
{
	struct certificate *cert;
	bool is;

	if (parse(der, &cert))
		return false;
	is = cert->pss;
	certificate_put(cert);
	return is;
}

static void flip_algorithm(enum signature_form form, size_t size_wanted)
{
	struct certificate_spec spec = milan_leaf(forge);
	struct snpguest_blob der;
	uint8_t *at[2];
	size_t size;

	spec.form = form;
	der = forge_issue(&spec);
	size = algorithms_in(der, at);
	assert_int_equal(size, size_wanted);
	assert_true(is_pss(der));
	for (size_t bit = 0; bit < 8 * size; bit++) {
		at[0][bit / 8] ^= 1 << bit % 8;
		assert_false(is_pss(der)); /* not the outer one */
		at[1][bit / 8] ^= 1 << bit % 8;
		if (is_pss(der))
			fail_msg("bit %zu of byte %zu does not matter",
				 bit % 8, bit / 8);
		at[0][bit / 8] ^= 1 << bit % 8;
		assert_false(is_pss(der));
		at[1][bit / 8] ^= 1 << bit % 8;
	}
	blob_free(der);
}

static void pss_parameters_are_exactly_amds(void **state)
{
	(void)state;
	flip_algorithm(SIGNATURE_PSS_TRAILER, 72);
	flip_algorithm(SIGNATURE_PSS, 67);
}

/* A leaf whose notBefore is @element; the tags around it are fixed up. */
static struct snpguest_blob with_time(const char *element)
{
	struct certificate_spec spec = milan_leaf(forge);
	struct snpguest_blob der = forge_issue(&spec);
	size_t size = strlen(element), outer, tbs, off;
	uint8_t *bytes, *at;
	int more = (int)size - 15;

	/* Validity: two UTCTimes. */
	at = memmem(der.data, der.len, "\x30\x1e\x17\x0d", 4);
	assert_non_null(at);
	off = at - der.data;
	bytes = malloc(der.len + size);
	assert_non_null(bytes);
	memcpy(bytes, der.data, off + 2);
	memcpy(bytes + off + 2, element, size);
	memcpy(bytes + off + 2 + size, at + 17, der.len - off - 17);
	bytes[off + 1] += more;
	outer = (bytes[2] << 8 | bytes[3]) + more;
	tbs = (bytes[6] << 8 | bytes[7]) + more;
	bytes[2] = outer >> 8;
	bytes[3] = outer;
	bytes[6] = tbs >> 8;
	bytes[7] = tbs;
	der.len += more;
	free((void *)der.data);
	der.data = bytes;
	return der;
}

static void times_are_those_of_the_calendar(void **state)
{
	static const struct {
		const char *text;
		const char *when; /* NULL: refused */
	} rows[] = {
		{ "\x17\x0d" "700101000000Z", "1970-01-01T00:00:00Z" },
		{ "\x17\x0d" "491231235959Z", "2049-12-31T23:59:59Z" },
		{ "\x17\x0d" "500101000000Z", "1950-01-01T00:00:00Z" },
		{ "\x17\x0d" "240229120000Z", "2024-02-29T12:00:00Z" },
		{ "\x17\x0d" "000301000000Z", "2000-03-01T00:00:00Z" },
		{ "\x18\x0f" "21000228235959Z", "2100-02-28T23:59:59Z" },
		{ "\x18\x0f" "99991231235959Z", "9999-12-31T23:59:59Z" },
		{ "\x17\x0d" "230229120000Z", NULL },
		{ "\x18\x0f" "21000229000000Z", NULL },
		{ "\x17\x0d" "241301000000Z", NULL },
		{ "\x17\x0d" "240001000000Z", NULL },
		{ "\x17\x0d" "240100000000Z", NULL },
		{ "\x17\x0d" "240431000000Z", NULL },
		{ "\x17\x0d" "240101240000Z", NULL },
		{ "\x17\x0d" "240101006000Z", NULL },
		{ "\x17\x0d" "240101000060Z", NULL },
		{ "\x17\x0d" "240101000000X", NULL },
		{ "\x17\x0b" "2401010000Z", NULL },
		{ "\x17\x11" "240101000000+0100", NULL },
		{ "\x18\x11" "21000101000000.5Z", NULL },
		{ "\x18\x0d" "210001010000Z", NULL },
		{ "\x17\x0d" "24 101000000Z", NULL },
		{ "\x16\x0d" "240101000000Z", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct snpguest_blob der = with_time(rows[i].text);
		struct certificate *cert;

		assert_int_equal(parse(der, &cert),
				 rows[i].when ? 0 : -EBADMSG);
		if (cert)
			assert_int_equal(cert->info.not_before,
					 time_of(rows[i].when));
		certificate_put(cert);
		blob_free(der);
	}
}

static void lengths_have_one_form(void **state)
{
	static const struct {
		uint8_t bytes[8];
		size_t size;
		bool good;
	} rows[] = {
		{ { 4, 0 }, 2, true },
		{ { 4, 1, 9 }, 3, true },
		{ { 4, 2, 9 }, 3, false },		/* too short */
		{ { 4, 0x80, 0, 0 }, 4, false },	/* indefinite */
		{ { 4, 0x81, 1, 9 }, 4, false },	/* not the shortest */
		{ { 4, 0x82, 0, 1, 9 }, 5, false },
		{ { 4, 0x84, 0, 0, 0, 1, 9 }, 7, false },
		{ { 4, 0xff }, 2, false },
		{ { 0x1f, 1, 9 }, 3, false },		/* tag of two bytes */
		{ { 4 }, 1, false },
		{ { 0 }, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct snpguest_blob copy = guarded((struct snpguest_blob){
			rows[i].bytes, rows[i].size });
		struct snpguest_blob content;
		int err = crypto_read_octets(copy, &content);

		assert_int_equal(err, rows[i].good ? 0 : -EBADMSG);
		if (!err)
			assert_ptr_equal(content.data, copy.data + 2);
		guarded_free(copy);
	}
}

static void pem_is_written_and_read_back(void **state)
{
	(void)state;
	for (size_t len = 1; len < 200; len++) {
		uint8_t data[200], *back;
		struct bytes text;
		size_t back_len;
		char *pem;

		for (size_t i = 0; i < len; i++)
			data[i] = i * 31 + len;
		assert_int_equal(crypto_pem_write("CERTIFICATE",
			(struct snpguest_blob){ data, len }, &pem), 0);
		text = (struct bytes){ .at = (uint8_t *)pem,
				       .left = strlen(pem) };
		assert_int_equal(crypto_pem_next(&text, "CERTIFICATE", &back,
					  &back_len), 0);
		assert_int_equal(back_len, len);
		assert_memory_equal(back, data, len);
		free(back);
		assert_int_equal(crypto_pem_next(&text, "CERTIFICATE", &back,
					  &back_len), -ENOENT);
		free(pem);
	}
}

static void pem_is_what_openssl_writes(void **state)
{
	struct snpguest_blob file;
	const uint8_t *at;
	X509 *x509;
	char *pem, *theirs;
	BIO *bio = BIO_new(BIO_s_mem());
	long len;

	(void)state;
	NEED_VECTORS();
	file = vector_read("ca/ask-turin.der");
	at = file.data;
	x509 = d2i_X509(NULL, &at, file.len);
	PEM_write_bio_X509(bio, x509);
	len = BIO_get_mem_data(bio, &theirs);
	assert_int_equal(snpguest_cert_to_pem(file, &pem, NULL), 0);
	assert_int_equal(strlen(pem), len);
	assert_memory_equal(pem, theirs, len);
	free(pem);
	X509_free(x509);
	BIO_free(bio);
	blob_free(file);
}

static void malformed_pem_is_refused(void **state)
{
	static const struct {
		const char *text;
		int err;
	} rows[] = {
		{ "", -ENOENT },
		{ "nothing here", -ENOENT },
		{ "-----BEGIN X-----\nAAAA\n-----END X-----\n", -ENOENT },
		{ "-----BEGIN CERTIFICATE-----\nAAAA\n", -EBADMSG },
		{ "-----BEGIN CERTIFICATE", -EBADMSG },
		{ "-----BEGIN CERTIFICATE-----\nAAAA\n-----END X-----\n",
		  -EBADMSG },
		{ "-----BEGIN CERTIFICATE-----\nAAA\n-----END CERTIFICATE-----",
		  -EBADMSG },
		{ "-----BEGIN CERTIFICATE-----\nAA=A\n-----END CERTIFICATE-----",
		  -EBADMSG },
		{ "-----BEGIN CERTIFICATE-----\nA===\n-----END CERTIFICATE-----",
		  -EBADMSG },
		{ "-----BEGIN CERTIFICATE-----\nA*AA\n-----END CERTIFICATE-----",
		  -EBADMSG },
		{ "text\n-----BEGIN CERTIFICATE-----\r\nAA\r\nAA\r\n-----END CERTIFICATE-----\r\n",
		  0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct snpguest_blob copy = guarded((struct snpguest_blob){
			(const uint8_t *)rows[i].text, strlen(rows[i].text) });
		uint8_t *der = NULL;
		size_t len = 0;

		struct snpguest_blob rest = copy;

		assert_int_equal(snpguest_pem_next(&rest, &der, &len, NULL),
				 rows[i].err);
		if (!rows[i].err)
			assert_int_equal(len, 3);
		free(der);
		guarded_free(copy);
	}
}

static void a_bundle_is_taken_apart(void **state)
{
	struct snpguest_blob pem, der, rest;
	struct snpguest_error error;
	uint8_t *one;
	size_t len;

	(void)state;
	NEED_VECTORS();
	pem = vector_read("ca/turin-vcek-chain.pem"); /* with CRLF */
	der = vector_read("ca/ark-turin.der");
	rest = pem;
	assert_int_equal(snpguest_pem_next(&rest, &one, &len, &error), 0);
	free(one);
	assert_int_equal(snpguest_pem_next(&rest, &one, &len, &error), 0);
	assert_int_equal(len, der.len);
	assert_memory_equal(one, der.data, len);
	free(one);
	assert_int_equal(snpguest_pem_next(&rest, &one, &len, &error),
			 -ENOENT);
	assert_null(one);
	blob_free(pem);
	blob_free(der);
}

static void what_is_no_certificate_is_an_error(void **state)
{
	static const struct snpguest_blob blobs[] = {
		{ NULL, 0 }, { (const uint8_t *)"", 0 },
		{ (const uint8_t *)"\x30\x00", 2 },
		{ (const uint8_t *)"hello", 5 },
	};
	const struct snpguest_blob no_bytes = { NULL, 5 };
	struct snpguest_cert_info info;
	struct snpguest_error error;
	char *pem;

	(void)state;
	for (size_t i = 0; i < sizeof(blobs) / sizeof(*blobs); i++) {
		assert_int_equal(snpguest_cert_describe(NULL, blobs[i], &info, sizeof(info),
							&error), -EBADMSG);
		assert_int_equal(error.code, -EBADMSG);
		assert_int_equal(snpguest_cert_to_pem(blobs[i], &pem, &error),
				 -EBADMSG);
		assert_null(pem);
	}
	assert_int_equal(snpguest_cert_describe(NULL, no_bytes, &info,
						sizeof(info), &error), -EINVAL);
	assert_int_equal(snpguest_cert_to_pem(no_bytes, &pem, &error), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_certificate_reads_as_openssl_reads_it),
		cmocka_unit_test(names_are_shown_as_openssl_shows_them),
		cmocka_unit_test(bytes_behind_a_certificate_are_refused),
		cmocka_unit_test(leaf_extensions_are_those_of_the_index),
		cmocka_unit_test(hwid_is_taken_raw_or_wrapped),
		cmocka_unit_test(a_chip_is_named_whole),
		cmocka_unit_test(the_whole_common_name_tells_the_role),
		cmocka_unit_test(numbers_are_der_integers_of_one_byte),
		cmocka_unit_test(product_names_have_an_optional_stepping),
		cmocka_unit_test(structures_up_to_version_1_are_known),
		cmocka_unit_test(an_empty_product_name_is_malformed),
		cmocka_unit_test(control_characters_do_not_come_through),
		cmocka_unit_test(a_point_off_the_curve_is_no_key),
		cmocka_unit_test(only_an_uncompressed_point_is_taken),
		cmocka_unit_test(pss_parameters_are_exactly_amds),
		cmocka_unit_test(times_are_those_of_the_calendar),
		cmocka_unit_test(lengths_have_one_form),
		cmocka_unit_test(pem_is_written_and_read_back),
		cmocka_unit_test(pem_is_what_openssl_writes),
		cmocka_unit_test(malformed_pem_is_refused),
		cmocka_unit_test(a_bundle_is_taken_apart),
		cmocka_unit_test(what_is_no_certificate_is_an_error),
	};

	return cmocka_run_group_tests_name("certificates", tests, make_forge,
					   free_forge);
}

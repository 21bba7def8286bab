// SPDX-License-Identifier: MIT
#include "shapes.h"

#include <errno.h>

#include "report.h"
#include "text_encoding.h"

#define SIZE SNPGUEST_REPORT_SIZE

/* [ABI] MSG_REPORT_RSP: status, size, zeros, report. The ioctl pads it. */
#define RESPONSE_HEAD 0x20
#define RESPONSE_RESERVED 0x18

/* Less is no evidence, and short words are hexadecimal or base64 by chance. */
#define ENCODED_MIN 192

static struct snpguest_blob behind(struct snpguest_blob bytes, size_t n)
{
	return (struct snpguest_blob){ bytes.data + n, bytes.len - n };
}

static uint32_t version_of(struct snpguest_blob bytes)
{
	struct bytes b = bytes_of(bytes);

	return bytes_le32(&b);
}

/* --------------------------------------------------------------- reports */

/* As far as the next firmwares may go: text and other formats begin higher. */
#define VERSION_PLAUSIBLE 0xff

static bool report_is(struct snpguest_blob bytes)
{
	return bytes.len == SIZE && version_of(bytes) >= REPORT_VERSION_MIN &&
	       version_of(bytes) <= VERSION_PLAUSIBLE;
}

static int report_read(struct snpguest_container *container,
		       struct snpguest_blob bytes)
{
	return container_set_report(container, SNPGUEST_SHAPE_REPORT,
				    bytes.data);
}

static bool prerelease_is(struct snpguest_blob bytes)
{
	return bytes.len >= SIZE && version_of(bytes) == 1 &&
	       bytes_are_zero(bytes.data + SIZE, bytes.len - SIZE);
}

static bool table_is(struct snpguest_blob bytes)
{
	struct snpguest_table_entry entries[SNPGUEST_TABLE_MAX];
	size_t count;

	return snpguest_table_parse(bytes.data, bytes.len, entries,
				    SNPGUEST_TABLE_MAX, &count, NULL) == 0 &&
	       count > 0;
}

static int table_read(struct snpguest_container *container,
		      struct snpguest_blob bytes)
{
	container_name(container, SNPGUEST_SHAPE_TABLE);
	return container_set_table(container, bytes);
}

static bool report_table_is(struct snpguest_blob bytes)
{
	return bytes.len > SIZE && table_is(behind(bytes, SIZE));
}

static int report_table_read(struct snpguest_container *container,
			     struct snpguest_blob bytes)
{
	int err = container_set_report(container, SNPGUEST_SHAPE_REPORT_TABLE,
				       bytes.data);

	return err ? err : container_set_table(container, behind(bytes, SIZE));
}

/*
 * A table that is malformed is the verdict's to name; what is too short for the
 * entry that ends one is none, and the report is not as it was.
 */
#define TABLE_SIZE_MIN 24

static bool report_more_is(struct snpguest_blob bytes)
{
	return bytes.len >= SIZE + TABLE_SIZE_MIN && version_of(bytes) >= REPORT_VERSION_MIN &&
	       version_of(bytes) <= VERSION_PLAUSIBLE;
}

/** struct response - the head of an answer; zero where the bytes ran out */
struct response {
	uint32_t status, size;
	bool reserved_zero;
	struct bytes rest;
};

static struct response response_of(struct snpguest_blob bytes)
{
	struct response response = { .rest = bytes_of(bytes) };
	const uint8_t *reserved;

	response.status = bytes_le32(&response.rest);
	response.size = bytes_le32(&response.rest);
	reserved = bytes_take(&response.rest, RESPONSE_RESERVED);
	response.reserved_zero =
		reserved && bytes_are_zero(reserved, RESPONSE_RESERVED);
	return response;
}

/* An answer with a status has no report, and may be short. */
static bool response_is(struct snpguest_blob bytes)
{
	struct response response = response_of(bytes);

	if (!response.reserved_zero)
		return false;
	if (response.status)
		return response.status <= VERSION_PLAUSIBLE &&
		       (response.size == SIZE || response.size == 0);
	return response.size == SIZE && response.rest.left >= SIZE;
}

static int response_read(struct snpguest_container *container,
			 struct snpguest_blob bytes)
{
	struct response response = response_of(bytes);
	const uint8_t *report = bytes_take(&response.rest, SIZE);
	int err;

	container_name(container, SNPGUEST_SHAPE_RESPONSE);
	if (response.status)
		return container_refuse(container,
					"no report: the firmware answered with"
					" status 0x%x", response.status);
	err = container_set_report(container, SNPGUEST_SHAPE_RESPONSE, report);
	if (err || bytes_are_zero(response.rest.at, response.rest.left))
		return err;
	return container_refuse(container, "something follows the report");
}

/* ------------------------------------------------------------------ text */

static bool encoded_is(struct snpguest_blob bytes, enum text_encoding encoding)
{
	size_t digits_a_byte = encoding == TEXT_ENCODING_HEX ? 2 : 1;

	return bytes.len >= digits_a_byte * ENCODED_MIN && text_is(bytes) &&
	       text_encoding_of(bytes) == encoding;
}

static bool hex_is(struct snpguest_blob bytes)
{
	return encoded_is(bytes, TEXT_ENCODING_HEX);
}

static bool base64_is(struct snpguest_blob bytes)
{
	return encoded_is(bytes, TEXT_ENCODING_BASE64);
}

static bool base64url_is(struct snpguest_blob bytes)
{
	return encoded_is(bytes, TEXT_ENCODING_BASE64URL);
}

static int encoded_read(struct snpguest_container *container,
			struct snpguest_blob bytes, enum text_encoding encoding,
			const char *wrapping)
{
	struct snpguest_blob decoded;
	uint8_t *data;
	int err = container_unpack(container, bytes.len, &data);

	if (err)
		return err;
	decoded.data = data;
	if (!text_decode(bytes, encoding, data, &decoded.len))
		return container_nothing(container,
					 "base64 text that ends amid a byte");
	return container_inside(container, wrapping, decoded);
}

static int hex_read(struct snpguest_container *container,
		    struct snpguest_blob bytes)
{
	return encoded_read(container, bytes, TEXT_ENCODING_HEX,
			    "hexadecimal text of ");
}

static int base64_read(struct snpguest_container *container,
		       struct snpguest_blob bytes)
{
	return encoded_read(container, bytes, TEXT_ENCODING_BASE64,
			    "base64 text of ");
}

static int base64url_read(struct snpguest_container *container,
			  struct snpguest_blob bytes)
{
	return encoded_read(container, bytes, TEXT_ENCODING_BASE64URL,
			    "base64url text of ");
}

/* ------------------------------------------------------------- the table */

static bool empty_is(struct snpguest_blob bytes)
{
	return bytes.len == 0;
}

/* Of a size that only reports have; the verdict says what is wrong with it. */
static bool report_by_size_is(struct snpguest_blob bytes)
{
	return bytes.len == SIZE;
}

/**
 * struct shape - how one is known
 * @read: NULL where it is named and not opened
 */
struct shape {
	enum snpguest_shape shape;
	bool (*is)(struct snpguest_blob bytes);
	int (*read)(struct snpguest_container *container,
		    struct snpguest_blob bytes);
};

/*
 * The first that fits is it. What has a mark of its own comes first; text last,
 * since a certificate table may hold PEM, and a report anything.
 */
static const struct shape shapes[] = {
	{ SNPGUEST_SHAPE_EMPTY, empty_is, NULL },
	{ SNPGUEST_SHAPE_UNKNOWN, gzip_is, gzip_read },
	{ SNPGUEST_SHAPE_CERTIFICATES, der_cert_is, der_cert_read },
	{ SNPGUEST_SHAPE_CRL, der_crl_is, der_crl_read },
	{ SNPGUEST_SHAPE_HCL, hcl_is, hcl_read },
	{ SNPGUEST_SHAPE_TDX_QUOTE, tdx_quote_is, NULL },
	{ SNPGUEST_SHAPE_SGX_QUOTE, sgx_quote_is, NULL },
	{ SNPGUEST_SHAPE_TPM_QUOTE, tpm_quote_is, NULL },
	{ SNPGUEST_SHAPE_REPORT, report_is, report_read },
	{ SNPGUEST_SHAPE_PRERELEASE, prerelease_is, NULL },
	{ SNPGUEST_SHAPE_RESPONSE, response_is, response_read },
	{ SNPGUEST_SHAPE_TABLE, table_is, table_read },
	{ SNPGUEST_SHAPE_REPORT_TABLE, report_table_is, report_table_read },
	{ SNPGUEST_SHAPE_JSON, json_is, json_read },
	{ SNPGUEST_SHAPE_CERTIFICATES, pem_is, pem_read },
	{ SNPGUEST_SHAPE_TOKEN, token_is, NULL },
	{ SNPGUEST_SHAPE_UNKNOWN, hex_is, hex_read },
	{ SNPGUEST_SHAPE_UNKNOWN, base64_is, base64_read },
	{ SNPGUEST_SHAPE_UNKNOWN, base64url_is, base64url_read },
	{ SNPGUEST_SHAPE_TEXT, text_is, NULL },
	{ SNPGUEST_SHAPE_REPORT_TABLE, report_more_is, report_table_read },
	{ SNPGUEST_SHAPE_CERTIFICATES, damaged_pem_is, pem_read },
	{ SNPGUEST_SHAPE_CBOR, cbor_is, NULL },
	{ SNPGUEST_SHAPE_REPORT, report_by_size_is, report_read },
};

static const struct {
	enum snpguest_shape shape;
	const char *name, *text, *advice;
} names[] = {
	{ SNPGUEST_SHAPE_UNKNOWN, "unknown", "bytes of no known shape",
	  NULL },
	{ SNPGUEST_SHAPE_REPORT, "report", "a report", NULL },
	{ SNPGUEST_SHAPE_REPORT_TABLE, "report-table",
	  "a report with a certificate table", NULL },
	{ SNPGUEST_SHAPE_RESPONSE, "ioctl-answer", "an answer of the ioctl",
	  NULL },
	{ SNPGUEST_SHAPE_HCL, "hcl", "an Azure HCL report", NULL },
	{ SNPGUEST_SHAPE_COCO, "coco-json",
	  "JSON evidence of Confidential Containers", NULL },
	{ SNPGUEST_SHAPE_GO_SEV_GUEST, "go-sev-guest-json",
	  "a JSON attestation of go-sev-guest", NULL },
	{ SNPGUEST_SHAPE_JSON, "json", "JSON", "no report is in it" },
	{ SNPGUEST_SHAPE_TABLE, "table", "a certificate table", NULL },
	{ SNPGUEST_SHAPE_CERTIFICATES, "certificates", "certificates", NULL },
	{ SNPGUEST_SHAPE_CRL, "crl", "a revocation list", NULL },
	{ SNPGUEST_SHAPE_THIM, "thim-json",
	  "an answer of Azure's certification service (THIM)", NULL },
	{ SNPGUEST_SHAPE_EMPTY, "empty", "empty", "nothing is in it" },
	{ SNPGUEST_SHAPE_PRERELEASE, "pre-release-report",
	  "a report of version 1, the pre-release layout",
	  "no released firmware signs it" },
	{ SNPGUEST_SHAPE_TDX_QUOTE, "tdx-quote", "a TDX quote",
	  "it is Intel's, not an SNP report" },
	{ SNPGUEST_SHAPE_SGX_QUOTE, "sgx-quote", "an SGX quote",
	  "it is Intel's, not an SNP report" },
	{ SNPGUEST_SHAPE_TPM_QUOTE, "tpm-quote", "a TPM quote",
	  "not an SNP report; on Azure that is in NV index 0x01400001" },
	{ SNPGUEST_SHAPE_CBOR, "cbor", "CBOR or COSE",
	  "it is not opened; cut the report out of it" },
	{ SNPGUEST_SHAPE_TOKEN, "token", "a JSON web token",
	  "it is somebody's word about a report, not one" },
	{ SNPGUEST_SHAPE_TEXT, "text", "text", "not an SNP report" },
};

static size_t index_of(enum snpguest_shape shape)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].shape == shape)
			return i;
	return 0;
}

const char *snpguest_shape_name(enum snpguest_shape shape)
{
	return names[index_of(shape)].name;
}

const char *shape_text(enum snpguest_shape shape)
{
	return names[index_of(shape)].text;
}

static const struct shape *find(struct snpguest_blob bytes)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		if (shapes[i].is(bytes))
			return &shapes[i];
	return NULL;
}

static int refuse_named(struct snpguest_container *container,
			enum snpguest_shape shape)
{
	container_name(container, shape);
	return container_nothing(container, "%s: %s", container->text,
				 names[index_of(shape)].advice);
}

static int refuse_unknown(struct snpguest_container *container,
			  struct snpguest_blob bytes)
{
	container_name(container, SNPGUEST_SHAPE_UNKNOWN);
	return container_nothing(container, "%s: %zu bytes; a report has %d",
				 container->text, bytes.len, SIZE);
}

int shape_read(struct snpguest_container *container, struct snpguest_blob bytes)
{
	const struct shape *shape = find(bytes);

	if (!shape)
		return refuse_unknown(container, bytes);
	if (!shape->read)
		return refuse_named(container, shape->shape);
	return shape->read(container, bytes);
}

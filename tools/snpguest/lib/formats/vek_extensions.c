// SPDX-License-Identifier: MIT
/*
 * The extensions of a VCEK or VLEK that say for which chip or provider and for
 * which TCB the key is ([KDS] 3). One row of the table below for each.
 */
#include "vek_extensions.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../base/bytes.h"
#include "tcb.h"

#define AMD_ARC "1.3.6.1.4.1.3704.1"

#define STRUCT_VERSION_MAX 1
#define CSP_ID_MAX 127
#define PRODUCT_NAME_MAX 31

struct reader {
	const struct products *products;
	struct vek_extensions *vek;
	unsigned int seen; /* bit n: row n of the table */
	char *why;
	size_t why_len;
};

__attribute__((format(printf, 2, 3), cold))
static int refuse(struct reader *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(r->why, r->why_len, fmt, ap);
	va_end(ap);
	return -EBADMSG;
}

/* ---------------------------------------------------------------- values */

static bool is_printable(struct snpguest_blob text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] < 0x20 || text.data[i] > 0x7e)
			return false;
	return true;
}

static int read_text(struct snpguest_blob value, size_t max,
		     struct snpguest_blob *to)
{
	int err = crypto_read_ia5(value, to);

	if (!err && (!to->len || to->len > max || !is_printable(*to)))
		err = -EBADMSG;
	return err;
}

static bool is_stepping(const uint8_t *text)
{
	return text[0] == '-' && text[1] >= 'A' && text[1] <= 'Z' &&
	       text[2] >= '0' && text[2] <= '9';
}

/* "Milan", or "Milan-B0": a product and a stepping of letter and digit. */
static enum snpguest_product product_of(const struct products *products,
					struct snpguest_blob text)
{
	enum snpguest_product product = products_named(products, text, false);

	if (product || text.len <= 3 || !is_stepping(text.data + text.len - 3))
		return product;
	text.len -= 3;
	return products_named(products, text, false);
}

/* Readers return 0, -EBADMSG, -ENOMEM; @n is the row's. */
static int read_version(struct snpguest_blob value, unsigned int n,
			struct vek_extensions *vek)
{
	(void)n;
	return crypto_read_number(value, UINT32_MAX, &vek->struct_version);
}

static int read_product(struct snpguest_blob value, unsigned int n,
			struct vek_extensions *vek)
{
	(void)n;
	return read_text(value, PRODUCT_NAME_MAX, &vek->product_name);
}

static int read_spl(struct snpguest_blob value, unsigned int n,
		    struct vek_extensions *vek)
{
	uint32_t number = 0;
	int err = crypto_read_number(value, UINT8_MAX, &number);

	vek->spl[n] = number;
	return err;
}

static int read_csp_id(struct snpguest_blob value, unsigned int n,
		       struct vek_extensions *vek)
{
	(void)n;
	return read_text(value, CSP_ID_MAX, &vek->csp_id);
}

/*
 * The bytes themselves, or wrapped in an OCTET STRING once more. The length
 * decides: bytes of a chip id may look like a tag.
 */
static int read_hwid(struct snpguest_blob value, unsigned int n,
		     struct vek_extensions *vek)
{
	int err;

	(void)n;
	vek->hwid = value;
	if (value.len == 64 || value.len == 8)
		return 0;
	err = crypto_read_octets(value, &vek->hwid);
	if (!err && vek->hwid.len != 64 && vek->hwid.len != 8)
		err = -EBADMSG;
	return err;
}

/* ----------------------------------------------------------------- table */

enum { VCEK = 1, VLEK = 2, BOTH = VCEK | VLEK };
enum has { NO, MAY, MUST };
#define NOWHERE (-1)

/**
 * struct row - one extension
 * @oid: below AMD_ARC
 * @n: for @read: .3.n
 * @leaves: kinds of leaf that have it
 * @milan, @turin: whether leaves of Milan and Genoa, and of Turin, have it
 * @milan_byte, @turin_byte: where in TCB_VERSION its value goes
 */
static const struct row {
	const char *oid, *name;
	int (*read)(struct snpguest_blob value, unsigned int n,
		    struct vek_extensions *vek);
	unsigned int n, leaves;
	enum has milan, turin;
	int milan_byte, turin_byte;
} rows[] = {
	{ "1", "structVersion", read_version, 0, BOTH,
	  MUST, MUST, NOWHERE, NOWHERE },
	{ "2", "productName", read_product, 0, BOTH,
	  MUST, MUST, NOWHERE, NOWHERE },
	{ "3.1", "blSPL", read_spl, 1, BOTH, MUST, MUST, 0, 1 },
	{ "3.2", "teeSPL", read_spl, 2, BOTH, MUST, MUST, 1, 2 },
	{ "3.3", "snpSPL", read_spl, 3, BOTH, MUST, MUST, 6, 3 },
	{ "3.4", "spl_4", read_spl, 4, BOTH, MUST, MAY, 2, NOWHERE },
	{ "3.5", "spl_5", read_spl, 5, BOTH, MUST, MUST, 3, 4 },
	{ "3.6", "spl_6", read_spl, 6, BOTH, MUST, MUST, 4, 5 },
	{ "3.7", "spl_7", read_spl, 7, BOTH, MUST, MUST, 5, 6 },
	{ "3.8", "ucodeSPL", read_spl, 8, BOTH, MUST, MUST, 7, 7 },
	{ "3.9", "fmcSPL", read_spl, 9, BOTH, NO, MUST, NOWHERE, 0 },
	{ "4", "hwID", read_hwid, 0, VCEK, MUST, MUST, NOWHERE, NOWHERE },
	{ "5", "CSP_ID", read_csp_id, 0, VLEK, MUST, MUST, NOWHERE, NOWHERE },
};

#define N_ROWS (sizeof(rows) / sizeof(*rows))

/* AMD_ARC or below it, however long: by the bytes, a number has whole ones. */
static bool is_amd(struct snpguest_blob oid)
{
	static const uint8_t arc[] = { 0x2b, 6, 1, 4, 1, 0x9c, 0x78, 1 };

	return oid.len >= sizeof(arc) && !memcmp(oid.data, arc, sizeof(arc));
}

static const struct row *row_of(const char *oid)
{
	size_t n = strlen(AMD_ARC ".");

	if (strncmp(oid, AMD_ARC ".", n))
		return NULL;
	for (size_t i = 0; i < N_ROWS; i++)
		if (!strcmp(oid + n, rows[i].oid))
			return &rows[i];
	return NULL;
}

static int read_known(struct reader *r, const struct row *row,
		      struct snpguest_blob value)
{
	unsigned int bit = 1u << (row - rows);
	int err;

	if (r->seen & bit)
		return refuse(r, "%s is given twice", row->name);
	r->seen |= bit;
	err = row->read(value, row->n, r->vek);
	if (err == -EBADMSG && row->read == read_spl)
		return refuse(r, "%s is no INTEGER of 0 to 255", row->name);
	if (err == -EBADMSG)
		return refuse(r, "%s is malformed", row->name);
	return err;
}

static int read_extension(struct reader *r, const struct crypto_extension *ext)
{
	const struct row *row = row_of(ext->oid);

	if (row)
		return read_known(r, row, ext->value);
	if ((ext->critical || is_amd(ext->oid_content)) && !r->vek->unknown[0])
		memcpy(r->vek->unknown, ext->oid, sizeof(ext->oid));
	return 0;
}

static enum has wanted(const struct row *row, enum snpguest_product product,
		       enum snpguest_cert_role role)
{
	unsigned int leaf = role == SNPGUEST_CERT_VLEK ? VLEK : VCEK;

	if (!(row->leaves & leaf))
		return NO;
	return product_is_like_turin(product) ? row->turin : row->milan;
}

static int check_set(struct reader *r, enum snpguest_cert_role role)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		enum has has = wanted(&rows[i], r->vek->product, role);
		bool seen = r->seen >> i & 1;

		if (has == MUST && !seen)
			return refuse(r, "%s is missing", rows[i].name);
		if (has == NO && seen)
			return refuse(r, "%s does not belong into a %s of this product",
				      rows[i].name,
				      snpguest_cert_role_name(role));
	}
	return 0;
}

static int check_values(struct reader *r)
{
	struct vek_extensions *vek = r->vek;
	bool turin = product_is_like_turin(vek->product);
	size_t id_len = turin ? 8 : 64;

	if (vek->struct_version > STRUCT_VERSION_MAX)
		return refuse(r, "structVersion %u is not known, the last is %d",
			      vek->struct_version, STRUCT_VERSION_MAX);
	if (vek->hwid.len && vek->hwid.len != id_len)
		return refuse(r, "hwID has %zu bytes, %s has %zu", vek->hwid.len,
			      products_name(r->products, vek->product), id_len);
	return 0;
}

/* The values in the places that the product gives them. */
static struct snpguest_tcb tcb_of(const struct vek_extensions *vek)
{
	bool turin = product_is_like_turin(vek->product);
	uint64_t raw = 0;

	if (!vek->product)
		return (struct snpguest_tcb){ 0 };
	for (size_t i = 0; i < N_ROWS; i++) {
		int byte = turin ? rows[i].turin_byte : rows[i].milan_byte;

		if (byte != NOWHERE)
			raw |= (uint64_t)vek->spl[rows[i].n] << (8 * byte);
	}
	return snpguest_tcb_decode(vek->product, raw);
}

int vek_extensions_parse(const struct crypto_cert *cert,
			 const struct products *products,
			 enum snpguest_cert_role role,
			 struct vek_extensions *vek, char *why, size_t len)
{
	struct reader r = { .products = products, .vek = vek, .why = why,
			    .why_len = len };
	struct bytes rest = crypto_cert_extensions(cert);
	struct crypto_extension ext;
	int err = 0;

	memset(vek, 0, sizeof(*vek));
	while (!err && crypto_next_extension(&rest, &ext))
		err = read_extension(&r, &ext);
	if (err)
		return err;
	if (vek->product_name.len)
		vek->product = product_of(products, vek->product_name);
	/* What belongs to an unknown product is unknown; show what is there. */
	if (vek->product || !vek->product_name.len)
		err = check_set(&r, role);
	if (!err && vek->product)
		err = check_values(&r);
	if (!err)
		vek->tcb = tcb_of(vek);
	return err;
}

bool vek_names_chip(const struct vek_extensions *vek, const uint8_t *chip_id)
{
	size_t len = vek->hwid.len;

	return len && !memcmp(chip_id, vek->hwid.data, len) &&
	       bytes_are_zero(chip_id + len, SNPGUEST_CHIP_ID_SIZE - len);
}

static void copy_text(char *to, size_t size, struct snpguest_blob from)
{
	size_t n = from.len < size ? from.len : size - 1;

	if (n)
		memcpy(to, from.data, n);
	to[n] = '\0';
}

void vek_extensions_info(const struct vek_extensions *vek,
			 struct snpguest_cert_info *info)
{
	info->has_extensions = true;
	info->product = vek->product;
	info->struct_version = vek->struct_version;
	copy_text(info->product_name, sizeof(info->product_name),
		  vek->product_name);
	info->tcb = vek->tcb;
	info->hwid_len = vek->hwid.len;
	if (vek->hwid.len)
		memcpy(info->hwid, vek->hwid.data, vek->hwid.len);
	copy_text(info->csp_id, sizeof(info->csp_id), vek->csp_id);
}

// SPDX-License-Identifier: MIT
/*
 * The extensions of a VCEK or VLEK that say for which chip or provider and for
 * which TCB the key is ([KDS] 3). Which ones there have to be:
 *
 *	1 structVersion, 2 productName		all
 *	3.1 bl, 3.2 tee, 3.3 snp, 3.8 ucode	all
 *	3.5, 3.6, 3.7				all
 *	3.4					Milan, Genoa; Turin may
 *	3.9 fmc					Turin only
 *	4 hwID					VCEK only
 *	5 CSP_ID				VLEK only
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

enum { SPL_BL = 1, SPL_TEE, SPL_SNP, SPL_4, SPL_5, SPL_6, SPL_7, SPL_UCODE,
       SPL_FMC };

/* Bits of what was seen: 1, 2, 4, 5 as they are, 3.n at 8 + n. */
#define SEEN(n) (1u << (n))
#define SEEN_SPL(n) (1u << (8 + (n)))
#define SEEN_VERSION SEEN(1)
#define SEEN_PRODUCT SEEN(2)
#define SEEN_HWID SEEN(4)
#define SEEN_CSP_ID SEEN(5)

struct reader {
	struct vek_extensions *vek;
	unsigned int seen;
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

static const char *name_of(unsigned int bit)
{
	static const struct {
		unsigned int bit;
		const char *name;
	} names[] = {
		{ SEEN_VERSION, "structVersion" },
		{ SEEN_PRODUCT, "productName" },
		{ SEEN_HWID, "hwID" },
		{ SEEN_CSP_ID, "CSP_ID" },
		{ SEEN_SPL(SPL_BL), "blSPL" },
		{ SEEN_SPL(SPL_TEE), "teeSPL" },
		{ SEEN_SPL(SPL_SNP), "snpSPL" },
		{ SEEN_SPL(SPL_4), "spl_4" },
		{ SEEN_SPL(SPL_5), "spl_5" },
		{ SEEN_SPL(SPL_6), "spl_6" },
		{ SEEN_SPL(SPL_7), "spl_7" },
		{ SEEN_SPL(SPL_UCODE), "ucodeSPL" },
		{ SEEN_SPL(SPL_FMC), "fmcSPL" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (names[i].bit == bit)
			return names[i].name;
	return "?";
}

static bool is_amd(const char *oid)
{
	size_t n = strlen(AMD_ARC);

	return !strncmp(oid, AMD_ARC, n) && (oid[n] == '.' || !oid[n]);
}

/* Which of AMD's extensions @oid is; 0 for any other. */
static unsigned int bit_of(const char *oid)
{
	const char *rest = oid + strlen(AMD_ARC ".");

	if (strncmp(oid, AMD_ARC ".", strlen(AMD_ARC ".")))
		return 0;
	if (strchr("1245", rest[0]) && rest[0] && !rest[1])
		return SEEN(rest[0] - '0');
	if (!strncmp(rest, "3.", 2) && rest[2] >= '1' &&
	    rest[2] <= '0' + SPL_COUNT && !rest[3])
		return SEEN_SPL(rest[2] - '0');
	return 0;
}

static bool is_printable(struct snpguest_blob text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] < 0x20 || text.data[i] > 0x7e)
			return false;
	return true;
}

/* Return, here and below: 0, -EBADMSG, -ENOMEM. */
static int read_text(struct snpguest_blob value, size_t max,
		     struct snpguest_blob *to)
{
	int err = crypto_read_ia5(value, to);

	if (!err && (!to->len || to->len > max || !is_printable(*to)))
		err = -EBADMSG;
	return err;
}

/* "Milan", or "Milan-B0": a product and a stepping of letter and digit. */
static enum snpguest_product product_of(struct snpguest_blob text)
{
	for (int p = SNPGUEST_PRODUCT_MILAN; p <= SNPGUEST_PRODUCT_TURIN; p++) {
		const char *name = snpguest_product_name(p);
		size_t n = strlen(name);
		const uint8_t *stepping;

		if (text.len < n || memcmp(text.data, name, n))
			continue;
		if (text.len == n)
			return p;
		stepping = text.data + n;
		if (text.len == n + 3 && stepping[0] == '-' &&
		    stepping[1] >= 'A' && stepping[1] <= 'Z' &&
		    stepping[2] >= '0' && stepping[2] <= '9')
			return p;
	}
	return SNPGUEST_PRODUCT_UNKNOWN;
}

/*
 * The bytes themselves, or wrapped in an OCTET STRING once more. The length
 * decides: bytes of a chip id may look like a tag.
 */
static int read_hwid(struct snpguest_blob value, struct snpguest_blob *hwid)
{
	int err;

	*hwid = value;
	if (value.len == 64 || value.len == 8)
		return 0;
	err = crypto_read_octets(value, hwid);
	if (!err && hwid->len != 64 && hwid->len != 8)
		err = -EBADMSG;
	return err;
}

static int read_spl(struct reader *r, unsigned int bit,
		    struct snpguest_blob value)
{
	unsigned int n = 1;
	uint32_t number = 0;
	int err = crypto_read_number(value, UINT8_MAX, &number);

	while (bit != SEEN_SPL(n))
		n++;
	if (err == -EBADMSG)
		return refuse(r, "%s is no INTEGER of 0 to 255", name_of(bit));
	r->vek->spl[n - 1] = number;
	return err;
}

static int read_value(struct reader *r, unsigned int bit,
		      struct snpguest_blob value)
{
	struct vek_extensions *vek = r->vek;
	int err;

	switch (bit) {
	case SEEN_VERSION:
		err = crypto_read_number(value, UINT32_MAX,
					 &vek->struct_version);
		break;
	case SEEN_PRODUCT:
		err = read_text(value, PRODUCT_NAME_MAX, &vek->product_name);
		if (!err)
			vek->product = product_of(vek->product_name);
		break;
	case SEEN_HWID:
		err = read_hwid(value, &vek->hwid);
		break;
	case SEEN_CSP_ID:
		err = read_text(value, CSP_ID_MAX, &vek->csp_id);
		break;
	default:
		return read_spl(r, bit, value);
	}
	if (err == -EBADMSG)
		return refuse(r, "%s is malformed", name_of(bit));
	return err;
}

static int read_extension(struct reader *r, const struct crypto_extension *ext)
{
	unsigned int bit = bit_of(ext->oid);

	if (!bit) {
		if ((ext->critical || is_amd(ext->oid)) && !r->vek->unknown[0])
			memcpy(r->vek->unknown, ext->oid, sizeof(ext->oid));
		return 0;
	}
	if (r->seen & bit)
		return refuse(r, "%s is given twice", name_of(bit));
	r->seen |= bit;
	return read_value(r, bit, ext->value);
}

static unsigned int expected(const struct vek_extensions *vek,
			     enum snpguest_cert_role role)
{
	unsigned int bits = SEEN_VERSION | SEEN_PRODUCT;

	for (unsigned int n = SPL_BL; n <= SPL_UCODE; n++)
		bits |= SEEN_SPL(n);
	if (vek->product == SNPGUEST_PRODUCT_TURIN)
		bits = (bits & ~SEEN_SPL(SPL_4)) | SEEN_SPL(SPL_FMC);
	return bits | (role == SNPGUEST_CERT_VLEK ? SEEN_CSP_ID : SEEN_HWID);
}

static int check_set(struct reader *r, enum snpguest_cert_role role)
{
	struct vek_extensions *vek = r->vek;
	unsigned int wanted = expected(vek, role);
	unsigned int missing = wanted & ~r->seen;
	unsigned int extra = r->seen & ~wanted;

	if (vek->product == SNPGUEST_PRODUCT_TURIN)
		extra &= ~SEEN_SPL(SPL_4);
	if (missing)
		return refuse(r, "%s is missing", name_of(missing & -missing));
	if (extra)
		return refuse(r, "%s does not belong into a %s of this product",
			      name_of(extra & -extra),
			      snpguest_cert_role_name(role));
	return 0;
}

static int check_values(struct reader *r)
{
	struct vek_extensions *vek = r->vek;
	size_t id_len = vek->product == SNPGUEST_PRODUCT_TURIN ? 8 : 64;

	if (vek->struct_version > STRUCT_VERSION_MAX)
		return refuse(r, "structVersion %u is not known, the last is %d",
			      vek->struct_version, STRUCT_VERSION_MAX);
	if (vek->hwid.len && vek->hwid.len != id_len)
		return refuse(r, "hwID has %zu bytes, %s has %zu", vek->hwid.len,
			      snpguest_product_name(vek->product), id_len);
	return 0;
}

/* spl_4 to spl_7 stand for the bytes between the parts, in their order. */
static uint64_t reserved_bytes(const struct vek_extensions *vek)
{
	uint64_t raw = (uint64_t)vek->spl[SPL_4 - 1] << 16 |
		       (uint64_t)vek->spl[SPL_5 - 1] << 24 |
		       (uint64_t)vek->spl[SPL_6 - 1] << 32 |
		       (uint64_t)vek->spl[SPL_7 - 1] << 40;

	if (vek->product != SNPGUEST_PRODUCT_TURIN)
		return raw;
	return (uint64_t)vek->spl[SPL_5 - 1] << 32 |
	       (uint64_t)vek->spl[SPL_6 - 1] << 40 |
	       (uint64_t)vek->spl[SPL_7 - 1] << 48;
}

static void derive(struct vek_extensions *vek)
{
	struct snpguest_tcb *tcb = &vek->tcb;

	tcb->has_fmc = vek->product == SNPGUEST_PRODUCT_TURIN;
	tcb->fmc = vek->spl[SPL_FMC - 1];
	tcb->bl = vek->spl[SPL_BL - 1];
	tcb->tee = vek->spl[SPL_TEE - 1];
	tcb->snp = vek->spl[SPL_SNP - 1];
	tcb->ucode = vek->spl[SPL_UCODE - 1];
	tcb->raw = tcb_encode(vek->product, tcb);
	vek->reserved = reserved_bytes(vek);
}

int vek_extensions_parse(const struct crypto_cert *cert,
			 enum snpguest_cert_role role,
			 struct vek_extensions *vek, char *why, size_t len)
{
	struct reader r = { .vek = vek, .why = why, .why_len = len };
	struct crypto_extension ext;
	int err = 0;

	memset(vek, 0, sizeof(*vek));
	for (size_t i = 0; !err && crypto_cert_extension(cert, i, &ext); i++)
		err = read_extension(&r, &ext);
	if (err)
		return err;
	/* What belongs to an unknown product is unknown; show what is there. */
	if (vek->product || !(r.seen & SEEN_PRODUCT))
		err = check_set(&r, role);
	if (!err && vek->product)
		err = check_values(&r);
	if (!err)
		derive(vek);
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

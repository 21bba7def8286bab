// SPDX-License-Identifier: MIT
/* Addresses at AMD's key distribution service, [KDS]; strings only. */
#include <errno.h>
#include <stdio.h>

#include "../base/error.h"
#include "certificate.h"
#include "kds_url.h"

#define HOST "https://kdsintf.amd.com"
#define TURIN_HWID_SIZE 8 /* [KDS] 3: of the 64 bytes of a chip id */

static size_t hwid_size(enum snpguest_product product)
{
	return product_is_like_turin(product) ? TURIN_HWID_SIZE :
						SNPGUEST_CHIP_ID_SIZE;
}

static int fits(int written, size_t size, struct snpguest_error *error)
{
	if (written >= 0 && (size_t)written < size)
		return 0;
	return fail(error, -ENOSPC, "the address is longer than %zu bytes",
		    size);
}

static int known(const char *name, struct snpguest_error *error)
{
	if (name)
		return 0;
	return fail(error, -ENODATA,
		    "the product is not known; name milan, genoa or turin");
}

int kds_list_url(const struct products *products, const char *host,
		 enum snpguest_product product, enum snpguest_kds_list list,
		 char *url, size_t size, struct snpguest_error *error)
{
	bool vlek = list == SNPGUEST_KDS_VLEK_CHAIN ||
		    list == SNPGUEST_KDS_VLEK_CRL;
	bool crl = list == SNPGUEST_KDS_VCEK_CRL ||
		   list == SNPGUEST_KDS_VLEK_CRL;
	const char *name = products_kds_name(products, product);
	int err = known(name, error);

	if (err)
		return err;
	return fits(snprintf(url, size, "%s/%s/v1/%s/%s", host ? host : HOST,
			     vlek ? "vlek" : "vcek",
			     name, crl ? "crl" : "cert_chain"),
		    size, error);
}

/* Reports for which there is nothing to be had. */
static int has_vcek(const struct snpguest_report *report,
		    struct snpguest_error *error)
{
	if (report->signing_key == SNPGUEST_SIGNING_KEY_VLEK)
		return fail(error, -ENODATA,
			    "a VLEK signed it, which only the host can supply");
	if (report->masked_chip_id)
		return fail(error, -ENODATA,
			    "the report hides its chip id; only the host can supply the VCEK");
	return 0;
}

int kds_vcek_url(const struct products *products, const char *host,
		 enum snpguest_product product,
		 const struct snpguest_report *report, char *url, size_t size,
		 struct snpguest_error *error)
{
	const char *name = products_kds_name(products, product);
	struct snpguest_tcb tcb =
		snpguest_tcb_decode(product, report->reported_tcb.raw);
	char hwid[2 * SNPGUEST_CHIP_ID_SIZE + 1];
	char fmc[16] = "";
	int err = has_vcek(report, error);

	if (!err)
		err = known(name, error);
	if (err)
		return err;
	hex_text(report->chip_id, hwid_size(product), hwid, sizeof(hwid));
	if (tcb.has_fmc)
		snprintf(fmc, sizeof(fmc), "fmcSPL=%02u&", tcb.fmc);
	return fits(snprintf(url, size,
			     "%s/vcek/v1/%s/%s?%sblSPL=%02u&teeSPL=%02u&snpSPL=%02u&ucodeSPL=%02u",
			     host ? host : HOST, name, hwid, fmc, tcb.bl, tcb.tee, tcb.snp, tcb.ucode),
		    size, error);
}
